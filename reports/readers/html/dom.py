"""The visible text of a web page, cut where its block elements begin and end."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

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

#: Elements whose text no reader of the page sees.
_UNSEEN = frozenset(
    (
        *("head", "title", "script", "style", "template", "noscript", "noframes", "noembed", "datalist", "rp"),
        *("audio", "canvas", "embed", "iframe", "object", "svg", "video"),
    )
)
_HIDDEN_STYLE = re.compile(r"\bdisplay\s*:\s*none|\bvisibility\s*:\s*hidden", re.IGNORECASE)
# Said to screen readers only: "opens in a new window", "Share on ..."
_UNSEEN_CLASS = re.compile(r"(?:^|\s)(?:screen-reader-text|sr-only|visually-?hidden|u-hidden-visually)(?:\s|$)")
_EMPHASIS = frozenset(("b", "strong", "u"))
_BOLD_STYLE = re.compile(r"\bfont-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_SET_APART = _EMPHASIS | {"i", "em"}
_LEAD_ENDS = (".", ":", "–", "—")

# Soft hyphens, zero-width spaces and joiners of no letters: they show nothing and split words for a machine.
# The joiners U+200C and U+200D stay: Persian and Indic spelling needs them.
_INVISIBLE = ("\u00ad", "\u200b", "\u2060", "\ufeff")
_SENTENCE_END = re.compile(r"[.!?…。।؟።][”’\"')\]]*(?:\s|$)")
_PROSE_LENGTH = 80
_LONGEST_HEADING = 120

_DECLARED = re.compile(rb"""(?:charset|<\?xml[^>]*encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
# Windows-1252 has the curly quotes that writers of "Latin 1" meant.
_AS_BROWSERS_READ: dict[str, str] = dict.fromkeys(("ascii", "us-ascii", "iso-8859-1", "latin1", "latin-1"), "cp1252")


class Piece(NamedTuple):
    """Text and the element that it stands in directly."""

    text: str
    parent: HtmlElement


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Text between two block boundaries, and the innermost block element around it."""

    block: HtmlElement
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The text with its white space folded."""
        return fold("".join(piece.text for piece in self.pieces))


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


def runs(root: HtmlElement) -> list[Run]:
    """Return the visible text in reading order, cut into runs."""
    cutter = _Cutter()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            cutter.leave(element)
        elif is_seen(element):
            cutter.enter(element)
        else:
            walker.skip_subtree()
    cutter.cut()
    return cutter.runs


def fold(text: str) -> str:
    r"""Return a text with each stretch of white space as one space and without invisible characters.

    Examples
    --------
    >>> fold(" free\u00addom\u00a0of \n speech ")
    'freedom of speech'
    """
    return " ".join(_visible(text).split())


def is_prose(text: str) -> bool:
    """Tell whether a text reads as at least one sentence of a report, not as a label or a menu."""
    return len(text) >= _PROSE_LENGTH and bool(_SENTENCE_END.search(text))


def lead_in(run: Run) -> str | None:
    """Return the words that a paragraph begins with in bold or italics and that end in a stop: what heads the rest."""
    written = [piece for piece in run.pieces if piece.text.strip()]
    plain = (
        place
        for place, piece in enumerate(written)
        if not any(element.tag in _SET_APART for element in lineage(piece.parent, run.block))
    )
    first = next(plain, len(written))
    lead = fold("".join(piece.text for piece in written[:first]))
    rest = fold("".join(piece.text for piece in written[first:]))
    stops = lead.endswith(_LEAD_ENDS) or rest.startswith(_LEAD_ENDS[1:])
    return lead if lead and rest and stops else None


def is_emphasised_line(pieces: list[Piece] | tuple[Piece, ...], block: HtmlElement) -> bool:
    """Tell whether a whole line is bold or underlined and short: a heading in all but name."""
    text = fold("".join(piece.text for piece in pieces))
    if not (text and len(text) <= _LONGEST_HEADING and re.search(r"[^\W\d_]", text)) or text[-1] in ".,;!":
        return False
    return _BOLD_STYLE.search(block.get("style", "")) is not None or all(
        any(map(_is_emphasis, lineage(piece.parent, block))) for piece in pieces if piece.text.strip()
    )


def _is_emphasis(element: HtmlElement) -> bool:
    return element.tag in _EMPHASIS or _BOLD_STYLE.search(element.get("style", "")) is not None


def lineage(element: HtmlElement | None, top: HtmlElement | None) -> Iterator[HtmlElement]:
    """Yield an element and what it stands in, up to but without ``top``."""
    while element is not None and element is not top:
        yield element
        element = element.getparent()


def is_seen(element: HtmlElement) -> bool:
    """Tell whether a reader of the page sees an element, if need be after opening a collapsed section."""
    if element.tag in _UNSEEN or _UNSEEN_CLASS.search(element.get("class", "")):
        return False
    hidden = element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style", ""))
    # Reports hide whole sections until their heading is clicked; dialogues and templates hold no prose.
    return not hidden or any(is_prose(fold(part.text_content())) for part in element.iter("p", "li", "td", "dd"))


class _Cutter:
    """Collects pieces and cuts them into runs; ``enter`` and ``leave`` follow the walk over the tree."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self._pieces: list[Piece] = []
        self._after_break = False
        self._inline: set[HtmlElement] = set()  # cells and their paragraphs that stay on one line: a row of a table

    def enter(self, element: HtmlElement) -> None:
        if self._is_block(element):
            self.cut()
        if element.tag == "br":
            self._break(element)
        elif element.tag == "tr":
            self._inline.update(_cells_on_one_line(element))
        self._add(element.text, element)

    def leave(self, element: HtmlElement) -> None:
        if self._is_block(element):
            self.cut()
        elif element in self._inline or element.tag == "button":
            self._pieces.append(Piece(" ", element))
        parent = element.getparent()
        if parent is not None:
            self._add(element.tail, parent)

    def cut(self) -> None:
        if any(_visible(piece.text).strip() for piece in self._pieces):
            block = self._block()
            self.runs += [Run(block, tuple(pieces)) for pieces in _paragraphs_of(self._pieces)]
        self._pieces = []
        self._after_break = False

    def _is_block(self, element: HtmlElement) -> bool:
        return element.tag in BLOCKS and element not in self._inline

    def _block(self) -> HtmlElement:
        first = next(piece for piece in self._pieces if piece.text.strip())
        return next((e for e in lineage(first.parent, None) if self._is_block(e)), first.parent)

    def _add(self, text: str | None, parent: HtmlElement) -> None:
        if not text:
            return
        if parent.tag == "pre" or next(parent.iterancestors("pre"), None) is not None:
            self._add_lines(text, parent)
            return
        self._pieces.append(Piece(text, parent))
        self._after_break = self._after_break and not text.strip()

    def _add_lines(self, text: str, parent: HtmlElement) -> None:
        for number, line in enumerate(text.split("\n")):
            if number:
                self._break(parent)
            self._pieces.append(Piece(line, parent))
            self._after_break = self._after_break and not line.strip()

    def _break(self, element: HtmlElement) -> None:
        # One break is white space; two are a paragraph's end, and so is one after a line that is a heading.
        written = any(piece.text.strip() for piece in self._pieces)
        if self._after_break or (written and is_emphasised_line(self._pieces, self._block())):
            self.cut()
        self._pieces.append(Piece(" ", element))
        self._after_break = True


def _paragraphs_of(pieces: list[Piece]) -> list[list[Piece]]:
    """Return the pieces between single breaks where each of them is whole sentences, else all as one."""
    if not any(piece.parent.tag == "br" for piece in pieces):
        return [pieces]
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.parent.tag == "br" and parts[-1]:
            parts.append([])
        parts[-1].append(piece)
    texts = [fold("".join(piece.text for piece in part)) for part in parts]
    whole = all(is_prose(text) and _SENTENCE_END.search(text[-3:]) for text in texts if text)
    return [part for part, text in zip(parts, texts, strict=True) if text] if whole else [pieces]


def _visible(text: str) -> str:
    for sign in _INVISIBLE:
        text = text.replace(sign, "")  # nothing to do at all where it is not there, unlike str.translate
    return text


def _cells_on_one_line(row: HtmlElement) -> set[HtmlElement]:
    """Return the elements of a table row that make it one line, or none where cells hold text of their own."""
    cells = [cell for cell in row if cell.tag in CELLS]
    inner = [e for e in row.iterdescendants() if e.tag in BLOCKS and e not in cells]
    paragraphs = [e for e in inner if e.tag == "p" and e.getparent() in cells]
    crowded = len(paragraphs) < len(inner) or len({e.getparent() for e in paragraphs}) < len(paragraphs)
    columns_of_prose = sum(is_prose(fold(cell.text_content())) for cell in cells)
    lines = sum(1 for _ in row.iterdescendants("br"))
    return set() if crowded or columns_of_prose > 1 or lines > len(cells) else {*cells, *paragraphs}


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
