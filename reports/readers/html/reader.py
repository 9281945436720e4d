"""Web pages: the report's paragraphs and headings, and its furniture with reasons."""

import re
from dataclasses import replace

from lxml.html import HtmlElement

from rightstag.errors import InputError
from rightstag.reports.document import Block, Document, Role
from rightstag.reports.readers.html.block_context import judge_by_neighbours
from rightstag.reports.readers.html.boilerplate import Furniture
from rightstag.reports.readers.html.css import PageStyles
from rightstag.reports.readers.html.cutter import Cutter
from rightstag.reports.readers.html.dom import CELLS, HEADINGS, lineage, parse, read_characters
from rightstag.reports.readers.html.element_roles import is_toggle
from rightstag.reports.readers.html.emphasis import is_emphasised_line, lead_in
from rightstag.reports.readers.html.footnotes import Notes
from rightstag.reports.readers.html.head import is_title_and_site, read_head
from rightstag.reports.readers.html.heading_levels import Outline
from rightstag.reports.readers.html.inserted import find_inserted, with_inserts_marked
from rightstag.reports.readers.html.list_numbers import ListNumbers
from rightstag.reports.readers.html.markup import with_closed_elements
from rightstag.reports.readers.html.prose import is_prose
from rightstag.reports.readers.html.runs import Run
from rightstag.reports.readers.html.set_aside import Visibility
from rightstag.reports.readers.html.tables import RowPlan
from rightstag.reports.structure.furniture import TABLE
from rightstag.reports.structure.list_markers import split_number
from rightstag.reports.structure.tables import HEAD, row_text

_GAP = "\n\n"  # between blocks
_PARAGRAPHS = frozenset(("p", "blockquote", "dd"))
_LAYOUT = frozenset((*HEADINGS, "article", "main", "section", "table"))
_MOST_PARAGRAPHS_IN_ITEM = 3
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)[.)]?")
_NEVER_HEADING = frozenset((*CELLS, "tr", "li", "caption"))
# A number that stands alone above the heading that it numbers.
_LABEL = re.compile(r"(?:section|chapter|part|article|annex)\s+(?:\d+|[ivxlc]+|[a-z])\s*[.:]?", re.IGNORECASE)
# What converters of InDesign, Word and Google documents call the paragraphs that are headings.
_HEADING_CLASS = re.compile(r"(?:^|[\s_-]|Mso)(?:sub-?)?(?:heading|headline|title|head)(?:[\s_-]?\d)?(?:$|[\s_])", re.I)
_TITLE_REASONS = frozenset(("outside the report", "site banner"))


def read_html(data: bytes, name: str) -> Document:
    """Read a web page.

    Parameters
    ----------
    data
        The page, in any encoding that it declares or that can be told.
    name
        The file as the user named it, for messages.

    Raises
    ------
    InputError
        The bytes are no text, or the page shows none.

    Examples
    --------
    >>> document = read_html(b"<nav>Home</nav><h2>Assembly</h2><p>Police dispersed a rally.", "averland.html")
    >>> for block in document.blocks:
    ...     print(block.role, document.text[block.start : block.end])
    furniture Home
    heading Assembly
    paragraph Police dispersed a rally.
    """
    return read_page(read_characters(data, name), name)


def read_page(markup: str, name: str, *, whole: bool = False) -> Document:
    """Read a web page that is decoded already, as ``read_html`` does.

    Parameters
    ----------
    markup
        HTML or XHTML.
    name
        The file as the user named it, for messages.
    whole
        All of it is the report, as a chapter of a book.

    Raises
    ------
    InputError
        The page shows no text.
    """
    return read_markup(with_inserts_marked(with_closed_elements(markup)), name, whole=whole)


def read_markup(markup: str, name: str, *, whole: bool = False) -> Document:
    """Read HTML that is decoded already.

    Parameters
    ----------
    markup
        The page.
    name
        The file as the user named it, for messages.
    whole
        All of it is the report: a converted document, with no site around it.

    Raises
    ------
    InputError
        The page shows no text.
    """
    root = parse(markup, name)
    styles = PageStyles(root)
    cutter = Cutter(styles, Visibility(root, styles, {} if whole else find_inserted(root, styles)))
    cutter.walk(root)
    if not cutter.runs:
        raise InputError(name, "no text", expected="a report", fix="check that it is complete")
    head = read_head(root)
    blocks = _Blocks(root, cutter, head.get("title", ""), styles, whole=whole)
    return _document(cutter.runs, [blocks.read(run) for run in cutter.runs], head)


class _Blocks:
    """Turns the runs of a page into blocks, in order; offsets come later."""

    def __init__(self, root: HtmlElement, cutter: Cutter, title: str, styles: PageStyles, *, whole: bool) -> None:
        self._furniture = Furniture(root, [run for run in cutter.runs if not run.aside], whole=whole)
        self._outline = Outline(self._furniture.body)
        self._notes = Notes()
        self._numbers = ListNumbers(styles)
        self._rows = cutter.rows
        self._cells: dict[HtmlElement, str] = {}  # a cell over several rows is read in its first
        self._title = "" if whole else title.casefold()
        self._level = 0

    def read(self, run: Run) -> Block:
        if run.aside:
            return _block(run, run.text, "furniture", reason=run.aside)
        is_note, text = self._notes.read(run)
        number = self._numbers.take(run)
        if is_note:
            return replace(_block(run, text, "footnote", reason="footnote"), number=number)
        reason = self._furniture.reason(run)
        if reason and not self._is_title(run, reason):
            return _block(run, text, "furniture", reason=reason)
        if run.block in self._rows:
            return self._row(run, self._rows[run.block])
        if self._is_heading(run):
            return replace(_block(run, text, "heading", level=self._level_of(run)), number=number)
        return replace(_in_body(run, text, self._furniture.body), number=number)

    def _row(self, run: Run, plan: RowPlan) -> Block:
        """Return a row as one text with the names of its columns, or as furniture."""
        if plan.is_head or plan.kind == "figures":
            return _block(run, run.text, "furniture", reason=HEAD if plan.is_head else TABLE)
        cells = [self._cell_text(run, cell) for cell in plan.cells]
        return replace(_block(run, row_text(plan.names, cells), "row"), number=_row_number(cells[0]))

    def _cell_text(self, run: Run, cell: HtmlElement) -> str:
        if cell not in self._cells:
            pieces = tuple(piece for piece in run.pieces if any(e is cell for e in lineage(piece.parent, run.block)))
            self._cells[cell] = Notes().read(Run(cell, pieces))[1] if pieces else ""
        return self._cells[cell]

    def _is_title(self, run: Run, reason: str) -> bool:
        """Check if a main heading above the body is the report's: it shares its words with the page's title.

        A heading that is a link is the name of the site, which a page's title may have too.
        """
        text = run.text.casefold()
        is_main = run.block.tag == "h1" or (run.block.tag in HEADINGS and text == self._title)
        is_main = is_main and reason in _TITLE_REASONS and bool(self._title)
        return is_main and (text in self._title or self._title in text) and not self._furniture.is_linked(run)

    def _is_heading(self, run: Run) -> bool:
        if self._outline.level(run.block) or _is_toggle_line(run):
            return True
        return run.block.tag not in _NEVER_HEADING and is_emphasised_line(run.pieces, run.block)

    def _level_of(self, run: Run) -> int | None:
        """Return the level that a heading states; a bold line states none, only that it heads what follows."""
        level = self._outline.level(run.block)
        self._level = level or self._level
        return self._level + 1 if not level and _is_toggle_line(run) else level


def _is_toggle_line(run: Run) -> bool:
    """Check if a run is the clickable head of a section."""
    around = [piece.parent for piece in run.pieces if piece.text.strip()]
    return all(any(is_toggle(e) for e in lineage(parent, run.block.getparent())) for parent in around)


def _in_body(run: Run, text: str, body: HtmlElement) -> Block:
    """Return the block of a run that is neither heading, note nor furniture."""
    tags = [element.tag for element in lineage(run.block, body)]
    if any(element.tag == "li" and not _is_layout(element) for element in lineage(run.block, body)):
        return _block(run, text, "bullet")
    says_paragraph = run.block.tag in _PARAGRAPHS and not _HEADING_CLASS.search(run.block.get("class", ""))
    says_paragraph = says_paragraph or "blockquote" in tags or (run.block.tag in CELLS and is_prose(text))
    return replace(_block(run, text, "paragraph" if says_paragraph else None), lead=lead_in(run))


def _row_number(cell: str) -> str | None:
    """Return the number that a row's first cell is or begins with."""
    alone = _NUMBER.fullmatch(cell)
    return alone[1] if alone else split_number(cell)[0]


def _is_layout(item: HtmlElement) -> bool:
    """Check if a list item is a box of the page and not a bullet."""
    paragraphs = sum(1 for _ in item.iter("p"))
    return paragraphs > _MOST_PARAGRAPHS_IN_ITEM or any(e.tag in _LAYOUT for e in item.iterdescendants())


def _block(run: Run, text: str, role: Role | None, *, level: int | None = None, reason: str | None = None) -> Block:
    whole = run.text
    return Block(0, len(whole), role=role, level=level, reason=reason, text=text if text != whole else None)


def _document(cut: list[Run], blocks: list[Block], head: dict[str, str]) -> Document:
    texts = [run.text for run in cut]
    text = _GAP.join(texts)
    placed: list[Block] = []
    start = 0
    for block in judge_by_neighbours(blocks, texts, head.get("title", "")):
        here = replace(block, start=start, end=start + block.end)
        last = placed[-1] if placed else None
        if last and _belong_together(last, here, text):
            placed[-1] = replace(here, start=last.start, text=None)
        else:
            placed.append(here)
        start = here.end + len(_GAP)
    return Document(text, tuple(placed), _with_main_heading(head, placed, text))


def _belong_together(first: Block, second: Block, text: str) -> bool:
    """Check if two blocks are one: the items of a menu, or "Section 2." and the heading that it numbers."""
    if second.role == "furniture":
        return first.role == "furniture" and first.reason == second.reason
    return second.role == "heading" and bool(_LABEL.fullmatch(text[first.start : first.end]))


def _with_main_heading(head: dict[str, str], blocks: list[Block], text: str) -> dict[str, str]:
    """Take the main heading for the title where it says more, or all but the name of the site."""
    heading = next((text[b.start : b.end] for b in blocks if b.role == "heading" and b.level == 1), "")
    title = head.get("title", "")
    better = heading and (len(heading) > len(title) or is_title_and_site(title, heading))
    return {**head, "title": heading} if better else head
