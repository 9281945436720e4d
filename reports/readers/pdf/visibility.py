"""Text of a PDF page that nobody sees: outside the page, painted white on white, or not painted at all."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from rightstag.reports.readers.pdf.geometry import Box, Word
from rightstag.reports.readers.pdf.page_objects import PageObjects
from rightstag.reports.structure.furniture import HIDDEN, OUTSIDE

_MIDDLE = 0.3  # of the letters' size above the base line
_FAR = 15_000.0  # points: no page is taller
_BAND = 24  # points: boxes are found by the bands of the page that they reach into


def part_unseen(words: Sequence[Word], edges: Box, objects: PageObjects) -> tuple[list[Word], dict[str, list[Word]]]:
    """Part the words of a page from those that nobody sees.

    Invisible text over an image is what OCR read in it, and is the text; so is all of a page that has no other.

    Parameters
    ----------
    words
        Of the page.
    edges
        Of the part of the page that is shown.
    objects
        What is drawn on the page.

    Returns
    -------
    tuple
        The words that are seen, and the others by the reason.
    """
    reasons = _reasons(words, edges, objects)
    if not any(
        reason is None and any(map(str.isalnum, word.text)) for word, reason in zip(words, reasons, strict=True)
    ):
        reasons = [None if reason == HIDDEN else reason for reason in reasons]
    seen: list[Word] = []
    unseen: dict[str, list[Word]] = {}
    for word, reason in zip(words, reasons, strict=True):
        (seen if reason is None else unseen.setdefault(reason, [])).append(word)
    return seen, unseen


def _reasons(words: Sequence[Word], edges: Box, objects: PageObjects) -> list[str | None]:
    below = {"invisible": _in_bands(objects.images), "white": _in_bands(objects.coloured)}
    reasons: list[str | None] = []
    left, right, top, bottom = edges
    for word in words:
        x, y = _middle(word)
        if not (left <= x <= right and top <= y <= bottom):
            reasons.append(OUTSIDE)
        elif word.ink and not any(_holds(box, x, y) for box in below[word.ink].get(int(y // _BAND), ())):
            reasons.append(HIDDEN)
        else:
            reasons.append(None)
    return reasons


def _middle(word: Word) -> tuple[float, float]:
    """Return a point inside a word, on the page as it was before it was turned upright."""
    along, across = (word.x0 + word.x1) / 2, word.y - _MIDDLE * word.style.size
    if word.style.angle == 0:
        return along, across
    cos, sin = math.cos(math.radians(word.style.angle)), math.sin(math.radians(word.style.angle))
    return along * cos + across * sin, across * cos - along * sin


def _in_bands(boxes: Iterable[Box]) -> dict[int, list[Box]]:
    bands: dict[int, list[Box]] = defaultdict(list)
    for box in boxes:
        for band in range(int(max(box[2], -_FAR) // _BAND), int(min(box[3], _FAR) // _BAND) + 1):
            bands[band].append(box)
    return bands


def _holds(box: Box, x: float, y: float) -> bool:
    left, right, top, bottom = box
    return left <= x <= right and top <= y <= bottom
