"""The changes as a file: a table for spreadsheets, or records for programs."""

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

import msgspec

from rightstag.atomic import STDIO, atomic_write
from rightstag.errors import UsageError
from rightstag.tag.outputs.formats import escape_cell
from rightstag.tag.records import Decision

Change = Literal["gained", "lost", "review"]


class TagChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision that is not what it was.

    Attributes
    ----------
    report
        Key of the report; empty where nothing says it.
    change
        ``gained`` and ``lost`` are said of ``yes``; ``review`` is a change between ``no`` and ``review``.
    old_probability, new_probability
        In [0, 1]; None where an output leaves out what says ``no``.
    """

    paragraph: str
    label: str
    report: str
    change: Change
    old_probability: float | None
    new_probability: float | None
    old_decision: Decision
    new_decision: Decision
    schema: Literal["rightstag.flip/1"] = "rightstag.flip/1"


COLUMNS = tuple(name for name in TagChange.__struct_fields__ if name != "schema")


def write_changes(path: Path, changes: Iterable[TagChange]) -> int:
    """Write changes as the suffix of the path says, whole or not at all, and return how many.

    Raises
    ------
    UsageError
        There is no such format, or the file cannot be written.
    """
    head, encode = change_format(path)
    count = 0
    with atomic_write(path) as out:
        out.write(head)
        for change in changes:
            out.write(encode(change))
            count += 1
    return count


def change_format(path: Path) -> tuple[bytes, Callable[[TagChange], bytes]]:
    """Return the header of a file of changes and the encoder of its lines; standard output has records.

    Raises
    ------
    UsageError
        There is no such format.
    """
    suffix = ".jsonl" if path == STDIO else path.suffix.lower()
    if suffix not in _FORMATS:
        found = (
            f"no changes are written as {suffix!r}" if suffix else "no changes are written as a file without a suffix"
        )
        raise UsageError(path, found, expected=" or ".join(_FORMATS))
    return _FORMATS[suffix]


def _row(change: TagChange) -> bytes:
    return _csv_line(escape_cell(getattr(change, name)) for name in COLUMNS)


def _record(change: TagChange) -> bytes:
    return msgspec.json.encode(change) + b"\n"


def _csv_line(cells: Iterable[object]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()


#: To add a format, add its suffix here. A spreadsheet takes a file for UTF-8 when it begins with the mark.
_FORMATS: dict[str, tuple[bytes, Callable[[TagChange], bytes]]] = {
    ".csv": (b"\xef\xbb\xbf" + _csv_line(COLUMNS), _row),
    ".jsonl": (b"", _record),
}
