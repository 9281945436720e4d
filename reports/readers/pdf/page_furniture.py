"""Running headers and footers, page numbers and footnotes: telling them from the body of a page."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rightstag.reports.readers.pdf.geometry import Page, Span
from rightstag.reports.readers.pdf.lines import PdfLine, build_lines
from rightstag.reports.structure.furniture import PAGE, furniture_reason

HEADER, FOOTER, CODE = "running header", "running footer", "printer's code"
NOTE, SEPARATOR = "footnote", "rule above the footnotes"

_EDGE = 5  # lines at the top and the foot of a page that can be furniture
_SAME_PLACE = 6.0  # points
_SURE = 3  # what so many pages share is furniture wherever it stands
_OFF = 1.6  # of the letters' size: text that flows is set closer
_SMALL = 0.93  # of the size of the body: notes are set smaller
_RULE_SHARE = 0.7  # of the column: a rule above notes is shorter
_CODE = re.compile(r"(?=.*\d)[^a-z]{5,45}(?:\([A-Z]\))?[^a-z]*")
_UNDERSCORES = re.compile(r"[_–—-]{5,}")
#: How a note begins: ``1/``, ``[1]``, ``* ``, ``1 ``; in small letters also ``1.``
_NOTE = re.compile(r"(?P<number>\d{1,3})(?:/(?!\d)|\s)|\[(?P<squared>\d{1,3})\]|[*†‡§¶]{1,3}\s?\S|[a-z]/\s")
_SMALL_NOTE = re.compile(
    r"(?P<number>\d{1,3})(?:/(?!\d)|\s|[.)]\s)|\[(?P<squared>\d{1,3})\]|[*†‡§¶]{1,3}\s?\S|[a-z]/?\s"
)


@dataclass(frozen=True, slots=True)
class TrimmedPage:
    """A page split into body and furniture; ``head`` and ``foot`` pair each furniture line with its reason."""

    page: Page
    head: list[tuple[PdfLine, str]]
    body: list[Span]
    foot: list[tuple[PdfLine, str]]


def trim_pages(pages: Sequence[Page]) -> list[TrimmedPage]:
    """Split each page into body, head and foot; lines that repeat at one place on several pages, digits aside, go."""
    rows = [build_lines(page.spans, page.number) for page in pages]
    edges: dict[str, list[float]] = defaultdict(list)
    for page in rows:
        for line in page if len(page) < 2 * _EDGE else page[:_EDGE] + page[-_EDGE:]:
            edges[_fold(line)].append(line.y)
    trimmed: list[TrimmedPage] = []
    for sheet, own in zip(pages, rows, strict=True):
        head = _edge_furniture(own, edges, HEADER)
        rest = own[len(head) :]
        foot = _edge_furniture(rest[::-1], edges, FOOTER)[::-1]
        body = rest[: len(rest) - len(foot)]
        trimmed.append(TrimmedPage(sheet, head, [span for line in body for span in line.spans], foot))
    return trimmed


def _edge_furniture(
    inwards: Sequence[PdfLine], edges: Mapping[str, list[float]], reason: str
) -> list[tuple[PdfLine, str]]:
    """Return the unbroken run of furniture lines at an edge of the page, from the edge inwards."""
    taken: list[tuple[PdfLine, str]] = []
    for line, inner in zip(inwards[:_EDGE], [*inwards[1:], None], strict=False):
        why = _running_matter(line, inner, edges, reason)
        if why is None:
            break
        taken.append((line, why))
    return taken


def _running_matter(line: PdfLine, inner: PdfLine | None, edges: Mapping[str, list[float]], reason: str) -> str | None:
    if is_separator(line) or _is_surely_note(line):
        return None
    pages = sum(abs(y - line.y) < _SAME_PLACE for y in edges.get(_fold(line), ()))
    if pages >= _SURE or (pages > 1 and _stands_off(line, inner)):
        return reason
    if reason == FOOTER and _CODE.fullmatch(line.text):
        return CODE
    return PAGE if furniture_reason(line.text) == PAGE else None


def _stands_off(line: PdfLine, inner: PdfLine | None) -> bool:
    """Return whether a line is not the edge of flowing text, which two pages can share by chance."""
    return (
        inner is None
        or abs(inner.y - line.y) > _OFF * max(line.size, inner.size)
        or (line.size, line.bold, line.italic) != (inner.size, inner.bold, inner.italic)
    )


def _is_surely_note(line: PdfLine) -> bool:
    """Return whether a line opens a note with a mark that no page number looks like; notes repeat, digits aside."""
    opening = _NOTE.match(line.text)
    return _opens_raised(line) or (opening is not None and not opening[0][-1].isspace())


def _opens_raised(line: PdfLine) -> bool:
    return bool(line.marks) and line.marks[0][0] == 0


def _fold(line: PdfLine) -> str:
    return re.sub(r"\d+|\b[ivxl]+\b", "#", line.text.casefold())


def body_size(regions: Iterable[Sequence[PdfLine]]) -> float:
    """Return the size, in points, that most of the text is set in."""
    sizes: Counter[float] = Counter()
    for region in regions:
        for line in region:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def first_footnote_row(
    region: Sequence[PdfLine], size: float, rules: Sequence[tuple[float, float, float]], *, going_on: bool
) -> int:
    """Return the row of a column at which its footnotes begin, its length if it has none.

    Parameters
    ----------
    region
        The lines of a column.
    size
        Of the body, in points.
    rules
        Of the page.
    going_on
        Whether the note at the foot of the column before may go on in this one.
    """
    start = len(region)
    small_from = next((row + 1 for row in reversed(range(len(region))) if region[row].size > _SMALL * size), 0)
    for row in range(len(region) - 1, -1, -1):
        line = region[row]
        small, ruled = row >= small_from, _is_ruled(region, row, rules)
        if (
            (small and starts_footnote(line, small=True))
            or (ruled and starts_footnote(line, small=small))
            or (ruled and small and going_on)
        ):
            start = row
        if ruled:
            break
    return start


def starts_footnote(line: PdfLine, *, small: bool) -> bool:
    """Return whether a line begins with the mark of a note."""
    return _opens_raised(line) or bool((_SMALL_NOTE if small else _NOTE).match(line.text))


def is_separator(line: PdfLine) -> bool:
    """Return whether a line is a rule made of characters."""
    return bool(_UNDERSCORES.fullmatch(line.text))


def _is_ruled(region: Sequence[PdfLine], row: int, rules: Sequence[tuple[float, float, float]]) -> bool:
    """Return whether a rule shorter than the column lies between a line and the one above it."""
    line = region[row]
    if row and is_separator(region[row - 1]):
        return True
    above = region[row - 1].y + 0.4 * line.size if row else float("-inf")  # below an underlined word's rule
    longest = _RULE_SHARE * (line.right - line.left)
    return any(
        above < y < line.y - 0.5 * line.size and x1 - x0 < longest and abs(x0 - line.left) < 2 * line.size
        for x0, x1, y in rules
    )
