"""Compare the tags of two runs, and list the decisions that changed.

The rows of both are put into a database that lies in a temporary file, so that memory does not grow with them and it
does not matter in which order they come.
"""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from rightstag.atomic import STDIO
from rightstag.errors import InputError, UsageError
from rightstag.jsonl import read_rows
from rightstag.reports.records import Paragraph
from rightstag.tag.diff.diff_file import COLUMNS, TagChange
from rightstag.tag.diff.read_tags import StoredTag, read_tags

# What no program waits for again need not survive a crash.
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -65536;
CREATE TABLE tags (new, paragraph, label, report, probability, decision);
CREATE TABLE reports (paragraph PRIMARY KEY, report) WITHOUT ROWID;
CREATE TABLE pairs (
    paragraph, label, report, place, olds, news,
    old_probability, new_probability, old_decision, new_decision, PRIMARY KEY (paragraph, label)
) WITHOUT ROWID;
"""

# A row for every paragraph and label; a decision that is missing is what the parameters say, NULL where nothing can be
# said, which no comparison below is true of.
_PAIR = """
INSERT INTO pairs SELECT
    paragraph, label, max(report), min(rowid), count(*) FILTER (WHERE NOT new), count(*) FILTER (WHERE new),
    max(probability) FILTER (WHERE NOT new), max(probability) FILTER (WHERE new),
    coalesce(max(decision) FILTER (WHERE NOT new), ?), coalesce(max(decision) FILTER (WHERE new), ?)
FROM tags GROUP BY paragraph, label
"""

_COUNT = """
SELECT
    label,
    sum(old_decision = 'yes'),
    sum(old_decision != 'yes' AND new_decision = 'yes'),
    sum(old_decision = 'yes' AND new_decision != 'yes'),
    sum(new_decision = 'yes'),
    sum(old_decision != new_decision AND old_decision != 'yes' AND new_decision != 'yes'),
    count(*)
FROM pairs WHERE old_decision NOTNULL AND new_decision NOTNULL GROUP BY label ORDER BY label
"""

_CHANGES = """
SELECT
    paragraph, label, coalesce(nullif(pairs.report, ''), reports.report, ''),
    CASE WHEN new_decision = 'yes' THEN 'gained' WHEN old_decision = 'yes' THEN 'lost' ELSE 'review' END AS change,
    old_probability, new_probability, old_decision, new_decision
FROM pairs LEFT JOIN reports USING (paragraph) WHERE old_decision != new_decision ORDER BY label, change, place
"""

_TWICE = "SELECT paragraph, label, olds FROM pairs WHERE olds > 1 OR news > 1 ORDER BY place LIMIT 1"

# Of a side, the tags that the other, being complete, does not have, and the paragraphs of which it has none.
_ALONE = """
SELECT
    (SELECT count(*) FROM pairs WHERE {other}_decision ISNULL),
    (SELECT count(*) FROM (
        SELECT paragraph FROM pairs GROUP BY paragraph HAVING sum({other}s) = 0 AND sum({other}_decision ISNULL) > 0
    ))
"""


class LabelChanges(msgspec.Struct, frozen=True):
    """Counts of a label's ``yes`` tags in the paragraphs of both: ``before + gained - lost == now``.

    Attributes
    ----------
    review
        Changes between ``no`` and ``review``.
    compared
        Paragraphs of which both say something.
    """

    label: str
    before: int
    gained: int
    lost: int
    now: int
    review: int
    compared: int


@dataclass(slots=True)
class DiffSide:
    """One of the two runs.

    Attributes
    ----------
    complete
        Whether it has tags that say ``no``. A tag that is missing says ``no`` where it has not; where it has,
        the paragraph or the label was not there, and the other run's tag is left out.
    alone
        How many tags are left out, since the other run does not have them.
    alone_paragraphs, alone_labels
        The paragraphs and labels of which the other run, being complete, has no tag.
    """

    path: Path
    complete: bool = False
    models: set[str] = field(default_factory=set)
    taxonomies: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    alone: int = 0
    alone_paragraphs: int = 0
    alone_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TagDiff:
    """Two runs side by side, for as long as `diff_tags` keeps them.

    Iterating gives each `TagChange`: by label, gained before lost before review, otherwise in the order of the files.
    """

    old: DiffSide
    new: DiffSide
    counts: tuple[LabelChanges, ...]
    database: sqlite3.Connection

    def __iter__(self) -> Iterator[TagChange]:
        return (TagChange(**dict(zip(COLUMNS, row, strict=True))) for row in self.database.execute(_CHANGES))


@contextmanager
def diff_tags(old: Path, new: Path, *, paragraphs: Iterable[Path] = ()) -> Iterator[TagDiff]:
    """Set two outputs of `tag` side by side, by paragraph and label.

    Parameters
    ----------
    old, new
        As `rightstag.tag.diff.read_tags.read_tags` takes them.
    paragraphs
        The paragraphs that the tags speak of, JSON Lines: they say of which report records are.

    Raises
    ------
    UsageError
        A file is missing or of another format, or the temporary folder has no room.
    InputError
        A row is no tag, or an output has two of one paragraph and label.
    """
    if old == new == STDIO:
        raise UsageError(STDIO, "both cannot come by standard input", fix="name a file for one of them")
    with closing(sqlite3.connect("")) as database:  # one without a name lies in a temporary file
        try:
            yield _compare(database, DiffSide(old), DiffSide(new), paragraphs)
        except sqlite3.OperationalError as error:
            fix = "set TMPDIR to a folder with room for both files"
            raise UsageError(tempfile.gettempdir(), f"cannot hold the tags ({error})", fix=fix) from error


def _compare(database: sqlite3.Connection, old: DiffSide, new: DiffSide, paragraphs: Iterable[Path]) -> TagDiff:
    database.executescript(_TABLES)
    streams = [(side, read_tags(side.path)) for side in (old, new)]  # of a format that is none, before all is read
    for number, (side, tags) in enumerate(streams):
        database.executemany("INSERT INTO tags VALUES (?, ?, ?, ?, ?, ?)", _rows(number, side, tags))
    for path in paragraphs:
        database.executemany("INSERT OR IGNORE INTO reports VALUES (?, ?)", _reports(path))
    database.execute(_PAIR, [None if side.complete else "no" for side in (old, new)])
    _refuse_twice(database, old, new)
    for side, other, name in ((old, new, "new"), (new, old, "old")):
        side.alone, side.alone_paragraphs = database.execute(_ALONE.format(other=name)).fetchone()
        side.alone_labels = tuple(sorted(side.labels - other.labels)) if other.complete else ()
    return TagDiff(old, new, tuple(LabelChanges(*row) for row in database.execute(_COUNT)), database)


def _rows(number: int, side: DiffSide, tags: Iterable[StoredTag]) -> Iterator[tuple[int, str, str, str, float, str]]:
    """Yield the tags of a run as rows, and note what they say of the run."""
    for tag in tags:
        side.complete = side.complete or tag.decision == "no"
        side.models.add(tag.model)
        side.taxonomies.add(tag.taxonomy)
        side.labels.add(tag.label)
        yield number, tag.paragraph, tag.label, tag.report, tag.probability, tag.decision


def _reports(path: Path) -> Iterator[tuple[str, str]]:
    return ((each.id, each.report.key) for each in read_rows(path, Paragraph) if each.report)


def _refuse_twice(database: sqlite3.Connection, old: DiffSide, new: DiffSide) -> None:
    for paragraph, label, olds in database.execute(_TWICE):
        found = f"the paragraph {paragraph!r} has two tags of {label!r}"
        raise InputError((old if olds > 1 else new).path, found, expected="one", fix="give the output of one run")
