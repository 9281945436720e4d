"""Body of a Word document as HTML: headings, numbered items, tables, text boxes, notes."""

from collections.abc import Iterator
from html import escape

from lxml import etree

from rightstag.reports.readers.docx.inline import BOXES, DELETED, Inline, chosen, set_aside
from rightstag.reports.readers.docx.numbering import Item, Numbering
from rightstag.reports.readers.docx.package import W, number, value
from rightstag.reports.readers.docx.styles import Styles
from rightstag.reports.readers.html import NUMBER

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_QUOTES = frozenset(("quote", "intense quote"))
_NO_BLOCKS = frozenset((f"{W}sdtPr", f"{W}sectPr", f"{W}tblPr", f"{W}tblGrid", f"{W}trPr", f"{W}tcPr", f"{W}pPr"))
_CONTENTS = "table of contents"  # the gallery of Word that a content control comes from
_DEEPEST_HEADING = 6
_LONGEST_HEADING = 200  # characters: what an outline level makes a heading of
_MOST_COLUMNS = 63  # in a table of Word


class Body:
    """Converts the paragraphs and tables of a document, in its order.

    Parameters
    ----------
    styles, numbering
        Of the document.
    """

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._inline = Inline(styles, self._mark)
        self._carried = ""  # of paragraphs whose end was deleted: the next one goes on with it
        self._in_box = False
        self.notes: dict[tuple[str, str], str] = {}  # kind and id of each note referred to: number of its mark

    def convert(self, parent: etree._Element) -> str:
        """Return the blocks of the body, of a note, of a text box."""
        markup = "".join(self._blocks(parent))
        rest, self._carried = self._carried, ""
        return f"{markup}<p>{rest}</p>" if rest else markup

    def _mark(self, kind: str, identity: str) -> str:
        key = (kind, identity)
        return self.notes.setdefault(key, str(1 + sum(other == kind for other, _ in self.notes)))

    def _blocks(self, parent: etree._Element) -> Iterator[str]:
        for child in chosen(parent):
            if child.tag == f"{W}p":
                yield self._paragraph(child)
                yield from self._boxes(child)
            elif child.tag == f"{W}tbl":
                yield f"<table>{''.join(self._rows(child))}</table>"
            elif child.tag in (f"{W}del", f"{W}moveFrom"):
                yield set_aside("".join(self._blocks(child)), DELETED, tag="div")
            elif child.tag == f"{W}sdt":
                blocks = "".join(self._blocks(child))
                yield f'<div class="toc">{blocks}</div>' if _is_contents(child) else blocks
            elif child.tag not in _NO_BLOCKS and isinstance(child.tag, str):
                yield from self._blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> str:
        text = self._carried + self._inline.convert(paragraph)
        self._carried = ""
        if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            self._carried = text
            return ""
        item = None if self._in_box or self._is_hidden(paragraph) else self._numbering.item(paragraph)
        return self._element(paragraph, item, text) if text else ""

    def _element(self, paragraph: etree._Element, item: Item | None, text: str) -> str:
        """Return a paragraph's text in the element that says what it is."""
        attribute = f' {NUMBER}="{escape(item.number)}"' if item and item.number else ""
        level, name = self._heading_level(paragraph), self._styles.name(self._styles.of_paragraph(paragraph))
        if level:
            return f"<h{level}{attribute}>{text}</h{level}>"
        if name.startswith("toc ") or name == "caption":
            return f'<p class="{name.split()[0]}">{text}</p>'
        if item:
            return f"<ul><li{attribute}>{text}</li></ul>"
        return f"<blockquote><p>{text}</p></blockquote>" if name in _QUOTES else f"<p>{text}</p>"

    def _heading_level(self, paragraph: etree._Element) -> int | None:
        name = self._styles.name(self._styles.of_paragraph(paragraph))
        if name == "title":
            return 1
        level = self._styles.heading_level(paragraph)
        words = "".join(text.text or "" for text in paragraph.iter(f"{W}t"))
        by_name = name.startswith("heading ")
        return min(level, _DEEPEST_HEADING) if level and (by_name or len(words) <= _LONGEST_HEADING) else None

    def _is_hidden(self, paragraph: etree._Element) -> bool:
        """Check if a paragraph and its mark are hidden: Word does not count it then."""
        style = self._styles.of_paragraph(paragraph)
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        runs = list(paragraph.iter(f"{W}r"))
        hidden = mark is not None and mark.find(f"{W}vanish") is not None
        hidden = hidden or self._styles.is_on(etree.Element(f"{W}r"), "vanish", style)
        return hidden and all(self._styles.is_on(run, "vanish", style) for run in runs)

    def _boxes(self, paragraph: etree._Element) -> Iterator[str]:
        """Yield the text boxes and drawn texts that hang on a paragraph; each is a text of its own."""
        outer, self._in_box = self._in_box, True
        for box in _drawn(paragraph):
            if box.tag in BOXES:
                yield f"<div>{''.join(self._blocks(box))}</div>"
            else:
                text = escape("".join(run.text or "" for run in box.iter(f"{_DRAWING}t")))
                yield f"<p>{text}</p>" if text.strip() else ""
        self._in_box = outer

    def _rows(self, table: etree._Element) -> Iterator[str]:
        cells: dict[int, _Cell] = {}  # by column, the last one that may go on below
        rows: list[list[_Cell]] = []
        for row in _children(table, f"{W}tr"):
            rows.append([])
            deleted = row.find(f"{W}trPr/{W}del") is not None
            is_header = row.find(f"{W}trPr/{W}tblHeader") is not None
            column = number(value(row, "trPr/gridBefore")) or 0
            for element in _children(row, f"{W}tc"):
                span = min(max(number(value(element, "tcPr/gridSpan")) or 1, 1), _MOST_COLUMNS)
                merge = element.find(f"{W}tcPr/{W}vMerge")
                goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue" and column in cells
                text = self.convert(element)
                if goes_on:
                    cells[column].rows += 1
                    cells[column].text += text
                else:
                    text = set_aside(text, DELETED, tag="div") if deleted else text
                    cells[column] = _Cell(text, span, "th" if is_header else "td")
                    rows[-1].append(cells[column])
                column += span
        for cells_of_row in rows:
            yield f"<tr>{''.join(cell.markup for cell in cells_of_row)}</tr>"


class _Cell:
    def __init__(self, text: str, columns: int, tag: str) -> None:
        self.text, self.columns, self.rows, self.tag = text, columns, 1, tag

    @property
    def markup(self) -> str:
        return f'<{self.tag} colspan="{self.columns}" rowspan="{self.rows}">{self.text}</{self.tag}>'


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, also those in content controls and insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _NO_BLOCKS and child.tag not in (f"{W}tbl", f"{W}p"):
            yield from _children(child, tag)


def _drawn(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes and the paragraphs of drawings below an element, each once."""
    for child in chosen(element):
        if child.tag in BOXES or child.tag == f"{_DRAWING}p":
            yield child
        elif isinstance(child.tag, str):
            yield from _drawn(child)


def _is_contents(control: etree._Element) -> bool:
    return (value(control, "sdtPr/docPartObj/docPartGallery") or "").lower() == _CONTENTS
