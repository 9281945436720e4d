"""Sequences of short lines: tables of contents, chronologies, tables of figures, lead-ins of lists."""

import re
from collections.abc import Sequence

from rightstag.reports.structure.furniture import DATE, FIGURES
from rightstag.reports.structure.headings import heading_of, strip_number
from rightstag.reports.structure.list_markers import is_title_case

_PROSE = frozenset(("paragraph", "bullet"))
_FEWEST = 3  # entries of a table of contents, dates of a chronology
_PAGE = re.compile(r"(?<![\s.])[\s.]+\d{1,3}$")
_NO_NAME = "\0"  # of what is too long for a heading
_PAGE_LETTERS = 200  # an entry is no longer than its heading and the leaders and page behind it
_FIGURES = re.compile(r"[^.!?;:]{1,60}?(?:\s[–(-]?[\d][\d.,%)]*){2,}")  # a label and several numbers
_HEADS_CONTENTS = re.compile(
    r"(?:(?:table of )?contents|(?:in|inside) this (?:issue|report|bulletin|section|update|chapter|document)"
    r"|on this page|what.s inside|sections|chapters|jump to(?: section)?|go to(?: section)?)\W*",
    re.IGNORECASE,
)


def find_date_headings(kinds: Sequence[str], texts: Sequence[str], reasons: Sequence[str | None]) -> list[int]:
    """Return the places of the dates that head a chronology: several, no two alike, with text below each and between.

    Parameters
    ----------
    kinds, texts, reasons
        Of each piece of a report.

    Examples
    --------
    >>> kinds = ["furniture", "paragraph"] * 3
    >>> texts = ["1 May 2021", "A fine.", "2 May 2021", "A ban.", "3 May 2021", "A raid."]
    >>> find_date_headings(kinds, texts, [DATE, None] * 3)
    [0, 2, 4]
    """
    dates = [place for place, reason in enumerate(reasons[:-1]) if reason == DATE and kinds[place + 1] in _PROSE]
    between = sum(kinds[place - 1] in _PROSE for place in dates[1:])
    alike = len({texts[place] for place in dates}) < len(dates)
    return dates if between >= _FEWEST - 1 and between == len(dates) - 1 and not alike else []


def find_contents(kinds: Sequence[str], texts: Sequence[str]) -> list[int]:
    """Return the places of a table of contents: lines in a row that all come back as headings, and what heads them.

    Parameters
    ----------
    kinds, texts
        Of each piece of a report.

    Examples
    --------
    >>> texts = ["In this issue", "Rallies", "Courts", "Camps", "RALLIES", "A ban.", "COURTS", "A case.", "CAMPS", "N."]
    >>> find_contents(["heading", *["bullet"] * 3, *["heading", "paragraph"] * 3], texts)
    [0, 1, 2, 3]
    """
    headings = (text for text, kind in zip(texts, kinds, strict=True) if kind == "heading")
    longest = max(map(len, headings), default=0) + _PAGE_LETTERS
    names = [_name(text) if len(text) <= longest else _NO_NAME for text in texts]
    last = {name: place for place, (name, kind) in enumerate(zip(names, kinds, strict=True)) if kind == "heading"}
    row: list[int] = []
    for place, kind in enumerate(kinds):
        if last.get(names[place], 0) > place and kind != "footnote":
            row.append(place)
        elif kind != "furniture":
            if len(row) >= _FEWEST and all(last[names[entry]] >= place for entry in row):
                headed = row[0] > 0 and bool(_HEADS_CONTENTS.fullmatch(texts[row[0] - 1]))
                return [*range(row[0] - headed, row[0]), *row]
            row = []
    return []


def find_table_rows(kinds: Sequence[str], texts: Sequence[str], reasons: Sequence[str | None]) -> list[int]:
    """Return the places of the rows of figures of a table, and of what heads its columns.

    Parameters
    ----------
    kinds, texts, reasons
        Of each piece of a report.

    Examples
    --------
    >>> texts = ["Year Held Fined", "Lasko 14 3", "Amel 22 9", "Two were freed."]
    >>> find_table_rows(["paragraph"] * 4, texts, [None] * 4)
    [0, 1, 2]
    """
    figures = [
        reason == FIGURES or (kind == "paragraph" and bool(_FIGURES.fullmatch(text)))
        for kind, text, reason in zip(kinds, texts, reasons, strict=True)
    ]
    rows = [
        place
        for place in range(len(texts))
        if figures[place] and any(figures[max(place - 1, 0) : place] + figures[place + 1 : place + 2])
    ]
    heads = [
        place - 1
        for place in rows
        if place and not figures[place - 1] and kinds[place - 1] == "paragraph" and texts[place - 1][-1:].isalnum()
    ]
    return sorted(place for place in {*rows, *heads} if reasons[place] is None)


def introduces_list(text: str, kinds: Sequence[str], texts: Sequence[str]) -> bool:
    """Check if a line with a colon introduces the items below it, rather than heads them.

    Parameters
    ----------
    text
        Of the line.
    kinds, texts
        Of what follows it.

    Examples
    --------
    >>> introduces_list("4. The law lets the registrar:", ["paragraph"], ["(a) refuse a name;"])
    True
    """
    lists = any(kind == "bullet" or below.startswith("(") for kind, below in zip(kinds[:1], texts[:1], strict=True))
    body = strip_number(text)
    return lists and body.endswith(":") and not is_title_case(body) and not heading_of(body).frames


def _name(text: str) -> str:
    return strip_number(_PAGE.sub("", text)).casefold().strip(" .:–—-")
