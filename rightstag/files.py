"""Files that are read with their faults named, and written whole or not at all."""

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
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
    for number, line in _lines(path):
        try:
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
def open_whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing that appears under its name only when the block ends well.

    Folders on the way are made. After an error or an interruption the old file, or none, is there.

    Raises
    ------
    UsageError
        The folder cannot be written to.

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
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
        Path(name).chmod(_MODE_MASK & ~_umask())  # mkstemp's 0600 would hide the file from colleagues
        Path(name).replace(path)
    except BaseException as error:
        with suppress(OSError):
            Path(name).unlink()
        if isinstance(error, OSError):
            raise _unwritable(path, error) from error
        raise


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal.

    Examples
    --------
    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    if path == STDIO:
        source: IO[bytes] = sys.stdin.buffer
        yield from ((n, line) for n, line in enumerate(source, 1) if line.strip())
        return
    try:
        with path.open("rb") as source:
            yield from ((n, line) for n, line in enumerate(source, 1) if line.strip())
    except OSError as error:
        raise _unreadable(path, error) from error


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


def _unwritable(path: Path, error: OSError) -> UsageError:
    found = f"cannot be written to ({error.strerror})"
    return UsageError(path.parent, found, expected="a folder you may write to", fix="choose another")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
