"""Parse a Label Studio JSON export into annotations."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any

import msgspec

from rightstag.annotate.labelstudio.results import (
    RawAnnotation,
    Region,
    annotator_id,
    parse_annotation,
)
from rightstag.annotate.labelstudio.task import text_digest
from rightstag.annotate.pseudonyms import pseudonym
from rightstag.annotate.records import Annotation
from rightstag.atomic import read_bytes
from rightstag.encodings import utf8
from rightstag.errors import InputError
from rightstag.jsonl import MALFORMED
from rightstag.labels import NONE, Taxonomy
from rightstag.labels.labelling_config import CONTROLS, TOPICS, VERSIONS

_EDITED = "its text was edited in Label Studio: the answers are about another text than the paragraph has"
_AS_JSON = "in Label Studio choose Export > JSON"


class _Data(msgspec.Struct):
    paragraph_id: str = ""
    text: str = ""
    taxonomy: str | None = None
    offered: tuple[str, ...] | None = None
    digest: str | None = None


class _Task(msgspec.Struct):
    id: int
    data: _Data
    annotations: list[RawAnnotation]
    drafts: list[RawAnnotation] = []


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a person should look at in Label Studio.

    Attributes
    ----------
    task
        Id of the task.
    text
        What is wrong.
    annotator, user
        Pseudonym and Label Studio user of whoever answered; None if it is not about an answer.
    """

    task: int
    text: str
    annotator: str | None = None
    user: object = None

    def __str__(self) -> str:
        """Format task, person and text as one line."""
        who = "" if self.annotator is None else f", {self.annotator} (user {self.user})"
        return f"task {self.task}{who}: {self.text}"


@dataclass(frozen=True, slots=True)
class PulledAnnotations:
    """Annotations and problems read from a project or an export.

    Attributes
    ----------
    annotations
        In the order of the task ids; of each task first what was submitted or skipped, then the drafts, each in the
        order of their ids. An export has no order of its own: the server's database chooses one.
    problems
        What a person should look at in Label Studio; nothing of it trains a model.
    unversioned
        Number of annotations whose task does not name its taxonomy version, as those of 0.1: they count for the
        version of the taxonomy given.
    unfinished
        The users of the annotations that are drafts, or count as such, in the order of the annotations.
    """

    annotations: tuple[Annotation, ...]
    problems: tuple[Problem, ...]
    unversioned: int = 0
    unfinished: tuple[object, ...] = ()


class _Shown(msgspec.Struct):
    data: dict[str, Any]


def read_export(path: Path, taxonomy: Taxonomy, *, key: bytes) -> PulledAnnotations:
    """Read a Label Studio JSON export of annotators' answers; see `parse_tasks`.

    Parameters
    ----------
    path
        The export; ``-`` is standard input.

    Raises
    ------
    UsageError
        The file cannot be read.
    InputError
        It is no such export, one of another labelling screen or of adjudicators' answers, or a task does not name its
        paragraph.
    """
    rows = _rows(path)
    for place, data in _shown(rows):
        if VERSIONS in data:
            found, fix = "an adjudicator's task, which shows what annotators said", "read it with `adjudicate pull`"
            raise InputError(path, found, place=place, expected="an annotator's task", fix=fix)
    return parse_tasks(rows, taxonomy, key=key, source=path)


def read_adjudicated(path: Path, taxonomy: Taxonomy, *, key: bytes) -> tuple[PulledAnnotations, list[dict[str, Any]]]:
    """Read a Label Studio JSON export of adjudicators' answers, and the data that their tasks showed.

    Raises
    ------
    UsageError
        The file cannot be read.
    InputError
        It is no such export, or a task does not show what the annotators said: then its answers are annotators' own.
    """
    rows = _rows(path)
    shown = list(_shown(rows))
    for place, data in shown:
        if VERSIONS not in data:
            found, fix = "an annotator's task, which does not show what others said", "export the other project"
            raise InputError(path, found, place=place, expected="a task of `adjudicate push`", fix=fix)
    return parse_tasks(rows, taxonomy, key=key, source=path), [data for _, data in shown]


def parse_tasks(rows: Iterable[msgspec.Raw], taxonomy: Taxonomy, *, key: bytes, source: object) -> PulledAnnotations:
    """Parse exported tasks into annotations.

    A submitted answer is ``labelled`` or ``none``; a skipped one is ``skipped`` whatever was ticked; one not submitted
    is a ``draft``. So is an answer that contradicts itself (*none* and a category) or says nothing: it stays on record
    as unfinished, and is among the problems. A task that nobody touched gives nothing.

    Parameters
    ----------
    rows
        The tasks, as JSON.
    taxonomy
        What the labelling screen offered.
    key
        For the annotators' pseudonyms.
    source
        Where the tasks come from, for messages.

    Raises
    ------
    InputError
        One is no such task, is of another labelling screen, or does not name its paragraph.
    """
    tasks = [(task.id, _parse_task(task, taxonomy, key, source)) for task in _tasks(rows, source)]
    parts = [part for _, part in sorted(tasks, key=itemgetter(0))]
    return PulledAnnotations(
        tuple(chain.from_iterable(part.annotations for part in parts)),
        tuple(chain.from_iterable(part.problems for part in parts)),
        sum(part.unversioned for part in parts),
        tuple(chain.from_iterable(part.unfinished for part in parts)),
    )


def unfinished_answers(rows: Iterable[msgspec.Raw], taxonomy: Taxonomy, *, source: object) -> list[tuple[int, object]]:
    """List the task and the user of every draft, and of every submitted answer that is empty or contradictory."""
    tasks = [(task.id, _parse_task(task, taxonomy, b"", source)) for task in _tasks(rows, source)]
    return [(number, user) for number, part in tasks for user in part.unfinished]


def _parse_task(task: _Task, taxonomy: Taxonomy, key: bytes, source: object) -> PulledAnnotations:
    data, annotations, problems, unfinished = task.data, [], [], []
    for entry, finished in _entries(task):
        user = annotator_id(entry)
        who = pseudonym(key, user)
        _check_regions(entry.regions, taxonomy, source, f"task {task.id}")
        annotation, complaints = parse_annotation(
            entry,
            taxonomy,
            paragraph=data.paragraph_id,
            text=data.text,
            annotator=who,
            finished=finished,
            version=data.taxonomy or taxonomy.version,
            offered=data.offered,
        )
        annotations.append(annotation)
        unfinished += [user] if annotation.state == "draft" else []
        problems += [Problem(task=task.id, text=complaint, annotator=who, user=user) for complaint in complaints]
    if annotations and data.digest and data.digest != text_digest(data.text):
        problems.append(Problem(task=task.id, text=_EDITED))
    unversioned = 0 if data.taxonomy else len(annotations)
    return PulledAnnotations(tuple(annotations), tuple(problems), unversioned, tuple(unfinished))


def _entries(task: _Task) -> Iterator[tuple[RawAnnotation, bool]]:
    """Yield the annotations and drafts of a task, with whether each is finished."""
    for entries, finished in ((task.annotations, True), (task.drafts, False)):
        yield from ((entry, finished) for entry in sorted(entries, key=attrgetter("id")))


def _rows(path: Path) -> list[msgspec.Raw]:
    data = read_bytes(path)
    try:
        data = utf8(data)
        # Task by task: all of them as objects would take several times the memory of the file.
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    except MALFORMED as error:
        table = b"annotation_id" in data.partition(b"\n")[0] and data[:1] not in (b"[", b"{")
        found = "a table, which cannot tell skipped from none" if table else f"not a list of tasks ({error})"
        raise InputError(path, found, expected="a Label Studio JSON export", fix=_AS_JSON) from error


def _shown(rows: Sequence[msgspec.Raw]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the data of each task with its position; `parse_tasks` reports rows that are no task."""
    for number, row in enumerate(rows, 1):
        with suppress(*MALFORMED):
            yield f"item {number}", msgspec.json.decode(row, type=_Shown).data


def _tasks(rows: Iterable[msgspec.Raw], source: object) -> Iterator[_Task]:
    decoder = msgspec.json.Decoder(_Task)
    for number, row in enumerate(rows):
        try:
            task = decoder.decode(row)
        except MALFORMED as error:
            found, fix = _not_a_task(row, error)
            raise InputError(source, found, place=f"item {number + 1}", fix=fix) from error
        if not task.data.paragraph_id:
            fix = "import what `rightstag tasks` wrote"
            raise InputError(source, "no paragraph_id in its data", place=f"task {task.id}", fix=fix)
        yield task


def _not_a_task(row: msgspec.Raw, error: Exception) -> tuple[str, str]:
    """Diagnose a row that is not an exported task, and say what to do."""
    try:
        fields = msgspec.json.decode(row, type=dict[str, msgspec.Raw]).keys()
    except MALFORMED:
        return f"not a task ({error})", _AS_JSON
    if "annotations" in fields:
        return f"not as this labelling screen writes it ({error})", "export a project that has its labelling config"
    if "annotation_id" in fields or "annotator" in fields:
        return "a JSON_MIN export, which cannot tell skipped from none", _AS_JSON
    return "a task without annotations, as in a file to import", _AS_JSON


def _check_regions(regions: Sequence[Region], taxonomy: Taxonomy, source: object, place: str) -> None:
    fix = "give the taxonomy that the project was labelled with"
    for region in regions:
        if region.type == "relation":  # an arrow between two spans, which any screen lets people draw
            continue
        if CONTROLS.get(region.from_name) != region.type:
            found = f"control '{region.from_name}' of type '{region.type}', of another labelling config"
            raise InputError(source, found, place=place, expected=f"one of {', '.join(CONTROLS)}")
        known = (*taxonomy.ids, *taxonomy.former_ids)
        allowed = (*known, NONE) if region.from_name == TOPICS else known
        for choice in (*region.value.choices, *region.value.labels):
            if choice not in allowed:
                expected = f"one of {', '.join(allowed)}"
                raise InputError(source, f"unknown choice '{choice}'", place=place, expected=expected, fix=fix)
