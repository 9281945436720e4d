from rightstag.annotate.agreement.agreement import compare
from rightstag.annotate.agreement.disagreements import (
    Clash,
    Dispute,
    Dissent,
    find_clashes,
    find_disputes,
    find_dissent,
)
from rightstag.annotate.records import Annotation

LABELS = ("assembly", "expression", "refugees")


def said(paragraph: str, who: str, *labels: str, **more: object) -> Annotation:
    return Annotation(
        paragraph=paragraph, annotator=who, labels=labels, **({"state": "labelled" if labels else "none"} | more)
    )


def test_a_dispute_is_a_paragraph_answered_differently_even_if_settled_since() -> None:
    annotations = [
        said("p-1", "ada", "assembly"),
        said("p-1", "ben"),
        said("p-1", "cleo", gold=True),
        said("p-2", "ada", "assembly", "expression"),
        said("p-2", "ben", "expression", "assembly"),
        said("p-3", "ada", "assembly"),
        said("p-3", "ben", state="skipped"),
    ]
    assert find_disputes(annotations) == [Dispute("p-1", {"ada": ("assembly",), "ben": ()})]


def test_clashes_say_what_stands_against_what() -> None:
    disputes = [
        Dispute("p-1", {"ada": ("assembly",), "ben": ("expression",)}),
        Dispute("p-2", {"ada": ("expression", "refugees"), "ben": ("assembly", "refugees")}),
        Dispute("p-3", {"ada": ("assembly",), "ben": ()}),
        Dispute("p-4", {"ada": ("assembly", "expression"), "ben": ("assembly",)}),
    ]
    assert find_clashes(disputes, LABELS) == [
        Clash(labels=("assembly", "expression"), times=2, paragraphs=("p-1", "p-2")),
        Clash(labels=("assembly", "none"), times=1, paragraphs=("p-3",)),
        Clash(labels=("expression", "left out"), times=1, paragraphs=("p-4",)),
    ]


def test_every_two_annotators_are_set_against_each_other() -> None:
    three = Dispute("p-1", {"ada": ("assembly",), "ben": (), "cleo": ()})
    assert find_clashes([three], LABELS) == [Clash(labels=("assembly", "none"), times=2, paragraphs=("p-1",))]


def test_where_nobody_differs_there_is_no_clash() -> None:
    assert find_disputes([]) == find_clashes([], LABELS) == []


def test_who_differs_most_comes_first_but_not_by_a_single_answer() -> None:
    annotations = [said(f"p-{n:02}", who, "assembly") for n in range(20) for who in ("ada", "ben")]
    annotations += [said(f"p-{n:02}", "cleo", *["assembly"][n % 5 :]) for n in range(20)]
    annotations.append(said("p-00", "dan", "refugees"))
    assert find_dissent(compare(annotations, LABELS).pairs) == [
        Dissent(annotator="cleo", compared=41, differ=33),
        Dissent(annotator="dan", compared=3, differ=3),
        Dissent(annotator="ada", compared=41, differ=17),
        Dissent(annotator="ben", compared=41, differ=17),
    ]
