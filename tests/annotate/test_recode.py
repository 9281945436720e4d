import pytest

from rightstag.annotate.recode import recode_annotations, recode_paragraph
from rightstag.annotate.records import Annotation, EvidenceSpan, LabelledParagraph
from rightstag.labels import Category, Taxonomy


def taxonomy(*categories: dict[str, object], version: str = "2", retired: tuple[str, ...] = ()) -> Taxonomy:
    made = tuple(Category(**fields) for fields in categories)
    return Taxonomy(version=version, title="", unit="", question="", categories=made, retired=retired)


def said(*labels: str, paragraph: str = "p-1", version: str | None = "1", **more: object) -> Annotation:
    fields = {"state": "labelled" if labels else "none"} | more
    return Annotation(paragraph=paragraph, annotator="ada", labels=labels, taxonomy=version, **fields)


def recoded(answers: list[Annotation], codebook: Taxonomy) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(answer.labels, answer.offered) for answer in recode_annotations(answers, codebook)]


def test_a_label_that_came_later_is_unknown_to_answers_that_do_not_say_what_they_were_offered() -> None:
    codebook = taxonomy({"id": "assembly"}, {"id": "expression"}, {"id": "torture"})
    answers = [said("assembly"), said("expression"), said(), said(version="2"), said(version=None)]
    old, new = ("assembly", "expression"), ("assembly", "expression", "torture")
    assert recoded(answers, codebook) == [
        (("assembly",), old),
        (("expression",), old),
        ((), old),
        ((), new),
        ((), new),
    ]


def test_since_says_which_labels_a_version_had_whether_anybody_gave_them_or_not() -> None:
    codebook = taxonomy({"id": "assembly"}, {"id": "expression"}, {"id": "torture", "since": "1.10"}, version="1.11")
    assert recoded([said(version="1.9"), said(version="1.10")], codebook) == [
        ((), ("assembly", "expression")),
        ((), ("assembly", "expression", "torture")),
    ]


def test_what_an_answer_says_that_it_was_offered_comes_first() -> None:
    codebook = taxonomy({"id": "assembly"}, {"id": "torture"})
    assert recoded([said("torture"), said(offered=("assembly",))], codebook)[1] == ((), ("assembly",))


def test_a_renamed_label_keeps_its_answers_and_its_evidence() -> None:
    codebook = taxonomy({"id": "speech", "formerly": ("expression", "press")}, {"id": "assembly"})
    marks = (EvidenceSpan(start=0, end=4, label="expression"),)
    answers = [said("expression", evidence=marks), said("assembly"), said("press", version="0"), said(version="0")]
    both = ("speech", "assembly")
    assert recoded(answers, codebook) == [
        (("speech",), both),
        (("assembly",), both),
        (("speech",), ("speech",)),
        ((), ("speech",)),
    ]
    assert recode_annotations(answers, codebook)[0].evidence == (EvidenceSpan(start=0, end=4, label="speech"),)


def test_a_merged_label_has_the_yes_of_any_part_and_the_no_of_all() -> None:
    codebook = taxonomy({"id": "civic", "merges": ("assembly", "association")})
    answers = [
        said("association", offered=("assembly", "association")),
        said(offered=("assembly", "association")),
        said(offered=("assembly",)),
        said("assembly", offered=("assembly",)),
    ]
    assert recoded(answers, codebook) == [
        (("civic",), ("civic",)),
        ((), ("civic",)),
        ((), ()),
        (("civic",), ("civic",)),
    ]


def test_the_parts_of_a_split_label_have_its_no_and_of_its_yes_nothing() -> None:
    codebook = taxonomy({"id": "art", "split_from": "expression"}, {"id": "press", "split_from": "expression"})
    assert recoded([said("expression"), said()], codebook) == [((), ()), ((), ("art", "press"))]


def test_a_retired_label_is_left_out_and_an_unknown_one_stays_to_be_refused() -> None:
    codebook = taxonomy({"id": "assembly"}, retired=("worship",))
    assert [labels for labels, _ in recoded([said("worship", "assembly"), said("tortur")], codebook)] == [
        ("assembly",),
        ("tortur",),
    ]


def test_a_child_implies_its_parents_and_says_nothing_against_them_where_it_is_missing() -> None:
    codebook = taxonomy({"id": "integrity"}, {"id": "torture", "parent": "integrity"})
    answers = [said("torture", offered=("torture",)), said(offered=("torture",))]
    assert recoded(answers, codebook) == [(("integrity", "torture"), ("integrity", "torture")), ((), ("torture",))]


@pytest.mark.parametrize(
    ("row", "labels", "unknown"),
    [
        ({"labels": ("expression",)}, ("speech",), ()),
        ({"labels": ()}, (), ()),
        ({"labels": (), "unknown": ("expression",)}, (), ("speech",)),
        ({"labels": (), "provenance": {"assembly": "single"}}, (), ("speech",)),
        ({"labels": ("assembly",), "unknown": ("tortur",)}, ("assembly",), ("tortur",)),
    ],
)
def test_a_labelled_row_judges_what_it_does_not_call_unknown(row, labels, unknown) -> None:
    codebook = taxonomy({"id": "speech", "formerly": ("expression",)}, {"id": "assembly"})
    made = recode_paragraph(LabelledParagraph(text="A text.", **row), codebook)
    assert (made.labels, made.unknown) == (labels, unknown)


def test_probabilities_go_with_the_labels() -> None:
    codebook = taxonomy({"id": "civic", "merges": ("a", "b")}, {"id": "rally", "formerly": ("c",), "parent": "civic"})
    row = LabelledParagraph(text="", labels=("a", "c"), probabilities={"a": 0.6, "b": 0.1, "c": 0.9})
    assert recode_paragraph(row, codebook).probabilities == {"civic": 0.9, "rally": 0.9}


def test_recoding_twice_changes_nothing() -> None:
    codebook = taxonomy({"id": "speech", "formerly": ("expression",)}, {"id": "art", "split_from": "culture"})
    once = recode_annotations([said("expression"), said("culture"), said()], codebook)
    assert recode_annotations(once, codebook) == once
