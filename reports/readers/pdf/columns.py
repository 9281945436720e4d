"""The columns of a page in reading order."""

from collections.abc import Iterable, Sequence
from functools import reduce
from statistics import median

from rightstag.reports.readers.pdf.geometry import Span
from rightstag.reports.readers.pdf.lines import PdfLine, build_lines

_ASCENT, _DESCENT = 0.7, 0.2  # of the letters' size: what a row of text takes up above and below its base line
_GUTTER = 1.0  # of the letters' size: the narrowest space between columns
_COLUMN_LINES = 3  # fewer are a table, a masthead or an address
_COLUMN_LETTERS = 12  # in the middling line of a column; what is shorter is numbers or labels beside a text
_APART = 1.8  # of the letters' size: lines further apart below a column than this do not belong to it

Row = list[Span]


def split_columns(spans: Sequence[Span], page: int) -> list[list[PdfLine]]:
    """Return the lines of each column in reading order, with the edges of their column set."""
    columns = [build_lines(column, page) for column in _columns(spans) if column]
    for region in columns:
        left, right = min(line.x0 for line in region), max(line.x1 for line in region)
        for line in region:
            line.left, line.right = left, right
    return columns


def _columns(spans: Sequence[Span]) -> list[list[Span]]:
    """Return the spans of each column in reading order; text across all columns is a column of its own."""
    columns: list[list[Span]] = []
    plain = False  # whether the last column is a band without a gutter, which the next such band goes on
    for band in _bands(_rows(spans)):
        sides = _split(band)
        if len(sides) > 1:
            columns += [column for side in sides for column in _columns(side)]
        elif plain:
            columns[-1] += sides[0]
        else:
            columns += sides
        plain = len(sides) == 1
    return columns


def _rows(spans: Iterable[Span]) -> list[Row]:
    """Cut at every height where no text is."""
    rows: list[Row] = []
    bottom = float("-inf")
    for span in sorted(spans, key=lambda span: span.y - _ASCENT * span.size):
        if span.y - _ASCENT * span.size > bottom:
            rows.append([])
        rows[-1].append(span)
        bottom = max(bottom, span.y + _DESCENT * span.size)
    return rows


def _bands(rows: Sequence[Row]) -> list[list[Row]]:
    """Gather rows into bands, as tall as they can be, that keep a gutter from top to bottom."""
    if not rows:
        return []
    edges = min(s.x0 for row in rows for s in row), max(s.x1 for row in rows for s in row)
    bands: list[list[Row]] = []
    free: list[tuple[float, float]] = []
    for row in rows:
        both = _common(free, _free(row, edges)) if bands else []
        if both and not _loses_gutter(bands[-1], row, both, edges):
            bands[-1].append(row)
            free = both
            continue
        if bands and (tail := _tail(bands[-1], free)):
            bands[-1], below = bands[-1][:-tail], bands[-1][-tail:]
            bands.append(below)
        moved = _regrouped(bands[-1], row, free, edges) if bands else 0
        bands.append([row])
        if moved:
            bands[-2:] = [bands[-2][:-moved], [*bands[-2][-moved:], row]]
        free = reduce(_common, (_free(other, edges) for other in bands[-1]))
    return [band for band in bands if band]


def _inner(rows: Iterable[Row], free: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the stretches that have text on both sides: gutters, and no margins."""
    spans = [span for row in rows for span in row]
    return [(a, b) for a, b in free if any(s.x1 <= a for s in spans) and any(s.x0 >= b for s in spans)]


def _loses_gutter(
    band: Sequence[Row], row: Row, both: Sequence[tuple[float, float]], edges: tuple[float, float]
) -> bool:
    """Check if a row has its own gutter, lost when it joins a band without one."""
    own = _inner([row], _free(row, edges))
    return bool(own) and not _inner([*band, row], both)


def _regrouped(band: Sequence[Row], row: Row, free: Sequence[tuple[float, float]], edges: tuple[float, float]) -> int:
    """Count the rows at the end of a band without a gutter that share one with the row below.

    Short lines have the margin beside them in common, which says nothing.
    """
    if _inner(band, free):
        return 0
    shared = _free(row, edges)
    for moved, other in enumerate(reversed(band)):
        shared = _common(shared, _free(other, edges))
        if not shared:
            return moved
    return len(band)


def _free(row: Row, edges: tuple[float, float]) -> list[tuple[float, float]]:
    """Return the stretches without text that are wide enough for a gutter, the margins of short lines included."""
    narrowest = _GUTTER * median(span.size for span in row)
    stretches, end = [], edges[0]
    for span in sorted(row, key=lambda span: span.x0):
        stretches.append((end, span.x0))
        end = max(end, span.x1)
    return [(a, b) for a, b in [*stretches, (end, edges[1])] if b - a >= narrowest]


def _common(some: list[tuple[float, float]], others: list[tuple[float, float]]) -> list[tuple[float, float]]:
    shared = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return [(a, b) for a, b in shared if b - a >= _GUTTER * 8]  # points: of letters that can just be read


def _tail(band: list[Row], free: list[tuple[float, float]]) -> int:
    """Count the rows at the end of a band that stand apart below its columns: a heading of the next band."""
    for start in range(len(band) - 1, 0, -1):
        sides = {span.x0 >= a for span in band[start] for a, b in free[-1:]}
        if len(sides) > 1:
            return 0
        size = band[start][0].size
        if min(s.y for s in band[start]) - max(s.y for s in band[start - 1]) > _APART * size:
            return len(band) - start
    return 0


def _split(band: list[Row]) -> list[list[Span]]:
    """Return the two sides of the band's widest gutter, or the band where there is none."""
    spans = [span for row in band for span in row]
    edges = min(span.x0 for span in spans), max(span.x1 for span in spans)
    for start, end in sorted(_free(spans, edges), key=lambda gutter: gutter[0] - gutter[1]):
        sides = [span for span in spans if span.x1 <= start], [span for span in spans if span.x0 >= end]
        if all(_is_column(side) for side in sides):
            return [*sides]
    return [spans]


def _is_column(spans: list[Span]) -> bool:
    letters = [sum(c.isalpha() for c in line.text) for line in build_lines(spans, 0)]
    return len(letters) >= _COLUMN_LINES and median(letters) >= _COLUMN_LETTERS
