"""Layout of a plain text, measured on the whole before any line is judged."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rightstag.reports.readers.text.lines import Line
from rightstag.reports.structure import scripts

#: Longer lines were not broken to fit a column.
_WIDEST = 160
_BROKEN = 0.2  # share of line ends in mid-sentence from which a text counts as broken into lines
_SHORTEST = 0.5  # of the usual length: shorter lines end for other reasons
_FULL = 0.05  # quantile: so few of the broken lines leave room for the next word
_CLOSING = 3  # as many lines must end in two blanks before that says something

_NEARLY_FULL = 0.9  # of the usual length: lines of a script without small letters that were broken to fit

#: ``a.`` or ``iv)``: an item's letter, the one small letter that a new block may begin with.
LETTERED = re.compile(r"^(?:[^\W\d_]|[ivx]{2,4})[.)]\s")

#: Their full stop ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:^|[^\w])(?:Nos?|[Aa]rts?|[Pp]aras?|pp?|Mrs?|Ms|Dr|Prof|St|Gen|Col|Maj|Capt|Lt|Sgt|Hon|vs?|cf|e\.g|i\.e)\.$"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Properties of the whole text.

    Attributes
    ----------
    wrapped
        Lines are broken to fit a column.
    full
        Characters that a broken line has at least, the next word counted: one that has fewer ended by intention.
    gap
        Blank lines between the lines of one paragraph: 0, or 1 where a blank line follows every line.
    spaced
        Paragraphs are set apart by blank lines.
    margin
        Columns before most lines.
    indented
        Paragraphs begin further in.
    closing_blanks
        Two blanks at a line's end close a paragraph, as in text pulled from some PDFs.
    """

    wrapped: bool
    full: int = 0
    gap: int = 0
    spaced: bool = False
    margin: int = 0
    indented: bool = False
    closing_blanks: bool = False


def measure(lines: Sequence[Line]) -> Layout:
    """Return the layout of a text's lines, page furniture left out."""
    lengths = sorted(len(line.text) for line in lines)
    usual = lengths[int(0.9 * len(lengths))] if lengths else 0
    joints = [(a, b) for a, b in pairwise(lines) if len(a.text) >= _SHORTEST * usual]
    broken = [(a, b) for a, b in joints if goes_on(a, b) or _runs_on(a, b, usual)]
    if not broken or usual > _WIDEST or len(broken) < _BROKEN * len(joints):
        return Layout(wrapped=False, spaced=any(line.gap for line in lines))
    reaches = sorted(reach(a, b) for a, b in broken)
    gaps = Counter(min(b.gap, 1) for _, b in broken if not b.breaks)
    gap = int(gaps[1] > gaps[0])
    return Layout(
        wrapped=True,
        full=reaches[int(_FULL * len(reaches))],
        gap=gap,
        spaced=any(b.gap > gap for _, b in joints if not b.breaks),
        margin=(margin := Counter(line.indent for line in lines).most_common(1)[0][0]),
        indented=_indented(lines, gap, margin),
        closing_blanks=_closing_blanks(lines),
    )


def goes_on(a: Line, b: Line) -> bool:
    """Check if a line surely continues the one before: in mid-sentence, with a small letter."""
    return scripts.opens_mid_sentence(b.text) and not LETTERED.match(b.text) and not ends_sentence(a.text)


def ends_sentence(text: str) -> bool:
    """Check if a text ends with the end of a sentence, a footnote mark allowed for."""
    return scripts.ends_sentence(text, marked=True) and not _ABBREVIATION.search(text)


def reach(a: Line, b: Line) -> int:
    """Return the length that a line would have with the first word of the next."""
    return a.indent + len(a.text) + scripts.room_for_first_word(b.text)


def _runs_on(a: Line, b: Line, usual: int) -> bool:
    """Check if a line of a script without small letters continues the line before, which fills its width."""
    full = len(a.text) >= _NEARLY_FULL * usual
    return full and scripts.is_caseless(a.text) and scripts.is_caseless(b.text) and not ends_sentence(a.text)


def _indented(lines: Sequence[Line], gap: int, margin: int) -> bool:
    """Check if the indented lines are the first lines of paragraphs: each starts a sentence after another's end."""
    set_in = [ends_sentence(a.text) for a, b in pairwise(lines) if b.indent > margin and b.gap <= gap]
    return len(set_in) > 1 and sum(set_in) > len(set_in) // 2


def _closing_blanks(lines: Sequence[Line]) -> bool:
    closing = [(a, b) for a, b in pairwise(lines) if a.trail > 1]
    single = sum(line.trail == 1 for line in lines)
    return single > len(closing) >= _CLOSING and not any(goes_on(a, b) for a, b in closing)
