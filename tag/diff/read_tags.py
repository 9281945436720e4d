"""Tags read back from what `tag` wrote: records, a table, or the folder of parts that Dask's workers write."""

import csv
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec

from rightstag.atomic import STDIO
from rightstag.encodings import table_encoding, table_separator
from rightstag.errors import InputError, UsageError
from rightstag.jsonl import decode_rows
from rightstag.tag.outputs.formats import unescape_cell
from rightstag.tag.records import Decision

_ROWS_AT_ONCE = 10_000


class StoredTag(msgspec.Struct, frozen=True, kw_only=True):
    """Tag read from an output; other columns of a row are passed over.

    Attributes
    ----------
    probability
        In [0, 1].
    report, country, year, publisher, language, text
        Facts of the report, and the paragraph itself, which tables have and records do not.
    """

    paragraph: str
    label: str
    probability: Annotated[float, msgspec.Meta(ge=0, le=1)]
    decision: Decision
    report: str = ""
    country: str = ""
    year: int | None = None
    publisher: str = ""
    language: str = ""
    text: str = ""
    model: str = ""
    taxonomy: str = ""


_COLUMNS = StoredTag.__struct_fields__
_NEEDED = ("paragraph", "label", "probability", "decision")


def read_tags(path: Path) -> Iterator[StoredTag]:
    """Yield the tags of an output, one at a time, in its order.

    Parameters
    ----------
    path
        A ``.jsonl``, ``.csv`` or ``.parquet`` file, a folder of partitions, or ``-`` for records on standard input.

    Raises
    ------
    UsageError
        It is missing, cannot be opened, or is of another format; or pyarrow is needed and not installed.
    InputError
        A row is no tag, or the folder is not complete; the message names it.
    """
    if path.is_dir():
        return (tag for part in _parts(path) for tag in _read_parquet(part))
    suffix = ".jsonl" if path == STDIO else path.suffix.lower()
    if suffix not in _READERS:
        found = f"no tags are read from {path.suffix!r}" if suffix else "no tags are read from a file without a suffix"
        raise UsageError(path, found, expected=", ".join(_READERS), fix="tag again with -o and one of these")
    return _READERS[suffix](path)


def _read_jsonl(path: Path) -> Iterator[StoredTag]:
    return decode_rows(path, msgspec.json.Decoder(StoredTag).decode, expected="one Tag as JSON")


def _read_csv(path: Path) -> Iterator[StoredTag]:
    csv.field_size_limit(sys.maxsize)  # a paragraph may be longer than the 131,072 characters that Python allows
    try:
        with path.open(encoding=table_encoding(path), newline="") as source:
            separator = table_separator(source.readline())
            source.seek(0)
            rows = csv.reader(source, delimiter=separator)
            places = _places(path, next(rows, []))
            for row in filter(None, rows):
                filled = {name: row[place] for name, place in places.items() if place < len(row) and row[place]}
                cells = {name: unescape_cell(cell) for name, cell in filled.items()}
                if separator != ",":  # then a comma is the decimal point, as Excel has it in most of Europe
                    cells |= {name: cells[name].replace(",", ".") for name in ("probability",) if name in cells}
                yield _judged(path, cells, f"line {rows.line_num}")
    except OSError as error:
        raise UsageError(path, f"cannot be read ({error.strerror})", expected="a file", fix="check the path") from error
    except (csv.Error, UnicodeError) as error:
        raise InputError(path, f"not a CSV file that can be read ({error})", fix="write it again") from error


def _read_parquet(path: Path) -> Iterator[StoredTag]:
    from rightstag.tag.parquet import table_batches

    for first, batch in table_batches(path, _COLUMNS, _ROWS_AT_ONCE, needed=_NEEDED):
        for number, row in enumerate(batch.to_pylist(), first):
            yield _judged(path, {k: v for k, v in row.items() if v is not None}, f"row {number}")


#: To read another format, add its suffix here.
_READERS: dict[str, Callable[[Path], Iterator[StoredTag]]] = {
    ".jsonl": _read_jsonl,
    ".csv": _read_csv,
    ".parquet": _read_parquet,
}


def _parts(folder: Path) -> list[Path]:
    from rightstag.tag.parquet import COMPLETE

    if not (folder / COMPLETE).is_file():
        fix = "name a file of tags, or end the run that writes it"
        raise InputError(folder, f"holds no {COMPLETE}", expected="a folder of tags that is complete", fix=fix)
    return sorted(folder.glob("part-*.parquet"))


def _places(path: Path, heads: list[str]) -> dict[str, int]:
    if missing := [name for name in _NEEDED if name not in heads]:
        found = f"no column {' or '.join(missing)}"
        raise InputError(path, found, expected="a table as `tag` writes it, with commas", fix="name the columns so")
    return {name: heads.index(name) for name in _COLUMNS if name in heads}


def _judged(path: Path, row: dict[str, Any], place: str) -> StoredTag:
    try:
        return msgspec.convert(row, StoredTag, strict=False)  # in a CSV file figures are text
    except msgspec.ValidationError as error:
        raise InputError(path, str(error), place=place, expected="one tag", fix="correct it") from error
