"""Plan a push: compare tasks with the state of a project."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from rightstag.annotate.labelstudio.client import Client, Project
from rightstag.annotate.sync.deduplicate import find_duplicate_tasks
from rightstag.errors import InputError

Task = Mapping[str, Any]

#: The field with a task's place in the queue, and the view that shows tasks in that order.
PRIORITY = "priority"
VIEW = "Queue"


class PushPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Changes that a push makes to a project.

    Attributes
    ----------
    project
        Its number, or nothing where it is to be made.
    tasks, there, new
        How many tasks were given, are there already, and are missing.
    surplus
        How many go, untouched, since another one has the same paragraph.
    annotators
        How many people the project asks to answer each paragraph.
    model_version
        Whose predictions come along and are shown to annotators.
    predictions
        How many are missing, those of new tasks included.
    prune
        Older versions of the same model whose predictions go.
    view
        Title of a view to be made, which shows the tasks in the order of the queue.
    """

    server: str
    project: int | None
    title: str
    tasks: int
    there: int
    new: int
    surplus: int
    annotators: int
    model_version: str | None
    predictions: int
    prune: tuple[str, ...]
    view: str | None


@dataclass(frozen=True, slots=True)
class ProjectState:
    """State of a project: tasks, and predictions by model version.

    Attributes
    ----------
    project
        Nothing where there is none yet.
    tasks
        The numbers of the tasks of each paragraph.
    versions
        How many predictions there are of each model version, the latest first.
    lacking
        The tasks without a prediction of the version that is pushed.
    last
        The last place in a queue that a task has; 0 where none came from one.
    """

    project: Project | None
    tasks: Mapping[str, Sequence[int]]
    versions: Mapping[str, int]
    lacking: frozenset[int]
    last: int = 0


def read_project_state(studio: Client, project: Project | None, version: str | None) -> ProjectState:
    """Read the state of a project; ``version`` is the model version to be pushed."""
    if project is None:
        return ProjectState(None, {}, {}, frozenset())
    rows = studio.tasks(project.id, "id,data")
    tasks = _by_paragraph(studio, project.id, rows)
    last = max((place for row in rows if isinstance(place := row["data"].get(PRIORITY), int)), default=0)
    if version is None:
        return ProjectState(project, tasks, {}, frozenset(), last)
    held = {h.model_version: h.count for h in studio.prediction_versions(project.id) if h.model_version}
    every = frozenset(number for numbers in tasks.values() for number in numbers)
    lacking = tasks_without(studio, project.id, version) if version in held else every
    return ProjectState(project, tasks, held, lacking, last)


def plan_push(
    studio: Client, board: ProjectState, name: str, tasks: Sequence[Task], *, keep: int, annotators: int = 1
) -> PushPlan:
    """Compare tasks with the state of a project; see `push`."""
    version, project = model_version_of(tasks), board.project
    new = missing_tasks(tasks, board.tasks)
    older = [held for held in board.versions if held != version and _model(held) == _model(version or "")]
    return PushPlan(
        server=studio.url,
        project=project.id if project else None,
        title=project.title if project else name,
        tasks=len(tasks),
        there=len(tasks) - len(new),
        new=len(new),
        surplus=len(find_duplicate_tasks(studio, project.id, board.tasks)) if project else 0,
        annotators=project.maximum_annotations if project else annotators,
        model_version=version,
        predictions=len(new) + len(missing_predictions(tasks, board.tasks, board.lacking)) if version else 0,
        prune=tuple(older[max(keep - 1, 0) :]),
        view=VIEW if queued(tasks) and not (project and VIEW in studio.views(project.id)) else None,
    )


def queued(tasks: Sequence[Task]) -> bool:
    """Return whether tasks come from a queue."""
    return any(PRIORITY in task["data"] for task in tasks)


def continue_priorities(tasks: Sequence[Task], last: int) -> list[Task]:
    """Shift the priorities of new tasks to follow the last one in the project."""
    return [
        {**task, "data": data | {PRIORITY: data[PRIORITY] + last}} if PRIORITY in (data := task["data"]) else task
        for task in tasks
    ]


def tasks_by_paragraph(studio: Client, project: int) -> dict[str, list[int]]:
    """Map each paragraph of a project to its task ids.

    Raises
    ------
    InputError
        A task names no paragraph: what was imported otherwise cannot be told from what is missing.
    """
    return _by_paragraph(studio, project, studio.tasks(project, "id,data"))


def _by_paragraph(studio: Client, project: int, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in rows:
        paragraph = row["data"].get("paragraph_id")
        if not (isinstance(paragraph, str) and paragraph):
            place = f"task {row['id']} of project {project}"
            fix = "delete it there, or push to another project"
            raise InputError(studio.url, "no paragraph_id in its data", place=place, fix=fix)
        found.setdefault(paragraph, []).append(row["id"])
    return found


def tasks_without(studio: Client, project: int, version: str) -> frozenset[int]:
    """List the tasks without a prediction of a model version."""
    name = "filter:tasks:predictions_model_versions"
    condition = {"filter": name, "operator": "not_contains", "type": "List", "value": [version]}
    return frozenset(row["id"] for row in studio.tasks(project, "id", condition))


def missing_tasks(tasks: Sequence[Task], there: Mapping[str, Sequence[int]]) -> list[Task]:
    """List the tasks whose paragraph is not in the project."""
    return [task for task in tasks if task["data"]["paragraph_id"] not in there]


def missing_predictions(
    tasks: Sequence[Task], there: Mapping[str, Sequence[int]], lacking: frozenset[int]
) -> list[Task]:
    """List the predictions for existing tasks that lack them, in the import format."""
    return [
        {"task": number, **task["predictions"][0]}
        for task in tasks
        for number in there.get(task["data"]["paragraph_id"], ())
        if number in lacking
    ]


def model_version_of(tasks: Sequence[Task]) -> str | None:
    """Return the model version of the tasks' predictions; None if they have none."""
    predictions = tasks[0].get("predictions", ()) if tasks else ()
    return str(predictions[0]["model_version"]) if predictions else None


def _model(version: str) -> str:
    """Return the model name of a version: the part before its hash."""
    return version.rpartition("-")[0]
