"""Spans of a PDF page: words that follow each other in one style on one base line, and the rules drawn between them."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from rightstag.reports.readers.pdf.bullets_and_initials import attach_drop_caps, find_drawn_bullets
from rightstag.reports.readers.pdf.geometry import Box, Page, Span, Word
from rightstag.reports.readers.pdf.letter_gaps import close_letter_gaps
from rightstag.reports.readers.pdf.page_objects import is_pictured, read_objects
from rightstag.reports.readers.pdf.right_to_left import LETTER, is_right_to_left, logical_words
from rightstag.reports.readers.pdf.visibility import part_unseen
from rightstag.reports.readers.pdf.words import TextPage

TURNED = "text across the page"

_RULE_HEIGHT = 3.0  # points; a thicker path is a box
_LINE = re.compile(r"[^\r\n]*[\r\n]*")
_LINE_END = re.compile(r"[\r\n]")


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """Read the spans and rules of a page."""
    edges, objects = _edges(page), read_objects(page)
    words, glyphs, from_right = _read_words(page)
    seen, unseen = part_unseen([*words, *glyphs], edges, objects)
    single = set(map(id, glyphs))
    axis = edges[0] + edges[1] if from_right else None
    upright, turned = _by_angle(seen)
    spans = _spans(_in_order(upright, single, axis))
    aside = {reason: _spans(_in_order(group, single, axis)) for reason, group in unseen.items()}
    if turned:
        aside[TURNED] = [span for group in turned for span in _spans(_in_order(group, single, axis))]
    boxes = objects.paths if not spans or spans[0].style.angle == 0 else []
    if axis is not None:
        boxes = [(axis - right, axis - left, top, bottom) for left, right, top, bottom in boxes]
    return Page(number, _with_drawn_bullets(boxes, spans), aside, _rules(boxes), is_pictured(objects, edges))


def _read_words(page: pdfium.PdfPage) -> tuple[list[Word], list[Word], bool]:
    """Read the words of a page, single glyphs where the script runs from the right, and whether most of it does."""
    textpage = page.get_textpage()
    try:
        source = TextPage(textpage)
        if not LETTER.search(source.text):
            return list(source.words(0, len(source.text))), [], False
        from_right = is_right_to_left(source.text)
        words: list[Word] = []
        glyphs: list[Word] = []
        for line in _LINE.finditer(source.text):
            if from_right or LETTER.search(line[0]):
                glyphs += source.glyphs(*line.span())
            else:
                words += source.words(*line.span())
        return words, glyphs, from_right
    finally:
        textpage.close()


def _edges(page: pdfium.PdfPage) -> Box:
    """Return the edges of the part of a page that is shown."""
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(box))
    return box.left, box.right, -box.top, -box.bottom


def _by_angle(words: Sequence[Word]) -> tuple[list[Word], list[list[Word]]]:
    """Part the words at the angle of most letters from those at each other one."""
    if len({word.style.angle for word in words}) < 2:  # nearly always
        return list(words), []
    letters: Counter[int] = Counter()
    groups: dict[int, list[Word]] = {}
    for word in words:
        letters[word.style.angle] += len(word.text)
        groups.setdefault(word.style.angle, []).append(word)
    upright = letters.most_common(1)[0][0] if letters else 0
    return groups.pop(upright, []), list(groups.values())


def _in_order(words: Sequence[Word], single: set[int], axis: float | None) -> list[Word]:
    """Put words in reading order; ``single`` are the identities of the glyphs among them."""
    glyphs = [word for word in words if id(word) in single] if single else []
    whole = [word for word in words if id(word) not in single] if single else words
    return [*close_letter_gaps(whole), *logical_words(glyphs, axis)]


def _spans(words: Iterable[Word]) -> list[Span]:
    """Join words that follow each other on a line in one style."""
    spans: list[Span] = []
    last: Span | None = None
    before: Word | None = None
    for word in words:
        if last is not None and word.space:
            if not _LINE_END.match(word.space):
                last.text += " "
            if _LINE_END.search(word.space):
                last = None
        if not word.text:
            continue
        if last is not None and before is not None and _follows(before, word):
            last.text += word.text
            last.x1 = max(last.x1, word.x1)
        else:
            last = Span(word.text, word.x0, word.x1, word.y, word.style)
            spans.append(last)
        before = word
    return spans


def _follows(before: Word, word: Word) -> bool:
    em = before.style.size
    same_line = abs(word.y - before.y) < 0.05 * em
    ligature = word.x0 == before.x0  # its letters share one place
    same_style = word.style is before.style or word.style == before.style
    return same_line and same_style and (ligature or -0.5 * em < word.x0 - before.x1 < 0.9 * em)


def _with_drawn_bullets(boxes: Sequence[Box], spans: list[Span]) -> list[Span]:
    spans = attach_drop_caps(spans)
    for item, left, right in find_drawn_bullets(boxes, spans):
        spans.insert(spans.index(item), Span("• ", left, right, item.y, item.style))
    return spans


def _rules(boxes: Iterable[Box]) -> list[tuple[float, float, float]]:
    return [
        (left, right, (top + bottom) / 2)
        for left, right, top, bottom in boxes
        if bottom - top <= _RULE_HEIGHT < right - left
    ]
