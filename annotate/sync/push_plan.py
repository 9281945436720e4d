"""Plan a push: compare tasks with the state of a project."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from rightstag.annotate.labelstudio.client import Client, Project
from rightstag.annotate.labelstudio.task import StoredTask, Task, TaskPrediction
from rightstag.annotate.sync.deduplicate import find_duplicate_tasks

#: The field with a task's place in the queue, and the view that shows tasks in that order.
PRIORITY = "priority"
VIEW = "Queue"
#: What a queue says of a paragraph.
_QUEUED = (PRIORITY, "queue_reason", "overlap")
#: What stands around a paragraph; a push that does not know it leaves what is there.
_CONTEXT = ("citation", "trail", "link", "before", "after", "title", "country", "year", "url")
#: What the answers to come will be given by; of a task that somebody answered it stays.
_CODEBOOK = ("taxonomy", "offered", "digest")


class PushPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Changes that a push makes to a project.

    Attributes
    ----------
    project
        Its id, or None if it is to be created.
    tasks, there, new
        Number of tasks given, already in the project, and missing.
    updated
        Number of tasks already there whose order, reason, overlap, context or codebook version changes.
    surplus
        Number of untouched tasks deleted, since another one has the same paragraph.
    annotators
        Number of annotators per paragraph.
    model_version
        Whose predictions come along and are shown to annotators.
    predictions
        Number of missing predictions, those of new tasks included.
    prune
        Older versions of the same model whose predictions are deleted.
    view
        Title of a view to be created, which shows the tasks in the order of the queue.
    """

    server: str
    project: int | None
    title: str
    tasks: int
    there: int
    new: int
    updated: int
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
        None if it does not exist yet.
    tasks
        The tasks of each paragraph.
    versions
        Number of predictions of each model version, the latest first.
    lacking
        Ids of the tasks without a prediction of the version to be pushed.
    """

    project: Project | None
    tasks: Mapping[str, Sequence[StoredTask]]
    versions: Mapping[str, int]
    lacking: frozenset[int]

    @property
    def ids(self) -> dict[str, list[int]]:
        """Task ids by paragraph."""
        return {paragraph: [task.id for task in tasks] for paragraph, tasks in self.tasks.items()}


class PredictionImport(TaskPrediction, frozen=True, kw_only=True):
    """A prediction for an existing task, in the format of its import."""

    task: int


class TaskUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """New ``data`` of an existing task."""

    task: int
    data: dict[str, Any]


def read_project_state(studio: Client, project: Project | None, version: str | None) -> ProjectState:
    """Read the state of a project; ``version`` is the model version to be pushed."""
    if project is None:
        return ProjectState(None, {}, {}, frozenset())
    rows = studio.tasks(project.id, "id,data,total_annotations,cancelled_annotations")
    tasks = _by_paragraph(studio, project.id, rows)
    if version is None:
        return ProjectState(project, tasks, {}, frozenset())
    held = {h.model_version: h.count for h in studio.prediction_versions(project.id) if h.model_version}
    lacking = tasks_without(studio, project.id, version) if version in held else frozenset(row.id for row in rows)
    return ProjectState(project, tasks, held, lacking)


def plan_push(
    studio: Client, state: ProjectState, name: str, tasks: Sequence[Task], *, keep: int, annotators: int = 1
) -> PushPlan:
    """Compare tasks with the state of a project; see `push_tasks`."""
    version, project, ids = model_version_of(tasks), state.project, state.ids
    new = missing_tasks(tasks, ids)
    older = [held for held in state.versions if held != version and _model(held) == _model(version or "")]
    return PushPlan(
        server=studio.url,
        project=project.id if project else None,
        title=project.title if project else name,
        tasks=len(tasks),
        there=len(tasks) - len(new),
        new=len(new),
        updated=len(task_updates(place_in_queue(tasks, state), state)),
        surplus=len(find_duplicate_tasks(studio, project.id, ids)) if project else 0,
        annotators=project.maximum_annotations if project else annotators,
        model_version=version,
        predictions=sum(len(task.predictions) for task in new) + len(missing_predictions(tasks, ids, state.lacking)),
        prune=tuple(older[max(keep - 1, 0) :]),
        view=VIEW if has_priorities(tasks) and not (project and VIEW in studio.views(project.id)) else None,
    )


def has_priorities(tasks: Sequence[Task]) -> bool:
    """Check if tasks come from a queue."""
    return any(task.data.priority is not None for task in tasks)


def place_in_queue(tasks: Sequence[Task], state: ProjectState) -> list[Task]:
    """Shift the priorities of tasks to follow those of all other tasks in the project: first come, first served."""
    given = {task.data.paragraph_id for task in tasks}
    others = (task for paragraph, held in state.tasks.items() if paragraph not in given for task in held)
    last = max((place for task in others if isinstance(place := task.data.get(PRIORITY), int)), default=0)
    return [
        msgspec.structs.replace(task, data=msgspec.structs.replace(task.data, priority=task.data.priority + last))
        if task.data.priority is not None
        else task
        for task in tasks
    ]


def task_updates(tasks: Iterable[Task], state: ProjectState) -> list[TaskUpdate]:
    """List the existing tasks whose order, reason, overlap, context or codebook version changes."""
    return [
        TaskUpdate(task=held.id, data=held.data | changes)
        for task in tasks
        for held in state.tasks.get(task.data.paragraph_id, ())
        if (changes := _changes(task, held))
    ]


def tasks_by_paragraph(studio: Client, project: int) -> dict[str, list[int]]:
    """Map each paragraph of a project to its task ids.

    Raises
    ------
    InputError
        A task names no paragraph: whatever was imported otherwise cannot be told from what is missing.
    """
    held = _by_paragraph(studio, project, studio.tasks(project, "id,data"))
    return {paragraph: [task.id for task in tasks] for paragraph, tasks in held.items()}


def tasks_without(studio: Client, project: int, version: str) -> frozenset[int]:
    """List the tasks without a prediction of a model version."""
    name = "filter:tasks:predictions_model_versions"
    condition = {"filter": name, "operator": "not_contains", "type": "List", "value": [version]}
    return frozenset(row.id for row in studio.tasks(project, "id", condition))


def missing_tasks(tasks: Sequence[Task], there: Mapping[str, Sequence[int]]) -> list[Task]:
    """List the tasks whose paragraph is not in the project."""
    return [task for task in tasks if task.data.paragraph_id not in there]


def missing_predictions(
    tasks: Sequence[Task], there: Mapping[str, Sequence[int]], lacking: frozenset[int]
) -> list[PredictionImport]:
    """List the predictions for existing tasks that lack them, in the import format."""
    return [
        PredictionImport(task=number, **msgspec.structs.asdict(prediction))
        for task in tasks
        for prediction in task.predictions
        for number in there.get(task.data.paragraph_id, ())
        if number in lacking
    ]


def model_version_of(tasks: Iterable[Task]) -> str | None:
    """Return the model version of the tasks' predictions; None if they have none."""
    return next((prediction.model_version for task in tasks for prediction in task.predictions), None)


def _by_paragraph(studio: Client, project: int, rows: Iterable[StoredTask]) -> dict[str, list[StoredTask]]:
    held: dict[str, list[StoredTask]] = {}
    for row in rows:
        held.setdefault(row.checked_paragraph(f"{studio.url}, project {project}"), []).append(row)
    return held


def _changes(task: Task, held: StoredTask) -> dict[str, Any]:
    ours: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(task.data))
    fields = (*_QUEUED, *(name for name in _CONTEXT if ours.get(name)), *(() if held.touched else _CODEBOOK))
    return {name: ours[name] for name in fields if name in ours and held.data.get(name) != ours[name]}


def _model(version: str) -> str:
    """Return the model name of a version: the part before its hash."""
    return version.rpartition("-")[0]
