"""What a user names on the command line becomes paragraphs, each of them once."""

import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from rightstag.atomic import STDIO
from rightstag.errors import InputError, UsageError
from rightstag.jsonl import decode_lines, decoder, line_blocks
from rightstag.reports.records import Paragraph

#: Large enough to be worth sending to another process, small enough that some of them are little memory.
PARTITION_ROWS = 2000

LINES = frozenset({".jsonl", ".ndjson"})
TABLES = frozenset({".parquet"})
ROWS = LINES | TABLES


@dataclass(frozen=True, slots=True)
class Partition:
    """What is read and tagged in one go: a whole report, or some rows of a file of paragraphs.

    Attributes
    ----------
    number
        Which part of its file it is, from 0.
    first
        The number of its first line or row, from 1, for messages.
    rows
        The rows as they stand in the file, undecoded; None for a report, which whoever tags it reads.
    """

    path: Path
    number: int = 0
    first: int = 1
    rows: bytes | None = None

    @property
    def is_report(self) -> bool:
        """Whether it is a report, with a key that its paragraphs are named by."""
        return self.rows is None


def expand_inputs(inputs: Iterable[Path], *, but: Path | None = None) -> list[Path]:
    """Return the files that are meant, a folder giving those in it and below that can be read, sorted.

    Parameters
    ----------
    inputs
        Files, folders and ``-``.
    but
        A file that a folder does not give: the output, which an earlier run may have left there.

    Raises
    ------
    UsageError
        There is no such file.
    InputError
        A folder holds nothing that can be read.
    """
    files: list[Path] = []
    for path in inputs:
        if path != STDIO and not path.exists():
            found = "cannot be read (No such file or directory)"
            raise UsageError(path, found, expected="a file or a folder", fix="check the path")
        files += _in_folder(path, but) if path != STDIO and path.is_dir() else [path]
    return files


def partitions(files: Iterable[Path]) -> Iterator[Partition]:
    """Yield the parts of files in order; rows come with them, reports are not opened."""
    for path in files:
        if path == STDIO and not _stdin_has_rows():
            yield Partition(path, rows=_report_rows(path))  # no other process could read it
        elif path.suffix.lower() in TABLES:
            from rightstag.tag.parquet import row_batches

            yield from _numbered(path, row_batches(path, PARTITION_ROWS))
        elif path == STDIO or path.suffix.lower() in LINES:
            yield from _numbered(path, line_blocks(path, PARTITION_ROWS))
        else:
            yield Partition(path)


def read_partition(partition: Partition) -> list[Paragraph]:
    """Return the paragraphs of a part.

    Raises
    ------
    UsageError
        The report is missing or cannot be opened.
    InputError
        The report cannot be read, or a row is no paragraph.
    """
    if partition.rows is None:
        from rightstag.reports.ingest import ingest

        return ingest(partition.path)
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


def _in_folder(folder: Path, but: Path | None) -> list[Path]:
    from rightstag.reports.readers import SUFFIXES

    known = ROWS | set(SUFFIXES)
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in known and path.is_file())
    files = [path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    files = [path for path in files if but is None or path.absolute() != but.absolute()]
    if not files:
        raise InputError(folder, "holds no report", expected=f"files ending in {', '.join(sorted(known))}")
    return files


def _report_rows(path: Path) -> bytes:
    from rightstag.reports.ingest import ingest

    encode = msgspec.json.Encoder().encode
    return b"".join(encode(paragraph) + b"\n" for paragraph in ingest(path))


def _stdin_has_rows() -> bool:
    """Look at standard input without taking anything from it."""
    source = sys.stdin.buffer
    if isinstance(source, io.BufferedReader):
        head = source.peek(1024)
    else:  # a stand-in, such as a test runner's
        head = source.read(1024)
        source.seek(-len(head), io.SEEK_CUR)
    return head.lstrip().startswith(b"{")
