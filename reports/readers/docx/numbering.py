"""Numbers that Word counts for paragraphs: a reader sees them, and the text does not hold them.

Paragraphs are numbered by themselves or by their style. A list (``w:num``) points to its levels (``w:abstractNum``),
whose counters all lists that point there share; a list may override levels and where they start.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from rightstag.reports.readers.docx.package import W, number, value
from rightstag.reports.readers.docx.styles import Styles
from rightstag.reports.readers.numerals import numeral

_PLACE = re.compile(r"%(\d)")
_DEEPEST = 9  # levels that Word knows
_UNCOUNTED = frozenset(("bullet", "none"))
_LARGEST_START = 99_999
_LONGEST_LABEL = 60  # characters: a label is a number with a word or two
_AROUND = " .:()[]{}<>,;/\t\u00a0-–—、．。，：；（）［］「」"  # what may stand around a number as printed
_ZEROS = re.compile(r"^0*1(?=\D|$)")  # "001, 002, 003, ..."


@dataclass(frozen=True, slots=True)
class _Level:
    start: int | None  # None: beyond any number that a reader would believe
    style: str  # decimal, lowerLetter, bullet ...
    text: str  # "%1." or "(%2)": the counters of the levels, from 1
    restart: int | None = None  # the level, from 1, whose use starts this one again; 0 never; None any above
    decimal: bool = False  # all numbers in it are decimal ("legal" numbering)
    zeros: int = 0  # digits that a number is filled up to
    paragraph_style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    counters: str  # whose counters it shares
    levels: dict[int, _Level]
    starts: dict[int, int | None]  # overridden, by level


@dataclass(frozen=True, slots=True)
class Item:
    """Place of a paragraph in a list.

    Attributes
    ----------
    number
        As printed, without punctuation around it; ``None`` for a bullet and where it cannot be told.
    """

    number: str | None


class Numbering:
    """Counts the numbers of paragraphs, asked for in the order of the document.

    Parameters
    ----------
    root
        Of ``numbering.xml``.
    styles
        Of the same document.
    """

    def __init__(self, root: etree._Element, styles: Styles) -> None:
        self._styles = styles
        self._lists = dict(_lists(root, styles))
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()

    def item(self, paragraph: etree._Element) -> Item | None:
        """Count a paragraph; return its place in a list, ``None`` where it is in none."""
        name, depth = self._place(paragraph)
        entry = self._lists.get(name or "")
        level = entry.levels.get(depth) if entry else None
        if name is None or entry is None or level is None or level.style == "none":
            return None
        self._count(name, entry, depth)
        return Item(None if level.style in _UNCOUNTED else _label(entry, depth, self._counts[entry.counters]))

    def _place(self, paragraph: etree._Element) -> tuple[str | None, int]:
        """Return the list and the level of a paragraph, from 0."""
        style = self._styles.of_paragraph(paragraph)
        of_style, level_of_style = self._styles.numbering(style)
        name = value(paragraph, "pPr/numPr/numId")
        level = number(value(paragraph, "pPr/numPr/ilvl"))
        if name is None and level is None and of_style is not None:
            level = self._linked_level(of_style, style)
        level = level if level is not None else level_of_style
        return name if name is not None else of_style, level or 0

    def _linked_level(self, name: str, style: str) -> int | None:
        """Return the level that names a style as its own."""
        levels = self._lists[name].levels if name in self._lists else {}
        return next((depth for depth, level in levels.items() if level.paragraph_style == style), None)

    def _count(self, name: str, entry: _List, depth: int) -> None:
        counts = self._counts.setdefault(entry.counters, [None] * _DEEPEST)
        start = entry.levels[depth].start
        before = counts[depth]
        if depth in entry.starts and (name, depth) not in self._started:
            counts[depth] = entry.starts[depth]
        elif before is None:
            counts[depth] = entry.starts.get(depth, start)
        else:
            counts[depth] = before + 1
        self._started.add((name, depth))
        for deeper in range(depth + 1, _DEEPEST):
            restart = entry.levels[deeper].restart if deeper in entry.levels else None
            if restart is None or depth < restart:
                counts[deeper] = None


def _lists(root: etree._Element, styles: Styles) -> Iterator[tuple[str, _List]]:
    abstracts = {entry.get(f"{W}abstractNumId", ""): entry for entry in root.iter(f"{W}abstractNum")}
    by_style = {style: entry for entry in abstracts.values() if (style := value(entry, "styleLink"))}
    nums = {entry.get(f"{W}numId", ""): entry for entry in root.iter(f"{W}num")}
    for name, entry in nums.items():
        abstract = _resolved(abstracts.get(value(entry, "abstractNumId") or ""), abstracts, by_style, nums, styles)
        if abstract is None:
            continue
        levels = {depth: level for lvl in abstract.iter(f"{W}lvl") for depth, level in _level(lvl)}
        starts: dict[int, int | None] = {}
        for override in entry.iter(f"{W}lvlOverride"):
            levels |= {depth: level for lvl in override.iter(f"{W}lvl") for depth, level in _level(lvl)}
            depth = number(override.get(f"{W}ilvl"), most=_DEEPEST - 1)
            if depth is not None and override.find(f"{W}startOverride") is not None:
                starts[depth] = number(value(override, "startOverride"), most=_LARGEST_START)
        yield name, _List(abstract.get(f"{W}abstractNumId", ""), levels, starts)


def _resolved(
    abstract: etree._Element | None,
    abstracts: dict[str, etree._Element],
    by_style: dict[str, etree._Element],
    nums: dict[str, etree._Element],
    styles: Styles,
) -> etree._Element | None:
    """Follow the link of a list to the numbering style that holds its levels."""
    style = value(abstract, "numStyleLink") if abstract is not None else None
    if style is None:
        return abstract
    name, _ = styles.numbering(style)
    linked = nums.get(name or "")
    through = abstracts.get(value(linked, "abstractNumId") or "") if linked is not None else None
    return by_style.get(style, through)


def _level(element: etree._Element) -> Iterator[tuple[int, _Level]]:
    depth = number(element.get(f"{W}ilvl"), most=_DEEPEST - 1)
    if depth is None:
        return
    style, zeros = _format(element)
    level = _Level(
        start=number(value(element, "start") or "0", most=_LARGEST_START),
        style=style,
        text=value(element, "lvlText") or "",
        restart=number(value(element, "lvlRestart")),
        decimal=element.find(f"{W}isLgl") is not None and value(element, "isLgl") not in ("0", "false"),
        zeros=zeros,
        paragraph_style=value(element, "pStyle"),
    )
    yield depth, level


def _format(level: etree._Element) -> tuple[str, int]:
    element = next(level.iter(f"{W}numFmt"), None)
    style = "decimal" if element is None else element.get(f"{W}val", "decimal")
    sample = element.get(f"{W}format", "") if element is not None and style == "custom" else ""
    padded = _ZEROS.match(sample)
    return ("decimal", len(padded[0])) if padded else (style, 0)


def _label(entry: _List, depth: int, counts: list[int | None]) -> str | None:
    """Return the number of a paragraph, ``None`` where a part of it cannot be told."""
    own = entry.levels[depth]
    parts = {place: _part(entry, int(place) - 1, own, counts) for place in _PLACE.findall(own.text)}
    if not parts or None in parts.values():
        return None
    label = _PLACE.sub(lambda place: parts[place[1]] or "", own.text).strip(_AROUND)
    return label if 0 < len(label) <= _LONGEST_LABEL else None


def _part(entry: _List, place: int, own: _Level, counts: list[int | None]) -> str | None:
    level = entry.levels.get(place)
    count = counts[place] if 0 <= place < _DEEPEST else None
    if level is None or count is None:  # no paragraph of an outer level came before: Word itself prints 0 or 1
        return None
    if level.style in _UNCOUNTED:
        return ""
    shown = replace(level, style="decimal") if own.decimal else level
    text = numeral(count, shown.style)
    return text.zfill(shown.zeros) if text else None
