"""Lines become paragraphs: where one ends, and where it goes on in the next column or on the next page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rightstag.reports.readers.pdf.blocks import (
    APART,
    INDENT,
    Habits,
    Part,
    are_alike,
    differ_in_size,
    has_bullet,
    has_ended,
    has_room,
    is_entry,
    is_indented,
    starts_small,
)
from rightstag.reports.readers.pdf.lines import Line
from rightstag.reports.structure.list_markers import split_bullet, split_number

_LABEL_WORDS = 2  # or fewer are no sentence
_FAR_APART = 1.4  # of the usual distance of lines: a new paragraph even in the middle of a sentence
_ASIDE_APART = 3.5  # of the usual distance, among lines at the right of a letterhead
_SAME_EDGE = 2.0  # points


@dataclass(slots=True)
class _Pair:
    """Two lines, one below the other in a column, and the paragraph that the upper one ends."""

    part: Part
    upper: Line
    lower: Line
    habits: Habits
    ended: bool = field(init=False)

    def __post_init__(self) -> None:
        # A heading may have a colon inside, and the full stop of what is shorter than a sentence is an abbreviation's.
        label = self.upper.bold or len(self.part.text.split()) <= _LABEL_WORDS
        self.ended = has_ended(self.upper) and not label


def parts_of(region: Sequence[Line], habits: Habits) -> list[Part]:
    """Return the paragraphs of a column."""
    parts: list[Part] = []
    for line in region:
        if parts and not _breaks(_Pair(parts[-1], parts[-1].lines[-1], line, habits)):
            parts[-1].lines.append(line)
        else:
            parts.append(Part([line]))
    return parts


def goes_on(part: Part, habits: Habits, line: Line, below: Line | None = None) -> bool:
    """Return whether a paragraph goes on with the first line of the next column or page.

    Parameters
    ----------
    part
        The last paragraph of the column before.
    habits
        Of the document.
    line
        The first line of the next one.
    below
        The line after that, if any.
    """
    upper = part.lines[-1]
    if (
        is_entry(upper)
        or part.role is not None
        or not are_alike(upper, line)
        or max(upper.cells, line.cells) > 1
        or has_bullet(line)
    ):
        return False
    opens = bool(split_number(line.text)[0]) or (below is not None and habits.indented and is_indented(line, below))
    if not has_ended(upper):
        return starts_small(line) or (not has_room(upper, line) and not (opens and habits.indented))
    if opens or has_room(upper, line):
        return False
    # The last line of a paragraph is seldom stretched to the edge; of a single line, the width tells nothing.
    stretched = len(part.lines) > 1 and upper.right - upper.x1 < _SAME_EDGE
    numbered = habits.numbered and bool(split_number(part.text)[0])
    # Where line ends are ragged, hardly one last line in ten has no room for another word; a full page goes on.
    ragged = line.page > upper.page and any(row.right - row.x1 > _SAME_EDGE for row in part.lines[:-1])
    return starts_small(line) or stretched or ragged or habits.indented or numbered


def _is_apart(pair: _Pair) -> bool:
    distance = pair.lower.y - pair.upper.y
    usual = pair.habits.leading * max(pair.upper.size, pair.lower.size)
    if len(pair.part.lines) > 1:  # set wider or closer than the rest
        usual = min(lower.y - upper.y for upper, lower in pairwise(pair.part.lines) if upper.page == lower.page)
    if _is_aside(pair.upper) and abs(pair.lower.x0 - pair.upper.x0) < _SAME_EDGE:
        return not 0 < distance < _ASIDE_APART * usual
    return distance > (APART if pair.ended else _FAR_APART) * usual or distance < 0.3 * pair.upper.size


def _is_aside(line: Line) -> bool:
    """Return whether a line stands in the right half, as the reference and date of a letter or document do."""
    return line.x0 > (line.left + line.right) / 2


def _is_other(pair: _Pair) -> bool:
    return not are_alike(pair.upper, pair.lower) and (
        differ_in_size(pair.upper, pair.lower) or has_room(pair.upper, pair.lower)
    )


def _is_item(pair: _Pair) -> bool:
    room = pair.ended or has_room(pair.upper, pair.lower)
    bullet, text = split_bullet(pair.lower.text)
    sign = bullet and not pair.lower.text[0].isalpha() and pair.lower.text[0] not in "-–—"
    return sign or (room and (bullet or bool(split_number(text)[0])))


def _is_new_indent(pair: _Pair) -> bool:
    step = (pair.lower.x0 - pair.upper.x0) / pair.upper.size
    if pair.habits.indented and pair.ended and pair.lower.x0 - pair.lower.left > INDENT * pair.lower.size:
        return (len(pair.part.lines) == 1 and abs(step) < _SAME_EDGE / pair.upper.size) or step > INDENT
    hanging = len(pair.part.lines) == 1 and any(abs(s.x0 - pair.lower.x0) < _SAME_EDGE for s in pair.upper.spans)
    return pair.ended and ((step > INDENT and not hanging) or (step < -INDENT and len(pair.part.lines) > 1))


def _is_after_short_line(pair: _Pair) -> bool:
    # Where paragraphs stand apart, one goes on to the next space; a numbered one among such to the next number.
    inside = pair.habits.spaced or (pair.habits.numbered and bool(split_number(pair.part.text)[0]))
    return pair.ended and not inside and has_room(pair.upper, pair.lower) and not starts_small(pair.lower)


def _is_row(pair: _Pair) -> bool:
    return is_entry(pair.upper) or pair.upper.cells > 1 or pair.lower.cells > 1


#: Each tells a paragraph's end where two lines meet; any of them is enough.
_BREAKS: tuple[Callable[[_Pair], bool], ...] = (
    _is_apart,
    _is_other,
    _is_item,
    _is_new_indent,
    _is_after_short_line,
    _is_row,
)


def _breaks(pair: _Pair) -> bool:
    return any(rule(pair) for rule in _BREAKS)
