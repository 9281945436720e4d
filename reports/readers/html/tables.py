"""Tables of a web page: the grid of their cells, and what is decided on each."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from rightstag.reports.readers.html.dom import BLOCKS, CELLS, HEADINGS, UNSEEN
from rightstag.reports.readers.html.prose import fold
from rightstag.reports.structure.tables import TableKind, plan_table

_MOST_COLUMNS = 64
_NO_TABLE = frozenset(("presentation", "none"))
_SECTIONS = frozenset(("thead", "tbody", "tfoot"))


@dataclass(frozen=True, slots=True)
class RowPlan:
    """Decision on a row of a table that is no layout.

    Attributes
    ----------
    kind
        Of its table.
    is_head
        Whether it names the columns.
    cells
        Of each column; a cell over several rows or columns comes once, in each row.
    names
        Of the columns of these cells.
    """

    kind: TableKind
    is_head: bool
    cells: tuple[HtmlElement, ...]
    names: tuple[str, ...]


def plan_rows(table: HtmlElement) -> dict[HtmlElement, RowPlan]:
    """Return the plan of each row; rows of a layout, and those of one cell across all columns, have none."""
    rows = list(_rows(table))
    if table.get("role") in _NO_TABLE or any(True for _ in table.iterdescendants("table", *HEADINGS)):
        return {}
    grid = _grid(rows)
    texts = {cell: fold(_text(cell)) for row in rows for cell in row if cell.tag in CELLS}
    plan = plan_table([[texts[cell] for cell in row] for row in grid], head=_marked_head(rows) or None)
    if plan.kind == "layout":
        return {}
    head = {tuple(texts[cell] for cell in row) for row in grid[: plan.head]}
    plans = {}
    for place, (row, cells) in enumerate(zip(rows, grid, strict=True)):
        distinct = {cell: plan.names[column] for column, cell in reversed(list(enumerate(cells)))}
        is_head = place < plan.head or tuple(texts[cell] for cell in cells) in head
        if is_head or len(distinct) > 1:
            ordered = tuple(reversed(distinct.items()))
            plans[row] = RowPlan(plan.kind, is_head, tuple(c for c, _ in ordered), tuple(n for _, n in ordered))
    return plans


def _rows(table: HtmlElement) -> Iterator[HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in _SECTIONS:
            yield from (row for row in child if row.tag == "tr")


def _grid(rows: list[HtmlElement]) -> list[list[HtmlElement]]:
    """Return the cell at each place of each row."""
    grid: list[list[HtmlElement]] = []
    below: dict[int, tuple[HtmlElement, int]] = {}  # by column: the cell from above, and how many rows it goes on
    for row in rows:
        places: list[HtmlElement] = []
        cells = (cell for cell in row if cell.tag in CELLS)
        while True:
            column = len(places)
            if column in below:
                cell, left = below.pop(column)
                if left > 1:
                    below[column] = (cell, left - 1)
                places.append(cell)
                continue
            following = next(cells, None)
            if following is None or column >= _MOST_COLUMNS:
                break
            for _ in range(min(_span(following, "colspan"), _MOST_COLUMNS - column)):
                if _span(following, "rowspan") > 1:
                    below[len(places)] = (following, _span(following, "rowspan") - 1)
                places.append(following)
        grid.append(places)
    return grid


def _span(cell: HtmlElement, name: str) -> int:
    stated = cell.get(name, "").strip()
    return max(int(stated), 1) if stated.isascii() and stated.isdigit() and len(stated) < 6 else 1


def _marked_head(rows: list[HtmlElement]) -> int:
    """Count the header rows of a table, as its tags mark them."""
    head = 0
    for row in rows:
        parent = row.getparent()
        cells = [cell for cell in row if cell.tag in CELLS]
        if (parent is None or parent.tag != "thead") and not (cells and all(cell.tag == "th" for cell in cells)):
            break
        head += 1
    return head if head < len(rows) else 0


def _text(cell: HtmlElement) -> str:
    parts: list[str] = []
    walker = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            apart = " " if element.tag == "br" or element.tag in BLOCKS else ""
            parts += [apart, element.tail or ""] if element is not cell else []
        elif element.tag in UNSEEN:
            walker.skip_subtree()
        else:
            parts.append(element.text or "")
    return "".join(parts)
