"""Elements of a web page: parsing, and which of them make blocks."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from lxml import etree, html
from lxml.html import HtmlElement

from rightstag.errors import InputError
from rightstag.reports.readers.encoding import decode

#: Elements that begin and end a block; everything else runs on within a line, as in a browser.
BLOCKS = frozenset(
    (
        *("html", "body", "main", "article", "section", "header", "footer", "nav", "aside", "address", "hgroup"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "center", "pre", "blockquote", "hr", "figure", "figcaption"),
        *("ul", "ol", "dir", "menu", "li", "dl", "dt", "dd", "details", "summary", "dialog"),
        *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
        *("form", "fieldset", "legend", "select", "optgroup", "option", "textarea"),
    )
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
CELLS = frozenset(("td", "th"))

#: Elements that hold no text of the page.
UNSEEN = frozenset(
    (
        *("head", "title", "script", "style", "template", "noscript", "noframes", "noembed", "datalist", "rp"),
        *("audio", "canvas", "embed", "iframe", "object", "svg", "video"),
    )
)

_DECLARED = re.compile(rb"""(?:charset|<\?xml[^>]*encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
# Windows-1252 has the curly quotes that writers of "Latin 1" meant.
_AS_BROWSERS_READ: dict[str, str] = dict.fromkeys(("ascii", "us-ascii", "iso-8859-1", "latin1", "latin-1"), "cp1252")


def parse(markup: str, name: str) -> HtmlElement:
    """Return the root element of a page; broken markup and fragments are read as a browser would.

    Raises
    ------
    InputError
        The page is empty, or nested so deeply that the parser would lose text.
    """
    # The limits that huge_tree lifts guard against entities, which an HTML parser does not expand;
    # left on, they would silently drop whatever lies under 256 unclosed <font>s.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise InputError(name, "no text", expected="a report", fix="check that it is complete") from error
    if any("Excessive depth" in entry.message or "Resource limit" in entry.message for entry in parser.error_log):
        raise InputError(name, "elements nested more than 2,000 deep", expected="a web page", fix="save it as text")
    return root


def read_characters(data: bytes, name: str) -> str:
    """Return the characters of a page: by byte order mark, as UTF-8, as declared, else as can be told.

    UTF-8 comes before the declaration: bytes that are valid UTF-8 by chance are far rarer than wrong declarations.

    Raises
    ------
    InputError
        The bytes are no text, or their encoding cannot be told.
    """
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    if declared and b"\0" not in data and not _is_utf8(data):
        encoding = declared[1].decode("ascii", "replace").lower()
        with suppress(LookupError, UnicodeDecodeError):
            return data.decode(_AS_BROWSERS_READ.get(encoding, encoding))
    return decode(data, name)


def lineage(element: HtmlElement | None, top: HtmlElement | None) -> Iterator[HtmlElement]:
    """Yield an element and what it stands in, up to but without ``top``."""
    while element is not None and element is not top:
        yield element
        element = element.getparent()


class Around:
    """Memoised check of an element and its ancestors for a kind."""

    def __init__(self, kind: Callable[[HtmlElement], bool]) -> None:
        self._kind = kind
        self._known: dict[HtmlElement, bool] = {}

    def holds(self, element: HtmlElement) -> bool:
        """Check if the element or an ancestor is of the kind."""
        unknown: list[HtmlElement] = []
        inside = False
        for around in lineage(element, None):
            if around in self._known:
                inside = self._known[around]
                break
            unknown.append(around)
        for around in reversed(unknown):
            inside = self._known[around] = inside or self._kind(around)
        return inside


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
