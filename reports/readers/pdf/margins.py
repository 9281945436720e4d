"""Margins of a page: line numbers, thumb letters and notes that stand beside the text and are no part of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from rightstag.reports.readers.pdf.geometry import Span
from rightstag.reports.readers.pdf.lines import PdfLine, build_lines
from rightstag.reports.structure.furniture import LINE_NUMBER, MARGIN, THUMB
from rightstag.reports.structure.scripts import ends_sentence

_ALIGNED = 2.0  # points
_SAME_HEIGHT = 0.4  # of the letters' size
_FEW_NUMBERS = 3
_REGULAR = 0.8  # of the numbers count lines
_OPEN = 0.25  # of the numbered lines go on with a sentence: it is lines that are counted, not items
_LONG = 12.0  # of the letters' size: so wide are the lines of a text
_SMALL = 0.93  # of the size of the body
_GAP = 0.5  # of the letters' size: so far from the text its margin begins
_LABEL_GAP = 3.0  # of the letters' size: so near a label stands before its line
_THUMB = 3  # letters
_NOTE = 4  # letters or digits that a note in the margin has at least
_MOST, _MOST_LINES = 0.2, 0.5  # of the letters of a page, and of its lines: with more it is a column

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Marginal:
    """Lines in the margin that belong together, and why they are no body text."""

    lines: list[PdfLine]
    reason: str


def split_margins(pages: Sequence[Sequence[Span]], size: float) -> list[tuple[list[Span], list[Marginal]]]:
    """Split the spans of each page into its body and what stands in the margins.

    Parameters
    ----------
    pages
        The spans of each page; a page is known by its place, from 1.
    size
        Of most text, in points.
    """
    numbers = _line_numbers(pages)
    rest = [[span for span in spans if id(span) not in numbers] for spans in pages]
    split: list[tuple[list[Span], list[Marginal]]] = []
    for place, (spans, body) in enumerate(zip(pages, rest, strict=True), 1):
        counted = [span for span in spans if id(span) in numbers]
        marginals = [Marginal(build_lines(counted, place), LINE_NUMBER)] if counted else []
        marginals += _beside_text(body, place, size)
        gone = {id(span) for marginal in marginals for line in marginal.lines for span in line.spans}
        split.append(([span for span in body if id(span) not in gone], marginals))
    return split


def _line_numbers(pages: Sequence[Sequence[Span]]) -> set[int]:
    """Return the identities of the spans that number the lines of the text."""
    tracks: set[tuple[Side, str, int]] = set()
    outer = [list(_outer_numbers(spans)) for spans in pages]
    for spans, numbers in zip(pages, outer, strict=True):
        lines = build_lines([span for span in spans if not _is_number(span)], 0) if len(numbers) >= _FEW_NUMBERS else []
        for side, end, edge in {(side, *aligned) for span, side in numbers for aligned in _edges(span)}:
            column = [span for span, other in numbers if other == side and _is_aligned(span, end, edge)]
            if len(column) >= _FEW_NUMBERS and _counts_lines(column, lines):
                tracks.add((side, end, edge))
    return {
        id(span)
        for numbers in outer
        for span, side in numbers
        if any(side == other and _is_aligned(span, end, edge) for other, end, edge in tracks)
    }


def _outer_numbers(spans: Sequence[Span]) -> Iterator[tuple[Span, Side]]:
    """Yield the spans of digits with nothing on their outer side, and that side."""
    for number in filter(_is_number, spans):
        beside = [s for s in spans if s is not number and abs(s.y - number.y) < _SAME_HEIGHT * max(s.size, number.size)]
        if beside and all(span.x0 > number.x1 for span in beside):
            yield number, "left"
        elif beside and all(span.x1 < number.x0 for span in beside):
            yield number, "right"


def _is_number(span: Span) -> bool:
    text = span.text.strip()
    return text.isdecimal() and len(text) <= 4


def _edges(number: Span) -> tuple[tuple[str, int], tuple[str, int]]:
    """Return both edges of a number, in units of `_ALIGNED`: a column is aligned at one of them."""
    return ("x0", round(number.x0 / _ALIGNED)), ("x1", round(number.x1 / _ALIGNED))


def _is_aligned(number: Span, end: str, edge: int) -> bool:
    return any(end == other and abs(edge - own) <= 1 for other, own in _edges(number))


def _counts_lines(numbers: Iterable[Span], lines: Sequence[PdfLine]) -> bool:
    """Check if numbers count the lines beside them: one a line, or every fifth."""
    column = sorted(numbers, key=lambda span: span.y)
    values = [int(span.text) for span in column]
    steps = [(b.y - a.y, n - m) for (a, m), (b, n) in pairwise(zip(column, values, strict=True))]
    if any(step < 1 for _, step in steps):
        return False
    pitch = median(height / step for height, step in steps)
    between = [sum(a.y < line.y - _SAME_HEIGHT * line.size < b.y for line in lines) for a, b in pairwise(column)]
    regular = [
        seen == step or abs(height - step * pitch) < 0.1 * pitch
        for seen, (height, step) in zip(between, steps, strict=True)
    ]
    beside = [
        place for place, line in enumerate(lines) if any(abs(line.y - n.y) < _SAME_HEIGHT * n.size for n in column)
    ]
    going_on = sum(place > 0 and not ends_sentence(lines[place - 1].text) for place in beside)
    text = [
        lines[place].cells == 1 and lines[place].x1 - lines[place].x0 > _LONG * lines[place].size for place in beside
    ]
    return all(
        (
            sum(regular) >= _REGULAR * len(regular),
            going_on >= _OPEN * len(beside),
            sum(text) > _MOST_LINES * len(text),  # and not the cells of a table
        )
    )


def _beside_text(spans: Sequence[Span], page: int, size: float) -> list[Marginal]:
    """Return the marginals wholly beside the lines of the text: thumb letters, and notes in small type."""
    long = [span for span in spans if span.size > _SMALL * size and span.x1 - span.x0 > _LONG * span.size]
    if not long:
        return []
    left, right = min(span.x0 for span in long), max(span.x1 for span in long)
    sides = [
        [span for span in spans if span.x1 < left - _GAP * size],
        [span for span in spans if span.x0 > right + _GAP * size],
    ]
    marginals: list[Marginal] = []
    for side in filter(None, sides):
        column = build_lines(side, page)
        rows = len({round(span.y) for span in spans})
        if _letters(side) > _MOST * _letters(spans) or len(column) > max(_MOST_LINES * rows, 2):
            continue
        for cluster in _clusters(column):
            reason = _reason(cluster, long, size, alone=len(column) == 1)
            marginals += [Marginal(cluster, reason)] if reason else []
    return marginals


def _letters(spans: Iterable[Span]) -> int:
    return sum(c.isalnum() for span in spans for c in span.text)


def _clusters(lines: Sequence[PdfLine]) -> list[list[PdfLine]]:
    clusters: list[list[PdfLine]] = []
    for line in lines:
        if clusters and line.y - clusters[-1][-1].y < 2 * line.size and line.size == clusters[-1][-1].size:
            clusters[-1].append(line)
        else:
            clusters.append([line])
    return clusters


def _reason(cluster: Sequence[PdfLine], text: Sequence[Span], size: float, *, alone: bool) -> str | None:
    letters = [c for line in cluster for c in line.text if c.isalnum()]
    if _is_label(cluster, text):
        return None
    if len(cluster) == 1 and 0 < len(letters) <= _THUMB:
        return THUMB if alone or cluster[0].text.isalpha() else None
    return MARGIN if len(letters) >= _NOTE and max(line.size for line in cluster) < _SMALL * size else None


def _is_label(cluster: Sequence[PdfLine], text: Sequence[Span]) -> bool:
    """Check if a line is the number or bullet of the paragraph at its right, hung out into the margin."""
    line = cluster[0]
    if len(cluster) > 1 or sum(c.isalnum() for c in line.text) >= _NOTE:
        return False
    return any(
        abs(span.y - line.y) < _SAME_HEIGHT * span.size and 0 < span.x0 - line.x1 < _LABEL_GAP * span.size
        for span in text
    )
