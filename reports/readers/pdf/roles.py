"""Which paragraphs of a page are headings, bullets or the table of contents, as the layout shows it."""

import re
from collections.abc import Sequence

from rightstag.reports.document import Role
from rightstag.reports.readers.pdf.blocks import Part, has_ended, is_entry
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
            ("part", "chapter", "section", "roman", "plain", "caps"),
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


def set_roles(parts: Sequence[Part], body: float) -> None:
    """Set the role of every part that has none yet and shows it.

    Parameters
    ----------
    parts
        Of the document, in reading order.
    body
        Size of most text, in points.
    """
    open_parts = [part for part in parts if part.role is None]
    _set_contents(open_parts)
    bold_body = _mostly_bold(open_parts)
    for part in open_parts:
        if part.role is None:
            part.role = _role(part, body, bold_body=bold_body)
    _set_levels([part for part in open_parts if part.role == "heading"])


def _role(part: Part, body: float, *, bold_body: bool) -> Role | None:
    if split_bullet(part.text)[0]:
        return "bullet"
    if part.lines[0].size > _LARGER * body and _PULLED.fullmatch(part.text):
        part.reason = PULL_QUOTE
        return "furniture"
    if _stands_out(part, body, bold_body=bold_body) and _has_heading_shape(part, body):
        return "heading"
    # A numbered line without a full stop may be a heading in plain type: the wording decides.
    plain = len(part.lines) == 1 and part.lines[0].cells == 1 and not has_ended(part.lines[0])
    return None if plain and heading_of(part.text).ordinal else "paragraph"


def _stands_out(part: Part, body: float, *, bold_body: bool) -> bool:
    first = part.lines[0]
    larger = min(line.size for line in part.lines) > _LARGER * body
    bold = not bold_body and all(line.bold for line in part.lines)
    italic = all(line.italic for line in part.lines)
    underlined = all(line.underlined for line in part.lines)
    return larger or bold or italic or underlined or (part.text.isupper() and first.size >= body / _LARGER)


def _has_heading_shape(part: Part, body: float) -> bool:
    if len(part.lines) > _MOST_LINES:
        return False
    text = part.text
    if part.lines[0].size > _LARGER * body:
        return len(text) <= _LONGEST and any(c.isalpha() for c in text) and not text.endswith((".", ";", ","))
    return looks_like_heading(text)


def _mostly_bold(parts: Sequence[Part]) -> bool:
    lines = [line for part in parts for line in part.lines]
    return sum(line.bold for line in lines) * 2 > len(lines)


def _set_levels(headings: Sequence[Part]) -> None:
    """Rank the looks of headings: larger, capitals, bold, underlined, upright; then by the kind of number."""
    letter = ""
    looks = []
    for part in headings:
        heading = heading_of(part.text, before=letter)
        letter = part.text[0] if heading.style == "capital" else letter
        first = part.lines[0]
        looks.append(
            (
                -round(first.size),
                not part.text.isupper(),
                not first.bold,
                not first.underlined,
                first.italic,
                _DEPTHS.get(heading.style, 0),
            )
        )
    ranks = {look: rank for rank, look in enumerate(sorted(set(looks)), 1)}
    for part, look in zip(headings, looks, strict=True):
        part.level = ranks[look]


def _set_contents(parts: Sequence[Part]) -> None:
    """Set aside the table of contents: everything between its first and last entry on a page, and what heads it."""
    for page in sorted({part.lines[0].page for part in parts}):
        here = [part for part in parts if part.lines[0].page == page]
        titles = [row for row, part in enumerate(here) if _CONTENTS.fullmatch(part.text.strip())]
        titled = bool(titles)
        entries = [
            row
            for row, part in enumerate(here)
            if is_entry(part.lines[-1]) or (titled and _PLAIN_ENTRY.fullmatch(part.text))
        ]
        if len(entries) < (1 if titled else _ENTRIES):
            continue
        above = titles[0] if titled and titles[0] < entries[0] else 0  # a report's title may stand above its contents
        for row, part in enumerate(here[above : entries[-1] + 1], above):
            if row >= entries[0] or (len(part.text) < 40 and not has_ended(part.lines[-1])):
                part.role, part.reason = "furniture", CONTENTS
