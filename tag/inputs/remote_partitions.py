"""Partition files of paragraphs for workers anywhere: on a disk, or in an object store by its URL."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from rightstag.atomic import STDIO
from rightstag.errors import InputError, UsageError
from rightstag.jsonl import decoder
from rightstag.reports.records import Paragraph
from rightstag.tag.inputs.partitions import LINES, TABLES, expand_inputs
from rightstag.tag.tagger import BATCH

#: Bytes of a file that one task reads: some tens of thousands of paragraphs, a second or two of work.
PARTITION_BYTES = 32 << 20
_GLOB = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class RemotePartition:
    """A part of a file: the lines that begin in the bytes ``[start, stop)``, or these row groups of a Parquet file."""

    url: str
    start: int
    stop: int


def remote_partitions(inputs: Iterable[str], *, size: int = PARTITION_BYTES) -> list[RemotePartition]:
    """Return the partitions of all inputs in order: every row is in exactly one.

    Parameters
    ----------
    inputs
        Files, folders, patterns (``*``) and URLs that fsspec knows (``s3://bucket/paragraphs/*.parquet``).
    size
        About how many bytes a partition has; a row group of a Parquet file stays whole.

    Raises
    ------
    UsageError
        An input is missing, cannot be reached, or is none of JSON Lines and Parquet.
    """
    return [partition for url in files(inputs) for partition in _cut(url, size)]


def read_remote_partition(partition: RemotePartition) -> Iterator[list[Paragraph]]:
    """Yield the paragraphs of a partition in batches.

    Raises
    ------
    InputError
        A row is no paragraph.
    """
    return _table_batches(partition) if _suffix(partition.url) in TABLES else _line_batches(partition)


def files(inputs: Iterable[str]) -> list[str]:
    """Return the files that are meant: those below a folder and those of a pattern are sorted by name."""
    urls: list[str] = []
    for given in inputs:
        urls += _remote(given) if "://" in given else [str(path.absolute()) for path in _local(given)]
    for url in urls:
        if _suffix(url) not in LINES | TABLES:
            expected = f"files ending in {', '.join(sorted(LINES | TABLES))}"
            raise UsageError(url, "is not cut into partitions", expected=expected, fix="ingest reports first")
    return urls


def _local(given: str) -> list[Path]:
    path = Path(given)
    if path == STDIO:
        raise UsageError(given, "cannot be cut into partitions", expected="files", fix="save it as a file first")
    if not path.exists() and _GLOB & set(given):
        return sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor)))) or [path]
    return expand_inputs([path]).files


def _remote(given: str) -> list[str]:
    system, path = filesystem(given)
    try:
        names = system.glob(path) if _GLOB & set(path) else system.find(path) if system.isdir(path) else [path]
    except OSError as error:
        raise _unreachable(given, error) from error
    ours = [name for name in names if not PurePosixPath(name).name.startswith((".", "_"))]
    if not ours:
        raise UsageError(given, "holds no file", expected="JSON Lines or Parquet", fix="check the URL")
    return [system.unstrip_protocol(name) for name in sorted(ours, key=lambda name: PurePosixPath(name).parts)]


def _cut(url: str, size: int) -> Iterator[RemotePartition]:
    system, path = filesystem(url)
    try:
        if _suffix(url) in TABLES:
            yield from _cut_table(url, size)
            return
        length = system.size(path) or 0
    except OSError as error:
        raise _unreachable(url, error) from error
    yield from (RemotePartition(url, start, min(start + size, length)) for start in range(0, max(length, 1), size))


def _cut_table(url: str, size: int) -> Iterator[RemotePartition]:
    with _open_table(url) as table:
        sizes = [table.metadata.row_group(number).total_byte_size for number in range(table.num_row_groups)]
    start, held = 0, 0
    for number, more in enumerate(sizes):
        if held and held + more > size:
            yield RemotePartition(url, start, number)
            start, held = number, 0
        held += more
    yield RemotePartition(url, start, len(sizes))


def _line_batches(partition: RemotePartition) -> Iterator[list[Paragraph]]:
    from fsspec.utils import read_block

    system, path = filesystem(partition.url)
    with system.open(path, "rb") as file:
        block = read_block(file, partition.start, partition.stop - partition.start, b"\n")
    decode = decoder(Paragraph)
    batch: list[Paragraph] = []
    for number, line in enumerate(io.BytesIO(block), 1):
        if not line.strip():
            continue
        try:
            batch.append(decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            place = f"line {number} after byte {partition.start:,}" if partition.start else f"line {number}"
            raise InputError(partition.url, str(error), place=place, expected="one Paragraph as JSON") from error
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _table_batches(partition: RemotePartition) -> Iterator[list[Paragraph]]:
    from pyarrow import ipc

    from rightstag.tag.parquet import decode_batch

    with _open_table(partition.url) as table:
        first = 1 + sum(table.metadata.row_group(number).num_rows for number in range(partition.start))
        columns = [name for name in table.schema_arrow.names if name in Paragraph.__struct_fields__]
        if missing := {"id", "text"}.difference(columns):
            found = f"no column {' or '.join(sorted(missing))}"
            raise InputError(partition.url, found, expected="id and text", fix="name the columns so")
        for batch in table.iter_batches(BATCH, row_groups=range(partition.start, partition.stop), columns=columns):
            sink = io.BytesIO()
            with ipc.new_stream(sink, batch.schema) as stream:
                stream.write_batch(batch)
            yield decode_batch(Path(partition.url), sink.getvalue(), first=first)
            first += batch.num_rows


@contextmanager
def _open_table(url: str) -> Iterator[Any]:
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    system, path = filesystem(url)
    try:
        with system.open(path, "rb") as file, pq.ParquetFile(file) as table:
            yield table
    except ArrowException as error:
        raise InputError(url, f"not a Parquet file that can be read ({error})", fix="write it again") from error


def fingerprint(url: str) -> str:
    """Return the fingerprint of a file: from size and date on a disk, the store's own tag elsewhere."""
    system, path = filesystem(url)
    return str(system.ukey(path))


def filesystem(url: str) -> tuple[Any, str]:
    """Return the file system of a path or a URL, and the path within it.

    Raises
    ------
    UsageError
        There is no such protocol, or its library is not installed.
    """
    from fsspec.core import url_to_fs

    try:
        system, path = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise UsageError(url, str(error), expected="a path or a URL that fsspec knows") from error
    return system, str(path)


def _suffix(url: str) -> str:
    return PurePosixPath(url).suffix.lower()


def _unreachable(url: str, error: OSError) -> UsageError:
    return UsageError(url, f"cannot be read ({error.strerror or error})", expected="a file", fix="check the path")
