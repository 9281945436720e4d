import msgspec
import pytest

from rightstag.annotate.aggregation.consensus import LabelledParagraph, aggregate_labels
from rightstag.annotate.records import Annotation
from rightstag.errors import InputError
from rightstag.reports import Paragraph, Report

LABELS = ("assembly", "expression")
REPORT = Report(key="averland-2021", country="XAV")
TEXTS = {f"p-{n}": Paragraph(id=f"p-{n}", text=f"Paragraph {n}.", trail=("B",), report=REPORT) for n in range(6)}


def said(paragraph: str, who: str, *labels: str, **more: object) -> Annotation:
    fields = {"state": "labelled" if labels else "none", "taxonomy": "1"} | more
    return Annotation(paragraph=paragraph, annotator=who, labels=labels, **fields)


ANSWERS = [
    said("p-1", "ada", "assembly"),
    said("p-2", "ada", "assembly", "expression"),
    said("p-2", "ben", "assembly"),
    said("p-3", "ada", "assembly"),
    said("p-3", "ben", "assembly"),
    said("p-3", "gil", gold=True),
    said("p-4", "ada", "assembly"),
    said("p-4", "gil", "assembly", "expression", gold=True),
    said("p-4", "hal", "assembly", gold=True),
    said("p-5", "ada", state="skipped"),
]


def test_gold_comes_before_consensus_and_consensus_before_one_answer_label_by_label() -> None:
    one, two, three, four = aggregate_labels(ANSWERS, LABELS, TEXTS)
    assert (one.id, one.text, one.trail, one.report) == ("p-1", "Paragraph 1.", ("B",), REPORT)
    assert (one.labels, one.unknown, one.answers) == (("assembly",), (), 1)
    assert one.provenance == {"assembly": "single", "expression": "single"}
    assert (two.labels, two.unknown) == (("assembly",), ("expression",))
    assert two.provenance == {"assembly": "consensus", "expression": "disputed"}
    assert (three.labels, three.unknown) == ((), ())
    assert three.provenance == {"assembly": "gold", "expression": "gold"}
    assert (four.labels, four.unknown) == (("assembly",), ("expression",))
    assert four.provenance == {"assembly": "gold", "expression": "disputed"}
    assert {row.method for row in (one, two, three, four)} == {"majority"}
    assert {row.taxonomy for row in (one, two, three, four)} == {("1",)}
    assert one.probabilities is None


def test_dawid_skene_settles_ties_of_annotators_and_never_those_of_adjudicators() -> None:
    one, two, three, four = aggregate_labels(ANSWERS, LABELS, TEXTS, method="dawid-skene")
    assert two.unknown == ()
    assert 0 < two.probabilities["expression"] < 1
    assert ("expression" in two.labels) == (two.probabilities["expression"] > 0.5)
    assert (three.labels, three.probabilities) == ((), {"assembly": 0, "expression": 0})
    assert (four.labels, four.unknown) == (("assembly",), ("expression",))
    assert four.probabilities == {"assembly": 1, "expression": 0.5}
    assert [row.provenance for row in (one, two, three, four)] == [
        row.provenance for row in aggregate_labels(ANSWERS, LABELS, TEXTS)
    ]


@pytest.mark.parametrize("method", ["majority", "dawid-skene"])
def test_verdicts_come_back_as_they_were_and_know_no_order(method) -> None:
    rows = aggregate_labels(ANSWERS, LABELS, TEXTS, method=method)
    assert [msgspec.json.decode(msgspec.json.encode(row), type=LabelledParagraph) for row in rows] == rows
    assert aggregate_labels(ANSWERS[::-1], LABELS, TEXTS, method=method) == rows


@pytest.mark.parametrize("method", ["majority", "dawid-skene"])
def test_a_label_that_is_not_there_is_named(method) -> None:
    with pytest.raises(InputError) as caught:
        aggregate_labels([said("p-1", "ada", "torture")], LABELS, TEXTS, method=method)
    assert str(caught.value) == (
        "annotations, ada on paragraph p-1: unknown label 'torture'; expected one of assembly, expression; "
        "give the taxonomy that has it"
    )


def test_a_paragraph_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="unknown paragraph 'p-1'"):
        aggregate_labels(ANSWERS, LABELS, {})
