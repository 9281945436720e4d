"""Paragraphs and tags as Parquet, for tables too large for a spreadsheet; pyarrow is an extra."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import msgspec

from rightstag.errors import InputError, UsageError
from rightstag.reports.records import Paragraph, Report
from rightstag.tag.columns import COLUMNS, table_row
from rightstag.tag.tagger import TaggedParagraph

if TYPE_CHECKING:
    import pyarrow as pa

#: The file that says that a folder of Parquet files is whole, as Spark and Hadoop name it.
COMPLETE = "_SUCCESS"
#: Rows written at once: what a reader must hold in memory.
ROW_GROUP = 50_000
_READ_AT_ONCE = 1 << 20  # bytes of a column; without it a whole row group is held, which may be all of the file

#: The types of a table of tags where a column is not text.
_TYPES = {"probability": "float64", "threshold": "float64", "year": "int32", "position": "int32", "page": "int32"}


def row_batches(path: Path, size: int) -> Iterator[tuple[int, bytes]]:
    """Yield the paragraphs of a Parquet file, some rows at a time, each with the number of its first row, from 1.

    Columns that a paragraph does not have are left unread.

    Raises
    ------
    UsageError
        The file is missing, or pyarrow is not installed.
    InputError
        The file is not Parquet, or has no texts or ids.
    """
    for first, batch in table_batches(path, Paragraph.__struct_fields__, size, needed=("id", "text")):
        yield first, _stream(batch)


def table_batches(
    path: Path, names: Sequence[str], size: int, *, needed: Sequence[str]
) -> Iterator[tuple[int, "pa.RecordBatch"]]:
    """Yield some rows of a Parquet file at a time, each with the number of its first row, from 1.

    Parameters
    ----------
    names
        The columns that are read, as far as they are there.
    size
        Rows at a time, at most.
    needed
        Those of the columns that must be there.

    Raises
    ------
    UsageError
        The file is missing, or pyarrow is not installed.
    InputError
        The file is not Parquet, or has not all that is needed.
    """
    pa = arrow(path)
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, pre_buffer=False, buffer_size=_READ_AT_ONCE) as file:
            columns = [name for name in file.schema_arrow.names if name in names]
            if missing := set(needed).difference(columns):
                found = f"no column {' or '.join(sorted(missing))}"
                raise InputError(path, found, expected=" and ".join(needed), fix="name the columns so")
            first = 1
            for batch in file.iter_batches(size, columns=columns, use_threads=False):
                yield first, batch
                first += batch.num_rows
    except FileNotFoundError as error:
        raise UsageError(path, "cannot be read (No such file or directory)", fix="check the path") from error
    except pa.ArrowException as error:
        raise InputError(path, f"not a Parquet file that can be read ({error})", fix="write it again") from error


def decode_batch(path: Path, rows: bytes, *, first: int) -> list[Paragraph]:
    """Return the paragraphs of some rows; ``path`` and ``first`` are for messages.

    Raises
    ------
    InputError
        A row is no paragraph.
    """
    pa = arrow(path)
    paragraphs = []
    for number, row in enumerate(pa.ipc.open_stream(rows).read_all().to_pylist() if rows else (), first):
        try:
            paragraphs.append(msgspec.convert(_given(row), Paragraph))
        except msgspec.ValidationError as error:
            raise InputError(
                path, str(error), place=f"row {number}", expected="one Paragraph", fix="correct it"
            ) from error
    return paragraphs


def encode_table(tagged: Sequence[TaggedParagraph], *, include_negative: bool) -> bytes:
    """Return the rows of some paragraphs as a piece of a table."""
    pa = arrow("Parquet")
    pairs = [(each, tag) for each in tagged for tag in (each.tags if include_negative else each.marked)]
    rows = [table_row(each, tag) | {"evidence": [msgspec.to_builtins(e) for e in tag.evidence]} for each, tag in pairs]
    return bytes(pa.RecordBatch.from_pylist(rows, schema=table_schema()).serialize().to_pybytes()) if rows else b""


def write_parquet(out: IO[bytes], pieces: Iterable[bytes]) -> None:
    """Write pieces of a table as one file, the same rows in the same row groups however they were cut."""
    pa = arrow("Parquet")
    import pyarrow.parquet as pq

    schema = table_schema()
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        held = schema.empty_table()
        for piece in filter(None, pieces):
            batch = pa.ipc.read_record_batch(pa.py_buffer(piece), schema)
            held = pa.concat_tables([held, pa.Table.from_batches([batch])])
            while held.num_rows >= ROW_GROUP:
                writer.write_table(held.slice(0, ROW_GROUP))
                held = held.slice(ROW_GROUP)
        if held.num_rows:
            writer.write_table(held)


def table_schema() -> "pa.Schema":
    """Return the columns of a table of tags and their types."""
    pa = arrow("Parquet")
    weights = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("weight", pa.float64())])
    lists = {"trail": pa.list_(pa.string()), "evidence": pa.list_(weights)}
    return pa.schema([(name, lists.get(name) or _TYPES.get(name, "string")) for name in COLUMNS])


def arrow(wanted: object) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the library that is an extra, or say how to get it.

    Raises
    ------
    UsageError
        It is not installed.
    """
    try:
        import pyarrow as pa
    except ModuleNotFoundError as error:
        fix = "install it: pip install 'rightstag[parquet]'"
        raise UsageError(wanted, "pyarrow is not installed", fix=fix) from error
    return pa


def _stream(batch: "pa.RecordBatch") -> bytes:
    pa = arrow("Parquet")
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue().to_pybytes())


def _given(row: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is null, so that the default stands, and what a report does not have."""
    given = {name: _whole(value) for name, value in row.items() if value is not None}
    if isinstance(report := given.get("report"), dict):
        given["report"] = {k: _whole(v) for k, v in report.items() if v is not None and k in Report.__struct_fields__}
    return given


def _whole(value: object) -> object:
    """Undo what data frames do to a column of whole numbers with gaps."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
