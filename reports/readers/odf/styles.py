"""Styles of an OpenDocument text: what they say through the styles that they are based on, and its lists' numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from rightstag.reports.readers.numerals import numeral
from rightstag.reports.readers.odf.names import FO, STYLE, TEXT, whole

_LONGEST_CHAIN = 20
_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_NUMBERED = (f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style")
_MOST_LEVELS = 10
_BOLD = frozenset(("bold", "600", "700", "800", "900"))


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list.

    Attributes
    ----------
    style
        Name of its number format; empty where it shows a bullet or nothing.
    shown
        How many levels its number shows, its own included.
    """

    style: str = ""
    start: int = 1
    shown: int = 1


class Styles:
    """Properties of paragraphs, text and lists.

    Parameters
    ----------
    roots
        Of the parts that hold styles; a later one wins.
    """

    def __init__(self, roots: Iterable[etree._Element]) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._lists: dict[str, etree._Element] = {}
        self._outline: etree._Element | None = None
        for root in roots:
            for style in root.iter(f"{STYLE}style"):
                self._styles[style.get(f"{STYLE}name", "")] = style
            for entry in root.iter(f"{TEXT}list-style"):
                self._lists[entry.get(f"{STYLE}name", "")] = entry
            self._outline = next(root.iter(f"{TEXT}outline-style"), self._outline)

    def names(self, style: str) -> list[str]:
        """Return the names of a style and of those that it is based on, in lower case, as users see them."""
        names = (e.get(f"{STYLE}display-name") or e.get(f"{STYLE}name") or "" for e in self._chain(style))
        return [name.replace("_20_", " ").lower() for name in names]

    def list_of(self, style: str) -> str:
        """Return the list style that a paragraph style has, empty where it has none."""
        return next((name for e in self._chain(style) if (name := e.get(f"{STYLE}list-style-name"))), "")

    def says(self, style: str, attribute: str) -> str:
        """Return a text property of a style, empty where nothing states it."""
        for entry in self._chain(style):
            for properties in entry.iter(f"{STYLE}text-properties"):
                value = properties.get(attribute)
                if value is not None:
                    return value
        return ""

    def is_struck(self, style: str) -> bool:
        """Check if text of a style is struck out."""
        kinds = (self.says(style, f"{STYLE}text-line-through-{name}") for name in ("style", "type"))
        return any(kind not in ("", "none") for kind in kinds)

    def is_hidden(self, style: str) -> bool:
        """Check if text of a style is hidden."""
        return self.says(style, f"{TEXT}display") == "none" or self.says(style, f"{TEXT}condition") == "true"

    def is_bold(self, style: str) -> bool:
        """Check if text of a style is bold."""
        return self.says(style, f"{FO}font-weight") in _BOLD

    def is_raised(self, style: str) -> bool:
        """Check if text of a style is set as a superscript."""
        position = self.says(style, f"{STYLE}text-position").split()
        return bool(position) and (position[0] == "super" or (position[0][:1].isdigit() and position[0] != "0%"))

    def levels(self, name: str) -> list[Level]:
        """Return the levels of a list style."""
        return _levels(self._lists.get(name))

    def outline(self) -> list[Level]:
        """Return the levels of the headings' numbers."""
        return _levels(self._outline)

    def _chain(self, style: str) -> Iterator[etree._Element]:
        for _ in range(_LONGEST_CHAIN):
            element = self._styles.get(style)
            if element is None:
                return
            yield element
            style = element.get(f"{STYLE}parent-style-name", "")


class Counter:
    """Counts the numbers of one list, level by level."""

    def __init__(self, levels: list[Level]) -> None:
        self.levels = levels
        self._counts: list[int | None] = [None] * _MOST_LEVELS

    def restart(self, depth: int) -> None:
        """Let a level and those below it begin again."""
        self._counts[depth:] = [None] * (_MOST_LEVELS - depth)

    def count(self, depth: int, start: int | None = None) -> str | None:
        """Count an item; return its number as printed, without punctuation around it."""
        level = self.levels[depth]
        before = self._counts[depth]
        self._counts[depth] = start if start is not None else (level.start if before is None else before + 1)
        self.restart(depth + 1)
        if not level.style:
            return None
        shown = range(max(depth + 1 - level.shown, 0), depth + 1)
        parts = [self._part(place) for place in shown]
        return ".".join(filter(None, parts)) if None not in parts else None

    def _part(self, depth: int) -> str | None:
        count, level = self._counts[depth], self.levels[depth]
        if not level.style:
            return ""
        return numeral(count, _FORMATS.get(level.style, "")) if count is not None else None


def _levels(entry: etree._Element | None) -> list[Level]:
    levels = [Level()] * (_MOST_LEVELS + 1)
    for tag in _NUMBERED if entry is not None else ():
        for element in entry.iter(tag) if entry is not None else ():
            depth = whole(element.get(f"{TEXT}level"), 0, most=_MOST_LEVELS)
            if depth:
                start = whole(element.get(f"{TEXT}start-value"), 1)
                shown = max(whole(element.get(f"{TEXT}display-levels"), 1, most=_MOST_LEVELS), 1)
                levels[depth - 1] = Level(element.get(f"{STYLE}num-format", ""), start, shown)
    return levels[:_MOST_LEVELS]
