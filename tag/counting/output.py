"""Write counts as a table for spreadsheets, or as records."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO

import msgspec

from rightstag.atomic import STDIO, atomic_write
from rightstag.errors import UsageError
from rightstag.stats import Estimate
from rightstag.tag.counting.table import CountRow
from rightstag.tag.outputs.formats import escape_cell
from rightstag.tag.outputs.xlsx import Column, write_sheet

_ESTIMATES = ("share", "adjusted", "prediction_powered")
_ENDS = ("", "_low", "_high")
_UNKNOWN, _ALL = "unknown", "all"


def flat_rows(rows: Iterable[CountRow], by: Sequence[str]) -> list[dict[str, object]]:
    """Return rows of plain cells: groups by name, each estimate with the ends of its interval, notes as text."""
    return [_flat(row, by) for row in rows]


def write_counts(path: Path, rows: Sequence[CountRow], by: Sequence[str]) -> None:
    """Write counts as the suffix of the path says, whole or not at all.

    Raises
    ------
    UsageError
        There is no such format, or the file cannot be written.
    """
    write = count_writer(path)
    with atomic_write(path) as out:
        write(out, flat_rows(rows, by))


def count_writer(path: Path) -> Callable[[IO[bytes], list[dict[str, object]]], None]:
    """Return the function that writes the format of a path.

    Raises
    ------
    UsageError
        There is no such format.
    """
    suffix = ".csv" if path == STDIO else path.suffix.lower()
    if suffix not in _WRITERS:
        raise UsageError(path, f"no counts are written as {suffix!r}", expected=", ".join([*_WRITERS, ".html"]))
    return _WRITERS[suffix]


def group_name(row: CountRow) -> str:
    """Return the name of a row's group."""
    return _ALL if row.group is None else " · ".join(_UNKNOWN if value is None else value for value in row.group)


def _flat(row: CountRow, by: Sequence[str]) -> dict[str, object]:
    values = [_ALL] * len(by) if row.group is None else [_UNKNOWN if value is None else value for value in row.group]
    cells: dict[str, object] = dict(zip(by, values, strict=True))
    cells |= {name: getattr(row, name) for name in ("label", "reports", "paragraphs", "tagged", "review")}
    for name in _ESTIMATES:
        estimate: Estimate = getattr(row, name)
        cells |= dict(
            zip((f"{name}{end}" for end in _ENDS), (estimate.value, estimate.low, estimate.high), strict=True)
        )
    reasons = [f"{name}: {getattr(row, name).reason}" for name in _ESTIMATES if getattr(row, name).reason]
    notes = ["suppressed"] if row.suppressed else [*row.notes, *reasons]
    return cells | {"of_unknown_report": row.of_unknown_report, "notes": "; ".join(notes)}


def _write_csv(out: IO[bytes], rows: list[dict[str, object]]) -> None:
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(rows[0])
    table.writerows([escape_cell(cell) for cell in row.values()] for row in rows)
    out.write(f"\ufeff{text.getvalue()}".encode())


def _write_xlsx(out: IO[bytes], rows: list[dict[str, object]]) -> None:
    columns = [Column(name, 14, format=_number(name)) for name in rows[0] if name != "notes"]
    columns.append(Column("notes", 40, wrap=True))
    write_sheet(out, "counts", columns, (tuple(row.values()) for row in rows))


def _number(name: str) -> str:
    return "0.000" if name.startswith("share") else "#,##0" if name.startswith(_ESTIMATES) else ""


def _write_json(out: IO[bytes], rows: list[dict[str, object]]) -> None:
    out.write(msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n")


#: To add a format, add its suffix here.
_WRITERS: dict[str, Callable[[IO[bytes], list[dict[str, object]]], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".json": _write_json,
}
