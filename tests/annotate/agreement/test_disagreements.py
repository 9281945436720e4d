from rightstag.annotate.agreement.agreement import measure_agreement
from rightstag.annotate.agreement.disagreements import (
    AnnotatorDisagreement,
    Disagreement,
    LabelConflict,
    find_disagreements,
    find_label_conflicts,
    rank_annotators,
)
from rightstag.annotate.records import Annotation

LABELS = ("assembly", "expression", "refugees")


def said(paragraph: str, who: str, *labels: str, **more: object) -> Annotation:
    return Annotation(
        paragraph=paragraph, annotator=who, labels=labels, **({"state": "labelled" if labels else "none"} | more)
    )


def test_a_disagreement_is_a_paragraph_answered_differently_even_if_settled_since() -> None:
    annotations = [
        said("p-1", "ada", "assembly"),
        said("p-1", "ben"),
        said("p-1", "cleo", gold=True),
        said("p-2", "ada", "assembly", "expression"),
        said("p-2", "ben", "expression", "assembly"),
        said("p-3", "ada", "assembly"),
        said("p-3", "ben", state="skipped"),
    ]
    assert find_disagreements(annotations) == [
        Disagreement(
            "p-1",
            (
                said("p-1", "ada", "assembly"),
                said("p-1", "ben"),
            ),
        )
    ]


def test_conflicts_are_counted_by_pair_of_labels() -> None:
    disagreements = [
        Disagreement(
            "p-1",
            (
                said("p-1", "ada", "assembly"),
                said("p-1", "ben", "expression"),
            ),
        ),
        Disagreement(
            "p-2",
            (
                said("p-2", "ada", "expression", "refugees"),
                said("p-2", "ben", "assembly", "refugees"),
            ),
        ),
        Disagreement(
            "p-3",
            (
                said("p-3", "ada", "assembly"),
                said("p-3", "ben"),
            ),
        ),
        Disagreement(
            "p-4",
            (
                said("p-4", "ada", "assembly", "expression"),
                said("p-4", "ben", "assembly"),
            ),
        ),
    ]
    assert find_label_conflicts(disagreements, LABELS) == [
        LabelConflict(labels=("assembly", "expression"), times=2, paragraphs=("p-1", "p-2")),
        LabelConflict(labels=("assembly", "none"), times=1, paragraphs=("p-3",)),
        LabelConflict(labels=("expression", "left out"), times=1, paragraphs=("p-4",)),
    ]


def test_every_two_annotators_are_set_against_each_other() -> None:
    three = Disagreement(
        "p-1",
        (
            said("p-1", "ada", "assembly"),
            said("p-1", "ben"),
            said("p-1", "cleo"),
        ),
    )
    assert find_label_conflicts([three], LABELS) == [
        LabelConflict(labels=("assembly", "none"), times=2, paragraphs=("p-1",))
    ]


def test_where_nobody_differs_there_is_no_conflict() -> None:
    assert find_disagreements([]) == find_label_conflicts([], LABELS) == []


def test_who_differs_most_comes_first_but_not_by_a_single_answer() -> None:
    annotations = [said(f"p-{n:02}", who, "assembly") for n in range(20) for who in ("ada", "ben")]
    annotations += [said(f"p-{n:02}", "cleo", *["assembly"][n % 5 :]) for n in range(20)]
    annotations.append(said("p-00", "dan", "refugees"))
    assert rank_annotators(measure_agreement(annotations, LABELS).pairs) == [
        AnnotatorDisagreement(annotator="cleo", compared=41, differ=33),
        AnnotatorDisagreement(annotator="dan", compared=3, differ=3),
        AnnotatorDisagreement(annotator="ada", compared=41, differ=17),
        AnnotatorDisagreement(annotator="ben", compared=41, differ=17),
    ]


def test_answers_are_compared_on_the_labels_that_both_codebooks_had() -> None:
    old = said("p-1", "ada", "assembly", offered=("assembly", "expression"))
    new = said("p-1", "ben", "assembly", "refugees")
    assert find_disagreements([old, new]) == []
    [disagreement] = find_disagreements([old, new, said("p-1", "cleo", "assembly")])
    assert find_label_conflicts([disagreement], LABELS) == [
        LabelConflict(labels=("refugees", "left out"), times=1, paragraphs=("p-1",))
    ]
