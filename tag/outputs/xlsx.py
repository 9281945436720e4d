"""Write a table as an Excel workbook: one sheet with a frozen header, filters, links and widths; no text runs."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from rightstag.errors import InputError

if TYPE_CHECKING:
    from xlsxwriter import Workbook

#: Excel's own limits.
MAX_ROWS, MAX_CELL, MAX_LINK = 1_048_576, 32_767, 2_079
_CUT = " […]"
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # the same tags give the same bytes


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Attributes
    ----------
    width
        In characters.
    wrap
        Whether long text goes on in further lines of the cell.
    format
        Excel's number format, such as ``0.00``.
    link
        Whether web addresses in it can be clicked.
    """

    name: str
    width: float = 12
    wrap: bool = False
    format: str = ""
    link: bool = False


def write_sheet(out: IO[bytes], title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
    """Write a workbook of one sheet, a row at a time.

    Text is written as text, whatever it begins with; what is longer than a cell of Excel holds is cut, and says so.

    Raises
    ------
    InputError
        There are more rows than Excel can hold.
    """
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with TemporaryFile() as made:
        with closing(xlsxwriter.Workbook(made, options)) as book:
            book.set_properties({"created": _ANY_DAY})
            _fill(book, title, columns, rows)
        made.seek(0)
        copyfileobj(made, out)


def _fill(book: "Workbook", title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = [book.add_format(_look(column)) for column in columns]
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, formats[place])
        sheet.write_string(0, place, column.name, bold)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, 1):
        if last >= MAX_ROWS:
            found = f"more than {MAX_ROWS - 1:,} rows, too many for Excel"
            raise InputError(title, found, expected="fewer", fix="write .csv or .parquet, or write fewer at a time")
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            method, content = _cell(column, value)
            getattr(sheet, method)(last, place, *content, formats[place])
    sheet.autofilter(0, 0, last, len(columns) - 1)


def _look(column: Column) -> dict[str, object]:
    return {"valign": "top", "text_wrap": column.wrap} | ({"num_format": column.format} if column.format else {})


def _cell(column: Column, value: object) -> tuple[str, tuple[object, ...]]:
    """Return the method that writes a cell, and what it writes there."""
    if value is None or value == "":
        return "write_blank", (None,)
    if isinstance(value, int | float):
        return "write_number", (value,)
    text = str(value)
    if column.link and text.startswith(("https://", "http://")) and len(text) < MAX_LINK:
        return "write_url", (text,)
    return "write_string", (text if len(text) <= MAX_CELL else text[: MAX_CELL - len(_CUT)] + _CUT,)
