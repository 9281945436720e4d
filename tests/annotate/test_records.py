import msgspec
import pytest

from rightstag.annotate.records import LabelledParagraph, labelled_paragraph

VERDICT = {
    "id": "p-1",
    "text": "A rally.",
    "trail": ["B"],
    "report": {"key": "averland-2021", "country": "XAV"},
    "labels": ["assembly"],
    "unknown": ["expression"],
    "probabilities": None,
    "standing": {"assembly": "single", "expression": "disputed"},
    "answers": 2,
    "method": "majority",
    "taxonomy": ["1"],
    "schema": "rightstag.verdict/1",
}


def test_what_0_1_called_a_verdict_is_read() -> None:
    row = labelled_paragraph(VERDICT)
    assert row.provenance == {"assembly": "single", "expression": "disputed"}
    assert (row.labels, row.unknown, row.answers, row.taxonomy) == (("assembly",), ("expression",), 2, ("1",))


def test_a_written_row_comes_back() -> None:
    row = labelled_paragraph(VERDICT)
    assert labelled_paragraph(msgspec.to_builtins(row)) == row


def test_a_table_from_elsewhere_may_have_fields_of_the_same_name_with_another_meaning() -> None:
    row = {"text": "A rally.", "labels": [], "answers": ["yes"], "method": 3, "taxonomy": "mine", "section": ["B"]}
    assert labelled_paragraph(row) == LabelledParagraph(text="A rally.", labels=(), trail=("B",))


def test_a_paragraph_that_nobody_labelled_has_no_labels_rather_than_none_that_apply() -> None:
    assert labelled_paragraph({"id": "p-1", "text": "A rally.", "schema": "rightstag.paragraph/1"}).labels is None


@pytest.mark.parametrize(
    "row", [{"labels": []}, {"text": 3}, VERDICT | {"schema": "rightstag.labelled/2"}, {"text": "", "labels": "x"}]
)
def test_what_is_no_labelled_paragraph_is_refused(row) -> None:
    with pytest.raises(msgspec.ValidationError):
        labelled_paragraph(row)
