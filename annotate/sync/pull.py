"""Answers out of a Label Studio project, all of them or none."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from rightstag.annotate.labelstudio.client import Project, Studio
from rightstag.annotate.labelstudio.errors import UncertainError
from rightstag.annotate.labelstudio.export import Pulled, read_tasks
from rightstag.annotate.sync.pull_checkpoint import Unfinished
from rightstag.errors import PartialError, StudioError, UsageError
from rightstag.labels import Taxonomy

#: Up to so many tasks come in one request, as fast as the server can; more of them in pieces.
WHOLE = 10_000
#: Django takes no more than 1,000 parameters; a proxy may not take that many in an address.
PIECE = 900
_SMALLEST_PIECE = 50
_DRAFTS = {"filter": "filter:tasks:draft_exists", "operator": "equal", "type": "Boolean", "value": True}


class _Row(msgspec.Struct):
    """A task of the listing."""

    id: int
    updated_at: str
    total_annotations: int
    cancelled_annotations: int


class _Answer(msgspec.Struct):
    was_cancelled: bool = False


class _Counted(msgspec.Struct):
    id: int
    annotations: list[_Answer]


def pull(
    studio: Studio,
    project: Project,
    taxonomy: Taxonomy,
    *,
    key: bytes,
    since: datetime | None = None,
    unfinished: Path | None = None,
) -> Pulled:
    """Return what people answered in a project: the same as its JSON export gives.

    Parameters
    ----------
    taxonomy
        What the labelling screen offered.
    key
        For the annotators' pseudonyms.
    since
        Only tasks with an answer made, changed or deleted since then, and those with a draft.
    unfinished
        A file that keeps what is read until all is; a pull that broke goes on from it.

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
    if since is None and (project.task_number or 0) <= WHOLE and not (unfinished and unfinished.exists()):
        rows = _whole(studio, project)
    if rows is None:
        with Unfinished(unfinished, f"{studio.url} {project.id}") as kept:
            _pieces(studio, project, since, kept)
            return read_tasks(kept.tasks(), taxonomy, key=key, source=source)
    return read_tasks(rows, taxonomy, key=key, source=source)


def moment(text: str) -> datetime:
    """Return a date or a time that was given as ISO 8601, in UTC where it names no zone.

    Examples
    --------
    >>> moment("2026-03-01").isoformat()
    '2026-03-01T00:00:00+00:00'
    """
    try:
        given = datetime.fromisoformat(text)
        return given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:  # the latter at either end of the calendar
        raise UsageError("--since", f"'{text}' is no time", expected="one like 2026-03-01T09:30") from error


def _whole(studio: Studio, project: Project) -> list[msgspec.Raw] | None:
    """Return all tasks in one request, or nothing where it was cut or gave too little."""
    try:
        rows = studio.export(project.id)
        after = studio.project(project.id)
    except UncertainError:
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


def _pieces(studio: Studio, project: Project, since: datetime | None, kept: Unfinished) -> None:
    drafts = {row["id"] for row in studio.tasks(project.id, "id", _DRAFTS)}
    wanted = [row for row in _listed(studio, project, since) if _answers(row) or row.id in drafts]
    wanted += [_Row(number, "", 0, 0) for number in sorted(drafts - {row.id for row in wanted})]
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
        found = _checked(project, part, tasks)
        kept.add((row.id, row.updated_at, found[row.id]) for row in part)
        left = left[len(part) :]


def _listed(studio: Studio, project: Project, since: datetime | None) -> Iterator[_Row]:
    conditions = []
    if since is not None:
        value = since.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        name = "filter:tasks:updated_at"
        conditions = [{"filter": name, "operator": "greater_or_equal", "type": "Datetime", "value": value}]
    fields = "id,updated_at,total_annotations,cancelled_annotations"
    return (msgspec.convert(row, _Row) for row in studio.tasks(project.id, fields, *conditions))


def _checked(project: Project, rows: Sequence[_Row], tasks: Sequence[msgspec.Raw]) -> dict[int, msgspec.Raw]:
    """Return exported tasks by number; refuse an answer that lacks one, or an annotation that there was."""
    counted = {task.id: len(task.annotations) for task in _decoded(tasks)}
    place, fix = f"project '{project.title}'", "run the same command again"
    for row in rows:
        if row.id not in counted:
            raise PartialError(place, f"the server gave {len(counted)} of {len(rows)} tasks", fix=fix)
        if counted[row.id] < _answers(row):
            found = f"task {row.id} came with {counted[row.id]} of {_answers(row)} annotations"
            raise PartialError(place, found, fix=fix)
    return dict(zip(counted, tasks, strict=True))


def _answers(row: _Row) -> int:
    return row.total_annotations + row.cancelled_annotations


def _count(tasks: Sequence[msgspec.Raw]) -> tuple[int, int]:
    """Return how many submitted and how many skipped annotations some tasks have."""
    answers = list(itertools.chain.from_iterable(task.annotations for task in _decoded(tasks)))
    skipped = sum(answer.was_cancelled for answer in answers)
    return len(answers) - skipped, skipped


def _decoded(tasks: Sequence[msgspec.Raw]) -> Iterator[_Counted]:
    decoder = msgspec.json.Decoder(_Counted)
    return (decoder.decode(task) for task in tasks)
