"""Right-to-left scripts: from the places of the glyphs on a page to words and lines in logical order.

A file may draw the glyphs of a line in either direction, so that only their places tell in which order they are read.
A page that is mostly in such a script is handed on as its mirror image, where it begins at the left as others do.
The inverse of the Unicode Bidirectional Algorithm (UAX #9), as far as places tell.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from rightstag.reports.readers.pdf.geometry import Word

#: Letters and numbers of Hebrew, Arabic, Syriac, Thaana, N'Ko and the like, presentation forms included.
LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_PRESENTATION_FORM = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]")
#: Letters that share one glyph with the one before them: the file may give them in the order of the eye.
_REVERSED_LIGATURE = re.compile("([\u0622\u0623\u0625\u0627])(\u0644)")

_SAME_ROW = 0.5  # of the letters' size
_WORD_GAP = 0.2  # of the letters' size: wider is a space
_COLUMN_GAP = 0.9  # of the letters' size: wider parts what is read on its own
_CLASSES = {"L": "L", "R": "R", "AL": "A", "EN": "N", "AN": "N", "CS": "c", "ES": "d", "ET": "e", "WS": "s", "NSM": "o"}
#: Left-to-right stretches as a reader of a right-to-left line meets them, numbers before Latin words included.
_LATIN = re.compile(r"(?:N+(?:[cd]N+)*[scd]{0,2})?L(?:[^RA]*[LN])?")
_NUMBER = re.compile(r"e?N+(?:c+N+)*")
_HEBREW_NUMBER = re.compile(r"e?N+(?:[cd]N+)*")
_RIGHT_TO_LEFT = re.compile(r"[RA](?:[^L]*[RA])?")
_BRACKETS = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
#: Closing brackets that open a word, and opening ones that close it: turned with the line, or not, by whoever wrote it.
_CLOSING_FIRST = re.compile(r"^[)\]}»›]+(?=\w)")
_OPENING_LAST = re.compile(r"(?<=\w)[(\[{«‹]+(?=[.,;:!?،؛؟]*$)")


def is_right_to_left(text: str) -> bool:
    """Check if most letters of a text are of a right-to-left script."""
    letters = [c for c in text if c.isalpha()]
    return sum(bool(LETTER.match(c)) for c in letters) * 2 > len(letters)


def logical_words(glyphs: Iterable[Word], axis: float | None) -> list[Word]:
    """Put single glyphs in logical order and join them to words.

    Parameters
    ----------
    glyphs
        Of a page, spaces among them, in any order.
    axis
        Left and right edge of the page added, where it is to be mirrored because it is read from the right.
    """
    whole = _with_marks(glyphs)
    if axis is not None:
        whole = [glyph.mirrored(axis) for glyph in whole]
    words: list[Word] = []
    for segment in _segments(whole):
        words += _words(_ordered(segment, mirrored=axis is not None))
    return words


def _with_marks(glyphs: Iterable[Word]) -> list[Word]:
    """Join the letters of a ligature, vowel points and other marks to the letter on which they stand."""
    letters: list[Word] = []
    marks: list[Word] = []
    for glyph in glyphs:
        text = _PRESENTATION_FORM.sub(lambda form: unicodedata.normalize("NFKC", form[0]), glyph.text)
        before = letters[-1] if letters else None
        if before and (not text or (before.x0, before.x1, before.y) == (glyph.x0, glyph.x1, glyph.y)):
            joined = before.text + text
            letters[-1] = before._replace(text=_REVERSED_LIGATURE.sub(r"\2\1", joined))
        elif before and unicodedata.category(text[:1] or " ") == "Cf":
            letters[-1] = before._replace(text=before.text + text)
        elif text and all(map(unicodedata.combining, text)):
            marks.append(glyph._replace(text=text))
        elif text:
            letters.append(glyph._replace(text=text))
    return _placed(letters, marks) if marks else letters


def _placed(letters: list[Word], marks: Iterable[Word]) -> list[Word]:
    """Add each mark to the letter below or above it."""
    rows: dict[int, list[tuple[float, int]]] = {}
    for number, letter in enumerate(letters):
        if not letter.text.isspace():
            rows.setdefault(round(letter.y), []).append(((letter.x0 + letter.x1) / 2, number))
    for row in rows.values():
        row.sort()
    for mark in marks:
        middle = (mark.x0 + mark.x1) / 2
        beside = (rows.get(round(mark.y) + step, []) for step in (-1, 0, 1))
        near = [place for row in beside for place in _nearest(row, middle)]
        if near:
            number = min(near, key=lambda place: abs(place[0] - middle))[1]
            letters[number] = letters[number]._replace(text=letters[number].text + mark.text)
        else:
            letters.append(mark)
    return letters


def _nearest(row: Sequence[tuple[float, int]], middle: float) -> Sequence[tuple[float, int]]:
    place = bisect_right(row, (middle, 0))
    return row[max(place - 1, 0) : place + 1]


def _segments(glyphs: Iterable[Word]) -> Iterator[list[Word]]:
    """Yield the segments of each line, cut at wide gaps, from left to right."""
    row: list[Word] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.y):
        if row and glyph.y - row[0].y > _SAME_ROW * max(row[0].style.size, glyph.style.size):
            yield from _at_gaps(row)
            row = []
        row.append(glyph)
    yield from _at_gaps(row)


def _at_gaps(row: list[Word]) -> Iterator[list[Word]]:
    row.sort(key=lambda glyph: glyph.x0)
    start, end = 0, float("-inf")
    for place, glyph in enumerate(row):
        if glyph.text.isspace():
            continue
        if glyph.x0 - end > _COLUMN_GAP * glyph.style.size and place:
            yield row[start:place]
            start = place
        end = max(end, glyph.x1)
    if row[start:]:
        yield row[start:]


def _ordered(segment: list[Word], *, mirrored: bool) -> list[Word]:
    """Turn round the stretches that are read against the direction of the page."""
    classes = "".join(_class(glyph.text) for glyph in segment)
    if not mirrored:
        if sum(map(classes.count, "RA")) <= classes.count("L"):
            return _turned(segment, _RIGHT_TO_LEFT, inside=_number(classes))
        segment, classes = _mirrored(segment), classes[::-1]
    segment = _turned(segment, _LATIN)
    latin = _LATIN.sub(lambda match: "L" * len(match[0]), classes)
    return _turned(segment, _number(classes), classes=latin)


def _number(classes: str) -> re.Pattern[str]:
    return _HEBREW_NUMBER if classes.count("R") > classes.count("A") else _NUMBER


def _turned(
    segment: list[Word], stretch: re.Pattern[str], *, classes: str = "", inside: re.Pattern[str] | None = None
) -> list[Word]:
    classes = classes or "".join(_class(glyph.text) for glyph in segment)
    turned = list(segment)
    for match in stretch.finditer(classes):
        start, end = match.span()
        piece = _mirrored(segment[start:end])
        turned[start:end] = _turned(piece, inside) if inside else piece
    return turned


def _mirrored(segment: Sequence[Word]) -> list[Word]:
    """Mirror a stretch between its own ends."""
    axis = min(glyph.x0 for glyph in segment) + max(glyph.x1 for glyph in segment)
    return [glyph.mirrored(axis) for glyph in reversed(segment)]


def _class(text: str) -> str:
    return _CLASSES.get(unicodedata.bidirectional(text[0]), "o")


def _words(glyphs: Iterable[Word]) -> list[Word]:
    """Join glyphs in logical order to words of one style; the first one begins a line."""
    words: list[Word] = []
    space = "\n"
    before: Word | None = None
    for glyph in glyphs:
        if glyph.text.isspace():
            space = space or " "
            continue
        if before and not space and glyph.x0 - before.x1 > _WORD_GAP * glyph.style.size:
            space = " "
        last = words[-1] if words and not space else None
        if last and (last.style, last.y, last.ink) == (glyph.style, glyph.y, glyph.ink):
            words[-1] = last._replace(text=last.text + glyph.text, x0=min(last.x0, glyph.x0), x1=max(last.x1, glyph.x1))
        else:
            words.append(glyph._replace(space=space))
        before, space = glyph, ""
    ends = [*(bool(word.space) for word in words[1:]), True]
    return [_with_brackets_turned(word, ends=end) for word, end in zip(words, ends, strict=True)]


def _with_brackets_turned(word: Word, *, ends: bool) -> Word:
    text = _CLOSING_FIRST.sub(_turned_bracket, word.text) if word.space else word.text
    if ends:
        text = _OPENING_LAST.sub(_turned_bracket, text)
    return word if text == word.text else word._replace(text=text)


def _turned_bracket(brackets: re.Match[str]) -> str:
    return brackets[0].translate(_BRACKETS)
