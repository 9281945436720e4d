"""Body of an OpenDocument text as HTML: headings, numbered items, tables, frames, notes."""

from collections.abc import Iterator
from html import escape

from lxml import etree

from rightstag.reports.readers.html import HIDDEN, NUMBER, READING_AID, SET_ASIDE, STRUCK
from rightstag.reports.readers.odf.names import DRAW, OFFICE, TABLE, TEXT, whole
from rightstag.reports.readers.odf.styles import Counter, Styles

DELETED = "deleted by a reviewer"
COMMENT = "comment of a reviewer"

_DEEPEST_HEADING = 6
_MOST_REPEATED = 100  # rows or columns that a table repeats
_MOST_SPACES = 100
_PARAGRAPHS = frozenset((f"{TEXT}p", f"{TEXT}h"))
_QUOTES = frozenset(("quotations", "quote"))
_CONTENTS = frozenset((f"{TEXT}table-of-content", f"{TEXT}alphabetical-index", f"{TEXT}illustration-index"))
_NO_TEXT = frozenset((f"{TEXT}tracked-changes", f"{OFFICE}forms", f"{TEXT}sequence-decls", f"{TEXT}variable-decls"))
#: Text that no reader sees in its line, by element.
_ASIDE = {
    f"{TEXT}hidden-text": HIDDEN,
    f"{TEXT}hidden-paragraph": HIDDEN,
    f"{TEXT}ruby-text": READING_AID,
}
_DRAWING_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_FRAMES = frozenset((f"{DRAW}text-box", f"{DRAW}custom-shape", f"{DRAW}rect", f"{DRAW}ellipse"))
_APART = frozenset((f"{OFFICE}annotation", f"{TEXT}note-citation", *_FRAMES))
_SPACES = {f"{TEXT}tab": " ", f"{TEXT}line-break": "<br>"}


class Body:
    """Converts the paragraphs, lists and tables of a text, in its order.

    Parameters
    ----------
    styles
        Of the text.
    deletions
        Deleted content by the id of its change.
    """

    def __init__(self, styles: Styles, deletions: dict[str, etree._Element]) -> None:
        self._styles = styles
        self._deletions = deletions
        self._outline = Counter(styles.outline())
        self._counters: dict[str, Counter] = {}  # by list style, and by id of a list
        self.notes: list[str] = []

    def convert(self, parent: etree._Element) -> str:
        """Return the blocks of an element as HTML."""
        return "".join(self._blocks(parent))

    def _blocks(self, parent: etree._Element) -> Iterator[str]:
        for child in parent:
            if child.tag in _PARAGRAPHS:
                yield from self._paragraph(child)
            elif child.tag == f"{TEXT}list":
                yield from self._list(child, None, 0)
            elif child.tag == f"{TABLE}table":
                yield f"<table>{''.join(self._rows(child))}</table>"
            elif child.tag in _CONTENTS:
                yield f'<div class="toc">{self.convert(child)}</div>'
            elif child.tag == f"{TEXT}section" and child.get(f"{TEXT}display") == "none":
                yield _set_aside(self.convert(child), HIDDEN, "div")
            elif child.tag in (f"{TEXT}change", f"{TEXT}change-start"):
                yield from self._deleted(child, "div")
            elif isinstance(child.tag, str) and child.tag not in _NO_TEXT:
                yield from self._blocks(child)

    def _paragraph(self, paragraph: etree._Element, number: str | None = None, *, item: bool = False) -> Iterator[str]:
        style = paragraph.get(f"{TEXT}style-name", "")
        text = self._inline(paragraph)
        names = self._styles.names(style)
        level = self._level(paragraph, names)
        if paragraph.tag == f"{TEXT}h" and not item and level:
            number = self._outline.count(min(level, len(self._outline.levels)) - 1)
        attribute = f' {NUMBER}="{escape(number)}"' if number else ""
        if self._styles.is_hidden(style):
            yield _set_aside(f"<p>{text}</p>", HIDDEN, "div")
        elif self._styles.is_struck(style):
            yield _set_aside(f"<p>{text}</p>", STRUCK, "div")
        elif level and text:
            yield f"<h{level}{attribute}>{text}</h{level}>"
        elif item and text:
            yield f"<ul><li{attribute}>{text}</li></ul>"
        elif text:
            quoted = bool(_QUOTES & set(names))
            kind = ' class="caption"' if "caption" in names else ""
            yield f"<blockquote><p>{text}</p></blockquote>" if quoted else f"<p{kind}>{text}</p>"
        for frame in _outermost(paragraph, _FRAMES):
            yield f"<div>{self.convert(frame)}</div>"

    def _level(self, paragraph: etree._Element, names: list[str]) -> int | None:
        if paragraph.tag == f"{TEXT}h":
            return min(max(whole(paragraph.get(f"{TEXT}outline-level"), 1), 1), _DEEPEST_HEADING)
        return 1 if names[:1] == ["title"] or "title" in names else None

    def _list(self, element: etree._Element, counter: Counter | None, depth: int) -> Iterator[str]:
        counter = counter or self._counter(element)
        if depth >= len(counter.levels):
            depth = len(counter.levels) - 1
        for child in element:
            start = child.get(f"{TEXT}start-value")
            number = None
            first = next((e for e in child if e.tag in _PARAGRAPHS), None)
            if child.tag == f"{TEXT}list-item" and first is not None:
                number = counter.count(depth, None if start is None else whole(start, 0))
            for inner in child:
                if inner.tag == f"{TEXT}list":
                    yield from self._list(inner, counter, depth + 1)
                elif inner.tag in _PARAGRAPHS:
                    yield from self._paragraph(inner, number if inner is first else None, item=True)
                elif isinstance(inner.tag, str):
                    yield self.convert(inner)

    def _counter(self, element: etree._Element) -> Counter:
        """Return the counter of an outermost list: a new one, or that of the list which it continues."""
        style = element.get(f"{TEXT}style-name", "") or self._list_style_within(element)
        identity = element.get("{http://www.w3.org/XML/1998/namespace}id", "")
        continued = self._counters.get(f"#{element.get(f'{TEXT}continue-list', '')}")
        if continued is None and element.get(f"{TEXT}continue-numbering") == "true":
            continued = self._counters.get(style)
        counter = continued or Counter(self._styles.levels(style))
        self._counters[style] = counter
        if identity:
            self._counters[f"#{identity}"] = counter
        return counter

    def _list_style_within(self, element: etree._Element) -> str:
        first = next(element.iter(f"{TEXT}p", f"{TEXT}h"), None)
        return self._styles.list_of(first.get(f"{TEXT}style-name", "")) if first is not None else ""

    def _rows(self, table: etree._Element) -> Iterator[str]:
        for child in table:
            if child.tag == f"{TABLE}table-header-rows":
                yield f"<thead>{''.join(self._rows(child))}</thead>"
            elif child.tag in (f"{TABLE}table-rows", f"{TABLE}table-row-group"):
                yield from self._rows(child)
            elif child.tag == f"{TABLE}table-row":
                times = whole(child.get(f"{TABLE}number-rows-repeated"), 1, most=_MOST_REPEATED)
                yield f"<tr>{''.join(self._cells(child))}</tr>" * max(times, 1)

    def _cells(self, row: etree._Element) -> Iterator[str]:
        for cell in row:
            if cell.tag == f"{TABLE}table-cell":
                columns = whole(cell.get(f"{TABLE}number-columns-spanned"), 1, most=_MOST_REPEATED)
                rows = whole(cell.get(f"{TABLE}number-rows-spanned"), 1)
                times = whole(cell.get(f"{TABLE}number-columns-repeated"), 1, most=_MOST_REPEATED)
                yield f'<td colspan="{columns}" rowspan="{rows}">{self.convert(cell)}</td>' * max(times, 1)

    def _inline(self, element: etree._Element) -> str:
        parts = [escape(element.text or "", quote=False)]
        for child in element:
            parts += [*self._child(child), escape(child.tail or "", quote=False)]
        return "".join(parts)

    def _child(self, child: etree._Element) -> Iterator[str]:
        if child.tag in (f"{TEXT}span", f"{TEXT}a"):
            yield self._span(child)
        elif child.tag == f"{TEXT}s":
            yield " " * max(whole(child.get(f"{TEXT}c"), 1, most=_MOST_SPACES), 1)
        elif child.tag in _SPACES:
            yield _SPACES[str(child.tag)]
        elif child.tag == f"{TEXT}note":
            yield self._note(child)
        elif child.tag in _ASIDE:
            yield _set_aside(self._inline(child), _ASIDE[str(child.tag)], "span")
        elif child.tag == f"{OFFICE}annotation":
            texts = (self._inline(paragraph) for paragraph in child.iter(f"{TEXT}p"))
            yield _set_aside(" ".join(texts), COMMENT, "span")
        elif child.tag in (f"{TEXT}change", f"{TEXT}change-start"):
            yield from self._deleted(child, "span")
        elif isinstance(child.tag, str) and child.tag not in _APART and not child.tag.startswith(_DRAWING_NAMES):
            yield self._inline(child)

    def _span(self, span: etree._Element) -> str:
        style, text = span.get(f"{TEXT}style-name", ""), self._inline(span)
        if self._styles.is_hidden(style):
            return _set_aside(text, HIDDEN, "span")
        if self._styles.is_struck(style):
            return _set_aside(text, STRUCK, "span")
        text = f"<sup>{text}</sup>" if text and self._styles.is_raised(style) else text
        text = f'<a href="link">{text}</a>' if span.tag == f"{TEXT}a" else text
        return f"<strong>{text}</strong>" if text.strip() and self._styles.is_bold(style) else text

    def _note(self, note: etree._Element) -> str:
        number = escape(str(len(self.notes) + 1))
        self.notes.append("")  # a note may not hold another, but its place is taken first
        body = note.find(f"{TEXT}note-body")
        text = self.convert(body) if body is not None else ""
        self.notes[int(number) - 1] = f'<div class="footnote" {NUMBER}="{number}">{text}</div>'
        return f'<sup><a href="#note-{number}">{number}</a></sup>'

    def _deleted(self, change: etree._Element, tag: str) -> Iterator[str]:
        """Yield the text of a tracked deletion; within another text its paragraphs are joined."""
        content = self._deletions.pop(change.get(f"{TEXT}change-id", ""), None)
        if content is not None and tag == "div":
            yield _set_aside(self.convert(content), DELETED, tag)
        elif content is not None:
            texts = (self._inline(paragraph) for paragraph in content.iter(f"{TEXT}p", f"{TEXT}h"))
            yield _set_aside(" ".join(texts), DELETED, tag)


def _outermost(element: etree._Element, tags: frozenset[str]) -> Iterator[etree._Element]:
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag != f"{TEXT}note":
            yield from _outermost(child, tags)


def _set_aside(markup: str, reason: str, tag: str) -> str:
    return f'<{tag} {SET_ASIDE}="{escape(reason)}">{markup}</{tag}>' if markup else ""
