"""Pull the annotations of a Label Studio project, all or none."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from rightstag.annotate.labelstudio.client import Client, Project
from rightstag.annotate.labelstudio.errors import OutcomeUnknownError
from rightstag.annotate.labelstudio.export import PulledAnnotations, parse_tasks
from rightstag.annotate.labelstudio.task import StoredTask
from rightstag.annotate.sync.pull_checkpoint import PullCheckpoint
from rightstag.errors import PartialError, StudioError
from rightstag.labels import Taxonomy

#: Up to so many tasks come in one request, as fast as the server can; more of them in pieces.
WHOLE = 10_000
#: Django takes no more than 1,000 parameters; a proxy may not take that many in an address.
PIECE = 900
_SMALLEST_PIECE = 50
_DRAFTS = {"filter": "filter:tasks:draft_exists", "operator": "equal", "type": "Boolean", "value": True}


class _Answer(msgspec.Struct):
    was_cancelled: bool = False


class _Counted(msgspec.Struct):
    id: int
    annotations: list[_Answer]


def pull_annotations(
    studio: Client,
    project: Project,
    taxonomy: Taxonomy,
    *,
    key: bytes,
    since: datetime | None = None,
    checkpoint: Path | None = None,
) -> PulledAnnotations:
    """Pull all annotations of a project, the same as its JSON export has.

    Parameters
    ----------
    taxonomy
        What the labelling screen offered.
    key
        For the annotators' pseudonyms.
    since
        Only tasks with an answer made, changed or deleted since then, and those with a draft.
    checkpoint
        File that keeps the tasks read so far; an interrupted pull resumes from it.

    Raises
    ------
    StudioError
        The server cannot be reached or refuses.
    InputError
        A task names no paragraph, or the project was labelled with other categories.
    PartialError
        The server gave less than it says there is.
    """
    source = f"project '{project.title}'"
    rows = None
    if since is None and (project.task_number or 0) <= WHOLE and not (checkpoint and checkpoint.exists()):
        rows = _export_all(studio, project)
    if rows is None:
        with PullCheckpoint(checkpoint, f"{studio.url} {project.id}") as kept:
            _export_in_chunks(studio, project, since, kept)
            return parse_tasks(kept.tasks(), taxonomy, key=key, source=source)
    return parse_tasks(rows, taxonomy, key=key, source=source)


def parse_time(text: str) -> datetime:
    """Parse an ISO 8601 date or time; without a zone it is UTC.

    Raises
    ------
    ValueError
        It is neither, or lies at either end of the calendar.

    Examples
    --------
    >>> parse_time("2026-03-01").isoformat()
    '2026-03-01T00:00:00+00:00'
    """
    given = datetime.fromisoformat(text)
    try:
        return given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError(str(error)) from error


def _export_all(studio: Client, project: Project) -> list[msgspec.Raw] | None:
    """Export all tasks in one request; None if it failed or is incomplete."""
    try:
        rows = studio.export(project.id)
        after = studio.project(project.id)
    except OutcomeUnknownError:
        return None
    done, skipped = _count(rows)
    said = [
        (p.task_number or 0, p.total_annotations_number or 0, p.skipped_annotations_number or 0)
        for p in (project, after)
    ]
    # People go on while we read: the smaller of both counts is what must have come.
    least = [min(pair) for pair in zip(*said, strict=True)]
    return (
        rows if all(found >= wanted for found, wanted in zip((len(rows), done, skipped), least, strict=True)) else None
    )


def _export_in_chunks(studio: Client, project: Project, since: datetime | None, kept: PullCheckpoint) -> None:
    drafts = {row.id for row in studio.tasks(project.id, "id", _DRAFTS)}
    wanted = [row for row in _listed(studio, project, since) if _answers(row) or row.id in drafts]
    wanted += [StoredTask(id=number, data={}) for number in sorted(drafts - {row.id for row in wanted})]
    # A draft that changes does not change the time of its task, so those are always read anew.
    kept.keep_only({row.id: row.updated_at for row in wanted if row.id not in drafts})
    left = [row for row in wanted if row.id not in kept]
    size = PIECE
    while left:
        part = left[:size]
        try:
            tasks = studio.export(project.id, [row.id for row in part])
        except StudioError:
            if size == _SMALLEST_PIECE:
                raise
            size = max(size // 4, _SMALLEST_PIECE)  # an address too long for a proxy, or an answer too slow for it
            continue
        by_id = _checked(project, part, tasks)
        kept.add((row.id, row.updated_at, by_id[row.id]) for row in part)
        left = left[len(part) :]


def _listed(studio: Client, project: Project, since: datetime | None) -> list[StoredTask]:
    conditions = []
    if since is not None:
        value = since.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        name = "filter:tasks:updated_at"
        conditions = [{"filter": name, "operator": "greater_or_equal", "type": "Datetime", "value": value}]
    fields = "id,updated_at,total_annotations,cancelled_annotations"
    return studio.tasks(project.id, fields, *conditions)


def _checked(project: Project, rows: Sequence[StoredTask], tasks: Sequence[msgspec.Raw]) -> dict[int, msgspec.Raw]:
    """Return exported tasks by id; raise if a task or one of its annotations is missing."""
    counted = {task.id: len(task.annotations) for task in _decoded(tasks)}
    place, fix = f"project '{project.title}'", "run the same command again"
    for row in rows:
        if row.id not in counted:
            raise PartialError(place, f"the server gave {len(counted)} of {len(rows)} tasks", fix=fix)
        if counted[row.id] < _answers(row):
            found = f"task {row.id} came with {counted[row.id]} of {_answers(row)} annotations"
            raise PartialError(place, found, fix=fix)
    return dict(zip(counted, tasks, strict=True))


def _answers(row: StoredTask) -> int:
    return row.total_annotations + row.cancelled_annotations


def _count(tasks: Sequence[msgspec.Raw]) -> tuple[int, int]:
    """Count submitted and skipped annotations."""
    answers = list(itertools.chain.from_iterable(task.annotations for task in _decoded(tasks)))
    skipped = sum(answer.was_cancelled for answer in answers)
    return len(answers) - skipped, skipped


def _decoded(tasks: Sequence[msgspec.Raw]) -> Iterator[_Counted]:
    decoder = msgspec.json.Decoder(_Counted)
    return (decoder.decode(task) for task in tasks)
