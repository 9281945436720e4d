"""A table of codings as labelled paragraphs, one a paragraph and coder."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from rightstag.annotate.importing.columns import Columns
from rightstag.annotate.importing.labels import LabelReader, UnknownLabelError, is_missing, yes_or_no
from rightstag.annotate.importing.tables import SourceTable
from rightstag.annotate.importing.tools import OFFERED
from rightstag.annotate.records import LabelledParagraph
from rightstag.errors import InputError
from rightstag.labels import Taxonomy
from rightstag.reports import Report, normalise, paragraph_id

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Labelled paragraphs, and what was guessed or must be known of them."""

    rows: list[LabelledParagraph]
    notes: list[str]


def import_labels(
    data: "pd.DataFrame | SourceTable",
    *,
    text: str | None = None,
    labels: str | Sequence[str] = (),
    report: str | None = None,
    country: str | None = None,
    year: str | None = None,
    annotator: str | None = None,
    id: str | None = None,  # noqa: A002 - what the column is called
    mapping: Mapping[str, Sequence[str]] | None = None,
    taxonomy: Taxonomy | None = None,
    pseudonym: Callable[[str], str] | None = None,
) -> ImportResult:
    """Convert a table of codings to labelled paragraphs, one a paragraph and coder.

    What a row does not say stays unknown. Without a taxonomy, so do the labels that no row gives.

    Parameters
    ----------
    data
        One row a paragraph, or a paragraph and coder.
    text, labels, report, country, year, annotator, id
        Names of columns; guessed where it is plain when not given. Several columns of labels hold yes and no, each
        named after its label, and an empty cell is *not known*.
    mapping
        Names in the table and the labels that they stand for.
    taxonomy
        Whose labels there were to choose from; others are refused.
    pseudonym
        What annotators are called in place of their names.

    Raises
    ------
    InputError
        A column is missing, a text is empty, a label is unknown, a year is none, or an id stands for two texts; the
        message names source, row and column.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"text": ["Police dispersed a rally.", "It rained."], "label": ["assembly", ""]})
    >>> [(row.text, row.labels) for row in import_labels(frame).rows]
    [('Police dispersed a rally.', ('assembly',)), ('It rained.', ())]
    """
    table = data if isinstance(data, SourceTable) else SourceTable(data, "the table", "row")
    named = Columns(text, (labels,) if isinstance(labels, str) else tuple(labels), report, country, year, annotator, id)
    columns, notes = named.guess(table)
    ids = {name: tuple(given) for name, given in (mapping or {}).items()}
    reader = _Reader(table, columns, LabelReader(ids, taxonomy, table.names.get(columns.labels[0], ())))
    rows = [reader.row(place, cells) for place, cells in zip(table.frame.index, _dicts(table.frame), strict=True)]
    rows, made = _with_ids(rows, table, columns.id, guessed=named.id is None)
    if pseudonym is not None:
        rows = [
            row if row.annotator is None else msgspec.structs.replace(row, annotator=pseudonym(row.annotator))
            for row in rows
        ]
    rows = _offered(rows, taxonomy)
    return ImportResult(rows, [*table.notes, *notes, *made, *_summary(rows, taxonomy)])


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the rows of one table."""

    table: SourceTable
    columns: Columns
    labels: LabelReader

    def row(self, place: Hashable, cells: Mapping[str, Any]) -> LabelledParagraph:
        where = self.columns
        text = cells[where.text or ""]
        if is_missing(text):
            raise self._error(place, where.text, "no text", fix="fill it in, or leave the row out")
        if not isinstance(text, str):
            raise self._error(place, where.text, f"{text!r} is no text", fix="name another column")
        given, offered = self._labels(place, cells)
        country, key = _plain(cells, where.country), _plain(cells, where.report)
        year = self._year(place, cells)
        return LabelledParagraph(
            id=_plain(cells, where.id) or "",
            text=text.strip(),
            labels=given,
            offered=offered,
            annotator=_plain(cells, where.annotator),
            report=Report(key=key, country=country, year=year) if key else None,
            country=country,
            year=year,
        )

    def _labels(self, place: Hashable, cells: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
        """Return the labels of a row, and those that it says anything of; None where these are all."""
        names = self.columns.labels
        column = names[0]
        try:
            if len(names) == 1:
                offered: Any = cells.get(OFFERED)
                known = None if is_missing(offered) else self.labels.read(list(offered))
                return self.labels.read(cells[column]), known
            said: dict[str, bool] = {}
            for column in names:
                if (answer := yes_or_no(cells[column])) is not None:
                    said |= dict.fromkeys(self.labels.one(column), answer)
        except UnknownLabelError as error:
            taxonomy = self.labels.taxonomy
            expected = f"one of {', '.join(taxonomy.ids)}" if taxonomy and len(names) == 1 else ""
            fix = "correct it, or say which label it stands for" if len(names) == 1 else "write yes, no or nothing"
            raise self._error(place, column, f"unknown label '{error}'", expected=expected, fix=fix) from error
        return tuple(label for label, yes in said.items() if yes), tuple(said)

    def _year(self, place: Hashable, cells: Mapping[str, Any]) -> int | None:
        said = _plain(cells, self.columns.year)
        if said is None:
            return None
        if not said.isdecimal() or len(said) > 4:
            raise self._error(
                place, self.columns.year, f"'{said[:20]}' is no year", fix="correct it, or empty the cell"
            )
        return int(said)

    def _error(self, place: Hashable, column: str | None, found: str, *, expected: str = "", fix: str) -> InputError:
        where = f"{self.table.unit} {place}, column {column}"
        return InputError(self.table.source, found, place=where, expected=expected, fix=fix)


def _dicts(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    return [dict(zip(frame.columns, cells, strict=True)) for cells in frame.itertuples(index=False, name=None)]


def _plain(cells: Mapping[str, Any], column: str | None) -> str | None:
    """Return a cell as text, whole numbers without their ``.0``; None where there is nothing."""
    cell: Any = cells.get(column) if column is not None else None
    if is_missing(cell):
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    said = str(cell).strip()
    return said.removesuffix(".0") if said.removesuffix(".0").isdecimal() else said


def _with_ids(
    rows: Sequence[LabelledParagraph], table: SourceTable, column: str | None, *, guessed: bool
) -> tuple[list[LabelledParagraph], list[str]]:
    """Give every paragraph its id: the table's own where they hold, else one made of report and text."""
    texts: dict[str, set[str]] = defaultdict(set)
    voices = Counter((row.id, row.annotator) for row in rows)
    for row in rows:
        texts[row.id].add(normalise(row.text))
    clash = next((name for name, said in texts.items() if name and len(said) > 1), None)
    clash = clash or next((name for (name, who), count in voices.items() if name and count > 1 and who is None), None)
    if clash is not None and not guessed:
        found = f"'{clash}' is the id of several paragraphs"
        raise InputError(table.source, found, place=f"column {column}", fix="correct it, or name no column of ids")
    if clash is None and all(row.id for row in rows):
        return list(rows), []
    seen: Counter[tuple[str, str, str | None]] = Counter()
    made = []
    for row in rows:
        if row.id and clash is None:
            made.append(row)
            continue
        key = row.report.key if row.report else ""
        # A coder's second row of the same text is another paragraph; another coder's is the same one.
        ordinal = seen[key, normalise(row.text), row.annotator]
        seen[key, normalise(row.text), row.annotator] += 1
        made.append(msgspec.structs.replace(row, id=paragraph_id(key, row.text, ordinal)))
    reason = f"column '{column}' has '{clash}' several times" if clash else "there are none"
    return made, [f"ids made from report and text: {reason}"]


def _offered(rows: list[LabelledParagraph], taxonomy: Taxonomy | None) -> list[LabelledParagraph]:
    """Fill in the labels offered for each row: its own, else the taxonomy's, else all labels given in any row."""
    used = tuple(sorted({label for row in rows for label in (*(row.labels or ()), *(row.offered or ()))}))
    whole = taxonomy.ids if taxonomy else used
    return [row if row.offered is not None else msgspec.structs.replace(row, offered=whole) for row in rows]


def _summary(rows: Sequence[LabelledParagraph], taxonomy: Taxonomy | None) -> list[str]:
    counts = Counter(label for row in rows for label in row.labels or ())
    given = ", ".join(f"{label} {count:,}" for label, count in sorted(counts.items())) or "none"
    people = {row.annotator for row in rows} - {None}
    lacking = sum(row.report is None and row.country is None for row in rows)
    notes = [f"labels: {given}; of the others nothing is known" if taxonomy is None else f"labels: {given}"]
    notes += [f"{len(people):,} annotators"] if people else []
    return notes + ([f"{lacking:,} of {len(rows):,} rows do not say their report"] if lacking else [])
