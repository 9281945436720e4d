"""Footnotes and their reference marks in the text."""

import re
from collections.abc import Sequence

import regex

from rightstag.reports.structure.scripts import CLOSING
from rightstag.reports.structure.section_names import NOTES

NOTE = "footnote"

_SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹"
#: A number that touches the first word (``1In``, ``12“The``), a raised one, or one before the wording of a citation.
_NOTE_START = regex.compile(
    rf"""^(?:
        (?P<glued>\d{{1,3}})(?=\p{{Lu}}[^\W\d_]*[\s,.]|[“"«‘\[(])
      | (?P<raised>[{_SUPERSCRIPT}]{{1,3}})\s*
      | (?P<sign>[*†‡]{{1,3}})(?=[\p{{Lu}}\p{{Lo}}“"«])
      | [\[(]?(?P<cited>\d{{1,3}})[\])]?\.?\s+
        (?:[Ii]bid\b|[Ii]d\.|[Ss]ee,?\s|[Cc]f\.|https?://|www\.|[Oo]p\.\s?cit|Available\ (?:at|from|in)
          |Interview\ with|[AESC]/[A-Z\d]|Там\ же|См\.|Voir\s|Véase\s|Ibíd|Siehe\s|انظر\s|المرجع\ نفسه|见[《“]|同上)
    )""",
    regex.VERBOSE,
)
#: Where a number touches what is before it: end of a word, punctuation, quotation mark, bracket.
_MARK = re.compile(
    # What is looked back at comes after the first sign, so that the search leaps from sign to sign.
    rf"""(?P<sure>[{_SUPERSCRIPT}]+|\[(?<=[^\s\[]\[)\d{{1,3}}\])
      | (?P<number>\d(?<=[^\s\d]\d)\d{{0,2}})(?!\ ?/\ ?\d)(?=\s|$|[.,;:)\]”"’](?:\s|$))""",
    re.VERBOSE,
)
_BEFORE_MARK = re.compile(
    r"""(?:[^\W\d_]{2}[)\]]?[.,;:!?]?[”"’»)\]]?[.,;:]?|(?:19|20)\d\d[.,;][”"’»)]?|(?<=\w\.)[^\W\d_]\.[”"’»)]?
          |%[.,;]|[)”"’»…!?][.,;:]?)$""",
    re.VERBOSE,
)
# Characters: what is before a mark and tells of it is no longer, nor the address that it may be part of.
_LOOK_BACK, _LONGEST_TOKEN = 40, 400
_FIGURE = re.compile(rf"[\d{_SUPERSCRIPT}]")  # without one there is no mark to look for
#: A number that touches a word or the end of a sentence, and one that a note can begin with when such a mark was met.
_GLUED = re.compile(r"(\d(?:(?<=[^\W\d_]{2}\d)|(?<=[.,;:!?”\"’»)]\d))\d{0,2})(?=$|[\s.,;:)])")
_BARE_START = regex.compile(
    r"(\d{1,3})\s+(?!(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)"
    r"(?=[\p{Lu}\p{Lo}“\"«‘\[]|https?://|www\.)"
)
_UNIT = re.compile(r"(?:\b[kcm]?m|\bkm)$")  # m², km²
#: Abbreviations that a number belongs to (``No.5``, ``Add.1``).
_ABBREVIATION = re.compile(
    r"(?:^|[^\w])(?:no|nos|nr|art|arts|para|paras|par|p|pp|pg|vol|sec|sect|ch|chap|fig|ver|rev|add|corr|res|doc|op|ed|cap"
    r"|al|abs|núm|ser|reg|ref|tel|st|v|vs|cf|ap|app|dec|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov)\.$",
    re.IGNORECASE,
)
_FULL_STOP = regex.compile(rf"\p{{STerm}}[{CLOSING}]?$|[{CLOSING}]\p{{STerm}}$")
_LATE_WORD = regex.compile(r"[\p{Ll}\p{Arabic}\p{Hebrew}\p{Devanagari}]{2,}$")
_FARTHEST = 10  # marks lost in headings and tables leave gaps


def footnote_number(text: str, *, under_notes: bool = False) -> str | None:
    """Return the number of a footnote, or None when the block is none.

    Parameters
    ----------
    text
        Of one block.
    under_notes
        Whether it stands under a heading such as *Notes*, where any number opens a footnote.

    Examples
    --------
    >>> footnote_number("3Roman Quill, “Elections”, Averland Daily, 2 May 2019.")
    '3'
    >>> footnote_number("3 people were arrested.") is None
    True
    """
    match = _NOTE_START.match(text)
    if match:
        number: str = match["glued"] or match["raised"] or match["cited"] or match["sign"]
        return number.translate(str.maketrans(_SUPERSCRIPT, "0123456789"))
    plain = re.match(r"[\[(]?(\d{1,3})[\])]?[.:]?\s", text) if under_notes else None
    return plain[1] if plain else None


def match_notes_to_marks(texts: Sequence[str]) -> dict[int, str]:
    """Return the places of texts that are the notes to marks in the texts before them, with their numbers.

    They begin with a bare number, which the next mark in the row has.

    Examples
    --------
    >>> match_notes_to_marks(["Police came.1", "1 Averland Daily, 3 May.", "2 Shops were closed."])
    {1: '1'}
    """
    notes: dict[int, str] = {}
    met: set[int] = set()
    last = 0
    for place, text in enumerate(texts):
        start = _BARE_START.match(text)
        number = int(start[1]) if start else 0
        if number in met and number in (1, last + 1):  # the row may begin again on every page
            notes[place] = str(number)
            last = number
            met.discard(number)
        else:
            met |= {int(mark) for mark in _GLUED.findall(text)}
    return notes


def is_notes_heading(text: str) -> bool:
    """Check if a heading is the heading of the notes.

    Examples
    --------
    >>> is_notes_heading("Endnotes")
    True
    """
    return bool(NOTES.match(text))


def remove_marks(texts: Sequence[str]) -> list[str]:
    """Remove the reference marks of footnotes that are glued to words.

    A mark is told from a number by what it touches and by its place in the row of marks: they count up, and may begin
    again at 1. So all the texts of a report are read together.

    Examples
    --------
    >>> remove_marks(["It was a long struggle.1 Article 19 applies.", "In 2014,2 the COVID-19 law was voted16 on."])
    ['It was a long struggle. Article 19 applies.', 'In 2014, the COVID-19 law was voted16 on.']
    """
    last = 0
    cleaned = []
    for text in texts:
        pieces, done = [], 0
        for match in _MARK.finditer(text) if _FIGURE.search(text) else ():
            if match["sure"]:
                accepted = not _UNIT.search(text[max(match.start() - _LOOK_BACK, 0) : match.start()])
            else:
                accepted = _is_mark(text, match, last)
                last = int(match["number"]) if accepted else last
            if accepted:
                pieces.append(text[done : match.start()])
                done = match.end()
        cleaned.append("".join([*pieces, text[done:]]) if pieces else text)
    return cleaned


def _is_mark(text: str, match: re.Match[str], last: int) -> bool:
    value = int(match["number"])
    head = text[max(match.start() - _LOOK_BACK, 0) : match.start()]
    token = text[max(match.start() - _LONGEST_TOKEN, 0) : match.start()].rsplit(maxsplit=1)[-1]
    may_be = _BEFORE_MARK.search(head) and not _ABBREVIATION.search(head) and "/" not in token and "@" not in token
    if not may_be or match["number"][0] == "0":
        return False
    if head[-1].isalpha():  # glued to a bare word: only the very next marks can look like that
        return 0 < last < value <= last + 2 and bool(_LATE_WORD.search(head))
    if head[-1] in "”»":
        return True
    rest = text[match.end() :].lstrip(' .,;:)]”"’')
    if _FULL_STOP.search(head) and (not rest or not rest[0].islower()):
        return True
    follows = 0 < last < value <= last + _FARTHEST
    if head[-2:-1].isdigit() or head[-2:-1] == "%":  # after a year or a share, a decimal looks the same
        return follows
    return follows or value == 1
