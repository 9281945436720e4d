from typing import Any

import pytest

from rightstag.annotate.adjudication.stale import RefreshResult, find_stale_adjudications, refresh_shown_answers
from rightstag.annotate.adjudication.tasks import adjudication_tasks
from rightstag.annotate.records import Annotation
from rightstag.reports import Paragraph

TEXTS = {name: Paragraph(id=name, text="Police broke up a picket.") for name in ("p-1", "p-2", "p-3")}


def said(paragraph: str, who: str, *labels: str, **more: object) -> Annotation:
    fields = {"state": "labelled" if labels else "none", "created": "2026-03-02T09:00:00Z"} | more
    return Annotation(paragraph=paragraph, annotator=who, labels=labels, **fields)


TWO = [said(name, who, *labels) for name in TEXTS for who, labels in (("ada", ["assembly"]), ("ben", []))]
THIRD = said("p-2", "cleo", "expression", created="2026-03-02T11:00:00Z")
GOLD = [said(name, "gil", "assembly", created="2026-03-02T12:00:00Z") for name in ("p-1", "p-2")]


class ProjectState:
    """Keeps the tasks of a project as Label Studio would."""

    def __init__(self, tasks: list[dict[str, Any]], answered: tuple[str, ...] = ()) -> None:
        self.rows = [
            {"id": n, "data": task["data"] | {"more": n}, "total_annotations": task["data"]["paragraph_id"] in answered}
            for n, task in enumerate(tasks)
        ]

    def tasks(self, project: int, fields: str) -> list[dict[str, Any]]:
        return self.rows

    def write(self, method: str, path: str, body: dict[str, Any], kind: object) -> None:
        assert method == "PATCH"
        number = int(path.removeprefix("api/tasks/").rstrip("/"))
        self.rows[number] |= body


def test_only_what_a_task_shows_is_changed_and_only_once() -> None:
    board = ProjectState(adjudication_tasks(TWO, TEXTS), answered=("p-2",))
    tasks = adjudication_tasks([*TWO, THIRD], TEXTS)
    found = RefreshResult(("p-2",), ("p-2",))
    assert refresh_shown_answers(board, 1, tasks, dry_run=True) == found
    assert "expression" not in str(board.rows)
    assert refresh_shown_answers(board, 1, tasks) == found
    assert [row["data"] for row in board.rows] == [task["data"] | {"more": n} for n, task in enumerate(tasks)]
    assert refresh_shown_answers(board, 1, tasks) == RefreshResult()


def test_what_the_project_does_not_have_or_has_beside_is_passed_over() -> None:
    board = ProjectState(adjudication_tasks(TWO, TEXTS)[:1])
    assert refresh_shown_answers(board, 1, adjudication_tasks(TWO[2:], TEXTS)) == RefreshResult()


def test_an_answer_that_the_adjudicator_cannot_have_seen_is_found() -> None:
    shown = [task["data"] for task in adjudication_tasks(TWO, TEXTS)]
    assert find_stale_adjudications(shown, TWO, GOLD) == []
    # It was there before the adjudicator answered, and yet was not shown.
    assert find_stale_adjudications(shown, [*TWO, THIRD], GOLD) == ["p-2"]
    # It is shown by now, and yet came after the adjudicator answered.
    later = said("p-2", "cleo", "expression", created="2026-03-02T13:00:00Z")
    now = [task["data"] for task in adjudication_tasks([*TWO, later], TEXTS)]
    assert find_stale_adjudications(now, [*TWO, later], GOLD) == ["p-2"]
    # What is not adjudicated yet is not overtaken.
    assert find_stale_adjudications(shown, [*TWO, THIRD], GOLD[:1]) == []


@pytest.mark.parametrize("gold", [[], [said("p-1", "gil", gold=True), said("p-1", "hal", "expression", gold=True)]])
def test_adjudicators_are_shown_what_annotators_said(gold: list[Annotation]) -> None:
    before = adjudication_tasks(TWO, TEXTS)[0]["data"]["versions"]
    assert adjudication_tasks([*TWO, *gold], TEXTS)[0]["data"]["versions"] == before
