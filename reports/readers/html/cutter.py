"""Cutting the text of a web page into runs, where its block elements begin and end."""

from collections.abc import Iterator
from itertools import groupby

from lxml import etree
from lxml.html import HtmlElement

from rightstag.reports.readers.html.css import PageStyles
from rightstag.reports.readers.html.dom import BLOCKS, CELLS, UNSEEN, lineage
from rightstag.reports.readers.html.emphasis import LONGEST_HEADING, is_emphasised_line
from rightstag.reports.readers.html.prose import SENTENCE_END, fold, is_prose, without_invisible
from rightstag.reports.readers.html.runs import Piece, Run
from rightstag.reports.readers.html.set_aside import Visibility
from rightstag.reports.readers.html.tables import RowPlan, plan_rows

_OWN_LINE = frozenset(("block", "flex", "grid", "list-item", "table", "table-row", "flow-root"))


class Cutter:
    """Walks over a page once and collects its runs.

    Parameters
    ----------
    styles, visibility
        Of the page.

    Attributes
    ----------
    runs
        In reading order; text that is not on the page follows the run that it stands in.
    rows
        Plan of each row of a table that is no layout.
    """

    def __init__(self, styles: PageStyles, visibility: Visibility) -> None:
        self.runs: list[Run] = []
        self.rows: dict[HtmlElement, RowPlan] = {}
        self._styles = styles
        self._visibility = visibility
        self._pieces: list[Piece] = []
        self._asides: list[str | None] = [None]  # of the open elements, innermost last
        self._measured = 0  # pieces whose letters are counted
        self._letters = 0
        self._after_break = False
        self._inline: set[HtmlElement] = set()  # what stands in a row of a table: it stays on one line
        self._preformatted = 0

    def walk(self, root: HtmlElement) -> None:
        """Cut the text of a page."""
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                self._leave(element)
            else:
                self._enter(element)
                if element.tag in UNSEEN:
                    walker.skip_subtree()
        self._cut()

    def _enter(self, element: HtmlElement) -> None:
        self._asides.append(self._asides[-1])
        if element.tag in UNSEEN:
            return
        self._asides[-1] = self._asides[-1] or self._visibility.reason(element)
        if self._is_block(element):
            self._cut()
        elif self._has_line(element):
            self._end_line(element)
        if element.tag == "br":
            self._break(element)
        elif element.tag == "table":
            self._plan(element)
        self._preformatted += element.tag == "pre"
        self._add(element.text, element)

    def _leave(self, element: HtmlElement) -> None:
        if element.tag not in UNSEEN:
            self._preformatted -= element.tag == "pre"
            if self._is_block(element):
                self._cut()
            elif self._has_line(element):
                self._end_line(element)
            elif element in self._inline or element.tag == "button":
                self._pieces.append(Piece(" ", element, self._asides[-1]))
        self._asides.pop()
        parent = element.getparent()
        if parent is not None:
            self._add(element.tail, parent)

    def _plan(self, table: HtmlElement) -> None:
        plans = plan_rows(table)
        self.rows |= plans
        for row in plans:
            self._inline.update(e for e in row.iterdescendants() if e.tag in BLOCKS or e.tag in CELLS)

    def _cut(self) -> None:
        shown = list(_closed_up(self._pieces))
        if any(without_invisible(piece.text).strip() for piece in shown):
            block = self._block_of(shown)
            self.runs += [Run(block, tuple(pieces)) for pieces in _paragraphs_of(shown)]
        if any(piece.aside for piece in self._pieces):
            for aside, group in groupby(self._pieces, key=lambda piece: piece.aside):
                pieces = tuple(group)
                if aside and any(without_invisible(piece.text).strip() for piece in pieces):
                    self.runs.append(Run(self._block_of(pieces), pieces, aside))
        self._pieces = []
        self._measured = self._letters = 0
        self._after_break = False

    def _is_block(self, element: HtmlElement) -> bool:
        return element.tag in BLOCKS and element not in self._inline

    def _has_line(self, element: HtmlElement) -> bool:
        """Check if a style makes a block of an inline element."""
        return element not in self._inline and self._styles.get(element, "display") in _OWN_LINE

    def _block_of(self, pieces: tuple[Piece, ...] | list[Piece]) -> HtmlElement:
        first = next(piece for piece in pieces if piece.text.strip())
        return next((e for e in lineage(first.parent, None) if self._is_block(e)), first.parent)

    def _add(self, text: str | None, parent: HtmlElement) -> None:
        if not text:
            return
        if self._preformatted:
            self._add_lines(text, parent)
            return
        self._pieces.append(Piece(text, parent, self._asides[-1]))
        self._after_break = self._after_break and not text.strip()

    def _add_lines(self, text: str, parent: HtmlElement) -> None:
        for number, line in enumerate(text.split("\n")):
            if number:
                self._break(parent)
            self._pieces.append(Piece(line, parent, self._asides[-1]))
            self._after_break = self._after_break and not line.strip()

    def _break(self, element: HtmlElement) -> None:
        # One break is white space; two are a paragraph's end, and so is one after a line that is a heading.
        if self._after_break:
            self._cut()
        self._end_line(element)
        self._after_break = True

    def _end_line(self, element: HtmlElement) -> None:
        for piece in self._pieces[self._measured :]:
            self._letters += 0 if piece.aside else sum(map(len, piece.text.split()))
        self._measured = len(self._pieces)
        if 0 < self._letters <= LONGEST_HEADING:  # a longer line need not be looked at again at each of its ends
            shown = [piece for piece in self._pieces if not piece.aside]
            if is_emphasised_line(shown, self._block_of(shown)):
                self._cut()
        self._pieces.append(Piece(" ", element, self._asides[-1], ends_line=True))


def _closed_up(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces on the page; where one between them was set aside with its spaces, a space stays."""
    for piece in pieces:
        if piece.aside is None:
            yield piece
        elif piece.text and (piece.text[0].isspace() or piece.text[-1].isspace()):
            yield Piece(" ", piece.parent)


def _paragraphs_of(pieces: list[Piece]) -> list[list[Piece]]:
    """Return the pieces between single breaks where each of them is whole sentences, else all as one."""
    if not any(piece.ends_line for piece in pieces):
        return [pieces]
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.ends_line and parts[-1]:
            parts.append([])
        parts[-1].append(piece)
    texts = [fold("".join(piece.text for piece in part)) for part in parts]
    whole = all(is_prose(text) and SENTENCE_END.search(text[-3:]) for text in texts if text)
    return [part for part, text in zip(parts, texts, strict=True) if text] if whole else [pieces]
