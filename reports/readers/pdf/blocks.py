"""Blocks of lines, and the paragraph style of a document: line spacing, indents, numbers."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

from rightstag.reports.document import Role
from rightstag.reports.readers.pdf.geometry import Span
from rightstag.reports.readers.pdf.lines import PdfLine
from rightstag.reports.structure.list_markers import split_bullet, split_number
from rightstag.reports.structure.scripts import (
    ends_sentence,
    has_no_full_stops,
    joint,
    opens_mid_sentence,
    room_for_first_word,
)

#: Leaders between a heading and its page.
_ENTRY = re.compile(r"(?:(?:[.·․‧]\s?){4,}|(?:[…⋯]\s?){2,}|_{4,}(?=\s*\d))[\divxl\s–-]*$")
_SAME_SIZE = 0.08
_LARGER = 1.08  # than the body: a heading
_USUAL_SIZE = 10.0  # points, of a document without text
INDENT = 0.8  # of the letters' size
APART = 1.2  # of the usual distance of lines, after a sentence end
_WRAPPED = 0.85  # of the column: a line so long has its successor at the usual distance
_USUAL = 0.6  # of the longer paragraphs: what so many do is the habit of the document
_USUAL_LEADING = 1.2  # of the letters' size, where no two lines tell


@dataclass(slots=True)
class PdfBlock:
    """A block of lines: paragraph, heading, list item, footnote or furniture; ``role`` is None until it is decided.

    ``reading`` is how it is read where that is not line after line, as in a row of a table.
    """

    lines: list[PdfLine]
    role: Role | None = None
    level: int | None = None
    reason: str | None = None
    reading: str | None = None

    @property
    def text(self) -> str:
        """The lines joined, hyphens and marks as printed."""
        return reduce(lambda left, right: left + joint(left, right) + right, (line.text for line in self.lines))


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """The usual typography of a document's paragraphs.

    Attributes
    ----------
    leading
        Distance of lines as a multiple of the letters' size.
    numbered, indented, spaced
        Whether paragraphs mostly begin with a number, with an indented line, or after a space.
    foot
        Where the lowest line of a page's text lies, in points from the top.
    """

    leading: float = _USUAL_LEADING
    numbered: bool = False
    indented: bool = False
    spaced: bool = False
    foot: float = math.inf


def usual_leading(regions: Iterable[Sequence[PdfLine]]) -> float:
    """Return the distance of lines inside paragraphs as a multiple of the letters' size."""
    seen: Counter[float] = Counter()
    for region in regions:
        for upper, lower in pairwise(region):
            if upper.size == lower.size and upper.x1 - upper.left > _WRAPPED * (upper.right - upper.left):
                seen[round((lower.y - upper.y) / upper.size, 1)] += 1
    return next((ratio for ratio, _ in seen.most_common() if ratio > _SAME_SIZE), _USUAL_LEADING)


def body_size(spans: Iterable[Span]) -> float:
    """Return the size, in points, that most of the text is set in."""
    sizes: Counter[float] = Counter()
    for span in spans:
        sizes[span.size] += len(span.text)
    return sizes.most_common(1)[0][0] if sizes else _USUAL_SIZE


def body_font(blocks: Iterable[PdfBlock]) -> str:
    """Return the name of the font that most of the text is set in."""
    letters: Counter[str] = Counter()
    for block in blocks:
        for line in block.lines:
            for span in line.spans:
                letters[span.style.font] += len(span.text)
    return letters.most_common(1)[0][0] if letters else ""


def is_smaller(line: PdfLine, body: float) -> bool:
    """Check if a line is set in smaller type than the body."""
    return line.size * _LARGER < body


def is_larger(line: PdfLine, body: float) -> bool:
    """Check if a line is set in larger type than the body, as headings are."""
    return line.size > _LARGER * body


def measure_style(regions: Sequence[Sequence[PdfBlock]], usual: float) -> ParagraphStyle:
    """Measure the paragraph style of a document on its paragraphs of two lines and more.

    Parameters
    ----------
    regions
        The paragraphs of each column.
    usual
        Distance of lines as a multiple of the letters' size.
    """
    longer = [block for blocks in regions for block in blocks if len(block.lines) > 1]
    follow = [pair for blocks in regions for pair in pairwise(blocks) if min(len(block.lines) for block in pair) > 1]
    apart = [lower.lines[0].y - upper.lines[-1].y > APART * usual * upper.lines[-1].size for upper, lower in follow]
    return ParagraphStyle(
        usual,
        numbered=_is_usual([bool(split_number(block.text)[0]) for block in longer]),
        indented=_is_usual([is_indented(*block.lines[:2]) for block in longer]),
        spaced=_is_usual(apart),
        foot=max((block.lines[-1].y for blocks in regions for block in blocks), default=math.inf),
    )


def _is_usual(seen: Sequence[bool]) -> bool:
    return sum(seen) > _USUAL * len(seen)


def may_end_sentence(line: PdfLine) -> bool:
    """Check if a sentence, or an item of a list, ends with a line; in a script without full stops any line may."""
    text = without_marks(line)
    return ends_sentence(text) or has_no_full_stops(text)


def is_contents_entry(line: PdfLine) -> bool:
    """Check if a line belongs to a table of contents, or ends it."""
    return bool(_ENTRY.search(line.text))


def without_marks(line: PdfLine) -> str:
    """Return the text of a line without raised note marks."""
    text = line.text
    for start, end in reversed(line.marks):
        text = text[:start] + text[end:]
    return text.strip()


def has_room(upper: PdfLine, lower: PdfLine) -> bool:
    """Check if the first word of a line would have fitted on the line above."""
    letter = (lower.x1 - lower.x0) / max(len(lower.text), 1)
    word = room_for_first_word(lower.text)
    return upper.right - upper.x1 > word * letter


def same_type(one: PdfLine, other: PdfLine) -> bool:
    """Check if two lines are set in one type."""
    return not differ_in_size(one, other) and _look(one) == _look(other)


def _look(line: PdfLine) -> tuple[bool, bool, bool]:
    return line.bold, line.italic, line.underlined


def differ_in_size(one: PdfLine, other: PdfLine) -> bool:
    """Check if two lines are set in different sizes."""
    return abs(one.size - other.size) > _SAME_SIZE * min(one.size, other.size)


def is_indented(first: PdfLine, second: PdfLine) -> bool:
    """Check if a line begins further right than the one below it."""
    return first.x0 - second.x0 > INDENT * first.size


def has_bullet(line: PdfLine) -> bool:
    """Check if a line begins with a bullet."""
    return split_bullet(line.text)[0]


def starts_lowercase(line: PdfLine) -> bool:
    """Check if a line begins as the middle of a sentence does."""
    return opens_mid_sentence(line.text)
