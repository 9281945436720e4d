"""Headings by their shape, and the rank that their numbering gives them."""

import re
from dataclasses import dataclass

import regex

from rightstag.reports.structure.heading_numbers import PREFIX, han_ordinal, letter_ordinal, roman_ordinal
from rightstag.reports.structure.list_markers import is_title_case
from rightstag.reports.structure.scripts import CLOSING, count_words
from rightstag.reports.structure.section_names import FRAME, FRONT

_LONGEST = 150
_LONGEST_NUMBERED = 220
_LONGEST_QUESTION = 300
_WORDS = 25
_PLAIN_WORDS = 15  # a heading in sentence case is no longer than this

_SENTENCES = regex.compile(
    rf"\p{{L}}{{2}}[{CLOSING}]?\p{{STerm}}[{CLOSING}]?(?:\s+[“\"‘(«]?[\p{{Lu}}\p{{Lo}}]|(?<=[。！？｡][{CLOSING}]?)\p{{L}})"
)
_ADDRESS = re.compile(r"https?://|www\.|\S@\S")
#: The masthead of official documents, which heads nothing.
_MASTHEAD = re.compile(
    r"\bDistr\b|\bOriginal: |\b[Ii]tem \d+|\b\w+(?:th|st|nd|rd|ular) session\b|^[AESC]/[A-Z\d]+[/.\d]"
)
#: What a rating asks, with or without its score.
_QUESTION = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|will|what|how|who|which|why|should|to what)\b[^?]+\?"
    r"(?:\s*[:–-]?\s*\d{1,3} ?/ ?\d{1,3})?$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^[“\"«「『].*[”\"»」』][.。]?$")
_MODAL = re.compile(r"\b(?:should|must|shall|are|is|was|were|have|has|include[sd]?|following|that|calls?|urges?)\b")
#: What the field's web pages glue to a heading: the slot of the template before it, the scale of its rating after it.
_SLOT = re.compile(r"^header\d+\s+(?=[A-Z])")
_SCALE = re.compile(r"(?:\s*\d+(?:\.\d+)?[-–]\d+(?:\.\d+)? pts)+$")
_SCORE = re.compile(r"\s*[:–-]?\s*\d{1,3} ?/ ?\d{1,3}(?:\s*\([^)]*\))?$")
#: What points from a title to a note on it, as in "Report on Averland*".
_SIGN = re.compile(r"(?<=[^\W_])[*†‡]{1,3}$")
_MARKED_END = re.compile(r"(?<=[.;!?”\"。！？؟])\d{1,3}$")
#: What no heading ends with; a question mark is one.
_OPEN_END = regex.compile(r"(?:[\p{STerm};؛；,،、，…–—-])$")
_QUESTION_MARKS = "?？؟"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with what places it.

    Attributes
    ----------
    text
        As read.
    level
        1 outermost, where the format says.
    style
        Kind of numbering (``section``, ``roman``, ``decimal2`` ...), else ``caps`` or ``plain``.
    ordinal
        The number itself, from 1; 0 for a heading without one.
    """

    text: str
    level: int | None
    style: str
    ordinal: int = 0

    @property
    def frames(self) -> bool:
        """Whether it is one of the headings that open or close a report."""
        return bool(FRAME.match(self.text))

    @property
    def fronts(self) -> bool:
        """Whether it is one of those before the numbered headings, which stand beside it and not under it."""
        return bool(FRONT.match(self.text))


def clean_heading(text: str) -> str:
    """Return a heading without what the page's template glued to it.

    Examples
    --------
    >>> clean_heading("header2 Civil Society 1.00-7.00 pts0-7 pts")
    'Civil Society'
    """
    return _SIGN.sub("", _SCALE.sub("", _SLOT.sub("", text))).strip() or text


def is_masthead(text: str) -> bool:
    """Check if a line belongs to an official document's masthead: its symbol, session, agenda item.

    Examples
    --------
    >>> is_masthead("A/HRC/48/70 Distr.: General"), is_masthead("Session hearings were closed to the press.")
    (True, False)
    """
    return len(text) <= _LONGEST and bool(_MASTHEAD.search(text))


def is_scored(text: str) -> bool:
    """Check if a line ends with a score.

    Examples
    --------
    >>> is_scored("A. Electoral Process 3 / 12")
    True
    """
    return bool(_SCORE.search(text))


def strip_number(text: str) -> str:
    """Return a heading without its numbering.

    Examples
    --------
    >>> strip_number("IX. Recommendations")
    'Recommendations'
    """
    return str(PREFIX.sub("", text))


def looks_like_heading(text: str) -> bool:
    """Check if a line of its own has the shape of a heading.

    Examples
    --------
    >>> looks_like_heading("b. Freedoms of Peaceful Assembly and Association")
    True
    >>> looks_like_heading("The authorities of Averland should:")
    False
    """
    if _SLOT.match(text) or _SCALE.search(text):
        return True
    match = PREFIX.match(text)
    body = text[match.end() :] if match else text
    if match and match["code"] and not body:
        return True
    return _fits(body, numbered=bool(match)) and _opens(body) and _closes(body, numbered=bool(match))


def heading_of(text: str, level: int | None = None, *, before: str = "") -> Heading:
    """Return a heading with its style and ordinal.

    Parameters
    ----------
    text
        As read.
    level
        From the format.
    before
        The last capital letter used for numbering: ``I.`` after ``H.`` is a letter, else the Roman one.

    Examples
    --------
    >>> heading_of("IV. Findings")
    Heading(text='IV. Findings', level=None, style='roman', ordinal=4)
    >>> heading_of("2.3 Torture").style
    'decimal2'
    """
    match = PREFIX.match(text)
    if not match:
        letters = [c for c in text if c.isalpha()]
        acronym = len(text.split()) == 1 and any(c.isdigit() for c in text)  # COVID-19
        caps = len(letters) > 3 and all(c.isupper() for c in letters) and not acronym
        return Heading(text, level, "caps" if caps else "plain")
    style, mark = next((name, value) for name, value in match.groupdict().items() if value)
    if style == "decimal":
        return Heading(
            text,
            level,
            f"decimal{mark.replace('．', '.').count('.') + 1}",
            int(mark.replace("．", ".").rsplit(".", 1)[-1]),
        )
    if style in ("capital", "small", "bracketed"):
        return _lettered(text, level, style, mark, before)
    if style == "code":
        return Heading(text, level, style, int(mark[1:]))
    ordinal = int(mark) if mark.isdigit() else han_ordinal(mark) or roman_ordinal(mark) or letter_ordinal(mark)
    return Heading(text, level, style, ordinal)


def _lettered(text: str, level: int | None, style: str, mark: str, before: str) -> Heading:
    if mark.isdigit():
        return Heading(text, level, style, int(mark))
    follows = len(mark) == 1 and bool(before) and letter_ordinal(mark) == letter_ordinal(before) + 1
    roman = roman_ordinal(mark) if (len(mark) > 1 or mark.upper() in "IVX") and not follows else 0
    if roman:
        return Heading(text, level, "roman" if style == "capital" else f"{style}-roman", roman)
    return Heading(text, level, style, han_ordinal(mark) or letter_ordinal(mark))


def _fits(text: str, *, numbered: bool) -> bool:
    words = count_words(text)
    if _QUESTION.match(text):
        return len(text) <= _LONGEST_QUESTION
    longest = _LONGEST_NUMBERED if numbered else _LONGEST
    most = _WORDS if numbered or is_title_case(text) or text.isupper() else _PLAIN_WORDS
    return len(text) <= longest and words <= most and not _ADDRESS.search(text) and not is_masthead(text)


def _opens(body: str) -> bool:
    first = body.lstrip("“\"‘'«(¿¡[")[:1]
    return bool(first) and (first.isupper() or first.isdigit() or (first.isalpha() and not first.islower()))


def _closes(body: str, *, numbered: bool) -> bool:
    if not any(c.isalpha() for c in body) or _QUOTED.match(body) or _SENTENCES.search(body):
        return False
    end = _MARKED_END.sub("", _SCORE.sub("", body)).rstrip(CLOSING)[-1:]
    if end in ":：":
        return (numbered or is_title_case(body) or bool(FRAME.match(body))) and not _MODAL.search(body)
    return end in _QUESTION_MARKS or not _OPEN_END.match(end)
