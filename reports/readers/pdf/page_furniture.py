"""Running headers and footers, page numbers, guide words and printers' codes: telling them from the body of a page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from rightstag.reports.readers.pdf.blocks import is_contents_entry, is_larger, may_end_sentence
from rightstag.reports.readers.pdf.geometry import Page, Span
from rightstag.reports.readers.pdf.lines import PdfLine, build_lines
from rightstag.reports.readers.pdf.page_footnotes import is_separator, is_surely_footnote
from rightstag.reports.structure.furniture import CODE, FOOTER, HEADER, PAGE, THUMB, is_page_number
from rightstag.reports.structure.heading_numbers import roman_ordinal
from rightstag.reports.structure.scripts import ends_sentence, has_no_full_stops, is_caseless, opens_mid_sentence

_EDGE = 5  # lines at the top and the foot of a page that can be furniture
_SAME_PLACE = 6.0  # points
_SURE = 3  # what so many pages share is furniture though it stands as close as flowing text
_OFF = 1.6  # of the letters' size: text that flows is set closer
_GUIDE_LETTERS = 60
_MOST = 0.5
_FULL = 7  # letters: so much room the line leaves for a word that goes to the next
#: Figures, and capitals of any script: no word is written so. ``GE.23-12345 (E)``, ``*2312345*``.
_CODE = regex.compile(r"(?=.*\d)[^\p{Ll}\p{Lo}]{5,45}")
_NUMBER = re.compile(r"\d+|\b[ivxl]+\b")


@dataclass(frozen=True, slots=True)
class TrimmedPage:
    """A page split into body and furniture; ``head`` and ``foot`` pair each furniture line with its reason."""

    page: Page
    head: list[tuple[PdfLine, str]]
    lines: list[PdfLine]
    foot: list[tuple[PdfLine, str]]

    @property
    def body(self) -> list[Span]:
        """The spans of the body."""
        return [span for line in self.lines for span in line.spans]


@dataclass(slots=True)
class _Edges:
    """One edge of all pages: each page's lines from that edge inwards, and how many of them are furniture."""

    reason: str
    pages: list[list[PdfLine]]
    taken: list[list[str]]

    def open(self, page: int) -> list[PdfLine]:
        """Return the lines of a page that are not furniture so far."""
        return self.pages[page][len(self.taken[page]) :]


def trim_pages(pages: Sequence[Page], size: float) -> list[TrimmedPage]:
    """Split each page into body, head and foot; ``size`` is that of most text, in points.

    A line is running matter where it comes back at the same place on several pages, its page number aside, or where
    one at that place cuts a sentence that goes on from page to page.
    """
    rows = [build_lines(page.spans, page.number) for page in pages]
    shared = _shared_lines(rows)
    heads = _Edges(HEADER, rows, [[] for _ in rows])
    _take_repeated(heads, shared, size)
    feet = _Edges(
        FOOTER, [page[len(taken) :][::-1] for page, taken in zip(rows, heads.taken, strict=True)], [[] for _ in rows]
    )
    _take_repeated(feet, shared, size)
    _take_guides(heads, feet)
    _take_guides(feet, heads)
    return [_trimmed(page, rows[place], heads.taken[place], feet.taken[place]) for place, page in enumerate(pages)]


def _trimmed(page: Page, rows: Sequence[PdfLine], head: Sequence[str], foot: Sequence[str]) -> TrimmedPage:
    end = len(rows) - len(foot)
    body = list(rows[len(head) : end])
    return TrimmedPage(
        page, list(zip(rows, head, strict=False)), body, list(zip(rows[end:], reversed(foot), strict=True))
    )


def _shared_lines(rows: Sequence[Sequence[PdfLine]]) -> Mapping[str, list[PdfLine]]:
    """Return the lines near the edges of the pages by their text, numbers aside."""
    shared: dict[str, list[PdfLine]] = defaultdict(list)
    for page in rows:
        for line in page if len(page) < 2 * _EDGE else [*page[:_EDGE], *page[-_EDGE:]]:
            shared[_fold(line.text)].append(line)
    return shared


def _fold(text: str) -> str:
    return _NUMBER.sub("#", text.casefold())


def _take_repeated(edges: _Edges, shared: Mapping[str, list[PdfLine]], size: float) -> None:
    """Take the unbroken run of furniture lines at the edge of each page."""
    for lines, taken in zip(edges.pages, edges.taken, strict=True):
        for line, inner in zip(lines[:_EDGE], [*lines[1:], None], strict=False):
            reason = _repeated(line, inner, shared, edges, size)
            if reason is None:
                break
            taken.append(reason)


def _repeated(
    line: PdfLine, inner: PdfLine | None, shared: Mapping[str, list[PdfLine]], edges: _Edges, size: float
) -> str | None:
    if is_separator(line) or is_surely_footnote(line) or is_contents_entry(line):
        return None
    alike = [other for other in shared.get(_fold(line.text), ()) if abs(other.y - line.y) < _SAME_PLACE]
    pages = len({other.page for other in alike})
    off = _stands_off(line, inner)
    often = pages >= _SURE and pages >= _MOST * len(edges.pages)
    if inner and not off and ends_sentence(line.text) and not may_end_sentence(inner):
        return None  # the end of the sentence above
    if (often or (pages > 1 and off)) and (_is_running(alike) or (off and not is_larger(line, size))):
        return edges.reason
    if edges.reason == FOOTER and off and _is_code(line.text):
        return CODE
    return PAGE if off and is_page_number(line.text) else None


def _is_running(alike: Sequence[PdfLine]) -> bool:
    """Check if lines that differ only in numbers are one line with the page's number, not a series of headings."""
    texts = [line.text for line in alike]
    if len(set(texts)) < len(texts):
        return True
    steps = [_in_step(*pair) for pair in pairwise(alike)]
    return sum(steps) > _MOST * len(steps)


def _in_step(one: PdfLine, other: PdfLine) -> bool:
    numbers = zip(_numbers(one.text), _numbers(other.text), strict=False)
    return any(b - a == other.page - one.page for a, b in numbers)


def _numbers(text: str) -> Iterator[int]:
    for mark in _NUMBER.findall(text.casefold()):
        yield int(mark) if mark.isdigit() else roman_ordinal(mark)


def _is_code(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    return bool(_CODE.fullmatch(text)) and letters <= sum(c.isdigit() for c in text)


def _stands_off(line: PdfLine, inner: PdfLine | None) -> bool:
    """Check if a line is set off from the flowing text, whose edge two pages can share by chance."""
    return (
        inner is None
        or abs(inner.y - line.y) > _OFF * max(line.size, inner.size)
        or (line.size, line.bold, line.italic) != (inner.size, inner.bold, inner.italic)
    )


def _take_guides(edges: _Edges, opposite: _Edges) -> None:
    """Take the lines that stand at one height at an edge and that on some page cut a sentence, as no heading does."""
    at_edge = {page: edges.open(page)[:2] for page in range(len(edges.pages))}
    guides = {page: lines for page, lines in at_edge.items() if len(lines) > 1 and _may_guide(*lines)}
    for page, (line, inner) in guides.items():
        peers = [p for p, (other, _) in guides.items() if abs(other.y - line.y) < _SAME_PLACE]
        cuts = sum(_cuts_sentence(guides[p][1], p, edges, opposite) for p in peers)
        if len(peers) >= _SURE and cuts and inner.text != line.text:
            edges.taken[page].append(THUMB)


def _may_guide(line: PdfLine, inner: PdfLine) -> bool:
    short = len(line.text) <= _GUIDE_LETTERS and not may_end_sentence(line)
    return short and abs(inner.y - line.y) > _OFF * max(line.size, inner.size)


def _cuts_sentence(inner: PdfLine, page: int, edges: _Edges, opposite: _Edges) -> bool:
    """Check if a sentence goes on past an edge line: below it from the page before, or above it to the next."""
    if edges.reason == HEADER:
        before, after = (opposite.open(page - 1) if page else [])[:1], [inner]
    else:
        before, after = [inner], (opposite.open(page + 1) if page + 1 < len(edges.pages) else [])[:1]
    if not before or not after:
        return False
    small = opens_mid_sentence(after[0].text) or is_caseless(after[0].text)
    if has_no_full_stops(before[0].text):  # a full line goes on
        return small and before[0].x1 > max(line.x1 for line in edges.pages[page]) - _FULL * before[0].size
    return small and not may_end_sentence(before[0])
