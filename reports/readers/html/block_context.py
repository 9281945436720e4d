"""Blocks of a web page judged by their neighbours: bylines, lines above the title, headings of nothing."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise

from rightstag.reports.document import Block
from rightstag.reports.readers.html.prose import is_prose
from rightstag.reports.structure.dates import is_date
from rightstag.reports.structure.furniture import AUTHOR, COVER, DATE
from rightstag.reports.structure.headings import looks_like_heading

_NAME_WORDS = 4
_NAME_PARTICLES = frozenset(
    ("al", "bin", "bint", "da", "das", "de", "del", "den", "der", "di", "dos", "du", "el", "ibn", "la", "van", "von")
)


def judge_by_neighbours(blocks: list[Block], texts: list[str], title: str) -> list[Block]:
    """Return the blocks of a page, judged again by what stands around each.

    Parameters
    ----------
    blocks, texts
        Of each run, in order.
    title
        Of the page.
    """
    judged = _without_empty_headings(_without_bylines(blocks, texts))
    return _with_open_lines(_without_kicker(judged, texts, title), texts)


def _without_bylines(blocks: list[Block], texts: list[str]) -> list[Block]:
    """Set aside the dates and names that are set like headings: they head nothing of what follows.

    Several dates that a page makes headings are the entries of a chronology, and stay. A name is told by its place: a
    line without a level between the main heading and the first paragraph, beside a date, or where the page has real
    headings besides.
    """
    dates = [place for place, block in enumerate(blocks) if _may_date(block) and is_date(texts[place])]
    stated = [place for place in dates if blocks[place].level]
    aside = {place: DATE for place in dates if place not in stated or len(stated) == 1}
    aside |= dict.fromkeys(_names_below_title(blocks, texts, set(dates)), AUTHOR)
    return [
        replace(block, role="furniture", level=None, reason=aside[place]) if place in aside else block
        for place, block in enumerate(blocks)
    ]


def _may_date(block: Block) -> bool:
    return block.role in (None, "heading")


def _names_below_title(blocks: list[Block], texts: list[str], dates: set[int]) -> Iterator[int]:
    levels = {place: block.level for place, block in enumerate(blocks) if block.role == "heading" and block.level}
    main = min(levels, default=len(blocks))
    lines = [place for place, block in enumerate(blocks) if block.role == "heading" and not block.level]
    for place in range(main + 1, len(blocks)):
        block = blocks[place]
        if block.role not in (None, "heading", "furniture"):
            break
        sections = [level for other, level in levels.items() if other > place]
        is_line = lines == [place] if not block.level else block.level > min(sections, default=block.level)
        by_date = bool({place - 1, place + 1} & dates) and not block.level
        if block.role == "heading" and place not in dates and (by_date or (sections and is_line)):
            if _is_name(texts[place]):
                yield place
        elif block.level:
            break


def _is_name(text: str) -> bool:
    words = [word for word in text.split() if word.lower() not in _NAME_PARTICLES]
    letters = all(c.isalpha() or c in " .’'-" for c in text)
    return (
        1 < len(words) <= _NAME_WORDS and letters and all(word[0].isalpha() and not word[0].islower() for word in words)
    )


def _without_kicker(blocks: list[Block], texts: list[str], title: str) -> list[Block]:
    """Set aside the lines that a page prints above its title: the name of a series, a kind of page, a region."""
    mains = (place for place, block in enumerate(blocks) if block.role == "heading" and block.level)
    main = next((place for place in mains if title and texts[place].casefold() in title.casefold()), 0)
    return [
        replace(block, role="furniture", reason=COVER)
        if number < main and block.role is None and not is_prose(texts[number])
        else block
        for number, block in enumerate(blocks)
    ]


def _with_open_lines(blocks: list[Block], texts: list[str]) -> list[Block]:
    """Leave it to the wording whether short paragraphs above long ones are headings, where a page has no others."""
    body = [number for number, block in enumerate(blocks) if block.role != "furniture"]
    if sum(blocks[number].role == "heading" for number in body) > 1:
        return blocks
    lines = [
        number
        for number, below in pairwise(body)
        if blocks[number].role == blocks[below].role == "paragraph"
        and looks_like_heading(texts[number])
        and is_prose(texts[below])
    ]
    opened = set(lines) if len(lines) > 1 else set()
    return [replace(block, role=None) if number in opened else block for number, block in enumerate(blocks)]


def _without_empty_headings(blocks: list[Block]) -> list[Block]:
    """Set aside the headings that have furniture under them and nothing else, such as "Share this page"."""
    first = next((block for block in blocks if block.role == "heading"), None)
    return [
        replace(block, role="furniture", level=None, reason="heading of furniture")
        if block.role == "heading" and block is not first and _heads_furniture(blocks, number)
        else block
        for number, block in enumerate(blocks)
    ]


def _heads_furniture(blocks: list[Block], number: int) -> bool:
    heading = blocks[number]
    has_furniture = False
    for block in islice(blocks, number + 1, None):
        if block.role == "heading" and (block.level or 0) <= (heading.level or 0):
            break
        if block.role not in {"heading", "furniture"}:
            return False
        has_furniture = has_furniture or block.role == "furniture"
    return has_furniture
