"""The table of contents of a PDF, its wrapped entries included."""

import re
from collections.abc import Sequence
from itertools import groupby

from rightstag.reports.readers.pdf.blocks import PdfBlock, is_contents_entry, may_end_sentence
from rightstag.reports.structure.furniture import CONTENTS
from rightstag.reports.structure.section_names import CONTENTS as CONTENTS_NAME

_ENTRIES = 3  # as many on a page are a table of contents, with no heading that says so
_PLAIN_ENTRY = re.compile(r"\S.*\s\d{1,3}", re.DOTALL)
_SHORT = 40  # letters of a line above the first entry, such as "Page"
_WRAPPED = 200  # letters of the first line of an entry


def set_contents(blocks: Sequence[PdfBlock]) -> None:
    """Set aside the table of contents: on each of its pages all from the heading or first entry to the last entry.

    Parameters
    ----------
    blocks
        Without a role so far, in reading order.
    """
    before: list[PdfBlock] = []
    going_on = False
    for _, group in groupby(blocks, key=lambda block: block.lines[0].page):
        page = list(group)
        start, end = _contents(page, going_on=going_on)
        rows = page[start:end]
        if rows and start == 0 and before and not _has_words(rows[0]):  # the page cuts an entry from its leaders
            rows.insert(0, before[-1])
        for block in rows:
            block.role, block.reason = "furniture", CONTENTS
        going_on = bool(rows)
        before = page


def _contents(page: Sequence[PdfBlock], *, going_on: bool) -> tuple[int, int]:
    """Return the range of a page's blocks that the table of contents takes up, an empty one where there is none."""
    titles = [row for row, block in enumerate(page) if CONTENTS_NAME.fullmatch(block.text.strip())]
    entries = [row for row, block in enumerate(page) if _is_entry(block, titled=bool(titles))]
    if len(entries) < (1 if titles or going_on else _ENTRIES):
        return 0, 0
    first = entries[0]
    if titles and titles[0] < first:  # a report's title may stand above its contents
        between = page[titles[0] + 1 : first]
        whole = all(len(block.text) < _WRAPPED and not may_end_sentence(block.lines[-1]) for block in between)
        return (titles[0] if whole else first), entries[-1] + 1
    while first and _heads_entry(page[first - 1], page[first]):
        first -= 1
    return first, entries[-1] + 1


def _is_entry(block: PdfBlock, *, titled: bool) -> bool:
    return is_contents_entry(block.lines[-1]) or (titled and bool(_PLAIN_ENTRY.fullmatch(block.text)))


def _heads_entry(above: PdfBlock, entry: PdfBlock) -> bool:
    """Check if a block above an entry is its first line, or a short line that heads the entries."""
    longest = _SHORT if _has_words(entry) else _WRAPPED
    return len(above.text) < longest and not may_end_sentence(above.lines[-1])


def _has_words(block: PdfBlock) -> bool:
    return any(c.isalpha() for c in block.text)
