"""Styles of a Word document: what a style says, through the styles that it is based on."""

from collections.abc import Iterator

from lxml import etree

from rightstag.reports.readers.docx.package import W, number, value

_LONGEST_CHAIN = 20  # styles based on one another; Word stops at 11
_OFF = frozenset(("0", "false", "off"))
_BODY_TEXT = 9  # the outline level of what is no heading


class Styles:
    """Properties of styles and of the text that has them.

    Parameters
    ----------
    root
        Of ``styles.xml``.
    """

    def __init__(self, root: etree._Element) -> None:
        self._styles = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
        self._defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._default = next((s.get(f"{W}styleId", "") for s in self._styles.values() if _is_default_paragraph(s)), "")
        self._known: dict[tuple[str, str], bool] = {}

    def name(self, style: str) -> str:
        """Return a style's name in lower case; built-in names are English in every language of Word."""
        return (value(self._styles.get(style), "name") or "").lower()

    def of_paragraph(self, paragraph: etree._Element) -> str:
        """Return the id of a paragraph's style."""
        return value(paragraph, "pPr/pStyle") or self._default

    def chain(self, style: str) -> Iterator[etree._Element]:
        """Yield a style and those that it is based on, itself first."""
        for _ in range(_LONGEST_CHAIN):
            element = self._styles.get(style)
            if element is None:
                return
            yield element
            style = value(element, "basedOn") or ""

    def numbering(self, style: str) -> tuple[str | None, int | None]:
        """Return the list and the level that a style numbers its paragraphs by."""
        chain = list(self.chain(style))
        lists = (value(entry, "pPr/numPr/numId") for entry in chain)
        levels = (number(value(entry, "pPr/numPr/ilvl")) for entry in chain)
        return next(filter(None, lists), None), next((level for level in levels if level is not None), None)

    def heading_level(self, paragraph: etree._Element) -> int | None:
        """Return the level of a heading, 1 outermost, by the name of its style or by its outline level."""
        style = self.of_paragraph(paragraph)
        for entry in self.chain(style):
            name = (value(entry, "name") or "").lower()
            if name.startswith("heading ") and (level := number(name[len("heading ") :])):
                return level
        stated = [value(paragraph, "pPr/outlineLvl"), *(value(e, "pPr/outlineLvl") for e in self.chain(style))]
        level = next((level for level in map(number, stated) if level is not None), _BODY_TEXT)
        return level + 1 if level < _BODY_TEXT else None

    def is_on(self, run: etree._Element, toggle: str, paragraph_style: str) -> bool:
        """Check if a run is hidden, struck out or bold: by itself, else by its styles.

        A property that both the paragraph's and the run's style set is off again, as in Word.
        """
        properties = run.find(f"{W}rPr")
        own = _toggle(properties, toggle)
        if own is not None:
            return own
        run_style = value(properties, "rStyle") if properties is not None else None
        by_style = self._style_is_on(paragraph_style, toggle) != self._style_is_on(run_style or "", toggle)
        return by_style or bool(_toggle(self._defaults, toggle))

    def _style_is_on(self, style: str, toggle: str) -> bool:
        if (style, toggle) not in self._known:
            stated = (_toggle(entry.find(f"{W}rPr"), toggle) for entry in self.chain(style))
            self._known[style, toggle] = next((on for on in stated if on is not None), False)
        return self._known[style, toggle]


def _toggle(properties: etree._Element | None, name: str) -> bool | None:
    element = properties.find(f"{W}{name}") if properties is not None else None
    return None if element is None else element.get(f"{W}val", "1") not in _OFF


def _is_default_paragraph(style: etree._Element) -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default", "0") not in _OFF
