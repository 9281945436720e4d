"""Partitions of the input: a report, or some rows of a file of paragraphs."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from rightstag.atomic import STDIO, reading
from rightstag.encodings import utf8_head
from rightstag.errors import RightsTagError
from rightstag.jsonl import decode_lines, decoder, line_blocks
from rightstag.reports.folder import Inputs, expand
from rightstag.reports.read_reports import ReadOptions, namesakes, read_report
from rightstag.reports.records import Paragraph

#: Large enough to be worth sending to another process, small enough that some of them are little memory.
PARTITION_ROWS = 2000

LINES = frozenset({".jsonl", ".ndjson"})
TABLES = frozenset({".parquet"})
ROWS = LINES | TABLES


@dataclass(frozen=True, slots=True)
class Partition:
    """Unit of reading and tagging: a whole report, or some rows of a file of paragraphs.

    Attributes
    ----------
    number
        Which part of its file it is, from 0.
    first
        The number of its first line or row, from 1, for messages.
    rows
        The rows in UTF-8, undecoded; None for a report, which whoever tags it reads.
    namesake
        Whether it is a report with the file name of one in another folder.
    options
        How a report is read.
    fault
        Error that ends a file of rows before its end.
    """

    path: Path
    number: int = 0
    first: int = 1
    rows: bytes | None = None
    namesake: bool = False
    options: ReadOptions | None = None
    fault: RightsTagError | None = None

    @property
    def is_report(self) -> bool:
        """Whether it is a report, with a key that its paragraphs are named by."""
        return self.rows is None and self.fault is None


def expand_inputs(inputs: Iterable[Path], *, but: Path | None = None) -> Inputs:
    """Return the files that are meant: reports, and files of paragraphs.

    Parameters
    ----------
    inputs
        Files, folders (of which all that can be read is meant, in order) and ``-``.
    but
        A file that a folder does not stand for: the output, which an earlier run may have left there.

    Raises
    ------
    UsageError
        There is no such file.
    InputError
        A folder holds nothing that can be read.
    """
    from rightstag.reports.readers import SUFFIXES

    return expand(inputs, ROWS | SUFFIXES, but=but)


def partitions(files: Iterable[Path], options: ReadOptions | None = None) -> Iterator[Partition]:
    """Yield the partitions of files in order; rows come with them, reports are not opened.

    Where the rows of a file cannot be read on, its last partition says why; the other files come all the same.
    """
    paths = list(files)
    twins = namesakes(path for path in paths if path.suffix.lower() not in ROWS)
    for path in paths:
        try:
            if path != STDIO and path.suffix.lower() not in ROWS:
                yield Partition(path, namesake=path in twins, options=options)
            else:
                yield from _of_rows(path, options)
        except RightsTagError as error:
            yield Partition(path, number=-1, fault=error)


def _of_rows(path: Path, options: ReadOptions | None) -> Iterator[Partition]:
    if path == STDIO and not _stdin_has_rows():
        yield Partition(path, rows=_report_rows(path, options))  # no other process could read it
    elif path.suffix.lower() in TABLES:
        from rightstag.tag.parquet import row_batches

        yield from _numbered(path, row_batches(path, PARTITION_ROWS))
    else:
        encoding = options.encoding if options else None
        yield from _numbered(path, line_blocks(path, PARTITION_ROWS, encoding=encoding))


def read_partition(partition: Partition, unread: list[RightsTagError] | None = None) -> list[Paragraph]:
    """Return the paragraphs of a part; ``unread`` gets what of a report could not be read.

    Raises
    ------
    UsageError
        The report is missing or cannot be opened.
    InputError
        The report cannot be read, or a row is no paragraph.
    """
    if partition.fault:
        raise partition.fault
    if partition.rows is None:
        return read_report(partition.path, partition.options, namesake=partition.namesake, unread=unread)
    if partition.path.suffix.lower() in TABLES:
        from rightstag.tag.parquet import decode_batch

        return decode_batch(partition.path, partition.rows, first=partition.first)
    decode = decoder(Paragraph)
    return list(
        decode_lines(partition.path, partition.rows, decode, expected="one Paragraph as JSON", first=partition.first)
    )


def _numbered(path: Path, blocks: Iterable[tuple[int, bytes]]) -> Iterator[Partition]:
    number = -1
    for number, (first, rows) in enumerate(blocks):
        yield Partition(path, number, first, rows)
    if number < 0:
        yield Partition(path, rows=b"")  # so that an empty file is noticed


def _report_rows(path: Path, options: ReadOptions | None) -> bytes:
    encode = msgspec.json.Encoder().encode
    return b"".join(encode(paragraph) + b"\n" for paragraph in read_report(path, options))


def _stdin_has_rows() -> bool:
    """Look at standard input without taking anything from it."""
    with reading(STDIO):
        return utf8_head(sys.stdin.buffer, 1024).lstrip().startswith(b"{")
