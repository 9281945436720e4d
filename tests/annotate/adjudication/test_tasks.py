import random
from collections import Counter

import pytest

from rightstag.annotate.adjudication.tasks import (
    add_gold,
    adjudication_tasks,
    disputed,
    versions,
)
from rightstag.annotate.aggregation.majority import paragraph_provenance
from rightstag.annotate.records import Annotation, EvidenceSpan
from rightstag.errors import InputError
from rightstag.labels import load_taxonomy
from rightstag.reports import Paragraph

PICKET = Paragraph(id="p-1", text="Police broke up a picket.", trail=("Averland", "Assembly"))
ADA = Annotation(paragraph="p-1", annotator="annotator-ada", labels=("assembly",), state="labelled")
BEN = Annotation(paragraph="p-1", annotator="annotator-ben", labels=(), state="none")
CLEO = Annotation(paragraph="p-1", annotator="annotator-cleo", labels=("assembly",), state="labelled")
AGREED = [
    Annotation(paragraph="p-2", annotator=who, labels=("assembly",), state="labelled") for who in ("annotator-ada", "x")
]


def test_only_unsettled_disputes_are_adjudicated() -> None:
    assert disputed([ADA, BEN, *AGREED]) == {"p-1": [ADA, BEN]}
    gold = Annotation(paragraph="p-1", annotator="dan", labels=(), state="none", gold=True)
    assert disputed([ADA, BEN, gold]) == {}


def test_a_task_shows_the_versions_and_nobodys_name() -> None:
    paragraphs = {"p-0": Paragraph(id="p-0", text="A permit was refused."), "p-1": PICKET}
    [task] = adjudication_tasks([ADA, BEN, *AGREED], paragraphs, load_taxonomy())
    lines = task.data.versions.splitlines()
    assert sorted(line[len("version A: ") :] for line in lines) == ["assembly", "none"]
    assert [line[: len("version A:")] for line in lines] == ["version A:", "version B:"]
    assert task.data.paragraph_id == "p-1"
    assert task.data.text == PICKET.text
    assert task.data.before == "A permit was refused."
    assert "annotator-" not in str(task)


def test_a_version_has_the_words_marked_and_the_comment_on_one_line() -> None:
    marked = Annotation(
        paragraph="p-1",
        annotator="ada",
        labels=("assembly",),
        state="labelled",
        evidence=(EvidenceSpan(start=7, end=15, label="assembly"),),
        comment="not sure:\npicket?",
    )
    assert versions(PICKET, [marked]) == "version A: assembly (“broke up”); comment: not sure: picket?"


def test_words_marked_across_lines_stay_on_one() -> None:
    lines = Paragraph(id="p-1", text="They broke\n\nup a picket.")
    evidence = (EvidenceSpan(start=5, end=14, label="assembly"),)
    marked = Annotation(paragraph="p-1", annotator="ada", labels=("assembly",), state="labelled", evidence=evidence)
    assert versions(lines, [marked]) == "version A: assembly (“broke up”)"


def test_the_order_of_versions_is_fixed_for_a_paragraph_and_tells_nobody_apart() -> None:
    answers = [ADA, BEN]
    first = Counter()
    for number in range(400):
        paragraph = Paragraph(id=f"p-{number}", text="")
        shown = versions(paragraph, answers)
        assert versions(paragraph, random.sample(answers, 2)) == shown
        first[shown.splitlines()[0]] += 1
    assert 150 < first["version A: none"] < 250


def test_answers_settle_disputes_as_gold() -> None:
    answer = Annotation(paragraph="p-1", annotator="annotator-dan", labels=("assembly",), state="labelled")
    settled = add_gold([ADA, BEN, *AGREED], [answer])
    assert settled[:4] == [ADA, BEN, *AGREED]
    assert [(a.annotator, a.labels, a.gold) for a in settled[4:]] == [("annotator-dan", ("assembly",), True)]
    assert paragraph_provenance(settled) == {"p-1": "gold", "p-2": "consensus"}
    assert disputed(settled) == {}
    assert add_gold(settled, [answer]) == settled


def test_an_adjudicator_may_be_one_of_the_annotators() -> None:
    again = Annotation(paragraph="p-1", annotator="annotator-ben", labels=("assembly",), state="labelled")
    settled = add_gold([ADA, BEN], [again])
    assert paragraph_provenance(settled) == {"p-1": "gold"}
    assert settled[:2] == [ADA, BEN]


@pytest.mark.parametrize("state", ["skipped", "draft"])
def test_what_is_skipped_or_unfinished_settles_nothing(state: str) -> None:
    answer = Annotation(paragraph="p-1", annotator="dan", labels=(), state=state)
    assert add_gold([ADA, BEN], [answer]) == [ADA, BEN]


def test_paragraphs_that_do_not_belong_are_named() -> None:
    stray = Annotation(paragraph="p-9", annotator="dan", labels=(), state="none")
    with pytest.raises(InputError) as caught:
        add_gold([ADA, BEN], [stray])
    assert str(caught.value) == (
        "answers: paragraph 'p-9' has no annotation to settle; give the annotations that the tasks were made from"
    )
    with pytest.raises(InputError, match="unknown paragraph 'p-1'"):
        adjudication_tasks([ADA, BEN], {}, load_taxonomy())
