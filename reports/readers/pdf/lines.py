"""Lines of text, built from the spans on one base line."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from rightstag.reports.readers.pdf.geometry import Span

_SAME_LINE = 0.6  # of the letters' size: a raised mark stays on the line of the word beside it
_LEVEL = 0.15  # what stands further off must be on the same height to be on the line
_RAISED = 0.15  # of the line's size above its base line, and smaller: a raised mark
_RAISED_SAME_SIZE = 0.25  # a mark that is raised without being smaller
_SMALLER = 0.85
_WORD_GAP = 0.15  # of the letters' size: wider is a space that the file left out
_WIDE = 0.5  # wider than the space between words mostly is
_CELL_GAP = 2.0  # wider is a tab or the next cell of a table
_ALIKE = 1.5  # times: so much do the spaces on a stretched line differ, rounded
_UNDER = 0.25  # of the letters' size below the base line: a rule so near is drawn under the words
_EDGE = 2.0  # points from the edge of the column
_TAB = 8.0  # of the letters' size: so far from its note the number may stand
_LABEL = 8  # letters before a tab: the number of a paragraph or note

#: What a raised run is when it points to a note: digits, letters or signs, several with commas between.
_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{2,4}|[*†‡§¶]+)(?:[,;–-] ?(?:\d{1,3}|[a-z]))*[\])]?,?")
#: What a raised digit after it is a power of.
_POWER = re.compile(r"(?:(?:^|[\s\d])[kcdm]?m|(?:^|\D)10)$")


@dataclass(slots=True)
class PdfLine:
    """A line of a column.

    Attributes
    ----------
    text
        As printed, single spaces between words.
    marks
        Where raised note marks stand in ``text``, as ``(start, end)``.
    x0, x1, y
        Where it begins and ends, and its base line, in points from the top left.
    size
        Of most of its letters, in points.
    bold, italic
        Whether all its letters are.
    gaps
        Widths of the wide spaces on it, the one after a number or label aside.
    left, right
        Edges of its column.
    underlined
        Whether a rule runs below all of it.
    """

    spans: list[Span]
    page: int
    text: str
    marks: list[tuple[int, int]]
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    italic: bool
    gaps: list[float]
    left: float = 0.0
    right: float = 0.0
    underlined: bool = False

    @property
    def cells(self) -> int:
        """Number of pieces far apart on the line; a line stretched to the edges of its column is one."""
        stretched = max(self.left - self.x0, self.right - self.x1) < _EDGE and len(self.gaps) > 1
        if stretched and max(self.gaps) < _ALIKE * min(self.gaps):
            return 1
        return 1 + sum(gap > _CELL_GAP * self.size for gap in self.gaps)


def mark_underlined(lines: Iterable[PdfLine], rules: Iterable[tuple[float, float, float]]) -> None:
    """Mark the underlined lines: rules run directly below them from their first letter to their last."""
    known = list(rules)
    for line in lines:
        below = sorted((x0, x1) for x0, x1, y in known if 0 <= y - line.y < _UNDER * line.size)
        reached = line.x0
        for x0, x1 in below:
            reached = max(reached, x1) if x0 <= reached + _EDGE else reached
        line.underlined = bool(below) and abs(line.x1 - reached) < _EDGE


def build_lines(spans: Iterable[Span], page: int) -> list[PdfLine]:
    """Group spans into lines, from top to bottom."""
    rows: list[list[Span]] = []
    bands: defaultdict[int, list[int]] = defaultdict(list)  # rows by height: a span's own are in its band or beside it
    # Large type first: a raised mark must find its line, not open one above it.
    ordered = sorted(spans, key=lambda span: (-round(span.size), span.y, span.x0))
    tallest = max((span.size for span in ordered), default=1.0)
    for span in ordered:
        band = int(span.y // tallest)
        near = sorted([*bands[band - 1], *bands[band], *bands[band + 1]], reverse=True)
        row = next((rows[place] for place in near if _on_line(rows[place], span)), None)
        if row is None:
            bands[band].append(len(rows))
            rows.append([span])
        else:
            row.append(span)
    return sorted((_line(sorted(row, key=lambda span: span.x0), page) for row in rows), key=lambda line: line.y)


def _on_line(row: list[Span], span: Span) -> bool:
    if abs(row[0].y - span.y) > max(row[0].size, span.size):
        return False
    main = row[0] if len(row) == 1 else max(row, key=lambda other: len(other.text.strip()) * other.size)
    small, large = sorted((main.size, span.size))
    if any(min(o.x1, span.x1) - max(o.x0, span.x0) > 0.5 * small for o in row):
        return False
    beside = min(max(o.x0 - span.x1, span.x0 - o.x1) for o in row) < (
        _TAB * large if _starts_footnote(main, span) else small
    )
    return abs(main.y - span.y) < (_SAME_LINE * min(large, 1.5 * small) if beside else _LEVEL * small)


def _starts_footnote(main: Span, span: Span) -> bool:
    """Check if a run is the raised number of the note at its right."""
    return span.size < _SMALLER * main.size and span.y < main.y and span.x1 < main.x0 and span.text.strip().isdigit()


def _line(spans: list[Span], page: int) -> PdfLine:
    if len(spans) == 1:  # nearly always
        [span] = spans
        style = span.style
        text = " ".join(span.text.split())
        return PdfLine(spans, page, text, [], span.x0, span.x1, span.y, style.size, style.bold, style.italic, [])
    main = max(spans, key=lambda span: (len(span.text.strip()), span.size))
    lettered = [span for span in spans if any(c.isalnum() for c in span.text)] or spans
    text = ""
    marks: list[tuple[int, int]] = []
    for before, span in zip([None, *spans[:-1]], spans, strict=True):
        run = " ".join(span.text.split())
        if before and run and text and _spaced(before, span, main.size):
            text += " "
        if _raised(span, main) and _MARK.fullmatch(run) and not _exponent(text, run):
            marks.append((len(text), len(text) + len(run)))
        text += run
    return PdfLine(
        spans=spans,
        page=page,
        text=text,
        marks=marks,
        x0=spans[0].x0,
        x1=max(span.x1 for span in spans),
        y=main.y,
        size=main.size,
        bold=all(span.style.bold for span in lettered),
        italic=all(span.style.italic for span in lettered),
        gaps=_gaps(spans, main.size),
    )


def _spaced(before: Span, span: Span, size: float) -> bool:
    return before.text[-1:].isspace() or span.text[:1].isspace() or span.x0 - before.x1 > _WORD_GAP * size


def _gaps(spans: list[Span], size: float) -> list[float]:
    return [
        span.x0 - before.x1
        for start, (before, span) in enumerate(pairwise(spans))
        if span.x0 - before.x1 > _WIDE * size and (start > 0 or len(before.text.strip()) > _LABEL)
    ]


def _raised(span: Span, main: Span) -> bool:
    up = main.y - span.y
    return up > (_RAISED if span.size < _SMALLER * main.size else _RAISED_SAME_SIZE) * main.size


def _exponent(before: str, mark: str) -> bool:
    """Check if a raised run belongs to its word, as in m², 10³ or 2e."""
    if mark.isalpha():
        return before[-1:].isdigit()
    return bool(_POWER.search(before)) and mark.isdigit()
