"""Read a file of codings into a table: CSV, spreadsheets, Parquet, JSON and JSON Lines, by suffix or by name."""

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rightstag.atomic import STDIO, read_bytes
from rightstag.encodings import utf8
from rightstag.errors import InputError, UsageError
from rightstag.jsonl import MALFORMED
from rightstag.reports.readers.encoding import decode

if TYPE_CHECKING:
    import pandas as pd

_AS_PANDAS = "[{...}, ...], or a table as pandas writes it"
_SEPARATORS = (",", ";", "\t", "|")
#: The first line of a file that is made for Excel; it is no part of the table.
_SAYS_SEPARATOR = re.compile(r"\"?sep=([^\r\n])\"?\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table as it was read; its index counts the rows as their program does.

    Attributes
    ----------
    frame
        Values as they are in the file; text cells of CSV and spreadsheets are strings.
    unit
        What a row is called: ``row`` (of a spreadsheet, the header being the first) or ``record``.
    names
        By column, the label names that its numbers stand for.
    notes
        What was guessed.
    """

    frame: "pd.DataFrame"
    source: str
    unit: str
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_table(
    path: Path, *, kind: str | None = None, sheet: str | None = None, separator: str | None = None
) -> SourceTable:
    """Read a table.

    Parameters
    ----------
    kind
        One of `FORMATS`; by the file's suffix when not given.
    sheet
        Of a spreadsheet; the first when not given.
    separator
        Of CSV; by its header when not given.

    Raises
    ------
    UsageError
        The file cannot be read, or is of no known format.
    InputError
        It is not in that format.
    """
    kind = kind or _BY_SUFFIX.get(path.suffix.lower())
    if kind is None:
        found = "its format does not follow from its name" if path != STDIO else "the format is not given"
        raise UsageError(path, found, expected=f"one of {', '.join(FORMATS)}", fix="name the format")
    reader = FORMATS[kind] or FORMATS[_BY_SUFFIX.get(path.suffix.lower(), "jsonl")]
    if reader is None:
        raise UsageError(path, "is in no format that this tool writes", expected="JSON Lines, JSON, CSV or Parquet")
    return reader(path, sheet, separator)


def _read_csv(path: Path, _sheet: str | None, separator: str | None) -> SourceTable:
    import pandas as pd

    text = decode(read_bytes(path), str(path)).removeprefix("\ufeff")
    first = 2
    if said := _SAYS_SEPARATOR.match(text):
        text, first, separator = text[said.end() :], 3, separator or said[1]
    header = text.lstrip("\n").partition("\n")[0]
    used = separator or max(_SEPARATORS, key=header.count)
    try:
        frame = pd.read_csv(io.StringIO(text), sep=used, dtype=str, keep_default_na=False, skip_blank_lines=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError(path, str(error), expected="CSV with a header", fix="name the separator") from error
    if not isinstance(frame.index, pd.RangeIndex):  # pandas takes what the header does not name for row names
        raise InputError(path, "rows have more cells than the header", expected="as many", fix="quote or correct them")
    notes = () if separator or used == "," else (f"separator {json.dumps(used)}",)
    return SourceTable(_numbered(frame, first), str(path), "row", notes=notes)


def _read_spreadsheet(path: Path, sheet: str | None, _separator: str | None) -> SourceTable:
    import pandas as pd
    from python_calamine import CalamineError

    data = io.BytesIO(read_bytes(path))
    try:
        book = pd.ExcelFile(data, engine="calamine")
        names = [str(name) for name in book.sheet_names]
        if sheet is not None and sheet not in names:
            raise InputError(path, f"no sheet '{sheet}'", expected=f"one of {', '.join(names)}")
        frame = pd.read_excel(book, sheet or names[0], dtype=object, keep_default_na=False)
    except (CalamineError, ValueError) as error:
        raise InputError(path, str(error), expected="XLSX or ODS", fix="save it again, or as CSV") from error
    notes = () if sheet is not None or len(names) == 1 else (f"sheet '{names[0]}' of {', '.join(names)}",)
    return SourceTable(_numbered(frame, 2), str(path), "row", notes=notes)


def _read_parquet(path: Path, _sheet: str | None, _separator: str | None) -> SourceTable:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        fix = "install rightstag[parquet], or save the table as CSV"
        raise UsageError(path, "pyarrow, which reads Parquet, is not installed", fix=fix) from error
    try:
        table = pq.read_table(io.BytesIO(read_bytes(path)))
    except pa.ArrowInvalid as error:
        raise InputError(path, str(error), expected="Parquet") from error
    frame = table.to_pandas(ignore_metadata=True, integer_object_nulls=True).astype(object)
    return SourceTable(_numbered(frame, 1), str(path), "row", names=_class_names(table.schema.metadata or {}))


def _class_names(metadata: Mapping[bytes, bytes]) -> dict[str, Sequence[str]]:
    """Return the label names that a data set of Hugging Face keeps in the schema, by column."""
    try:
        features = json.loads(metadata.get(b"huggingface", b"{}")).get("info", {}).get("features", {})
        return {column: names for column, feature in features.items() if (names := _names_of(feature))}
    except (ValueError, AttributeError):
        return {}


def _names_of(feature: Any) -> Sequence[str]:  # noqa: ANN401 - JSON
    """Return the names of a feature, or of a list's feature: `{"feature": {...}}`, before that `[{...}]`."""
    if isinstance(feature, list) and len(feature) == 1:
        return _names_of(feature[0])
    if not isinstance(feature, dict):
        return ()
    return feature.get("names") or _names_of(feature.get("feature"))


def _read_json_lines(path: Path, _sheet: str | None, _separator: str | None) -> SourceTable:
    from rightstag.jsonl import read_rows

    return _from_records(path, list(read_rows(path, dict)))


def _read_json(path: Path, _sheet: str | None, _separator: str | None) -> SourceTable:
    import msgspec

    try:
        content = msgspec.json.decode(utf8(read_bytes(path)))
    except (*MALFORMED, UnicodeError) as error:
        raise InputError(path, str(error), expected="JSON") from error
    return _from_records(path, _records(path, content))


def _records(path: Path, content: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Return the records of JSON as a list, or as pandas writes tables: split, by column or by row."""
    if isinstance(content, list) and all(isinstance(row, dict) for row in content):
        return content
    if isinstance(content, dict) and {"columns", "data"} <= content.keys():
        return _split(path, content["columns"], content["data"])
    if isinstance(content, dict) and isinstance(content.get("data"), list):
        return _records(path, content["data"])
    if content and isinstance(content, dict) and all(isinstance(part, dict) for part in content.values()):
        return list(content.values()) if _by_row(content) else _by_column(content)
    if content and isinstance(content, dict) and all(isinstance(part, list) for part in content.values()):
        return _split(path, list(content), list(zip_longest(*content.values())))
    raise InputError(path, "no list of records", expected=_AS_PANDAS)


def _split(path: Path, columns: Any, data: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
        raise InputError(path, "its columns are no list of names", expected=_AS_PANDAS)
    rows = data if isinstance(data, list) else [data]
    for place, row in enumerate(rows, 1):
        if not isinstance(row, list | tuple) or len(row) != len(columns):
            found = f"not {len(columns)} cells, one a column"
            raise InputError(path, found, place=f"record {place}", expected=_AS_PANDAS)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _by_row(content: dict[str, dict[str, Any]]) -> bool:
    """Whether the outer names are rows': numbers, or more than the inner names where neither are numbers."""
    inner = list(dict.fromkeys(name for part in content.values() for name in part))
    if all(name.isdecimal() for name in inner):
        return False
    return all(name.isdecimal() for name in content) or len(content) > len(inner)


def _by_column(content: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    rows = dict.fromkeys(row for column in content.values() for row in column)
    return [{name: column.get(row) for name, column in content.items()} for row in rows]


def _from_records(path: Path, records: list[dict[str, Any]]) -> SourceTable:
    import pandas as pd

    columns = list(dict.fromkeys(name for record in records for name in record))
    cells = {name: pd.Series([record.get(name) for record in records], dtype=object) for name in columns}
    return SourceTable(_numbered(pd.DataFrame(cells), 1), str(path), "record")


def _numbered(frame: "pd.DataFrame", first: int) -> "pd.DataFrame":
    frame.index = range(first, first + len(frame))  # type: ignore[assignment]
    frame.columns = [str(column).strip() for column in frame.columns]
    return frame


Reader = Callable[[Path, str | None, str | None], SourceTable]
#: By name. A tool's own format is in a file that the suffix tells; another format is another entry here, and in
#: `rightstag.annotate.importing.tools` what its columns mean.
FORMATS: Mapping[str, Reader | None] = {
    "csv": _read_csv,
    "xlsx": _read_spreadsheet,
    "ods": _read_spreadsheet,
    "parquet": _read_parquet,
    "jsonl": _read_json_lines,
    "json": _read_json,
    "doccano": None,
    "prodigy": None,
    "spacy": None,
    "hf": None,
}
_BY_SUFFIX = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xls": "xlsx",
    ".xlsm": "xlsx",
    ".ods": "ods",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
}
