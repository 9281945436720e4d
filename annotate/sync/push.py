"""Push tasks and predictions to a Label Studio project, idempotently."""

from collections.abc import Sequence

import msgspec

from rightstag.annotate.labelstudio.client import Client
from rightstag.annotate.labelstudio.project import (
    check_labelling_config,
    check_title,
    create_project,
    delete_duplicate_projects,
    find_project,
)
from rightstag.annotate.labelstudio.retry import PAUSES_S, send_until_complete
from rightstag.annotate.labelstudio.task import Task
from rightstag.annotate.sync.deduplicate import delete_duplicate_predictions, find_duplicate_tasks
from rightstag.annotate.sync.push_plan import (
    PRIORITY,
    PredictionImport,
    ProjectState,
    PushPlan,
    missing_predictions,
    missing_tasks,
    model_version_of,
    place_in_queue,
    plan_push,
    read_project_state,
    task_updates,
    tasks_by_paragraph,
    tasks_without,
)
from rightstag.errors import PartialError, StudioError
from rightstag.labels import Taxonomy

#: Tasks a request: as fast as all in one, and done before a proxy loses patience.
CHUNK = 1000
#: The server takes predictions at a cost that grows with the project, whatever their number: all go at once.
_ALL = 1_000_000


def push_tasks(
    studio: Client,
    name: str,
    tasks: Sequence[Task],
    taxonomy: Taxonomy,
    *,
    keep: int = 2,
    annotators: int = 1,
    versions: bool = False,
    dry_run: bool = False,
    chunk: int = CHUNK,
    pauses: Sequence[float] = PAUSES_S,
) -> PushPlan:
    """Bring a project up to date with tasks and predictions; return the plan that was carried out.

    Parameters
    ----------
    name
        Title or number of the project; made with this title where there is none.
    tasks
        As `make_tasks` gives them: predictions are of one model.
    taxonomy
        The taxonomy of the labelling config.
    keep
        Number of versions of the model that keep their predictions, this one included.
    annotators
        Number of annotators per paragraph, if the project is created.
    versions
        Whether the tasks and the project are for adjudication.
    dry_run
        Return the plan without carrying it out.
    chunk
        Tasks per request.
    pauses
        Seconds between polls after a failed request.

    Raises
    ------
    InputError
        The project asks for something else than the taxonomy, or has a task that names no paragraph.
    StudioError
        The server cannot be reached, refuses, or keeps fewer predictions than it was sent.
    PartialError
        A part is there; pushing again goes on from it.
    """
    name = name.strip()  # as Label Studio keeps it: with spaces around it would not be found again
    project = find_project(studio, name)
    if project is None:
        check_title(name)
    else:
        check_labelling_config(project, taxonomy, versions=versions)
    state = read_project_state(studio, project, model_version_of(tasks))
    plan = plan_push(studio, state, name, tasks, keep=keep, annotators=annotators)
    if dry_run:
        return plan
    project = project or create_project(studio, name, taxonomy, annotators=annotators, versions=versions, pauses=pauses)
    work = _Push(studio, project.id, place_in_queue(tasks, state), state, chunk=chunk, pauses=pauses)
    try:
        work.update_tasks()
        work.send_tasks()
        if plan.model_version:
            work.send_predictions(plan.model_version, plan.predictions)
            if project.model_version != plan.model_version:
                studio.update_project(project.id, model_version=plan.model_version)  # else nobody would see them
        if plan.view:
            studio.create_view(project.id, plan.view, sort_by=PRIORITY)
        for old in plan.prune:
            studio.drop_predictions(project.id, old)
        if plan.project is None:
            delete_duplicate_projects(studio, project)
    except StudioError as error:
        if not work.created:
            raise
        found = f"only {work.created} of {plan.new} new tasks are known to be there: {error}"
        raise PartialError(f"project '{project.title}'", found, fix="run the same command again") from error
    return msgspec.structs.replace(plan, project=project.id)


class _Push:
    def __init__(
        self,
        studio: Client,
        project: int,
        tasks: Sequence[Task],
        state: ProjectState,
        *,
        chunk: int,
        pauses: Sequence[float],
    ) -> None:
        self._studio, self._project, self._tasks, self._state = studio, project, tasks, state
        self._chunk, self._pauses = chunk, pauses
        self.created = 0

    def send_tasks(self) -> None:
        """Create missing tasks and delete duplicates."""
        there = self._state.ids
        left = missing_tasks(self._tasks, there)
        all_sent = send_until_complete(
            self._missing_tasks, self._add_tasks, chunk=self._chunk, left=left, pauses=self._pauses
        )
        wanted = sum(map(len, there.values())) + len(left)
        has_duplicates = wanted > len(there) + len(left)
        # What an interrupted run had sent may arrive while this one sends it again; then the count says so.
        if has_duplicates or not all_sent or (left and self._studio.project(self._project).task_number != wanted):
            surplus = find_duplicate_tasks(self._studio, self._project, tasks_by_paragraph(self._studio, self._project))
            if surplus:
                self._studio.drop_tasks(self._project, surplus)

    def update_tasks(self) -> None:
        """Bring order, reason, overlap, context and codebook version of existing tasks up to date."""
        for update in task_updates(self._tasks, self._state):
            self._studio.update_task(update.task, update.data)

    def send_predictions(self, version: str, number: int) -> None:
        """Add missing predictions: those of new tasks came with them, unless a request failed."""
        came_along = sum(len(task.predictions) for task in missing_tasks(self._tasks, self._state.ids))
        all_sent = self._fill(None if came_along < number else [])
        before = self._state.versions.get(version, 0)
        has_duplicates = before > sum(map(len, self._state.tasks.values())) - len(self._state.lacking)
        if self._held(version) < before + number:  # a server may take a task and pass over its prediction
            self._fill(None)
        if has_duplicates or not all_sent or self._held(version) != before + number:
            delete_duplicate_predictions(self._studio, self._project, version)

    def _fill(self, left: list[PredictionImport] | None) -> bool:
        missing, send = self._missing_predictions, self._add_predictions
        return send_until_complete(missing, send, chunk=_ALL, left=left, pauses=self._pauses)

    def _held(self, version: str) -> int:
        held = self._studio.prediction_versions(self._project)
        return sum(each.count for each in held if each.model_version == version)

    def _missing_tasks(self) -> list[Task]:
        return missing_tasks(self._tasks, tasks_by_paragraph(self._studio, self._project))

    def _add_tasks(self, part: Sequence[Task]) -> None:
        self.created += self._studio.add_tasks(self._project, part)

    def _missing_predictions(self) -> list[PredictionImport]:
        lacking = tasks_without(self._studio, self._project, str(model_version_of(self._tasks)))
        return missing_predictions(self._tasks, tasks_by_paragraph(self._studio, self._project), lacking)

    def _add_predictions(self, part: Sequence[PredictionImport]) -> None:
        kept = self._studio.add_predictions(self._project, part)
        if kept != len(part):
            found = f"kept {kept} of {len(part)} predictions"
            fix = "compare the labelling config with the taxonomy"
            raise StudioError(self._studio.url, found, place=f"project {self._project}", fix=fix)
