"""One decision for a whole table: rows that report something, figures, or a layout of the page.

The decision takes the texts of the cells, whatever format they come from, and looks at whole columns: a short row of a
table of incidents is a record as the long ones are.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from rightstag.reports.structure.dates import is_about_date
from rightstag.reports.structure.list_markers import is_title_case
from rightstag.reports.structure.scripts import count_words, ends_sentence

TableKind = Literal["records", "figures", "layout"]
HEAD = "head of a table"

_LONGEST_CELL = 2_000  # characters: longer ones are text that a table lays out
_LONGEST_HEAD = 60
_SENTENCE_WORDS = 4
_WORDY = 3
_LONG_SENTENCE = 8  # words
_LONG_TEXT = 120
_HALF = 0.5
_MANY = 0.6
_WEEK = 7


@dataclass(frozen=True, slots=True)
class TablePlan:
    """Decision on a table.

    Attributes
    ----------
    kind
        ``records``: each row is a text of its own; ``figures``: no text; ``layout``: the cells hold ordinary text.
    head
        Rows at the top that name the columns.
    names
        Of the columns, empty where none is given.
    """

    kind: TableKind
    head: int = 0
    names: tuple[str, ...] = ()


def plan_table(rows: Sequence[Sequence[str]], *, head: int | None = None) -> TablePlan:
    """Decide what a table is.

    Parameters
    ----------
    rows
        Texts of the cells; a cell over several rows or columns is repeated in each.
    head
        Rows at the top that the format marks as the table's head; ``None`` where it does not say.

    Examples
    --------
    >>> plan_table([["Date", "Event"], ["3 May", "Rally banned"], ["9 May", "Two arrested"]])
    TablePlan(kind='records', head=1, names=('Date', 'Event'))
    >>> plan_table([["Year", "Held", "Fined"], ["2020", "14", "3"], ["2021", "22", "9"]]).kind
    'figures'
    """
    width = max(map(len, rows), default=0)
    grid = [[*row, *[""] * (width - len(row))] for row in rows]
    marked = bool(head)
    head = _head_rows(grid) if head is None else head
    body = [row for row in grid[head:] if not _spans(row)]
    kind = _kind([row for row in body if any(row)], has_head=head > 0, marked=marked)
    return TablePlan(kind, head, tuple(_names(grid[:head], width))) if kind != "layout" else TablePlan(kind)


def row_text(names: Sequence[str], cells: Sequence[str]) -> str:
    """Return a row as a text that reads by itself: its cells in order, each after the name of its column.

    Examples
    --------
    >>> row_text(("Date", "Place", ""), ("3 May", "Sel", "Police banned a rally."))
    'Date: 3 May; Place: Sel; Police banned a rally.'
    """
    named = list(zip([*names, *[""] * (len(cells) - len(names))], cells, strict=False))
    parts = [f"{name}: {cell}" if name and name != cell else cell for name, cell in named if cell]
    if not any(names) and len(parts) == 2 and len(parts[0]) <= _LONGEST_HEAD:
        return f"{parts[0].rstrip(':')}: {parts[1]}"
    return "".join(
        part + ("" if last else " " if ends_sentence(part) else "; ")
        for part, last in zip(parts, [*[False] * (len(parts) - 1), True], strict=False)
    )


def _spans(row: Sequence[str]) -> bool:
    """Check if one cell spans a whole row: the name of a section, a note."""
    return len(row) > 1 and len(set(row)) == 1


def _kind(body: Sequence[Sequence[str]], *, has_head: bool, marked: bool) -> TableKind:
    columns = [[cell for cell in column if _has_words(cell)] for column in zip(*body, strict=True)]
    columns = [column for column in columns if column]
    cells = [cell for column in columns for cell in column]
    if len(columns) < 2:
        return "figures" if has_head and cells and all(map(_is_figure, cells)) else "layout"
    if _is_calendar(body):
        return "figures"
    prose = [sum(map(_is_sentence, column)) >= _HALF * len(column) for column in columns]
    if max(map(len, cells)) > _LONGEST_CELL or (not has_head and sum(prose) > 1):
        return "layout"
    if not has_head and len(body) == 1:
        return "layout" if any(map(_is_sentence, cells)) else "figures"
    told = any(prose) or any(map(_is_long_sentence, cells))
    return "records" if told or _has_records(columns, rows=len(body), marked=marked) else "figures"


def _has_records(columns: Sequence[Sequence[str]], *, rows: int, marked: bool) -> bool:
    """Check if rows without sentences still report an event on a date, a charge or a reason."""
    others = [cell for column in columns[1:] for cell in column]
    if sum(map(_is_figure, others)) > _HALF * len(others):
        return False
    dated = [_share(is_about_date, column) >= _MANY for column in columns]
    told = [_share(_is_figure, column) < _HALF for column, date in zip(columns, dated, strict=True) if not date]
    wordy = any(_share(_is_wordy, column) >= _HALF for column in columns[1:])
    return (any(dated) and any(told)) or (wordy and (marked or rows > 1))


def _head_rows(grid: Sequence[Sequence[str]]) -> int:
    """Return 1 where the first row names the columns: short names, all different, unlike the rows below."""
    first, rest = grid[:1], [row for row in grid[1:] if not _spans(row)]
    if not first or not rest:
        return 0
    names = first[0]
    named = all(name and len(name) <= _LONGEST_HEAD and not _is_sentence(name) for name in names[1:]) and len(names) > 1
    if not named or len(set(names)) < len(names) or any(map(_is_value, names)):
        return 0
    below = list(zip(*rest, strict=True))
    longer = any(median(map(len, column)) > 2 * len(name) for name, column in zip(names, below, strict=True))
    valued = any(_share(_is_value, column) >= _MANY for column in below)
    return int(longer or valued)


def _names(head: Sequence[Sequence[str]], width: int) -> list[str]:
    """Return the names of the columns; of several rows at the top, the outer name comes first."""
    columns = [dict.fromkeys(row[place].rstrip(" :") for row in head if row[place]) for place in range(width)]
    return [", ".join(names) for names in columns]


def _is_calendar(body: Sequence[Sequence[str]]) -> bool:
    """Check if a table has a column for each day of the week, and its cells begin with the days of a month."""
    days = [int(day[0]) for row in body for cell in row if (day := re.match(r"\d{1,2}(?!\d)", cell))]
    filled = sum(bool(cell) for row in body for cell in row)
    in_month = days and max(days) <= 31 and sum(a < b for a, b in pairwise(days)) > _HALF * len(days)
    return all(len(row) in (_WEEK, _WEEK + 1) for row in body) and bool(in_month) and len(days) >= _MANY * filled


def _is_value(cell: str) -> bool:
    return _is_figure(cell) or is_about_date(cell)


def _is_figure(cell: str) -> bool:
    digits = sum(c.isdigit() for c in cell)
    return digits > 0 and digits >= sum(c.isalpha() for c in cell) and not is_about_date(cell)


def _is_sentence(cell: str) -> bool:
    return (ends_sentence(cell, marked=True) and count_words(cell) >= _SENTENCE_WORDS) or (
        len(cell) >= _LONG_TEXT and not _is_figure(cell)
    )


def _is_long_sentence(cell: str) -> bool:
    """Check if a cell reports something by itself, so that it is kept whatever its table is."""
    return ends_sentence(cell) and count_words(cell) >= _LONG_SENTENCE


def _is_wordy(cell: str) -> bool:
    return count_words(cell) >= _WORDY and not _is_figure(cell) and not is_title_case(cell)


def _has_words(cell: str) -> bool:
    return any(c.isalnum() for c in cell)


def _share(test: Callable[[str], bool], column: Sequence[str]) -> float:
    written = [cell for cell in column if _has_words(cell)]
    return sum(map(test, written)) / len(written) if written else 0.0
