"""Gaps between the letters of a word, in an OCR layer, in a heading set wide or in Chinese, are no spaces."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from rightstag.reports.readers.pdf.geometry import Word
from rightstag.reports.readers.pdf.words import INFERRED
from rightstag.reports.structure.scripts import joint

_FEW_LETTERS = 4  # fewer single letters are initials
_MOSTLY = 0.6  # of the words of a line are single letters where it is set wide
_JUMP = 0.08  # of the letters' size: so much wider at least is the narrowest gap between words than between letters
_ONE_WORD = 16  # letters: a line of one word has hardly more
_NARROWER = 0.8  # of the printed spaces on the line: a gap between letters


def close_letter_gaps(words: Sequence[Word]) -> list[Word]:
    """Take the space out before words that are the rest of the word before them."""
    closed: list[Word] = []
    for line in _lines(words):
        if not _may_have_gaps(line):
            closed += line
            continue
        widths = [word.x0 - before.x1 for before, word in pairwise(line)]
        widest = _widest_letter_gap(line, widths)
        closed.append(line[0])
        for word, width in zip(line[1:], widths, strict=True):
            inside = width < (widest[0] if word.space == INFERRED else widest[1]) or _is_spaceless(closed[-1], word)
            closed.append(word._replace(space="") if inside else word)
    return closed


def _lines(words: Iterable[Word]) -> Iterator[list[Word]]:
    line: list[Word] = []
    for word in words:
        if line and ("\n" in word.space or "\r" in word.space or word.style != line[-1].style):
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _may_have_gaps(line: Sequence[Word]) -> bool:
    return any(word.space == INFERRED for word in line) or sum(len(word.text) == 1 for word in line) >= _FEW_LETTERS


def _is_spaceless(before: Word, word: Word) -> bool:
    return word.space == INFERRED and not joint(before.text, word.text)


def _widest_letter_gap(line: Sequence[Word], widths: Sequence[float]) -> tuple[float, float]:
    """Return below which width a gap is no space: one that is inferred in an OCR layer, and any other."""
    printed = [width for width, word in zip(widths, line[1:], strict=True) if word.space not in ("", INFERRED)]
    inferred = _NARROWER * median(printed) if printed and len(printed) < len(widths) else 0.0
    letters = sum(len(word.text) == 1 and word.text.isalpha() for word in line)
    if letters < _FEW_LETTERS or letters < _MOSTLY * len(line):
        return inferred, 0.0
    return max(inferred, _jump(sorted(widths), line[0].style.size)), _jump(sorted(widths), line[0].style.size)


def _jump(widths: Sequence[float], size: float) -> float:
    """Return the middle of the widest step between the gaps of a line, above all of them where it is one word."""
    steps = [(wide - narrow, (wide + narrow) / 2) for narrow, wide in pairwise(widths[len(widths) // 2 :])]
    step, middle = max(steps, default=(0.0, 0.0))
    if step > _JUMP * size:
        return middle
    return widths[-1] + 1 if len(widths) < _ONE_WORD else 0.0
