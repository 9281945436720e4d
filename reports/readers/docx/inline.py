"""Text within a Word paragraph, as HTML: every word of it, what nobody sees on the page set aside with its reason."""

from collections.abc import Callable, Iterator
from html import escape

from lxml import etree

from rightstag.reports.readers.docx.package import W
from rightstag.reports.readers.docx.styles import Styles
from rightstag.reports.readers.docx.symbols import symbol
from rightstag.reports.readers.html import HIDDEN, READING_AID, SET_ASIDE, STRUCK

_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
DELETED = "deleted by a reviewer"
FIELD_CODE = "code of a field"

_DELETIONS = frozenset((f"{W}del", f"{W}moveFrom"))
_TEXT = frozenset((f"{W}t", f"{W}delText", f"{_MATH}t"))
_CHARACTERS = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}noBreakHyphen": "\u2011",
    f"{W}softHyphen": "\u00ad",
    f"{W}br": "\n",
    f"{W}cr": "\n",
}
_NO_TEXT = frozenset((f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}instrText", f"{W}delInstrText"))
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
BOXES = frozenset((f"{W}txbxContent",))
_VERTICAL = f"{W}rPr/{W}vertAlign"
_FORMATS = (("b", "strong"), ("i", "em"), ("u", "u"))


class Inline:
    """Converts the text of paragraphs; fields may go on from one to the next.

    Parameters
    ----------
    styles
        Of the document.
    note
        Called with the kind and the id of a note that is referred to; returns the number of its mark.
    """

    def __init__(self, styles: Styles, note: Callable[[str, str], str]) -> None:
        self._styles = styles
        self._note = note
        self._fields: list[bool] = []  # of each open field, whether its result has begun

    def convert(self, paragraph: etree._Element) -> str:
        """Return the text of a paragraph as HTML, without its text boxes."""
        return "".join(self._children(paragraph, self._styles.of_paragraph(paragraph)))

    def _children(self, parent: etree._Element, style: str) -> Iterator[str]:
        for child in parent:
            yield from self._element(child, style)

    def _element(self, element: etree._Element, style: str) -> Iterator[str]:
        if element.tag == f"{W}r":
            yield self._run(element, style)
        elif element.tag in _DELETIONS:
            yield set_aside("".join(self._children(element, style)), DELETED)
        elif element.tag == f"{W}hyperlink":
            anchor = escape(element.get(f"{W}anchor", ""))
            yield f'<a href="{f"#{anchor}" if anchor else "link"}">{"".join(self._children(element, style))}</a>'
        elif element.tag == f"{W}rt":
            yield set_aside("".join(self._children(element, style)), READING_AID)
        elif text := own_text(element):
            words = escape(text, quote=False).replace("\n", "<br>")
            yield set_aside(words, FIELD_CODE) if False in self._fields else words
        elif element.tag not in _NO_TEXT and element.tag not in BOXES and isinstance(element.tag, str):
            yield from self._children(chosen(element), style)

    def _run(self, run: etree._Element, style: str) -> str:
        text = "".join(self._content(run, style))
        if not text:
            return ""
        if self._styles.is_on(run, "vanish", style):
            return set_aside(text, HIDDEN)
        if self._styles.is_on(run, "strike", style) or self._styles.is_on(run, "dstrike", style):
            return set_aside(text, STRUCK)
        for toggle, tag in _FORMATS if text.strip() else ():
            if self._is_formatted(run, toggle, style):
                text = f"<{tag}>{text}</{tag}>"
        vertical = run.find(_VERTICAL)
        return f"<sup>{text}</sup>" if vertical is not None and vertical.get(f"{W}val") == "superscript" else text

    def _is_formatted(self, run: etree._Element, toggle: str, style: str) -> bool:
        if toggle == "u":
            line = run.find(f"{W}rPr/{W}u")
            return line is not None and line.get(f"{W}val", "none") != "none"
        return self._styles.is_on(run, toggle, style)

    def _content(self, run: etree._Element, style: str) -> Iterator[str]:
        for child in run:
            if child.tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType", ""))
            elif child.tag in _NOTES:
                number = escape(self._note(_NOTES[str(child.tag)], child.get(f"{W}id", "")))
                yield f'<sup><a href="#note-{number}">{number}</a></sup>'
            else:
                yield from self._element(child, style)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()


def set_aside(markup: str, reason: str, *, tag: str = "span") -> str:
    """Return markup that is set aside with its reason, as the HTML reader understands it."""
    return f'<{tag} {SET_ASIDE}="{escape(reason)}">{markup}</{tag}>' if markup else ""


def plain_text(paragraph: etree._Element) -> str:
    """Return all characters of a paragraph, whatever they are, without those of its text boxes."""
    return "".join(_characters(paragraph))


def _characters(element: etree._Element) -> Iterator[str]:
    for child in chosen(element):
        if child.tag not in _NO_TEXT and child.tag not in BOXES and isinstance(child.tag, str):
            yield own_text(child)
            yield from _characters(child)


def paragraphs_of(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs within an element, those of its text boxes too, each once."""
    for child in chosen(element):
        if child.tag == f"{W}p":
            yield child
        yield from paragraphs_of(child)


def own_text(element: etree._Element) -> str:
    """Return the characters that an element of a run stands for."""
    if element.tag in _TEXT:
        return element.text or ""
    if element.tag == f"{W}sym":
        return symbol(element.get(f"{W}font", ""), element.get(f"{W}char", ""))
    return _CHARACTERS.get(str(element.tag), "")


def chosen(element: etree._Element) -> etree._Element:
    """Return the branch of alternate content that holds the text; the other one repeats it for older programs."""
    if element.tag != f"{_MARKUP}AlternateContent":
        return element
    branches = [branch for branch in element if branch.tag in (f"{_MARKUP}Choice", f"{_MARKUP}Fallback")]
    written = (branch for branch in branches if any(e.text for tag in _TEXT for e in branch.iter(tag)))
    return next(written, branches[0] if branches else element)
