"""Dehyphenation: words cut at a line end are made whole."""

import re
from collections.abc import Iterable, Set

from rightstag.reports.structure.scripts import joint

_HYPHENS = "-‐\u00ad"
_RIGHT = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_CUT_WORD = re.compile(r"(?<!\w)\w+[-‐\u00ad][^\S\n]*\n\s*\w+")
_LINE_BREAKERS = f"{_HYPHENS}–"
_RANGE = re.compile(r"\d[-–]$")
#: What stands before or after a hyphen that belongs to the word.
_BEFORE = frozenset(
    ("anti", "non", "self", "ex", "vice", "well", "ill", "long", "short", "high", "low", "full", "quasi", "pro")
)
_AFTER = frozenset(
    (
        *("based", "term", "related", "led", "wide", "long", "owned", "run", "old", "year", "day", "level", "scale"),
        *("free", "ever", "like", "rights", "making", "called", "style", "backed", "funded", "appointed", "elected"),
        *("and", "or", "to", "und", "et", "y"),
    )
)


def vocabulary(text: str) -> frozenset[str]:
    r"""Return the words that stand whole in a text, compounds with their hyphen, in small letters.

    Examples
    --------
    >>> sorted(vocabulary("A long-term ban on demon-\nstrations"))
    ['a', 'ban', 'long-term', 'on']
    """
    return frozenset(word.lower() for word in _WORD.findall(_CUT_WORD.sub(" ", text)))


def join_lines(lines: Iterable[str], known: Set[str]) -> str:
    """Join the lines of a paragraph and undo hyphenation at line ends.

    The report's own words decide whether the hyphen was the printer's. Where they leave it open and the second half
    is a word by itself, it stays as printed: a hanging hyphen ("two- and three-year terms") looks the same.

    Parameters
    ----------
    lines
        Of one paragraph.
    known
        The vocabulary of the report.

    Examples
    --------
    >>> join_lines(["Police met the demon-", "strators with two-", "and three-metre batons."], frozenset())
    'Police met the demonstrators with two- and three-metre batons.'
    """
    pieces: list[str] = []
    for line in lines:
        text = " ".join(line.split())
        last = pieces[-1] if pieces else ""
        if last and last[-1] in _LINE_BREAKERS:
            pieces[-1] = _joined(last, text, known)
        else:
            pieces += [joint(last, text), text]
    return "".join(pieces)


def broken_head(text: str) -> str:
    """Return the letters before a hyphen at the end of a line, empty where there is none.

    Examples
    --------
    >>> broken_head("Police met the demon-"), broken_head("Police met")
    ('demon', '')
    """
    if not text or text[-1] not in _HYPHENS:
        return ""
    start = len(text) - 1
    while start and text[start - 1].isalpha():
        start -= 1
    return text[start:-1]


def _joined(left: str, right: str, known: Set[str]) -> str:
    """Join two lines, the first of which ends with a hyphen or a dash."""
    head, half = broken_head(left), _RIGHT.match(right)
    if _RANGE.search(left[-2:]) and right[:1].isdigit():
        return left + right
    if not head or not half:
        return left + joint(left, right) + right
    first, second = head.lower(), half[0].lower()
    if left.endswith("\u00ad") or first + second in known:
        return left[:-1] + right
    if f"{first}-{second}" in known or half[0][0].isupper():
        return left + right
    whole = second in known or second in _AFTER or first in _BEFORE
    return f"{left} {right}" if whole else left[:-1] + right
