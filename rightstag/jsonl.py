"""JSON Lines: records decoded one line at a time with their line number, and written whole or not at all."""

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec

from rightstag.atomic import STDIO, atomic_write, reading
from rightstag.encodings import utf8_lines
from rightstag.errors import InputError

Row = TypeVar("Row")

#: What msgspec raises of bytes that are not the JSON asked for; nesting too deep is the last.
MALFORMED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
#: By schema, the fields that an earlier version wrote and nothing reads any more: they are dropped, not refused.
_RETIRED = {"rightstag.paragraph/1": ("group",)}


def read_rows(path: Path, record: type[Row], *, encoding: str | None = None) -> Iterator[Row]:
    """Yield the records of a JSON Lines file, one at a time.

    Parameters
    ----------
    path
        The file; ``Path("-")`` is standard input. Blank lines are passed over.
    record
        The ``msgspec.Struct`` (or other type) of every line.
    encoding
        Of the file; when not given UTF-8, or UTF-16 or UTF-32 where its first bytes say so.

    Raises
    ------
    UsageError
        The file is missing or cannot be opened.
    InputError
        A line is not such a record; the message names it.
    """
    expected = f"one {record.__name__} as JSON"
    yield from decode_rows(path, decoder(record), expected=expected, encoding=encoding)


def decoder(record: type[Row]) -> Callable[[bytes], Row]:
    """Return the JSON decoder of a record, which also reads the record as earlier versions wrote it.

    Parameters
    ----------
    record
        The ``msgspec.Struct`` (or other type); it may hold further records.

    Examples
    --------
    >>> from rightstag.reports import Paragraph
    >>> old = b'{"id": "p-1", "text": "A rally.", "group": "p-1", "schema": "rightstag.paragraph/1"}'
    >>> decoder(Paragraph)(old).text
    'A rally.'
    """
    decode = msgspec.json.Decoder(record).decode

    def decode_any_version(line: bytes) -> Row:
        try:
            return decode(line)
        except msgspec.ValidationError:
            row = msgspec.json.decode(line)
            if not _drop_retired(row):
                raise
            return msgspec.convert(row, record)

    return decode_any_version


def decode_rows(
    path: Path, decode: Callable[[bytes], Row], *, expected: str, encoding: str | None = None
) -> Iterator[Row]:
    """Yield each line decoded, for files whose lines are not all of one kind.

    Parameters
    ----------
    path
        The file; ``Path("-")`` is standard input. Blank lines are passed over.
    decode
        Raises ``msgspec.DecodeError`` on a line that it does not accept.
    expected
        What a line should be, for messages.
    encoding
        As in `read_rows`.

    Raises
    ------
    UsageError
        The file is missing or cannot be opened.
    InputError
        A line is not accepted; the message names it.
    """
    for first, lines in line_blocks(path, encoding=encoding):
        yield from decode_lines(path, lines, decode, expected=expected, first=first)


def line_blocks(path: Path, size: int = 1000, *, encoding: str | None = None) -> Iterator[tuple[int, bytes]]:
    r"""Yield a file in blocks of whole lines in UTF-8, each with the number of its first line, from 1.

    Parameters
    ----------
    path
        The file; ``Path("-")`` is standard input.
    size
        Lines in a block; the last one may have fewer.
    encoding
        As in `read_rows`.

    Raises
    ------
    UsageError
        The file is missing or cannot be opened.
    InputError
        It is not text in its encoding.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.jsonl"
    >>> _ = path.write_text("1\n2\n3\n")
    >>> list(line_blocks(path, 2))
    [(1, b'1\n2\n'), (3, b'3\n')]
    """
    with reading(path), nullcontext(sys.stdin.buffer) if path == STDIO else path.open("rb") as source:
        rows, first = utf8_lines(source, encoding), 1
        while lines := _next_lines(path, rows, first, size):
            yield first, b"".join(lines)
            first += len(lines)


def decode_lines(
    path: Path, lines: bytes, decode: Callable[[bytes], Row], *, expected: str, first: int = 1
) -> Iterator[Row]:
    """Yield each line of a block decoded; ``path`` and ``first`` (the block's first line number) are for messages.

    Raises
    ------
    InputError
        A line is not accepted; the message names it.
    """
    for number, line in enumerate(io.BytesIO(lines), first):
        try:
            if line.strip():
                yield decode(line)
        except MALFORMED as error:
            raise InputError(path, str(error), place=f"line {number}", expected=expected, fix="correct it") from error


def _next_lines(path: Path, rows: Iterator[bytes], first: int, size: int) -> list[bytes]:
    try:
        return list(islice(rows, size))
    except UnicodeError as error:
        place = f"line {first} or after"
        raise InputError(path, str(error), place=place, expected="text in UTF-8", fix="save it as UTF-8") from error


def _drop_retired(row: object) -> bool:
    """Take retired fields out of a record and the records directly in it; return whether there were any."""
    records = [each for each in (row, *(row.values() if isinstance(row, dict) else ())) if isinstance(each, dict)]
    retired = [(each, name) for each in records for name in _RETIRED.get(str(each.get("schema")), ()) if name in each]
    for each, name in retired:
        del each[name]
    return bool(retired)


def write_rows(path: Path, rows: Iterable[object]) -> int:
    """Write records as JSON Lines, whole or not at all, and return how many.

    Parameters
    ----------
    path
        The file; ``Path("-")`` is standard output.
    rows
        Records (``msgspec.Struct``) or plain dictionaries.
    """
    encoder = msgspec.json.Encoder()
    count = 0
    with atomic_write(path) as out:
        for row in rows:
            out.write(encoder.encode(row) + b"\n")
            count += 1
    return count
