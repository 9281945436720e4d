import numpy as np
import pytest

from rightstag.errors import InputError
from rightstag.labels import Category, Taxonomy
from rightstag.train import load_dataset, text_hash

LABELS = ("assembly", "expression", "refugees")
TEXTS = {"p-1": "Police dispersed the rally.", "p-2": "The budget passed.", "p-3": "A site was blocked."}
REPORT = {"key": "averland-2021", "country": "XAV", "publisher": "Watch"}
PARAGRAPHS = [{"id": name, "text": text, "report": REPORT} for name, text in TEXTS.items()]


def said(paragraph, annotator, labels, **more):
    state = more.pop("state", "labelled" if labels else "none")
    return {"paragraph": paragraph, "annotator": annotator, "labels": labels, "state": state, **more}


@pytest.fixture
def annotated(write):
    def load(*annotations):
        paragraphs = write("paragraphs.jsonl", PARAGRAPHS)
        return load_dataset([write("annotations.jsonl", annotations)], LABELS, paragraphs=[paragraphs])

    return load


def test_most_annotators_decide_and_a_tie_is_unknown(annotated):
    data = annotated(
        said("p-1", "a", ["assembly"]),
        said("p-1", "b", ["assembly", "expression"]),
        said("p-1", "c", []),
        said("p-2", "a", ["assembly", "expression"]),
        said("p-2", "b", ["assembly"]),
    )
    assert data.matrix.tolist() == [[1, 0, 0], [1, 0, 0]]
    assert data.known.tolist() == [[True, True, True], [True, False, True]]


def test_the_adjudicated_answer_outweighs_all_others(annotated):
    data = annotated(
        said("p-1", "a", ["assembly"]), said("p-1", "b", ["assembly"]), said("p-1", "a", ["refugees"], gold=True)
    )
    assert data.matrix.tolist() == [[0, 0, 1]]
    assert data.known.all()


def test_who_answers_twice_has_one_voice(annotated):
    data = annotated(said("p-1", "a", ["assembly"]), said("p-1", "a", ["refugees"]), said("p-1", "b", ["refugees"]))
    assert data.matrix.tolist() == [[0, 0, 1]]


def test_skipped_and_drafts_say_nothing_and_none_says_no(annotated):
    data = annotated(
        said("p-1", "a", [], state="skipped"), said("p-2", "a", ["assembly"], state="draft"), said("p-3", "a", [])
    )
    assert [example.id for example in data.examples] == ["p-3"]
    assert (data.matrix.tolist(), data.known.all()) == ([[0, 0, 0]], True)


def test_reports_give_group_and_source(annotated):
    (example,) = annotated(said("p-1", "a", ["assembly"])).examples
    assert (example.country, example.report, example.source) == ("XAV", "averland-2021", "Watch")


def test_labelled_rows_may_have_more_fields_and_unknown_labels(write):
    path = write(
        "rows.jsonl",
        [
            {"id": "1", "text": "a", "labels": ["assembly"], "section": ["I"], "country": "Averland", "coders": [[]]},
            {"id": "2", "text": "b", "labels": [], "unknown": ["refugees"], "ref": "decision-7#4.2"},
            {"id": "3", "text": "c", "labels": [], "ref": "decision-7#5"},
            {"id": "4", "text": "d", "labels": [], "unknown": list(LABELS)},
        ],
    )
    data = load_dataset([path], LABELS)
    assert data.known.tolist() == [[True] * 3, [True, True, False], [True] * 3]
    assert data.groups.tolist() == data.reports.tolist() == [0, 1, 1]
    assert data.examples[0].trail == ("I",)


def test_annotations_and_labelled_rows_go_together(write):
    one = write("rows.jsonl", [{"id": "1", "text": "a", "labels": ["assembly"]}])
    two = write("annotations.jsonl", [said("p-1", "a", ["refugees"])])
    data = load_dataset([two, one], LABELS, paragraphs=[write("paragraphs.jsonl", PARAGRAPHS)])
    assert [example.id for example in data.examples] == ["1", "p-1"]


def test_a_label_weighs_the_less_the_less_sure_it_is_and_nothing_at_a_half(write):
    rows = [
        {"id": "1", "text": "a", "labels": ["assembly"], "probabilities": {"assembly": 0.9, "expression": 0.25}},
        {"id": "2", "text": "b", "labels": [], "probabilities": {"assembly": 0.5, "refugees": 0}},
        {"id": "3", "text": "c", "labels": ["refugees"]},
    ]
    data = load_dataset([write("rows.jsonl", rows)], LABELS)
    assert data.weights == pytest.approx(np.array([[0.8, 0.5, 1], [0, 1, 1], [1, 1, 1]]))
    assert data.known.tolist() == [[True] * 3, [False, True, True], [True] * 3]
    for row in rows:
        row.pop("probabilities", None)
    plain = load_dataset([write("plain.jsonl", rows)], LABELS)
    assert data.take([2]).fingerprint == plain.take([2]).fingerprint
    assert data.take([0]).fingerprint != plain.take([0]).fingerprint


def test_the_fingerprint_knows_no_order_but_every_label(dataset):
    data = dataset(20)
    assert data.take(reversed(range(20))).fingerprint == data.fingerprint
    assert data.take(range(19)).fingerprint != data.fingerprint


def test_a_texts_hash_is_that_of_its_words():
    assert text_hash("Police  dispersed the “rally”.") == text_hash("police dispersed the rally")


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (
            [{"id": "1", "text": "a", "labels": ["torture"]}],
            "rows.jsonl, record 1: unknown label 'torture'; expected one of assembly, expression, refugees; "
            "correct it, or give the taxonomy that has it",
        ),
        (
            [{"id": "1", "text": "a", "labels": ["assembly"], "probabilities": {"assembly": 0.25}}],
            "paragraph '1': 'assembly' is given, and has the probability 0.25; "
            "give the labels of more than 0.5, or leave the probabilities out",
        ),
        (
            [{"id": "1", "text": "a", "labels": [], "probabilities": {"assembly": 1.5}}],
            "rows.jsonl, record 1: Expected `float` <= 1.0 - at `$.probabilities[...]`; "
            "expected an annotation, or a paragraph with its labels",
        ),
        (
            [{"id": "1", "text": "a", "labels": []}, {"id": "1", "text": "b", "labels": []}],
            "rows.jsonl, record 2: paragraph '1' comes twice; leave one out",
        ),
        (
            [{"id": "1", "text": "a"}],
            "rows.jsonl, record 1: no labels; expected 'labels', [] where none applies",
        ),
        (
            [said("p-9", "a", [])],
            "annotations: unknown paragraph 'p-9'; expected one of the paragraphs given; "
            "give the file that the tasks were made from",
        ),
        (
            [said("p-9", "a", [], state="skipped")],
            "annotations: unknown paragraph 'p-9'; expected one of the paragraphs given; "
            "give the file that the tasks were made from",
        ),
        ([], "rows.jsonl: no labelled paragraph; expected annotations that are neither draft nor skipped"),
    ],
)
def test_bad_data_are_one_line(write, monkeypatch, records, message):
    path = write("rows.jsonl", records)
    with pytest.raises(InputError) as caught:
        load_dataset([path.relative_to(path.parent)], LABELS)
    assert str(caught.value) == message
    assert caught.value.exit_code == 4


def test_a_broken_line_is_named(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "1", "text": "a", "labels": []}\n{"id": \n')
    with pytest.raises(InputError, match=r"rows.jsonl, line 2: "):
        load_dataset([path], LABELS)


def test_a_paragraph_that_comes_twice_is_named(write):
    paragraphs = write("paragraphs.jsonl", [PARAGRAPHS[0], PARAGRAPHS[0]])
    with pytest.raises(InputError, match="paragraph 'p-1' comes twice"):
        load_dataset([write("a.jsonl", [said("p-1", "a", [])])], LABELS, paragraphs=[paragraphs])


def test_take_keeps_rows_as_they_are(dataset):
    data = dataset(10)
    part = data.take([7, 2])
    assert part.texts == [data.texts[7], data.texts[2]]
    assert (part.matrix == data.matrix[[7, 2]]).all()
    assert np.array_equal(part.hashes, data.hashes[[7, 2]])


def test_data_are_recoded_in_the_categories_of_a_taxonomy(write) -> None:
    speech = Category(id="speech", formerly=("expression",))
    nested = (Category(id="integrity"), Category(id="torture", parent="integrity"))
    taxonomy = Taxonomy(
        version="2", title="", unit="", question="", categories=(speech, *nested), retired=("assembly",)
    )
    rows = [
        {"id": "r-1", "text": "An editor was fined.", "labels": ["expression"]},
        {"id": "r-2", "text": "A detainee was beaten.", "labels": ["torture", "assembly"]},
    ]
    data = load_dataset([write("rows.jsonl", rows)], taxonomy)
    assert (data.labels, data.parents) == (("speech", "integrity", "torture"), {"torture": "integrity"})
    assert data.matrix.tolist() == [[1, 0, 0], [0, 1, 1]]
    assert data.known.all()
