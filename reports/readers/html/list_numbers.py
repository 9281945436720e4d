"""Numbers of list items as a browser shows them, and those that a converted document carries."""

from collections.abc import Callable

from lxml.html import HtmlElement

from rightstag.reports.readers.html.css import PageStyles
from rightstag.reports.readers.html.dom import Around, lineage
from rightstag.reports.readers.html.runs import Run
from rightstag.reports.readers.html.set_aside import NUMBER
from rightstag.reports.readers.numerals import digits, roman

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
_LONGEST_NUMBER = 9  # digits


def _roman(value: int) -> str:
    return roman(value) or str(value)


def _letters(alphabet: str) -> Callable[[int], str]:
    """Return the writer of a, b ... z, aa, ab, as browsers count."""

    def write(value: int) -> str:
        text = ""
        rest = value
        while rest > 0:
            rest, place = divmod(rest - 1, len(alphabet))
            text = alphabet[place] + text
        return text or str(value)

    return write


def _cjk(value: int) -> str:
    return str(value).translate({ord("0") + place: sign for place, sign in enumerate("〇一二三四五六七八九")})


#: By the types of ``<ol>`` and the counter styles of CSS; what is not here shows no number.
_STYLES: dict[str, Callable[[int], str]] = {
    "": str,
    "1": str,
    "a": _letters(_LATIN),
    "A": lambda value: _letters(_LATIN)(value).upper(),
    "i": _roman,
    "I": lambda value: _roman(value).upper(),
    "decimal": str,
    "decimal-leading-zero": lambda value: f"{value:02d}",
    "lower-alpha": _letters(_LATIN),
    "lower-latin": _letters(_LATIN),
    "upper-alpha": lambda value: _letters(_LATIN)(value).upper(),
    "upper-latin": lambda value: _letters(_LATIN)(value).upper(),
    "lower-greek": _letters(_GREEK),
    "lower-roman": _roman,
    "upper-roman": lambda value: _roman(value).upper(),
    "arabic-indic": digits("\u0660"),
    "persian": digits("\u06f0"),
    "devanagari": digits("\u0966"),
    "bengali": digits("\u09e6"),
    "thai": digits("\u0e50"),
    "cjk-decimal": _cjk,
}
_NOT_DISC = frozenset(("outside", "inside"))


class ListNumbers:
    """Gives each run the number that is shown before it; an item's number goes to its first run.

    Parameters
    ----------
    styles
        Of the page.
    """

    def __init__(self, styles: PageStyles) -> None:
        self._styles = styles
        self._items: dict[HtmlElement, str | None] = {}
        self._counted: set[HtmlElement] = set()
        self._taken: set[HtmlElement] = set()
        self._numbered = Around(lambda element: element.tag == "li" or NUMBER in element.attrib)

    def take(self, run: Run) -> str | None:
        """Return the number before a run, ``None`` where there is none."""
        for element in lineage(run.block, None) if self._numbered.holds(run.block) else ():
            stated = element.get(NUMBER)
            if stated is None and element.tag != "li":
                continue
            if element in self._taken:
                return None
            self._taken.add(element)
            return stated or self._item(element)
        return None

    def _item(self, item: HtmlElement) -> str | None:
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return None
        if parent not in self._counted:
            self._counted.add(parent)
            self._count(parent)
        return self._items.get(item)

    def _count(self, ordered: HtmlElement) -> None:
        items = [child for child in ordered if child.tag == "li"]
        step = -1 if ordered.get("reversed") is not None else 1
        value = _whole(ordered.get("start"))
        value = value if value is not None else (len(items) if step < 0 else 1)
        for item in items:
            own = _whole(item.get("value"))
            value = own if own is not None else value
            style = self._style(item, ordered)
            self._items[item] = _STYLES[style](value) if style in _STYLES else None
            value += step

    def _style(self, item: HtmlElement, ordered: HtmlElement) -> str:
        for element in (item, ordered):
            kind = self._styles.get(element, "list-style-type")
            shorthand = [word for word in self._styles.get(element, "list-style").split() if word not in _NOT_DISC]
            if kind or shorthand:
                return kind or next((word for word in shorthand if word in _STYLES), shorthand[0])
            if element.get("type"):
                return element.get("type", "")
        return ""


def _whole(stated: str | None) -> int | None:
    """Return the whole number that an attribute states; numbers that no reader would believe are none."""
    text = (stated or "").strip()
    figures = text.removeprefix("-").removeprefix("+")
    return int(text) if figures.isascii() and figures.isdigit() and len(figures) <= _LONGEST_NUMBER else None
