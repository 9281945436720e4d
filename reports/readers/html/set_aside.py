"""Text of a web page that is not on the page: struck out, hidden, put over it by a tool, or read aloud only."""

import re

from lxml.html import HtmlElement

from rightstag.reports.readers.html.css import PageStyles
from rightstag.reports.readers.html.prose import fold, is_prose

#: Attributes of converted documents: why an element is set aside, and the number of a paragraph.
SET_ASIDE = "data-rightstag-aside"
NUMBER = "data-rightstag-number"

STRUCK = "struck out"
HIDDEN = "hidden text"
READING_AID = "reading aid"

_STRUCK_TAGS = frozenset(("del", "s", "strike"))
_READING_AIDS = frozenset(("rt", "rtc"))
# Said to screen readers only: "opens in a new window", "Share on ..."
_UNSEEN_CLASS = re.compile(r"(?:^|\s)(?:screen-reader-text|sr-only|visually-?hidden|u-hidden-visually)(?:\s|$)")
_PARTS = ("p", "li", "td", "dd")
_LITTLE = 0.2  # of a page's prose: more of it hidden is text that a click opens


class Visibility:
    """Reasons for elements' text not to be on the page.

    Parameters
    ----------
    root
        Of the page.
    styles
        Of its elements.
    inserted
        Elements that a tool put into the page, each with its reason.
    """

    def __init__(self, root: HtmlElement, styles: PageStyles, inserted: dict[HtmlElement, str]) -> None:
        self._styles = styles
        self._inserted = inserted
        self._opened = self._opened_by_click(root)

    def reason(self, element: HtmlElement) -> str | None:
        """Return the reason to set an element aside by itself, ``None`` for one that is shown."""
        if element in self._inserted:
            return self._inserted[element]
        tag, stated = element.tag, element.attrib
        if tag in _STRUCK_TAGS or self._is_struck(element):
            return STRUCK
        if tag in _READING_AIDS:
            return READING_AID
        if not stated and not self._styles.has_rules:
            return None
        if ("class" in stated and _UNSEEN_CLASS.search(stated["class"])) or (
            self._is_hidden(element) and not self._is_opened(element)
        ):
            return HIDDEN
        return stated.get(SET_ASIDE)

    def _is_struck(self, element: HtmlElement) -> bool:
        declared = self._styles.of(element)
        return bool(declared) and any(
            "line-through" in declared.get(name, "") for name in ("text-decoration", "text-decoration-line")
        )

    def _is_hidden(self, element: HtmlElement) -> bool:
        declared = self._styles.of(element)
        return "hidden" in element.attrib or declared.get("display") == "none" or declared.get("visibility") == "hidden"

    def _is_opened(self, element: HtmlElement) -> bool:
        """Check if an element is a section shown after a click: it holds prose, unlike dialogues and templates."""
        inner = any(is_prose(fold(part.text_content())) for part in element.iterdescendants(*_PARTS))
        return inner or element in self._opened

    def _opened_by_click(self, root: HtmlElement) -> set[HtmlElement]:
        """Return the hidden paragraphs of a page, where they are so many that they are its collapsed text."""
        hidden = {part: fold(part.text_content()) for part in root.iter(*_PARTS) if self._is_hidden(part)}
        prose = {part: len(text) for part, text in hidden.items() if is_prose(text)}
        if len(prose) < 2:
            return set()
        whole = sum(len(text) for part in root.iter(*_PARTS) if is_prose(text := fold(part.text_content())))
        return set(prose) if sum(prose.values()) > _LITTLE * whole else set()
