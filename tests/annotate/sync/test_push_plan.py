"""What a push changes in a project that has some of the tasks already."""

from typing import Any

import msgspec
import pytest

from rightstag.annotate import make_tasks
from rightstag.annotate.labelstudio.client import Project
from rightstag.annotate.labelstudio.task import StoredTask, Task, TaskPrediction
from rightstag.annotate.sampling.queue_file import QueueItem
from rightstag.annotate.sync.push_plan import (
    ProjectState,
    missing_predictions,
    model_version_of,
    place_in_queue,
    plan_push,
    task_updates,
)
from rightstag.errors import InputError
from rightstag.labels import Taxonomy
from rightstag.reports import Paragraph

PARAGRAPHS = [Paragraph(id=f"p-{n}", text=f"It rained on day {n}.") for n in range(4)]


def stored(tasks: list[Task], **fields: Any) -> dict[str, list[StoredTask]]:
    """Return tasks as the server lists them."""
    return {
        task.data.paragraph_id: [
            StoredTask(id=number, data=msgspec.json.decode(msgspec.json.encode(task.data)), **fields)
        ]
        for number, task in enumerate(tasks, 1)
    }


def state(tasks: dict[str, list[StoredTask]], lacking: frozenset[int] = frozenset()) -> ProjectState:
    return ProjectState(Project(id=5, title="Averland"), tasks, {}, lacking)


def queue(*numbers: int, taxonomy: Taxonomy, reason: Any = "random") -> list[Task]:
    rows = [
        QueueItem(rank=rank, reason=reason, overlap=bool(rank % 2), paragraph=PARAGRAPHS[number])
        for rank, number in enumerate(numbers, 1)
    ]
    return make_tasks(rows, taxonomy, context=[])


def test_what_is_there_as_given_needs_no_update(taxonomy: Taxonomy) -> None:
    tasks = queue(0, 1, taxonomy=taxonomy)
    assert task_updates(tasks, state(stored(tasks))) == []


def test_order_reason_and_overlap_of_what_is_there_change(taxonomy: Taxonomy) -> None:
    there = stored(queue(0, 1, taxonomy=taxonomy))
    there["p-0"][0].data["note"] = "of somebody else"
    again = queue(1, 0, taxonomy=taxonomy, reason="uncertain")
    updates = task_updates(place_in_queue(again, state(there)), state(there))
    assert {
        update.task: [update.data[name] for name in ("priority", "queue_reason", "overlap")] for update in updates
    } == {
        1: [2, "uncertain", "no"],
        2: [1, "uncertain", "yes"],
    }
    assert [update.data.get("note") for update in updates if update.task == 1] == ["of somebody else"]


def test_a_queue_comes_after_the_tasks_that_it_does_not_name_however_often_it_is_pushed(taxonomy: Taxonomy) -> None:
    there = stored(queue(0, 1, 2, taxonomy=taxonomy))
    placed = place_in_queue(queue(2, 3, taxonomy=taxonomy), state(there))
    assert [task.data.priority for task in placed] == [3, 4]
    there |= {"p-3": [StoredTask(id=9, data={"paragraph_id": "p-3", "priority": 4})]}
    assert [t.data.priority for t in place_in_queue(queue(2, 3, taxonomy=taxonomy), state(there))] == [3, 4]


def test_surroundings_that_a_push_does_not_know_stay(taxonomy: Taxonomy) -> None:
    whole = make_tasks(PARAGRAPHS, taxonomy)
    assert task_updates(queue(1, taxonomy=taxonomy), state(stored(whole)))[0].data["before"] == PARAGRAPHS[0].text
    [update] = task_updates(whole[1:2], state(stored(queue(1, taxonomy=taxonomy))))
    assert (update.data["before"], update.data["priority"]) == (PARAGRAPHS[0].text, 1)


@pytest.mark.parametrize(
    ("answers", "expected"), [({}, "2"), ({"total_annotations": 1}, None), ({"cancelled_annotations": 1}, None)]
)
def test_the_codebook_version_changes_only_where_nobody_answered(
    answers: dict[str, int], expected: str | None, taxonomy: Taxonomy
) -> None:
    there = stored(make_tasks(PARAGRAPHS[:1], taxonomy), **answers)
    later = make_tasks(PARAGRAPHS[:1], msgspec.structs.replace(taxonomy, version="2"))
    assert [update.data["taxonomy"] for update in task_updates(later, state(there))] == ([expected] if expected else [])


def test_only_tasks_with_a_prediction_bring_one(taxonomy: Taxonomy) -> None:
    first, second, *_ = make_tasks(PARAGRAPHS, taxonomy)
    prediction = TaskPrediction(model_version="m-1", score=0.5, result=())
    tasks = [first, msgspec.structs.replace(second, predictions=(prediction,))]
    assert (model_version_of(tasks), model_version_of([first])) == ("m-1", None)
    missing = missing_predictions(tasks, {"p-0": [1], "p-1": [2, 3]}, frozenset({1, 3}))
    assert msgspec.to_builtins(missing) == [{"task": 3, "model_version": "m-1", "score": 0.5, "result": ()}]


class Server:
    """A server with one view and no duplicates."""

    url = "https://a.example/"

    def views(self, project: int) -> list[str]:
        return ["Queue"]

    def tasks(self, *_: object) -> list[StoredTask]:
        raise AssertionError("nothing is there twice")


def test_the_plan_counts_what_is_new_there_and_updated(taxonomy: Taxonomy) -> None:
    there = state(stored(queue(0, 1, taxonomy=taxonomy)))
    plan = plan_push(Server(), there, "Averland", queue(1, 0, 2, taxonomy=taxonomy), keep=2)
    assert (plan.tasks, plan.there, plan.new, plan.updated, plan.surplus, plan.view) == (3, 2, 1, 2, 0, None)
    assert (plan.model_version, plan.predictions) == (None, 0)


def test_a_task_that_names_no_paragraph_is_refused() -> None:
    with pytest.raises(InputError, match=r"^here, task 7: no paragraph_id in its data; delete it there, or push to"):
        StoredTask(id=7, data={"paragraph_id": 5}).checked_paragraph("here")
