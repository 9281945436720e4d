"""The numbers that Word counts for paragraphs: a reader sees them, and the text does not hold them."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%(\d)")
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_DEEPEST = 9  # levels that Word knows


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str  # decimal, lowerLetter, bullet ...
    text: str  # "%1." or "(%2)": the counters of the levels, from 1


def counted(parts: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the text of each paragraph that Word numbers, and its number without punctuation: 12, 4.2, a."""
    lists = _lists(_part(parts, "word/numbering.xml"))
    by_style = _numbered_styles(_part(parts, "word/styles.xml"))
    counters: dict[str, list[int]] = {}
    for paragraph in _part(parts, "word/document.xml").iter(f"{_W}p"):
        number, depth = _numbering_of(paragraph, by_style)
        name, levels = lists.get(number, ("", {}))
        if depth not in levels or levels[depth].style in ("bullet", "none"):
            continue
        counts = counters.setdefault(name, [0] * _DEEPEST)
        counts[depth] = counts[depth] + 1 if counts[depth] else levels[depth].start
        counts[depth + 1 :] = [0] * (_DEEPEST - depth - 1)
        yield "".join(run.text or "" for run in paragraph.iter(f"{_W}t")), _label(levels, depth, counts)


def _part(parts: zipfile.ZipFile, name: str) -> etree._Element:
    data = parts.read(name) if name in parts.namelist() else b"<none/>"
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _value(element: etree._Element | None, path: str, default: str = "") -> str:
    found = element.find("/".join(f"{_W}{step}" for step in path.split("/"))) if element is not None else None
    return default if found is None else found.get(f"{_W}val", default)


def _lists(root: etree._Element) -> dict[str, tuple[str, dict[int, _Level]]]:
    """Return, by the number of a list, whose counters it shares and its levels."""
    shared = {abstract.get(f"{_W}abstractNumId", ""): abstract for abstract in root.iter(f"{_W}abstractNum")}
    lists = {}
    for entry in root.iter(f"{_W}num"):
        name, number = _value(entry, "abstractNumId"), entry.get(f"{_W}numId", "")
        restarts = any(True for _ in entry.iter(f"{_W}startOverride"))
        levels = dict(_levels(shared[name])) if name in shared else {}
        lists[number] = (f"{name} {number}" if restarts else name, levels)
    return lists


def _levels(abstract: etree._Element) -> Iterator[tuple[int, _Level]]:
    for level in islice(abstract.iter(f"{_W}lvl"), _DEEPEST):
        start = _value(level, "start", "1")
        yield (
            int(level.get(f"{_W}ilvl", "0")),
            _Level(int(start), _value(level, "numFmt", "decimal"), _value(level, "lvlText")),
        )


def _numbered_styles(root: etree._Element) -> dict[str, tuple[str, int]]:
    return {
        style.get(f"{_W}styleId", ""): (_value(style, "pPr/numPr/numId"), int(_value(style, "pPr/numPr/ilvl", "0")))
        for style in root.iter(f"{_W}style")
        if _value(style, "pPr/numPr/numId")
    }


def _numbering_of(paragraph: etree._Element, by_style: dict[str, tuple[str, int]]) -> tuple[str, int]:
    own = _value(paragraph, "pPr/numPr/numId")
    if own:
        return own, int(_value(paragraph, "pPr/numPr/ilvl", "0"))
    return by_style.get(_value(paragraph, "pPr/pStyle"), ("", 0))


def _label(levels: dict[int, _Level], depth: int, counts: list[int]) -> str:
    def count(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        level = levels.get(place)
        return _printed(counts[place] or (level.start if level else 1), level.style if level else "decimal")

    return _PLACE.sub(count, levels[depth].text).strip(" .:()[]")


def _printed(number: int, style: str) -> str:
    if style.endswith("Letter"):
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif style.endswith("Roman"):
        text = ""
        for value, letters in _ROMAN:
            text += letters * (number // value)
            number %= value
    else:
        text = str(number)
    return text.upper() if style.startswith("upper") else text
