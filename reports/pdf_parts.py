"""Lines become paragraphs: where one ends, and where it goes on in the next column or on the next page."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reports.document import Role
from reports.marks import split_bullet, split_number
from reports.pdf_lines import Line

_ENDED = re.compile(r"[.?!:;…][”\"’'»)\]]*$")
#: Leaders between a heading and its page.
_ENTRY = re.compile(r"(?:\.\s?){4,}[\divxl\s–-]*$")
_SAME_SIZE = 0.08
_INDENT = 0.8  # of the letters' size
_APART = 1.2  # of the usual distance of lines, after a sentence end
_FAR_APART = 1.4  # of the same, anywhere
_LABEL_WORDS = 2
_ASIDE_APART = 3.5  # of the same, among lines at the right of a letterhead
_SAME_EDGE = 2.0  # points
_WRAPPED = 0.85  # of the column: a line so long has its successor at the usual distance
_USUAL = 0.6  # of the longer paragraphs: what so many do is the habit of the document
_USUAL_LEADING = 1.2  # of the letters' size, where no two lines tell


@dataclass(slots=True)
class Part:
    """Lines that belong together; what decides its role is set where the layout tells."""

    lines: list[Line]
    role: Role | None = None
    level: int | None = None
    reason: str | None = None

    @property
    def text(self) -> str:
        """The lines with spaces between, hyphens and marks as printed."""
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Habits:
    """How a document sets its paragraphs.

    Attributes
    ----------
    leading
        Distance of lines as a multiple of the letters' size.
    numbered, indented
        Whether paragraphs mostly begin with a number, or with an indented line.
    """

    leading: float = _USUAL_LEADING
    numbered: bool = False
    indented: bool = False


@dataclass(slots=True)
class _Pair:
    """Two lines, one below the other in a column, and the paragraph that the upper one ends."""

    part: Part
    upper: Line
    lower: Line
    habits: Habits
    ended: bool = field(init=False)

    def __post_init__(self) -> None:
        # What is shorter than a sentence is a label, and its full stop an abbreviation's.
        self.ended = has_ended(self.upper) and len(self.part.text.split()) > _LABEL_WORDS


def parts_of(region: Sequence[Line], habits: Habits) -> list[Part]:
    """Return the paragraphs of a column."""
    parts: list[Part] = []
    for line in region:
        if parts and not _breaks(_Pair(parts[-1], parts[-1].lines[-1], line, habits)):
            parts[-1].lines.append(line)
        else:
            parts.append(Part([line]))
    return parts


def leading(regions: Iterable[Sequence[Line]]) -> float:
    """Return the distance of lines inside paragraphs as a multiple of the letters' size."""
    seen: Counter[float] = Counter()
    for region in regions:
        for upper, lower in pairwise(region):
            if upper.size == lower.size and upper.x1 - upper.left > _WRAPPED * (upper.right - upper.left):
                seen[round((lower.y - upper.y) / upper.size, 1)] += 1
    return next((ratio for ratio, _ in seen.most_common() if ratio > _SAME_SIZE), _USUAL_LEADING)


def habits_of(parts: Sequence[Part], usual: float) -> Habits:
    """Return how a document begins its paragraphs, as seen in those of two lines and more."""
    longer = [part for part in parts if len(part.lines) > 1]
    numbered = sum(bool(split_number(part.lines[0].text)[0]) for part in longer)
    indented = sum(_is_indented(*part.lines[:2]) for part in longer)
    return Habits(usual, numbered > _USUAL * len(longer), indented > _USUAL * len(longer))


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
        or not _alike(upper, line)
        or max(upper.cells, line.cells) > 1
        or _has_bullet(line)
    ):
        return False
    opens = bool(split_number(line.text)[0]) or (below is not None and habits.indented and _is_indented(line, below))
    if not has_ended(upper):
        return _starts_small(line) or (not has_room(upper, line) and not (opens and habits.indented))
    if opens or has_room(upper, line):
        return False
    return _starts_small(line) or habits.indented or (habits.numbered and bool(split_number(part.text)[0]))


def has_ended(line: Line) -> bool:
    """Return whether a sentence, or an item of a list, ends with a line."""
    return bool(_ENDED.search(unmarked(line)))


def is_entry(line: Line) -> bool:
    """Return whether a line is one of a table of contents, or its end."""
    return bool(_ENTRY.search(line.text))


def unmarked(line: Line) -> str:
    """Return the text of a line without raised note marks."""
    text = line.text
    for start, end in reversed(line.marks):
        text = text[:start] + text[end:]
    return text.strip()


def has_room(upper: Line, lower: Line) -> bool:
    """Return whether the first word of a line would have stood on the line above."""
    letter = (lower.x1 - lower.x0) / max(len(lower.text), 1)
    word = len(lower.text.split(" ", 1)[0]) + 1
    return upper.right - upper.x1 > word * letter


def _is_apart(pair: _Pair) -> bool:
    distance = pair.lower.y - pair.upper.y
    usual = pair.habits.leading * max(pair.upper.size, pair.lower.size)
    if len(pair.part.lines) > 1:  # set wider or closer than the rest
        usual = min(lower.y - upper.y for upper, lower in pairwise(pair.part.lines) if upper.page == lower.page)
    if _is_aside(pair.upper) and abs(pair.lower.x0 - pair.upper.x0) < _SAME_EDGE:
        return not 0 < distance < _ASIDE_APART * usual
    return distance > (_APART if pair.ended else _FAR_APART) * usual or distance < 0.3 * pair.upper.size


def _is_aside(line: Line) -> bool:
    """Return whether a line stands in the right half, as the reference and date of a letter or document do."""
    return line.x0 > (line.left + line.right) / 2


def _is_other(pair: _Pair) -> bool:
    return not _alike(pair.upper, pair.lower) and (
        _other_size(pair.upper, pair.lower) or has_room(pair.upper, pair.lower)
    )


def _is_item(pair: _Pair) -> bool:
    room = pair.ended or has_room(pair.upper, pair.lower)
    bullet, text = split_bullet(pair.lower.text)
    sign = bullet and not pair.lower.text[0].isalpha() and pair.lower.text[0] not in "-–—"
    return sign or (room and (bullet or bool(split_number(text)[0])))


def _is_new_indent(pair: _Pair) -> bool:
    step = (pair.lower.x0 - pair.upper.x0) / pair.upper.size
    hanging = len(pair.part.lines) == 1 and any(abs(s.x0 - pair.lower.x0) < _SAME_EDGE for s in pair.upper.spans)
    return pair.ended and ((step > _INDENT and not hanging) or (step < -_INDENT and len(pair.part.lines) > 1))


def _is_after_short_line(pair: _Pair) -> bool:
    # Where paragraphs are numbered, a numbered one goes on to the next number or gap.
    inside = pair.habits.numbered and bool(split_number(pair.part.text)[0])
    return pair.ended and not inside and has_room(pair.upper, pair.lower) and not _starts_small(pair.lower)


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


def _alike(one: Line, other: Line) -> bool:
    return not _other_size(one, other) and one.bold == other.bold and one.italic == other.italic


def _other_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) > _SAME_SIZE * min(one.size, other.size)


def _is_indented(first: Line, second: Line) -> bool:
    return first.x0 - second.x0 > _INDENT * first.size


def _has_bullet(line: Line) -> bool:
    return split_bullet(line.text)[0]


def _starts_small(line: Line) -> bool:
    return line.text[:1].islower() or line.text[:1] in ",;)"
