"""Plain text: from lines, however they are broken, to blocks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rightstag.reports.document import Block, Document, Role
from rightstag.reports.readers.encoding import decode
from rightstag.reports.readers.text.layout import (
    LETTERED,
    Layout,
    ends_sentence,
    goes_on,
    measure,
    reach,
)
from rightstag.reports.readers.text.lines import (
    Line,
    page_furniture,
    split_lines,
    underline_level,
)
from rightstag.reports.structure.footnotes import NOTE, match_notes_to_marks
from rightstag.reports.structure.furniture import RULE, is_masthead_line
from rightstag.reports.structure.headings import heading_of, looks_like_heading, strip_number
from rightstag.reports.structure.hyphenation import join_lines, vocabulary
from rightstag.reports.structure.list_markers import (
    is_title_case,
    run_in_heading,
    split_bullet,
    split_number,
)

_OPENS = re.compile(r"^[“\"‘'«„「『（(\[¿¡]*(?P<letter>[^\W_])")
_HANGS = re.compile(
    r"(?:\b(?:and|or|of|the|a|an|in|on|to|for|by|with|from|at|as|de|la|du|des|y)|[,&–—-])$", re.IGNORECASE
)
#: How a sentence begins that goes on from another; it seldom opens a paragraph.
_CONNECTS = re.compile(
    r"^(?:For (?:example|instance)|However|This|These|Such|He|She|They|It|His|Her|Their|Its|After this)\b"
)
_MARKED = re.compile(r"[.!?][”\"’»)]*\d{1,3}$")
_LONG = 60  # characters: a line this long that stops in mid-sentence was broken by accident


@dataclass(slots=True)
class _Group:
    lines: list[Line]
    role: Role | None = None
    reason: str | None = None
    level: int | None = None


def read_text(data: bytes, name: str) -> Document:
    r"""Return a plain text as a document.

    Lines of one paragraph are joined and words cut at a line end made whole. What a page's edge puts into the middle of
    a paragraph (its number, its running header) follows the paragraph in the document's text.

    Parameters
    ----------
    data
        Of the whole file.
    name
        Of the file, for messages.

    Raises
    ------
    InputError
        The bytes are no text, or their encoding cannot be told.

    Examples
    --------
    >>> document = read_text(b"RALLIES\n\nPolice dispersed a rally in the\nmain square.", "a.txt")
    >>> [document.text[block.start : block.end] for block in document.blocks]
    ['RALLIES', 'Police dispersed a rally in the\nmain square.']
    """
    text = decode(data, name)
    head, lines = split_lines(text)
    aside = page_furniture(lines)
    layout = measure([line for place, line in enumerate(lines) if place not in aside])
    return _document(head, _groups(lines, aside, layout), vocabulary(text), paged=any(line.breaks for line in lines))


def _groups(lines: Sequence[Line], aside: dict[int, str], layout: Layout) -> list[_Group]:
    """Put together the lines that make one block."""
    groups: list[_Group] = []
    current: list[_Group] = []  # the block that may go on, or none
    waiting: list[_Group] = []  # page furniture and footnotes that may turn out to interrupt it
    notes = _note_lines(lines, aside, layout)
    body = [place for place in range(len(lines)) if place not in aside and place not in notes]
    following = {place: [lines[p] for p in body[at + 1 : at + 3]] for at, place in enumerate(body)}
    for place, line in enumerate(lines):
        crosses = bool(waiting) or line.breaks
        if place in aside:
            waiting.append(_Group([line], "furniture", aside[place]))
        elif notes.get(place):
            waiting.append(_Group([line], "footnote", NOTE))
        elif place in notes:
            waiting[-1].lines.append(line)
        elif current and _underlines(current[0], line):
            current[0].lines.append(line)
            current[0].role, current[0].level = "heading", underline_level(line.text)
        elif current and not _begins(current[0], line, following[place], layout, crosses=crosses):
            current[0].lines.append(line)
        else:
            groups += current + waiting
            current, waiting = [_Group([line])], []
    return _with_levels(groups + current + waiting)


def _note_lines(lines: Sequence[Line], aside: dict[int, str], layout: Layout) -> dict[int, bool]:
    """Return the places of the lines of footnotes, and whether each begins one."""
    body = [place for place in range(len(lines)) if place not in aside]
    starts = {body[at] for at in match_notes_to_marks([lines[place].text for place in body])}
    in_notes: dict[int, bool] = {}
    note: list[_Group] = []
    for place, line in enumerate(lines):
        if place in starts:
            note = [_Group([line])]
        elif place in aside or line.breaks or not note or _begins(note[0], line, (), layout, crosses=False):
            note = []
        else:
            note[0].lines.append(line)
        in_notes |= {place: place in starts} if note else {}
    return in_notes


def _with_levels(groups: list[_Group]) -> list[_Group]:
    """Forget the levels of underlined headings where all are underlined alike: their numbering says more."""
    if len({group.level for group in groups} - {None}) < 2:
        for group in groups:
            group.level = None
    return groups


def _underlines(group: _Group, line: Line) -> bool:
    return group.role is None and len(group.lines) == 1 and not line.gap and underline_level(line.text) is not None


def _begins(group: _Group, line: Line, after: Sequence[Line], layout: Layout, *, crosses: bool) -> bool:
    """Check if a line begins a block of its own; ``crosses`` a page's edge or not."""
    last = group.lines[-1]
    if group.role is not None or not _has_words(last.text) or not _has_words(line.text) or _begins_item(group, line):
        return True
    if is_masthead_line(last.text) or is_masthead_line(line.text):
        return True
    if not layout.wrapped:
        return not (goes_on(last, line) and len(last.text) >= _LONG)
    short = reach(last, line) < layout.full
    apart = line.gap > layout.gap and not crosses
    if goes_on(last, line):
        return apart and short
    if apart or ends_sentence(last.text):
        return apart or short or _begins_after_full_line(last, line, after, layout)
    heading = " ".join(part.text for part in group.lines)
    if len(group.lines) == 1 and _is_numbered_title(heading) and not is_title_case(line.text):
        short = True  # a heading that fills its line: the words of no sentence are all capitals
    return short and _opens(line) and looks_like_heading(heading) and not _HANGS.search(heading)


def _is_numbered_title(text: str) -> bool:
    return bool(heading_of(text).ordinal) and is_title_case(strip_number(text))


def _begins_after_full_line(last: Line, line: Line, after: Sequence[Line], layout: Layout) -> bool:
    """Check if a block begins after a line that ends a sentence and has no room for another word."""
    if not _opens_sentence(line.text):
        return False
    set_in = layout.indented and line.indent > layout.margin
    closed = layout.closing_blanks and last.trail > 1
    if set_in or closed or _heads(line, after, layout):
        return True
    if run_in_heading(" ".join([line.text, *(other.text for other in after[:1])])):
        return True
    # Only where blank lines say nothing may a paragraph end here; those that end with a reference mark mostly do.
    return layout.gap > 0 and line.gap > 0 and bool(_MARKED.search(last.text)) and not _CONNECTS.match(line.text)


def _opens(line: Line) -> bool:
    return _opens_sentence(line.text) or bool(LETTERED.match(line.text))


def _opens_sentence(text: str) -> bool:
    opening = _OPENS.match(text)
    return opening is not None and not opening["letter"].islower()


def _heads(line: Line, after: Sequence[Line], layout: Layout) -> bool:
    """Check if a heading of one line, or of two, begins here."""
    lines = [line, *after]
    for size in range(1, len(lines)):
        text = " ".join(part.text for part in lines[:size])
        ended = reach(lines[size - 1], lines[size]) < layout.full and _opens(lines[size])
        if ended:
            return looks_like_heading(text) and not _HANGS.search(text)
    return False


def _begins_item(group: _Group, line: Line) -> bool:
    """Check if a line begins an item, not with a quantity or a dash that a line end moved there."""
    last = group.lines[-1].text
    closed = ends_sentence(last) or last.endswith((",", "; and", "; or", ", and", ", or"))
    bullet, body = split_bullet(line.text)
    if bullet:
        sibling = line.text[0] == group.lines[0].text[0]
        return closed or line.text[0] not in "-–—o" or (sibling and _opens_sentence(body))
    number, body = split_number(line.text)
    if number is None:
        return False
    return closed and (_opens_sentence(body) or number.isalpha())


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _document(head: str, groups: Sequence[_Group], known: frozenset[str], *, paged: bool) -> Document:
    pieces, blocks = [head], []
    position = len(head)
    for group in groups:
        start = position + group.lines[0].lead
        for line in group.lines:
            end = position + line.lead + len(line.text)
            position += len(line.raw)
            pieces.append(line.raw)
        blocks.append(_block(group, start, end, known, paged=paged))
    return Document("".join(pieces), tuple(blocks))


def _block(group: _Group, start: int, end: int, known: frozenset[str], *, paged: bool) -> Block:
    lines = [line.text for line in group.lines]
    lines = lines[:1] if group.role == "heading" else lines
    joined = join_lines(lines, known)
    as_printed = " ".join(" ".join(line.text for line in group.lines).split())
    reason = group.reason if _has_words(lines[0]) else RULE
    return Block(
        start,
        end,
        role=group.role if _has_words(lines[0]) else "furniture",
        level=group.level,
        page=group.lines[0].page if paged else None,
        reason=reason,
        text=joined if joined != as_printed else None,
    )
