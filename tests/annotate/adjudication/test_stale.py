from typing import Any

import msgspec
import pytest

from rightstag.annotate.adjudication.stale import RefreshResult, find_stale_adjudications, refresh_shown_answers
from rightstag.annotate.adjudication.tasks import adjudication_tasks
from rightstag.annotate.labelstudio.task import StoredTask, Task
from rightstag.annotate.records import Annotation
from rightstag.labels import load_taxonomy
from rightstag.reports import Paragraph

TEXTS = {name: Paragraph(id=name, text="Police broke up a picket.") for name in ("p-1", "p-2", "p-3")}


def said(paragraph: str, who: str, *labels: str, **more: object) -> Annotation:
    fields = {"state": "labelled" if labels else "none", "created": "2026-03-02T09:00:00Z"} | more
    return Annotation(paragraph=paragraph, annotator=who, labels=labels, **fields)


TWO = [said(name, who, *labels) for name in TEXTS for who, labels in (("ada", ["assembly"]), ("ben", []))]
THIRD = said("p-2", "cleo", "expression", created="2026-03-02T11:00:00Z")
GOLD = [said(name, "gil", "assembly", created="2026-03-02T12:00:00Z") for name in ("p-1", "p-2")]


class Project:
    """Keeps the tasks of a project as Label Studio would."""

    def __init__(self, tasks: list[Task], answered: tuple[str, ...] = ()) -> None:
        self.rows = [
            StoredTask(
                id=number,
                data=msgspec.to_builtins(task.data) | {"more": number},
                total_annotations=int(task.data.paragraph_id in answered),
            )
            for number, task in enumerate(tasks)
        ]

    def tasks(self, project: int, fields: str) -> list[StoredTask]:
        return self.rows

    def update_task(self, number: int, data: dict[str, Any]) -> None:
        self.rows[number] = msgspec.structs.replace(self.rows[number], data=data)


def tasks_for(annotations: list[Annotation]) -> list[Task]:
    return adjudication_tasks(annotations, TEXTS, load_taxonomy())


def test_only_what_a_task_shows_is_changed_and_only_once() -> None:
    project = Project(tasks_for(TWO), answered=("p-2",))
    tasks = tasks_for([*TWO, THIRD])
    found = RefreshResult(("p-2",), ("p-2",))
    assert refresh_shown_answers(project, 1, tasks, dry_run=True) == found
    assert "expression" not in str([row.data["versions"] for row in project.rows])
    assert refresh_shown_answers(project, 1, tasks) == found
    assert [row.data for row in project.rows] == [
        msgspec.to_builtins(task.data) | {"more": n} for n, task in enumerate(tasks)
    ]
    assert refresh_shown_answers(project, 1, tasks) == RefreshResult()


def test_what_the_project_does_not_have_or_has_beside_is_passed_over() -> None:
    project = Project(tasks_for(TWO)[:1])
    assert refresh_shown_answers(project, 1, tasks_for(TWO[2:])) == RefreshResult()


def test_an_answer_that_the_adjudicator_cannot_have_seen_is_found() -> None:
    shown = [msgspec.to_builtins(task.data) for task in tasks_for(TWO)]
    assert find_stale_adjudications(shown, TWO, GOLD) == []
    # It was there before the adjudicator answered, and yet was not shown.
    assert find_stale_adjudications(shown, [*TWO, THIRD], GOLD) == ["p-2"]
    # It is shown by now, and yet came after the adjudicator answered.
    later = said("p-2", "cleo", "expression", created="2026-03-02T13:00:00Z")
    now = [msgspec.to_builtins(task.data) for task in tasks_for([*TWO, later])]
    assert find_stale_adjudications(now, [*TWO, later], GOLD) == ["p-2"]
    # What is not adjudicated yet is not overtaken.
    assert find_stale_adjudications(shown, [*TWO, THIRD], GOLD[:1]) == []


@pytest.mark.parametrize("gold", [[], [said("p-1", "gil", gold=True), said("p-1", "hal", "expression", gold=True)]])
def test_adjudicators_are_shown_what_annotators_said(gold: list[Annotation]) -> None:
    before = tasks_for(TWO)[0].data.versions
    assert tasks_for([*TWO, *gold])[0].data.versions == before
