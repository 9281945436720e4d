"""Title page: the headings that title the whole report, and the other lines around them."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from rightstag.reports.structure.headings import Heading
from rightstag.reports.structure.scripts import ends_sentence

_TITLE = re.compile(
    r"\b(?:reports?|submissions?|briefing|country|freedom in|review|observations|resolution|(?:19|20)\d\d"
    r"|human rights(?! (?:council|committee|commission|watch|office)))\b",
    re.IGNORECASE,
)
#: What a title says that no section is called; a title directly above the first paragraph is known by it.
_REPORT = re.compile(r"\b(?:report|submission|briefing|concluding observations|resolution)\b", re.IGNORECASE)
#: Who issues official documents: named above their title, and often in the text.
_ORGAN = re.compile(
    r"united (?:[a-z] )?nations\b.{0,20}|(?:general|parliamentary) assembly|council of europe|security council"
    r"|(?:human rights|economic and social) (?:council|committee)|committee (?:against|for|on)\b.*|working group on .*"
    r"|(?:international )?co(?:venant|nvention) (?:on|against|for)\b.*",
    re.IGNORECASE,
)
#: The state or authority that issues a report, named above its title.
_STATE = re.compile(
    r"(?:the )?(?:[\w’'-]+ ){0,2}(?:republic|kingdom|union|federation|state|government|ministry|parliament) of\b", re.I
)
_LONGEST_LINE = 150  # characters of a line on a title page; what is longer is text
_NAMED = 3  # a report's subject is named at least so often
_MOST_LINES = 60  # of a title page
_NAME_WORDS = 4
_CAPITALISED = 0.8  # of its places: a name; in addresses it is written small


def find_titles(
    headings: Sequence[Heading | None], texts: Sequence[str], *, closed: Collection[int] = ()
) -> tuple[list[int], list[int]]:
    """Return the places of the headings that title the report, and of what else stands on its title page.

    The title page ends at the first sentence and at the first heading that numbers or opens the text. It is one where
    a heading above that names what the prose names again and again, or has a title's words, or stands before one that
    opens a report, or is built as no other heading is.

    Parameters
    ----------
    headings
        One a block in reading order, ``None`` for what is no heading.
    texts
        Of the blocks.
    closed
        Places directly before furniture such as a date or author line: what stands there heads no paragraph.

    Examples
    --------
    >>> from rightstag.reports.structure.headings import heading_of
    >>> texts = ["Council of Caldor", "Report on Averland", "I. Findings", "Police broke up a rally."]
    >>> find_titles([*map(heading_of, texts[:3]), None], texts)
    ([1], [0])
    """
    begin, end = _zone(headings, texts)
    rows = [place for place in range(begin, end) if headings[place]]
    if not rows:
        return [], []
    # The last heading heads the paragraph that follows it.
    opens = end < len(headings) and headings[end] is None and rows[-1] == end - 1 and rows[-1] not in closed
    page = rows[:-1] if opens else rows
    prose = _Prose(" ".join(text for text, heading in zip(texts, headings, strict=True) if heading is None))
    able = [place for place in rows[:_MOST_LINES] if _may_title(place, headings, end)]
    if able and _level(headings[able[0]]):  # the format knows its title: no line without a level below it is one
        able = [place for place in able if _level(headings[place])]
    named = [place for place in able if prose.names(texts[place])]
    worded = [place for place in able if place in page and _TITLE.search(texts[place])]
    worded = worded or [place for place in able if _REPORT.search(texts[place])]
    if worded:  # above it may stand a title that names the subject and has none of the words
        bearing = [place for place in able if place in page and _bears_name(texts[place], prose)]
        bearing = [place for place in bearing if not _STATE.match(texts[place])]
        first = [min(worded[0], *bearing)] if bearing else worded[:1]
    else:
        tops = rows[-1] in closed and _tops(headings, rows[0])
        alone = [place for place in able[:1] if place == rows[0] and (tops or _stands_alone(headings, place))]
        first = (named[:1] or alone) if page else []
    if not first:
        return [], []
    titles = sorted({*first, *named})
    kept = [place for place in rows if place > first[0] and opens and place not in closed]
    sections = [place for place in kept if not _REPORT.search(texts[place]) and not _ORGAN.fullmatch(texts[place])]
    last = rows[-1] if headings[end] is None else end - 1
    return titles, [place for place in range(begin, last + 1) if place not in titles and place not in sections]


def _zone(headings: Sequence[Heading | None], texts: Sequence[str]) -> tuple[int, int]:
    """Return the first and last block of the title page; a preface of sentences may stand before it."""
    first = next((place for place, heading in enumerate(headings) if heading), len(headings))
    begin = first if any(map(_is_prose, texts[:first])) else 0
    for place in range(first, len(headings)):
        heading = headings[place]
        if _is_prose(texts[place]) if heading is None else heading.ordinal or heading.frames:
            return begin, place
    return begin, begin  # nothing but lines: no report is told from its title page


def _is_prose(text: str) -> bool:
    return len(text) > _LONGEST_LINE or ends_sentence(text, marked=True)


def _may_title(place: int, headings: Sequence[Heading | None], end: int) -> bool:
    heading = headings[place]
    if heading is None or _ORGAN.fullmatch(heading.text):
        return False
    level = heading.level
    below = [other.level for other in headings[end:] if other and other.level]
    if level is None or not below or level < min(below):
        return True
    return level == min(below) and bool(_REPORT.search(heading.text))


def _level(heading: Heading | None) -> int | None:
    return heading.level if heading else None


class _Prose:
    """The paragraphs of a report as one text, asked for the names in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lower = text.lower()

    def names(self, text: str) -> bool:
        """Check if a short text is a proper name that the prose names again and again."""
        if len(text.split()) > _NAME_WORDS:
            return False
        name = text.title()
        often = self._text.count(name)
        return often >= _NAMED and often > _CAPITALISED * self._lower.count(name.lower())


def _bears_name(text: str, prose: _Prose) -> bool:
    return any(prose.names(word) for word in re.findall(r"\b[A-Z][^\W\d_]{2,}", text))


def _tops(headings: Sequence[Heading | None], place: int) -> bool:
    """Check if the format states that a heading is above all others."""
    top = _level(headings[place])
    below = [level for level in map(_level, headings[place + 1 :]) if level]
    return top is not None and all(level > top for level in below)


def _stands_alone(headings: Sequence[Heading | None], place: int) -> bool:
    """Check if the next heading opens a report, or the two styles follow each other only here."""
    first, second = headings[place], headings[place + 1]
    if first is None or second is None or first.level:
        return False
    pairs = Counter((one.style, two.style) for one, two in pairwise(headings) if one and two)
    return second.frames or (first.style != second.style and pairs[first.style, second.style] == 1)
