"""Drafts, empty and contradictory answers come back to whoever gave them."""

import json
from collections.abc import Callable
from typing import Any

import msgspec

from rightstag.annotate.labelstudio.client import Project, View
from rightstag.annotate.labelstudio.task import StoredTask
from rightstag.annotate.sync.reopen import FIELD, reopen
from rightstag.labels import Taxonomy

PROJECT = Project(id=5, title="Averland")
ADA, BEN = "ada@a.example", "ben@a.example"
Build = Callable[..., dict[str, Any]]


class Server:
    """Keeps the tasks and views of a project as Label Studio would."""

    def __init__(self, *exported: dict[str, Any]) -> None:
        self.exported = exported
        self.data = {task["id"]: dict(task["data"]) for task in exported}
        self.shown: dict[int, tuple[str, object]] = {}
        self.writes = 0

    def users(self) -> dict[object, str]:
        return {1: ADA, 4: BEN}

    def export(self, project: int) -> list[msgspec.Raw]:
        return [msgspec.Raw(json.dumps(task).encode()) for task in self.exported]

    def tasks(self, project: int, fields: str) -> list[StoredTask]:
        return [StoredTask(id=number, data=data) for number, data in self.data.items()]

    def update_task(self, number: int, data: dict[str, Any]) -> None:
        self.data[number], self.writes = data, self.writes + 1

    def view_list(self, project: int) -> list[View]:
        return [View(number, title) for number, (title, _) in self.shown.items()]

    def create_view(self, project: int, title: str, *, contains: tuple[str, str]) -> None:
        self.shown[len(self.shown) + 1], self.writes = (title, contains), self.writes + 1

    def drop_view(self, number: int) -> None:
        del self.shown[number]


def test_everyone_gets_a_view_of_their_own_unfinished_answers(
    taxonomy: Taxonomy, exported: Build, annotation: Build, draft: Build, region: Build
) -> None:
    both, empty, good = (annotation([region("topics", choices=c)]) for c in (["none", "assembly"], [], ["none"]))
    skipped = annotation([region("topics", choices=["none", "assembly"])], was_cancelled=True)
    begun = draft([region("topics", choices=["assembly"])], user=4)
    server = Server(
        exported(both | {"completed_by": 4}, good, id=1, data={"paragraph_id": "p-1", "text": "x", "more": 1}),
        exported(empty, drafts=[begun], id=2, data={"paragraph_id": "p-2", "text": "x"}),
        exported(good, skipped | {"completed_by": 9}, id=3, data={"paragraph_id": "p-3", "text": "x", FIELD: ADA}),
    )
    server.shown = {7: ("Look again: gone@a.example", None), 8: ("Queue", None)}
    expected = [("Look again: ada@a.example", ADA, (2,)), ("Look again: ben@a.example", BEN, (1, 2))]
    planned = reopen(server, PROJECT, taxonomy, dry_run=True)
    assert [(view.title, view.user, view.tasks) for view in planned] == expected
    assert server.writes == 0
    assert reopen(server, PROJECT, taxonomy) == planned
    assert {number: data.get(FIELD) for number, data in server.data.items()} == {1: BEN, 2: f"{ADA}, {BEN}", 3: None}
    assert server.data[1]["more"] == 1
    assert sorted(title for title, _ in server.shown.values()) == [
        "Look again: ada@a.example",
        "Look again: ben@a.example",
        "Queue",
    ]
    assert ("Look again: ben@a.example", (FIELD, BEN)) in server.shown.values()
    writes = server.writes
    reopen(server, PROJECT, taxonomy)
    assert server.writes == writes
