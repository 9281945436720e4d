"""Tables: one decision for a whole table, in every format; rows that report in words become paragraphs."""

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rightstag.reports.structure.scripts import count_words, ends_sentence

_TELLING = 4  # words of a cell that says what happened
_HEADER = 8  # words of a column's header at the most
_HALF = 0.5
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")

Row = Sequence[str]  # the cells, in the order of the columns; an empty one is ""


def reports_in_words(rows: Sequence[Row]) -> bool:
    """Tell whether a table reports in words, as one of incidents or a chronology does, and not in figures.

    Parameters
    ----------
    rows
        Of the table, its header left out.

    Examples
    --------
    >>> reports_in_words([["3 March", "Sel", "Police dispersed a march."], ["9 May", "Tarn", "A fine."]])
    True
    >>> reports_in_words([["Persons who were held in Sel", "14", "3"], ["Persons who were held in Tarn", "9", "5"]])
    False
    >>> reports_in_words([["Mon", "Tue", "Wed"], ["1", "2", "3"]])
    False
    """
    columns = [[cell for cell in column if cell.strip()] for column in zip_longest(*rows, fillvalue="")]
    telling = [column for column in columns if _share(count_words(cell) >= _TELLING for cell in column) >= _HALF]
    if not telling:
        return False
    if any(_share(ends_sentence(cell, marked=True) for cell in column) >= _HALF for column in telling):
        return True
    others = [cell for column in columns if column not in telling for cell in column]
    return _share(_is_figure(cell) for cell in others) < _HALF


def split_header(rows: Sequence[Row]) -> tuple[Row, Sequence[Row]]:
    """Return the header of a table, empty where it has none, and its other rows.

    Examples
    --------
    >>> split_header([["Date", "Place"], ["3 March", "Sel"]])
    (['Date', 'Place'], [['3 March', 'Sel']])
    >>> split_header([["3 March", "Sel"], ["9 May", "Tarn"]])
    ((), [['3 March', 'Sel'], ['9 May', 'Tarn']])
    """
    if len(rows) > 1 and _is_header(rows[0]):
        return rows[0], rows[1:]
    return (), rows


def row_text(header: Row, row: Row) -> str:
    """Return a row as text: each cell after the header of its column.

    Examples
    --------
    >>> row_text(["Date", "", "What happened"], ["3 March", "Sel", "Police dispersed a march."])
    'Date: 3 March; Sel; What happened: Police dispersed a march.'
    """
    pairs = [(head, cell) for head, cell in zip_longest(header, row, fillvalue="") if cell.strip()]
    return "; ".join(f"{head.rstrip(' :：')}: {cell}" if head.strip() else cell for head, cell in pairs)


def _is_header(row: Row) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return len(filled) > 1 and not any(
        count_words(cell) > _HEADER or ends_sentence(cell.rstrip(" :：")) or any(c.isdigit() for c in cell)
        for cell in filled
    )


def _is_figure(cell: str) -> bool:
    return not any(c.isalpha() for c in cell) and not _DATE.search(cell)


def _share(seen: Iterable[bool]) -> float:
    values = list(seen)
    return sum(values) / len(values) if values else 0.0
