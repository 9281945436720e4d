from rightstag.annotate.aggregation.majority import (
    label_provenance,
    latest_answers,
    majority_vote,
    multiply_annotated,
    paragraph_provenance,
)
from rightstag.annotate.records import Annotation

LABELS = ("assembly", "expression")


def said(paragraph: str, who: str, *labels: str, **more: object) -> Annotation:
    fields = {"state": "labelled" if labels else "none"} | more
    return Annotation(paragraph=paragraph, annotator=who, labels=labels, **fields)


def test_gold_is_above_consensus_and_consensus_above_a_single_answer() -> None:
    annotations = [
        said("p-1", "ada", "assembly"),
        said("p-2", "ada", "assembly", "expression"),
        said("p-2", "ben", "expression", "assembly"),
        said("p-3", "ada", "assembly"),
        said("p-3", "ben"),
        said("p-4", "ada", "assembly"),
        said("p-4", "ben"),
        said("p-4", "cleo", gold=True),
        said("p-5", "ada", state="skipped"),
        said("p-6", "ada", "assembly", state="draft"),
    ]
    expected = {"p-1": "single", "p-2": "consensus", "p-3": "disputed", "p-4": "gold"}
    assert paragraph_provenance(annotations) == expected
    assert paragraph_provenance(annotations[::-1]) == expected


def test_two_adjudicators_who_differ_settle_nothing() -> None:
    both = [said("p-1", "cleo", gold=True), said("p-1", "dan", "assembly", gold=True)]
    assert paragraph_provenance(both) == {"p-1": "disputed"}


def test_the_latest_answer_counts_by_time_and_else_by_place() -> None:
    early = said("p-1", "ada", "assembly", created="2026-03-02T09:00:00.000000Z")
    late = said("p-1", "ada", "expression", created="2026-03-02T10:00:00.000000Z")
    assert latest_answers([early, late]) == latest_answers([late, early]) == {"p-1": [late]}
    first, second = said("p-1", "ada", "assembly"), said("p-1", "ada")
    assert latest_answers([first, second]) == {"p-1": [second]}
    skipped = said("p-1", "ada", state="skipped", created="2026-03-02T11:00:00.000000Z")
    assert latest_answers([late, skipped]) == {"p-1": [late]}


def test_only_answers_made_without_the_others_are_compared() -> None:
    own = [said("p-1", "ben"), said("p-1", "ada", "assembly")]
    gold = [said("p-1", "ada", gold=True), said("p-2", "ada"), said("p-2", "cleo", gold=True)]
    assert multiply_annotated([*own, *gold]) == {"p-1": own[::-1]}


def test_most_voices_decide_a_label_and_a_tie_leaves_it_open() -> None:
    applies, known = majority_vote(
        [said("p-1", "ada", "assembly", "expression"), said("p-1", "ben", "assembly")], LABELS
    )
    assert (applies.tolist(), known.tolist()) == ([1, 0], [True, False])
    applies, known = majority_vote([said("p-1", "ada", "assembly"), said("p-1", "cleo", gold=True)], LABELS)
    assert (applies.tolist(), known.tolist()) == ([0, 0], [True, True])


def test_an_answer_has_no_vote_on_what_its_codebook_did_not_have() -> None:
    old = said("p-1", "ada", "assembly", offered=("assembly",))
    applies, known = majority_vote([old], LABELS)
    assert (applies.tolist(), known.tolist()) == ([1, 0], [True, False])
    new = said("p-1", "ben", "assembly", "expression")
    applies, known = majority_vote([old, new], LABELS)
    assert (applies.tolist(), known.tolist()) == ([1, 1], [True, True])
    assert paragraph_provenance([old, new]) == {"p-1": "consensus"}
    assert label_provenance([old, new], LABELS) == {"assembly": "consensus", "expression": "single"}


def test_an_old_adjudication_leaves_a_later_label_to_the_annotators() -> None:
    gold = said("p-1", "cleo", gold=True, offered=("assembly",))
    new = said("p-1", "ben", "assembly", "expression")
    applies, known = majority_vote([gold, new], LABELS)
    assert (applies.tolist(), known.tolist()) == ([0, 1], [True, True])
