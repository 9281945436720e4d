"""Lines of a plain text: their place, the gaps between them, and the page furniture among them."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rightstag.reports.structure import furniture

_TAB = 4
_REPEATED = 3  # a running header comes back at least so often
_LONGEST_HEADER = 120
_AT_EDGE = 0.7  # share of its occurrences that stand beside a page's edge
_UNDERLINE = re.compile(r"([=\-_~*^#—])\1{2,}")
_NUMBERS = re.compile(r"\d+")
_LEVELS = {"=": 1, "-": 2}


@dataclass(frozen=True, slots=True)
class Line:
    """A line with words, or at least marks, on it.

    Attributes
    ----------
    text
        Without the white space around it.
    raw
        As in the file, with the line end and the blank lines after it.
    lead
        Characters of ``raw`` before the text.
    indent
        Columns before the text, tabs at every fourth.
    trail
        Blanks between the text and the line end.
    gap
        Blank lines before it.
    page
        From 1, by form feeds.
    breaks
        Whether a page begins with it.
    """

    text: str
    raw: str
    lead: int
    indent: int
    trail: int
    gap: int
    page: int
    breaks: bool


def split_lines(text: str) -> tuple[str, list[Line]]:
    r"""Return the blank beginning of a text, and its lines; put together again they are the text.

    Examples
    --------
    >>> head, lines = split_lines("\n  Rallies \r\n\r\nPolice came.")
    >>> [(line.text, line.indent, line.gap) for line in lines]
    [('Rallies', 2, 1), ('Police came.', 0, 1)]
    >>> head + "".join(line.raw for line in lines) == "\n  Rallies \r\n\r\nPolice came."
    True
    """
    head, chunks = "", []
    for raw in text.splitlines(keepends=True):
        if raw.strip():
            chunks.append([raw])
        elif chunks:
            chunks[-1].append(raw)
        else:
            head += raw
    lines = []
    before, page = head, 1
    gap = head.count("\n")
    for chunk in chunks:
        feeds = before.count("\f")
        page += feeds
        lines.append(_line(chunk, gap, page, breaks=bool(feeds)))
        before, gap = "".join(chunk), len(chunk) - 1
    return head, lines


def underline_level(text: str) -> int | None:
    """Return the level of the heading that a line of marks underlines, or None when it is no such line.

    Examples
    --------
    >>> underline_level("======"), underline_level("* * *")
    (1, None)
    """
    underline = _UNDERLINE.fullmatch(text)
    return _LEVELS.get(underline[1], 3) if underline else None


def page_furniture(lines: Sequence[Line]) -> dict[int, str]:
    """Return the places of page numbers and of headers and footers that come back page after page, with the reason."""
    marks = {place: furniture.PAGE for place, line in enumerate(lines) if furniture.is_page_number(line.text)}
    alike: dict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        if len(line.text) <= _LONGEST_HEADER:
            alike[_NUMBERS.sub("#", line.text.casefold())].append(place)
    repeated = {shape: places for shape, places in alike.items() if len(places) >= _REPEATED}
    edges = _edges(lines, marks)
    for shape, places in repeated.items():
        at_edge = sum(place in edges for place in places) >= _AT_EDGE * len(places)
        # Where nothing else shows the pages, a header shows by a number inside it that counts up, and by sentences that
        # go on below it: "Article 19", "Article 21" and "Article 22" are headings.
        counts = not edges and "#" in shape and _counts_up([lines[place].text for place in places])
        counts = counts and any(line.text[:1].islower() for place in places for line in lines[place + 1 : place + 2])
        if at_edge or counts:
            marks = dict.fromkeys(places, furniture.RUNNING) | marks
    return marks


def _line(chunk: Sequence[str], gap: int, page: int, *, breaks: bool) -> Line:
    raw = chunk[0]
    text = raw.strip()
    lead = raw.index(text)
    trail = len(raw.rstrip("\r\n\f\v")) - lead - len(text)
    return Line(text, "".join(chunk), lead, len(raw[:lead].expandtabs(_TAB)), trail, gap, page, breaks)


def _edges(lines: Sequence[Line], marks: dict[int, str]) -> frozenset[int]:
    """Return the places beside a page number or a form feed, where headers and footers stand."""
    near = {place + step for place in marks for step in (-2, -1, 1, 2)}
    near |= {place + step for place, line in enumerate(lines) if line.breaks for step in (-2, -1, 0, 1)}
    return frozenset({0, 1, len(lines) - 2, len(lines) - 1} | near) if near else frozenset()


def _counts_up(texts: Sequence[str]) -> bool:
    pages = [int(_NUMBERS.findall(text)[-1]) for text in texts]
    return all(earlier < later for earlier, later in pairwise(pages))
