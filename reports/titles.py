"""Which of the first headings title the whole report, and which only stand on its title page."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, takewhile

from reports.headings import Heading

_TITLE = re.compile(
    r"\b(?:reports?|submission|briefing|country|freedom in|review|(?:19|20)\d\d"
    r"|human rights(?! (?:council|committee|commission|watch|office)))\b",
    re.IGNORECASE,
)
#: What a title says that no section is called; a title alone above the first paragraph is known by it.
_REPORT = re.compile(r"\b(?:reports?|submission|briefing)\b", re.IGNORECASE)
_NAMED = 3  # a report's subject is named at least so often
_NAME_WORDS = 4


def find_titles(headings: Sequence[Heading | None], prose: str) -> tuple[list[int], list[int]]:
    """Return the places of the headings that title the report, and of those on its title page that do not.

    A report is titled where headings follow each other directly at its beginning, and one is named again and again in
    the prose, or has a title's words, or stands before one that opens a report, or alone is built as it is.

    Parameters
    ----------
    headings
        One a block in reading order, ``None`` for what is no heading.
    prose
        The text of the report without its headings.

    Examples
    --------
    >>> from reports.headings import heading_of
    >>> rows = [heading_of(text) for text in ("Council of Caldor", "Report on Averland", "I. Findings")]
    >>> find_titles([*rows, None], "")
    ([1], [0])
    """
    first = next((place for place, heading in enumerate(headings) if heading), len(headings))
    named, page, worded = [], [], []
    for place, heading in enumerate(takewhile(_may_title, headings[first:-1]), first):
        text = heading.text if heading else ""
        named += [place] if len(text.split()) <= _NAME_WORDS and prose.count(text.title()) >= _NAMED else []
        # The last heading of the run heads the paragraph that follows, unless it names the report's subject.
        page += [place] if headings[place + 1] or place in named else []
        worded += [place] if place in page and _TITLE.search(text) else []
    opening = headings[0] if headings else None
    if not page and opening is not None and _may_title(opening) and _REPORT.search(opening.text):
        return [0], []
    if not page or not (worded or named[:1] == [first] or _stands_alone(headings, first)):
        return [], []
    titles = sorted({*(worded[:1] or [first]), *named})
    return titles, [place for place in page if place not in titles]


def _may_title(heading: Heading | None) -> bool:
    return heading is not None and heading.level is None and not heading.ordinal and not heading.frames


def _stands_alone(headings: Sequence[Heading | None], place: int) -> bool:
    """Tell whether a heading stands directly above one that opens a report, or as no other does."""
    first, second = headings[place], headings[place + 1]
    if first is None or second is None:
        return False
    pairs = Counter((one.style, two.style) for one, two in pairwise(headings) if one and two)
    return second.frames or (first.style != second.style and pairs[first.style, second.style] == 1)
