"""Paragraphs as lines that belong together, and how a document sets them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rightstag.reports.document import Role
from rightstag.reports.readers.pdf.lines import Line
from rightstag.reports.structure.list_markers import split_bullet, split_number

_ENDED = re.compile(r"[.?!:;…][”\"’'»)\]]*$")
#: Leaders between a heading and its page.
_ENTRY = re.compile(r"(?:\.\s?){4,}[\divxl\s–-]*$")
_SAME_SIZE = 0.08
INDENT = 0.8  # of the letters' size
APART = 1.2  # of the usual distance of lines, after a sentence end
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
    numbered, indented, spaced
        Whether paragraphs mostly begin with a number, with an indented line, or after a space.
    """

    leading: float = _USUAL_LEADING
    numbered: bool = False
    indented: bool = False
    spaced: bool = False


def leading(regions: Iterable[Sequence[Line]]) -> float:
    """Return the distance of lines inside paragraphs as a multiple of the letters' size."""
    seen: Counter[float] = Counter()
    for region in regions:
        for upper, lower in pairwise(region):
            if upper.size == lower.size and upper.x1 - upper.left > _WRAPPED * (upper.right - upper.left):
                seen[round((lower.y - upper.y) / upper.size, 1)] += 1
    return next((ratio for ratio, _ in seen.most_common() if ratio > _SAME_SIZE), _USUAL_LEADING)


def habits_of(regions: Sequence[Sequence[Part]], usual: float) -> Habits:
    """Return how a document begins its paragraphs, as seen in those of two lines and more.

    Parameters
    ----------
    regions
        The paragraphs of each column.
    usual
        Distance of lines as a multiple of the letters' size.
    """
    longer = [part for parts in regions for part in parts if len(part.lines) > 1]
    follow = [pair for parts in regions for pair in pairwise(parts) if min(len(part.lines) for part in pair) > 1]
    apart = [lower.lines[0].y - upper.lines[-1].y > APART * usual * upper.lines[-1].size for upper, lower in follow]
    return Habits(
        usual,
        numbered=_is_usual([bool(split_number(part.text)[0]) for part in longer]),
        indented=_is_usual([is_indented(*part.lines[:2]) for part in longer]),
        spaced=_is_usual(apart),
    )


def _is_usual(seen: Sequence[bool]) -> bool:
    return sum(seen) > _USUAL * len(seen)


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


def are_alike(one: Line, other: Line) -> bool:
    """Return whether two lines are set in one type."""
    return not differ_in_size(one, other) and _look(one) == _look(other)


def _look(line: Line) -> tuple[bool, bool, bool]:
    return line.bold, line.italic, line.underlined


def differ_in_size(one: Line, other: Line) -> bool:
    """Return whether two lines are set in different sizes."""
    return abs(one.size - other.size) > _SAME_SIZE * min(one.size, other.size)


def is_indented(first: Line, second: Line) -> bool:
    """Return whether a line begins further right than the one below it."""
    return first.x0 - second.x0 > INDENT * first.size


def has_bullet(line: Line) -> bool:
    """Return whether a line begins with a bullet."""
    return split_bullet(line.text)[0]


def starts_small(line: Line) -> bool:
    """Return whether a line begins as the middle of a sentence does."""
    return line.text[:1].islower() or line.text[:1] in ",;)"
