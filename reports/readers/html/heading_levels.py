"""Levels of a web page's headings, by their tags and by the sections that they head."""

from lxml.html import HtmlElement

from rightstag.reports.readers.html.dom import HEADINGS, lineage

_SECTIONS = frozenset(("article", "section"))
_DEFAULT_LEVEL = 2  # what role="heading" means where no level is given


class Outline:
    """Gives headings their level.

    Many sites give a section and the sections within it headings of one level; the nesting then tells them apart.
    """

    def __init__(self, body: HtmlElement) -> None:
        self._body = body
        self._headed_alike: set[HtmlElement] = set()
        heads: dict[HtmlElement, int] = {}  # of each section, the level of its own highest heading
        for heading in body.iter(*HEADINGS):
            level, sections = HEADINGS[str(heading.tag)], self._sections(heading)
            outer = next((section for section in sections[1:] if section in heads), None)
            if outer is not None and heads[outer] == level:
                self._headed_alike.add(outer)
            for section in sections[:1]:
                heads[section] = min(level, heads.get(section, level))

    def level(self, block: HtmlElement) -> int | None:
        """Return the level of the heading that a block is or stands in, 1 outermost; ``None`` where it is none."""
        for element in lineage(block, self._body):
            if element.tag in HEADINGS:
                # Once only: where the sections are never closed, each seems to stand in all those before it.
                within = any(section in self._headed_alike for section in self._sections(element)[1:])
                return HEADINGS[str(element.tag)] + within
            if element.get("role") == "heading":
                level = element.get("aria-level", "")
                return int(level) if level.isdecimal() else _DEFAULT_LEVEL
        return None

    def _sections(self, element: HtmlElement) -> list[HtmlElement]:
        """Return the sections around an element, innermost first."""
        return [e for e in lineage(element.getparent(), self._body.getparent()) if e.tag in _SECTIONS]
