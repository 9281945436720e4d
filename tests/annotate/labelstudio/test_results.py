import pytest

from rightstag.annotate.labelstudio.results import RawAnnotation, Region, Value, parse_annotation
from rightstag.labels import Category, Taxonomy, load_taxonomy

TEXT = "📣📣 A rally in Öster\nwas broken up; a second rally was not."


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.mark.parametrize(
    ("start", "end", "words", "marked"),
    [
        (5, 10, "rally", "rally"),  # as Label Studio counts
        (7, 12, "rally", "rally"),  # in UTF-16 units
        (5, 10, "", "rally"),  # an export without the words
        (47, 52, "rally", "rally"),
        (16, 25, "Öster was", "Öster\nwas"),  # white space may differ
        (16, 25, "Öster\\nwas", "Öster\nwas"),  # a line end as the screen writes it
        (900, 905, "rally", "rally"),
    ],
)
def test_evidence_is_the_marked_words(start: int, end: int, words: str, marked: str, taxonomy: Taxonomy) -> None:
    region = Region(
        from_name="evidence", type="labels", value=Value(start=start, end=end, text=words, labels=["assembly"])
    )
    entry = RawAnnotation(result=[region])
    annotation, complaints = parse_annotation(
        entry, taxonomy, paragraph="p-1", text=TEXT, annotator="annotator-1", finished=False
    )
    [span] = annotation.evidence
    assert TEXT[span.start : span.end] == marked
    assert abs(span.start - min(start, len(TEXT))) < 20  # the nearer of two
    assert not complaints


def test_words_that_are_not_in_the_text_are_named(taxonomy: Taxonomy) -> None:
    value = Value(start=0, end=2, text="a march", labels=["assembly"])
    entry = RawAnnotation(result=[Region(from_name="evidence", type="labels", value=value)])
    annotation, complaints = parse_annotation(
        entry, taxonomy, paragraph="p-1", text=TEXT, annotator="annotator-1", finished=False
    )
    assert annotation.evidence == ()
    assert complaints == ["evidence at 0 to 2 is not in the text: left out"]


def test_a_choice_of_an_earlier_codebook_is_read_under_its_id_of_today_and_a_child_brings_its_parent() -> None:
    speech = Category(id="speech", formerly=("expression",))
    parts = (Category(id="integrity"), Category(id="torture", parent="integrity"), Category(id="a", split_from="b"))
    taxonomy = Taxonomy(version="2", title="", unit="", question="", categories=(speech, *parts))
    for ticked, labels in [
        (["expression"], ("speech",)),
        (["torture"], ("integrity", "torture")),
        (["b", "torture"], ("integrity", "torture", "b")),
    ]:
        value = Value(choices=ticked)
        entry = RawAnnotation(result=[Region(from_name="topics", type="choices", value=value)])
        answer, _ = parse_annotation(entry, taxonomy, paragraph="p", text="t", annotator="a", finished=True)
        assert answer.labels == labels
