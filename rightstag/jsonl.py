"""Files that are read with their faults named, and written whole or not at all."""

import hashlib
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from itertools import islice
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from rightstag.errors import InputError, UsageError

STDIO = Path("-")
_MODE_MASK = 0o666

Row = TypeVar("Row")


def read_bytes(path: Path, *, limit: int | None = None) -> bytes:
    """Return the content of a file, or of standard input for ``-``.

    Parameters
    ----------
    path
        The file; ``Path("-")`` is standard input.
    limit
        The largest size in bytes that is read at all.

    Raises
    ------
    UsageError
        The file is missing or cannot be opened.
    InputError
        The file is larger than ``limit``.
    """
    if path == STDIO:
        data = sys.stdin.buffer.read() if limit is None else sys.stdin.buffer.read(limit + 1)
        _check_size(path, len(data), limit)
        return data
    try:
        _check_size(path, path.stat().st_size, limit)
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def read_rows(path: Path, record: type[Row]) -> Iterator[Row]:
    """Yield the records of a JSON Lines file, one at a time.

    Parameters
    ----------
    path
        The file; ``Path("-")`` is standard input. Blank lines are passed over.
    record
        The ``msgspec.Struct`` (or other type) that every line must be.

    Raises
    ------
    UsageError
        The file is missing or cannot be opened.
    InputError
        A line is not such a record; the message names it.
    """
    yield from decode_rows(path, msgspec.json.Decoder(record).decode, expected=f"one {record.__name__} as JSON")


def decode_rows(path: Path, decode: Callable[[bytes], Row], *, expected: str) -> Iterator[Row]:
    """Yield what ``decode`` makes of each line, for files whose lines are not all of one kind.

    Parameters
    ----------
    path
        The file; ``Path("-")`` is standard input. Blank lines are passed over.
    decode
        Raises ``msgspec.DecodeError`` on a line that it does not accept.
    expected
        What a line should be, for messages.

    Raises
    ------
    UsageError
        The file is missing or cannot be opened.
    InputError
        A line is not accepted; the message names it.
    """
    for first, lines in line_blocks(path):
        yield from decode_lines(path, lines, decode, expected=expected, first=first)


def line_blocks(path: Path, size: int = 1000) -> Iterator[tuple[int, bytes]]:
    r"""Yield a file as runs of whole lines, each with the number of its first line, from 1.

    Parameters
    ----------
    path
        The file; ``Path("-")`` is standard input.
    size
        Lines in a run; the last one may have fewer.

    Raises
    ------
    UsageError
        The file is missing or cannot be opened.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.jsonl"
    >>> _ = path.write_text("1\n2\n3\n")
    >>> list(line_blocks(path, 2))
    [(1, b'1\n2\n'), (3, b'3\n')]
    """
    try:
        with nullcontext(sys.stdin.buffer) if path == STDIO else path.open("rb") as source:
            first = 1
            while lines := list(islice(source, size)):
                yield first, b"".join(lines)
                first += len(lines)
    except OSError as error:
        raise _unreadable(path, error) from error


def decode_lines(
    path: Path, lines: bytes, decode: Callable[[bytes], Row], *, expected: str, first: int = 1
) -> Iterator[Row]:
    """Yield what ``decode`` makes of each line of a run of them; ``path`` and ``first`` are for messages.

    Raises
    ------
    InputError
        A line is not accepted; the message names it.
    """
    for number, line in enumerate(io.BytesIO(lines), first):
        try:
            if line.strip():
                yield decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InputError(path, str(error), place=f"line {number}", expected=expected, fix="correct it") from error


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
    with open_whole(path) as out:
        for row in rows:
            out.write(encoder.encode(row) + b"\n")
            count += 1
    return count


@contextmanager
def open_whole(path: Path, *, by_way_of: Path | None = None) -> Iterator[IO[bytes]]:
    """Open a file for writing that appears under its name only when the block ends well.

    Folders on the way are made. After an error or an interruption the old file, or none, is there.

    Parameters
    ----------
    path
        The file; ``Path("-")`` is standard output.
    by_way_of
        The file beside it that is written first, where it must have a certain name: one that is found again after
        the program was killed.

    Raises
    ------
    UsageError
        It is a folder, or the folder that it is to be in cannot be written to.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with open_whole(folder / "a" / "tags.csv") as out:
    ...     _ = out.write(b"paragraph,label")
    >>> (folder / "a" / "tags.csv").read_text()
    'paragraph,label'
    """
    if path == STDIO:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if path.is_dir():
        raise UsageError(path, "is a folder", expected="a file", fix="name a file in it")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if by_way_of:
            handle, name = os.open(by_way_of, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), by_way_of
        else:
            handle, name = _temporary(path)
        try:
            with os.fdopen(handle, "wb") as out:
                yield out
            name.chmod(_MODE_MASK & ~_umask())  # mkstemp's 0600 would hide the file from colleagues
            name.replace(path)
        except BaseException:
            with suppress(OSError):
                name.unlink()
            raise


@contextmanager
def writing(path: Path, *, fix: str = "choose another") -> Iterator[None]:
    """Say of what fails in the block that the folder of a file cannot be written to.

    Raises
    ------
    UsageError
        In place of an ``OSError``.
    """
    try:
        yield
    except OSError as error:
        found = f"cannot be written to ({error.strerror})"
        raise UsageError(path.parent, found, expected="a folder you may write to", fix=fix) from error


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal.

    Examples
    --------
    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def _check_size(path: Path, size: int, limit: int | None) -> None:
    if limit is not None and size > limit:
        raise InputError(
            path,
            f"larger than {limit / 1e6:.0f} MB",
            expected="one report",
            fix="split it, or give paragraphs as JSON Lines",
        )


def _unreadable(path: Path, error: OSError) -> UsageError:
    return UsageError(path, f"cannot be read ({error.strerror})", expected="a file", fix="check the path")


def _temporary(path: Path) -> tuple[int, Path]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    return handle, Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
