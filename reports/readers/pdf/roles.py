"""Roles of blocks by their layout: headings with levels, list items, the table of contents."""

import re
from collections.abc import Sequence

from rightstag.reports.document import Role
from rightstag.reports.readers.pdf.blocks import PdfBlock, is_contents_entry, may_end_sentence
from rightstag.reports.structure.furniture import CONTENTS, PULL_QUOTE
from rightstag.reports.structure.headings import heading_of, looks_like_heading
from rightstag.reports.structure.list_markers import split_bullet

_LARGER = 1.08  # than the body: a heading
_MOST_LINES = 7  # of a heading, in a narrow column
_LONGEST = 250  # letters of a heading in large type
_PULLED = re.compile(r"[“\"«].*(?:[.!?…][”\"»]|[”\"»]\.)", re.DOTALL)  # a sentence: titles are quotations too
_ENTRIES = 3  # as many on a page are a table of contents
_PLAIN_ENTRY = re.compile(r"\S.*\s\d{1,3}")
_CONTENTS = re.compile(
    r"(?:table of )?contents\b.{0,15}|sommaire|table des matières|índice|inhalt(?:sverzeichnis)?", re.I
)

#: Kinds of numbering, the outermost first, where type alone does not tell.
_DEPTHS = {
    style: depth
    for depth, styles in enumerate(
        (
            ("block", "chapter", "section", "roman", "plain", "caps"),
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
    _set_contents(undecided)
    bold_body = _mostly_bold(undecided)
    for block in undecided:
        if block.role is None:
            block.role = _role(block, body, bold_body=bold_body)
    _set_levels([block for block in undecided if block.role == "heading"])


def _role(block: PdfBlock, body: float, *, bold_body: bool) -> Role | None:
    if split_bullet(block.text)[0]:
        return "bullet"
    if block.lines[0].size > _LARGER * body and _PULLED.fullmatch(block.text):
        block.reason = PULL_QUOTE
        return "furniture"
    if _stands_out(block, body, bold_body=bold_body) and _has_heading_shape(block, body):
        return "heading"
    # A numbered line without a full stop may be a heading in plain type: the wording decides.
    plain = len(block.lines) == 1 and block.lines[0].cells == 1 and not may_end_sentence(block.lines[0])
    return None if plain and heading_of(block.text).ordinal else "paragraph"


def _stands_out(block: PdfBlock, body: float, *, bold_body: bool) -> bool:
    first = block.lines[0]
    larger = min(line.size for line in block.lines) > _LARGER * body
    bold = not bold_body and all(line.bold for line in block.lines)
    italic = all(line.italic for line in block.lines)
    underlined = all(line.underlined for line in block.lines)
    return larger or bold or italic or underlined or (block.text.isupper() and first.size >= body / _LARGER)


def _has_heading_shape(block: PdfBlock, body: float) -> bool:
    if len(block.lines) > _MOST_LINES:
        return False
    text = block.text
    if block.lines[0].size > _LARGER * body:
        return len(text) <= _LONGEST and any(c.isalpha() for c in text) and not text.endswith((".", ";", ","))
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


def _set_contents(blocks: Sequence[PdfBlock]) -> None:
    """Set aside the table of contents: everything between its first and last entry on a page, and what heads it."""
    for page in sorted({block.lines[0].page for block in blocks}):
        here = [block for block in blocks if block.lines[0].page == page]
        titles = [row for row, block in enumerate(here) if _CONTENTS.fullmatch(block.text.strip())]
        titled = bool(titles)
        entries = [
            row
            for row, block in enumerate(here)
            if is_contents_entry(block.lines[-1]) or (titled and _PLAIN_ENTRY.fullmatch(block.text))
        ]
        if len(entries) < (1 if titled else _ENTRIES):
            continue
        above = titles[0] if titled and titles[0] < entries[0] else 0  # a report's title may stand above its contents
        for row, block in enumerate(here[above : entries[-1] + 1], above):
            if row >= entries[0] or (len(block.text) < 40 and not may_end_sentence(block.lines[-1])):
                block.role, block.reason = "furniture", CONTENTS
