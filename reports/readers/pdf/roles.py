"""Roles of blocks by their layout: headings with levels, list items, the table of contents."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rightstag.reports.document import Role
from rightstag.reports.readers.pdf.blocks import PdfBlock, body_font, is_larger, is_smaller
from rightstag.reports.readers.pdf.contents import set_contents
from rightstag.reports.structure.furniture import PULL_QUOTE
from rightstag.reports.structure.headings import heading_of, looks_like_heading
from rightstag.reports.structure.list_markers import split_bullet
from rightstag.reports.structure.scripts import ends_sentence, is_caseless

_NO_HEADING_ENDS = (".", ";", ",", "。", "；", "，", "、", "؛", "،", "।")
_SHORT = 0.6  # of the column
_MOST_LINES = 7  # of a heading, in a narrow column
_LONGEST = 250  # letters of a heading in large type
_PULLED = re.compile(
    r"[“\"«「『].*(?:[.!?…。！？][”\"»」』]|[”\"»」』][.。])", re.DOTALL
)  # a sentence: titles are quotations too

#: Kinds of numbering, the outermost first, where type alone does not tell.
_DEPTHS = {
    style: depth
    for depth, styles in enumerate(
        (
            ("part", "chapter", "section", "roman", "han", "plain", "caps"),
            ("capital",),
            ("decimal", "decimal1"),
            ("decimal2",),
            ("decimal3",),
            ("small", "small-roman"),
            ("bracketed", "bracketed-roman"),
        )
    )
    for style in styles
}


@dataclass(frozen=True, slots=True)
class _BodyType:
    """Type of most of the text."""

    size: float
    font: str
    bold: bool


def assign_roles(blocks: Sequence[PdfBlock], body: float) -> None:
    """Assign a role to every undecided block whose layout shows one.

    Parameters
    ----------
    blocks
        Of the document, in reading order.
    body
        Size of most text, in points.
    """
    undecided = [block for block in blocks if block.role is None]
    set_contents(undecided)
    usual = _BodyType(body, body_font(undecided), _mostly_bold(undecided))
    for block in undecided:
        if block.role is None:
            block.role = _role(block, usual)
    _set_levels([block for block in undecided if block.role == "heading"])


def _role(block: PdfBlock, body: _BodyType) -> Role | None:
    if split_bullet(block.text)[0]:
        return "bullet"
    if is_larger(block.lines[0], body.size) and _PULLED.fullmatch(block.text):
        block.reason = PULL_QUOTE
        return "furniture"
    if _stands_out(block, body) and _has_heading_shape(block, body):
        return "heading"
    # A numbered line without a full stop may be a heading in plain type, and so may a short one in a script without
    # capitals: the wording decides.
    line = block.lines[0]
    plain = len(block.lines) == 1 and line.cells == 1 and not ends_sentence(line.text)
    short = is_caseless(line.text) and line.x1 - line.x0 < _SHORT * (line.right - line.left)
    return None if plain and (short or heading_of(block.text).ordinal) else "paragraph"


def _stands_out(block: PdfBlock, body: _BodyType) -> bool:
    first = block.lines[0]
    larger = all(is_larger(line, body.size) for line in block.lines)
    bold = not body.bold and all(line.bold for line in block.lines)
    italic = all(line.italic for line in block.lines)
    underlined = all(line.underlined for line in block.lines)
    capitals = block.text.isupper() and not is_smaller(first, body.size)
    # Chinese and the like set headings in another face, where others have capitals and bold type.
    other_face = is_caseless(block.text) and all(
        span.style.font != body.font for line in block.lines for span in line.spans
    )
    return larger or bold or italic or underlined or capitals or other_face


def _has_heading_shape(block: PdfBlock, body: _BodyType) -> bool:
    if len(block.lines) > _MOST_LINES:
        return False
    text = block.text
    if is_larger(block.lines[0], body.size):
        return len(text) <= _LONGEST and any(c.isalpha() for c in text) and not text.endswith(_NO_HEADING_ENDS)
    return looks_like_heading(text)


def _mostly_bold(blocks: Sequence[PdfBlock]) -> bool:
    lines = [line for block in blocks for line in block.lines]
    return sum(line.bold for line in lines) * 2 > len(lines)


def _set_levels(headings: Sequence[PdfBlock]) -> None:
    """Rank the looks of headings: larger, capitals, bold, underlined, upright; then by the kind of number."""
    letter = ""
    looks = []
    for block in headings:
        heading = heading_of(block.text, before=letter)
        letter = block.text[0] if heading.style == "capital" else letter
        first = block.lines[0]
        looks.append(
            (
                -round(first.size),
                not block.text.isupper(),
                not first.bold,
                not first.underlined,
                first.italic,
                _DEPTHS.get(heading.style, 0),
            )
        )
    ranks = {look: rank for rank, look in enumerate(sorted(set(looks)), 1)}
    for block, look in zip(headings, looks, strict=True):
        block.level = ranks[look]
