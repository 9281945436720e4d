"""Paragraph breaks: between two lines of a column, and across columns and pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rightstag.reports.readers.pdf.blocks import (
    APART,
    INDENT,
    ParagraphStyle,
    PdfBlock,
    differ_in_size,
    has_bullet,
    has_room,
    is_contents_entry,
    is_indented,
    may_end_sentence,
    same_type,
    starts_lowercase,
    without_marks,
)
from rightstag.reports.readers.pdf.lines import PdfLine
from rightstag.reports.structure.headings import heading_of, looks_like_heading
from rightstag.reports.structure.list_markers import split_bullet, split_number
from rightstag.reports.structure.scripts import count_words, ends_sentence, is_caseless

_SHORT = 0.6  # of the column
_LABEL_WORDS = 2  # or fewer are no sentence
_FAR_APART = 1.4  # of the usual distance of lines: a new paragraph even in the middle of a sentence
_ASIDE_APART = 3.5  # of the usual distance, among lines at the right of a letterhead
_SAME_EDGE = 2.0  # points
_FOOT_LINES = 2.5  # so near the foot of the text a column is full


@dataclass(slots=True)
class _LinePair:
    """Two neighbouring lines of a column, and the paragraph of the upper one."""

    block: PdfBlock
    upper: PdfLine
    lower: PdfLine
    style: ParagraphStyle
    ended: bool = field(init=False)

    def __post_init__(self) -> None:
        # A heading may have a colon inside, and the full stop of what is shorter than a sentence is an abbreviation's.
        label = self.upper.bold or (len(self.block.lines) == 1 and count_words(self.upper.text) <= _LABEL_WORDS)
        self.ended = not label and may_end_sentence(self.upper)


def split_paragraphs(region: Sequence[PdfLine], style: ParagraphStyle) -> list[PdfBlock]:
    """Split the lines of a column into paragraphs."""
    blocks: list[PdfBlock] = []
    for line in region:
        if blocks and not _breaks(_LinePair(blocks[-1], blocks[-1].lines[-1], line, style)):
            blocks[-1].lines.append(line)
        else:
            blocks.append(PdfBlock([line]))
    return blocks


def continues_paragraph(block: PdfBlock, style: ParagraphStyle, line: PdfLine, below: PdfLine | None = None) -> bool:
    """Check if a paragraph continues in the next column or on the next page.

    Parameters
    ----------
    block
        The last paragraph of the column before.
    style
        Of the document.
    line
        The first line of the next one.
    below
        The line after that, if any.
    """
    upper = block.lines[-1]
    if (
        is_contents_entry(upper)
        or block.role is not None
        or not same_type(upper, line)
        or max(upper.cells, line.cells) > 1
        or has_bullet(line)
    ):
        return False
    opens = bool(split_number(line.text)[0]) or (below is not None and style.indented and is_indented(line, below))
    if not ends_sentence(without_marks(upper)):
        return starts_lowercase(line) or (not has_room(upper, line) and not (opens and style.indented))
    if opens or has_room(upper, line):
        return False
    # The last line of a paragraph is seldom stretched to the edge; of a single line, the width tells nothing.
    stretched = len(block.lines) > 1 and upper.right - upper.x1 < _SAME_EDGE
    numbered = style.numbered and bool(split_number(block.text)[0])
    # Where line ends are ragged, hardly one last line in ten has no room for another word; a full column goes on.
    full = line.page > upper.page or upper.y > style.foot - _FOOT_LINES * style.leading * upper.size
    ragged = full and any(row.right - row.x1 > _SAME_EDGE for row in block.lines[:-1])
    return starts_lowercase(line) or stretched or ragged or style.indented or numbered


def _is_apart(pair: _LinePair) -> bool:
    distance = pair.lower.y - pair.upper.y
    usual = pair.style.leading * max(pair.upper.size, pair.lower.size)
    if len(pair.block.lines) > 1:  # set wider or closer than the rest
        usual = min(lower.y - upper.y for upper, lower in pairwise(pair.block.lines) if upper.page == lower.page)
    if _is_aside(pair.upper) and abs(pair.lower.x0 - pair.upper.x0) < _SAME_EDGE:
        return not 0 < distance < _ASIDE_APART * usual
    return distance > (APART if pair.ended else _FAR_APART) * usual or distance < 0.3 * pair.upper.size


def _is_aside(line: PdfLine) -> bool:
    """Check if a line stands in the right half, as the reference and date of a letter or document do."""
    return line.x0 > (line.left + line.right) / 2


def _is_other(pair: _LinePair) -> bool:
    return not same_type(pair.upper, pair.lower) and (
        differ_in_size(pair.upper, pair.lower) or has_room(pair.upper, pair.lower)
    )


def _is_item(pair: _LinePair) -> bool:
    room = pair.ended or has_room(pair.upper, pair.lower)
    bullet, text = split_bullet(pair.lower.text)
    sign = bullet and not pair.lower.text[0].isalpha() and pair.lower.text[0] not in "-–—"
    return sign or (room and (bullet or bool(split_number(text)[0])))


def _is_new_indent(pair: _LinePair) -> bool:
    step = (pair.lower.x0 - pair.upper.x0) / pair.upper.size
    if pair.style.indented and pair.ended and pair.lower.x0 - pair.lower.left > INDENT * pair.lower.size:
        return (len(pair.block.lines) == 1 and abs(step) < _SAME_EDGE / pair.upper.size) or step > INDENT
    marked = has_bullet(pair.upper) or bool(split_number(pair.upper.text)[0])
    hanging = len(pair.block.lines) == 1 and (
        marked or any(abs(s.x0 - pair.lower.x0) < _SAME_EDGE for s in pair.upper.spans)
    )
    return pair.ended and ((step > INDENT and not hanging) or (step < -INDENT and len(pair.block.lines) > 1))


def _is_after_short_line(pair: _LinePair) -> bool:
    # Where paragraphs stand apart, one goes on to the next space; a numbered one among such to the next number.
    inside = pair.style.spaced or (pair.style.numbered and bool(split_number(pair.block.text)[0]))
    return pair.ended and not inside and has_room(pair.upper, pair.lower) and not starts_lowercase(pair.lower)


def _is_below_heading(pair: _LinePair) -> bool:
    """Check if a numbered line, or one in a script without capitals, stops short of a sentence's end: a heading."""
    upper = pair.upper
    if len(pair.block.lines) > 1 or ends_sentence(upper.text) or starts_lowercase(pair.lower):
        return False
    numbered = bool(heading_of(upper.text).ordinal) and looks_like_heading(upper.text)
    short = upper.x1 - upper.left < _SHORT * (upper.right - upper.left)
    return short and (numbered or is_caseless(upper.text)) and has_room(upper, pair.lower)


def _is_row(pair: _LinePair) -> bool:
    return is_contents_entry(pair.upper) or pair.upper.cells > 1 or pair.lower.cells > 1


#: Each tells a paragraph's end where two lines meet; any of them is enough.
_BREAKS: tuple[Callable[[_LinePair], bool], ...] = (
    _is_apart,
    _is_other,
    _is_item,
    _is_new_indent,
    _is_after_short_line,
    _is_below_heading,
    _is_row,
)


def _breaks(pair: _LinePair) -> bool:
    return any(rule(pair) for rule in _BREAKS)
