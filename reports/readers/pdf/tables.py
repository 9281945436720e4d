"""Tables on a PDF page: rows and columns found by the white space and rules between the cells."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from rightstag.reports.readers.pdf.blocks import PdfBlock, is_contents_entry
from rightstag.reports.readers.pdf.geometry import Span
from rightstag.reports.readers.pdf.lines import PdfLine, build_lines
from rightstag.reports.structure.dates import is_about_date
from rightstag.reports.structure.furniture import TABLE
from rightstag.reports.structure.hyphenation import join_lines
from rightstag.reports.structure.list_markers import split_bullet, split_number
from rightstag.reports.structure.scripts import is_caseless, opens_mid_sentence
from rightstag.reports.structure.tables import HEAD, TablePlan, plan_table, row_text

_GUTTER = 1.0  # of the letters' size: the narrowest space between cells
_NARROWEST = 0.5  # of the letters' size, once all the cells of a column are known
_FAR = 5.0  # of the letters' size: lines further apart are not of one table
_FEW_ROWS = 3  # of a table without rules
_FEW_COLUMNS = 3
_DENSE = 0.75  # of the lines of a column, and of its width: it is text that is set in columns
_RUNS_ON = 0.25  # of the lines of such text begin inside a sentence
_WIDER_GAP = 1.25  # of the smallest distance of lines: a new row
_LINE = 1.7  # of the letters' size: the distance of lines in a text
_DATED = 0.6
_LABEL = 4  # characters of a number or letter before an item
_SAME_PLACE = 8.0  # points: the columns of a table that goes on on the next page
_SHORT = 8  # lines: so long a run that is no table is tried again from its next line
_PAGE_NUMBER = re.compile(r"\d{1,3}|[ivxl]{1,6}")

Rules = Sequence[tuple[float, float, float]]
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Spans that stand close together on a line: a cell, or one line of it."""

    spans: tuple[Span, ...]

    @property
    def x0(self) -> float:
        return self.spans[0].x0

    @property
    def x1(self) -> float:
        return max(span.x1 for span in self.spans)

    @property
    def text(self) -> str:
        return build_lines(self.spans, 0)[0].text


@dataclass(frozen=True)
class PdfTable:
    """A table as lines; ``starts`` is where each of its columns begins, in points."""

    lines: list[PdfLine]
    grid: list[list[_Piece | None]]  # of each line, the piece in each column
    row_starts: list[int]
    starts: list[float]

    @cached_property
    def rows(self) -> list[list[str]]:
        """The texts of the cells of each row."""
        ends = [*self.row_starts[1:], len(self.grid)]
        return [
            [
                join_lines((piece.text for piece in column if piece), frozenset())
                for column in zip(*self.grid[start:end], strict=True)
            ]
            for start, end in zip(self.row_starts, ends, strict=True)
        ]

    def blocks(self, plan: TablePlan) -> list[PdfBlock]:
        """Return a block for each row of a table of records, and one for all of a table of figures."""
        if plan.kind == "figures":
            return [PdfBlock(self.lines, role="furniture", reason=TABLE)]
        ends = [*self.row_starts[1:], len(self.lines)]
        blocks = []
        for place, (start, end) in enumerate(zip(self.row_starts, ends, strict=True)):
            if place < plan.head:
                blocks.append(PdfBlock(self.lines[start:end], role="furniture", reason=HEAD))
            else:
                reading = row_text(plan.names, self.rows[place])
                blocks.append(PdfBlock(self.lines[start:end], role="row", reading=reading))
        return blocks


def find_tables(lines: Sequence[PdfLine], rules: Rules) -> list[PdfTable]:
    """Find the tables of a page, from top to bottom.

    Parameters
    ----------
    lines
        Of the body of the page, read across all columns.
    rules
        Horizontal lines drawn on it.
    """
    pieces = [_pieces(line) for line in lines]
    tables: list[PdfTable] = []
    start = 0
    while start < len(lines):
        end, gutters = _extent(lines, pieces, start)
        table = _table(lines[start:end], pieces[start:end], gutters, rules) if gutters else None
        if table:
            tables.append(table)
            start += len(table.lines)
        else:
            start = start + 1 if end - start < _SHORT else (start + end + 1) // 2
    return tables


def plan_tables(tables: Iterable[PdfTable]) -> list[TablePlan]:
    """Decide on each table of a report; one that goes on on the next page is decided on with the one before."""
    plans: list[TablePlan] = []
    before: PdfTable | None = None
    for table in tables:
        plan = plan_table(table.rows)
        if before and _goes_on(before, table) and not plan.head:
            plan = TablePlan(plans[-1].kind, 0, plans[-1].names)
        plans.append(plan)
        before = table
    return plans


def _goes_on(before: PdfTable, table: PdfTable) -> bool:
    same = len(before.starts) == len(table.starts) and table.lines[0].page == before.lines[0].page + 1
    return same and all(abs(a - b) < _SAME_PLACE for a, b in zip(before.starts, table.starts, strict=True))


def _pieces(line: PdfLine) -> list[_Piece]:
    groups: list[list[Span]] = []
    for span in line.spans:
        if groups and span.x0 - groups[-1][-1].x1 < _GUTTER * line.size:
            groups[-1].append(span)
        elif span.text.strip():
            groups.append([span])
    return [_Piece(tuple(group)) for group in groups]


def _extent(lines: Sequence[PdfLine], pieces: Sequence[list[_Piece]], start: int) -> tuple[int, list[Interval]]:
    """Return the end of the run of lines that keep the gutters of the first one, and these gutters."""
    gutters = [(a.x1, b.x0) for a, b in pairwise(pieces[start])]
    end, anchors = start + 1, 1
    while (
        gutters
        and end < len(lines)
        and not is_contents_entry(lines[end - 1])
        and lines[end].y - lines[end - 1].y < _FAR * lines[end].size
    ):
        narrowest = _NARROWEST * lines[end].size
        shared = [
            (max(a, c), min(b, d))
            for a, b in gutters
            for c, d in _free(pieces[end])
            if min(b, d) - max(a, c) >= narrowest
        ]
        if len(shared) < len(gutters) and (anchors > 1 or not shared):
            break
        gutters = shared
        anchors += len(pieces[end]) > 1
        end += 1
    return end, gutters


def _free(pieces: Sequence[_Piece]) -> list[Interval]:
    edges = [-float("inf"), *(edge for piece in pieces for edge in (piece.x0, piece.x1)), float("inf")]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _table(
    lines: Sequence[PdfLine], pieces: Sequence[list[_Piece]], gutters: Sequence[Interval], rules: Rules
) -> PdfTable | None:
    grid = [_cells(row, gutters) for row in pieces]
    while grid and _filled(grid[-1]) == [0]:  # a line below the table
        grid.pop()
    if grid and all(_is_label(row[0]) for row in grid if row[0]):
        gutters = gutters[1:]
        grid = [_cells(row, gutters) for row in pieces[: len(grid)]]
    lines = lines[: len(grid)]
    if len(gutters) < 1 or sum(len(_filled(row)) > 1 for row in grid) < _FEW_ROWS:
        return None
    starts = [min((row[c].x0 for row in grid if row[c]), default=0.0) for c in range(len(gutters) + 1)]  # type: ignore[union-attr]
    cuts = _rules_between(lines, rules)
    if not _is_table(grid, starts, ruled=len(cuts) > 1):
        return None
    table = PdfTable(list(lines), grid, _row_starts(lines, grid, cuts), starts)
    return None if plan_table(table.rows).kind == "layout" else table


def _cells(pieces: Sequence[_Piece], gutters: Sequence[Interval]) -> list[_Piece | None]:
    columns: list[list[Span]] = [[] for _ in range(len(gutters) + 1)]
    for piece in pieces:
        columns[sum(piece.x0 >= b - 0.01 for _, b in gutters)] += piece.spans
    return [_Piece(tuple(spans)) if spans else None for spans in columns]


def _filled(row: Sequence[_Piece | None]) -> list[int]:
    return [column for column, piece in enumerate(row) if piece]


def _is_label(piece: _Piece | None) -> bool:
    text = piece.text.strip() if piece else ""
    bare = len(text) <= _LABEL and not any(c.isspace() for c in text)
    return bare and (bool(split_number(f"{text} A")[0]) or split_bullet(f"{text} A")[0] or text.isdigit())


def _is_table(grid: Sequence[Sequence[_Piece | None]], starts: Sequence[float], *, ruled: bool) -> bool:
    columns = list(zip(*grid, strict=True))
    last = [piece.text for piece in columns[-1] if piece]
    if len(columns) < _FEW_COLUMNS and all(_PAGE_NUMBER.fullmatch(text) for text in last):
        return False  # entries of a table of contents
    if ruled:
        return True
    right = max(piece.x1 for row in grid for piece in row if piece)
    ends = [*starts[1:], right]
    dense = [_is_dense(column, end - start) for column, start, end in zip(columns, starts, ends, strict=True)]
    if all(dense):
        return False
    if len(columns) >= _FEW_COLUMNS:
        return True
    first = [piece.text for piece in columns[0] if piece]
    return _density(columns[0]) < _DENSE or sum(map(is_about_date, first)) >= _DATED * len(first)


def _is_dense(column: Sequence[_Piece | None], width: float) -> bool:
    """Check if a column is running text, as the columns of a page are."""
    texts = [piece.text for piece in column if piece]
    if _density(column) < _DENSE:
        return False
    if is_caseless("".join(texts)):
        return median(piece.x1 - piece.x0 for piece in column if piece) >= _DENSE * width
    return sum(map(opens_mid_sentence, texts)) >= _RUNS_ON * len(texts)


def _density(column: Sequence[_Piece | None]) -> float:
    """Return the share of a column's lines that stand directly below another."""
    spans = [piece.spans[0] for piece in column if piece]
    steps = [lower.y - upper.y < _LINE * lower.size for upper, lower in pairwise(spans)]
    return sum(steps) / len(steps) if steps else 1.0


def _rules_between(lines: Sequence[PdfLine], rules: Rules) -> list[int]:
    """Return the rows of lines below a rule that crosses most of the table."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    cuts = []
    for row, (upper, lower) in enumerate(pairwise(lines), 1):
        here = [(x0, x1) for x0, x1, y in rules if upper.y < y < lower.y]
        if here and sum(min(x1, right) - max(x0, left) for x0, x1 in set(here)) > 0.5 * (right - left):
            cuts.append(row)
    return cuts


def _row_starts(lines: Sequence[PdfLine], grid: Sequence[Sequence[_Piece | None]], cuts: Sequence[int]) -> list[int]:
    """Return the lines at which the rows begin: below rules, after wider gaps, or where the first column is filled."""
    opening = [row for row, cells in enumerate(grid) if row and cells[0] and len(_filled(cells)) > 1]
    if len(cuts) > 1:
        return [0, *cuts]
    gaps = [lower.y - upper.y for upper, lower in pairwise(lines)]
    wider = [row for row, gap in enumerate(gaps, 1) if gap > _WIDER_GAP * min(gaps)]
    return [0, *(wider if 2 * len(wider) >= len(opening) and len(wider) > 1 else opening)]
