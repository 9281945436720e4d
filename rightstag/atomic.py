"""Files read whole, and written whole or not at all."""

import hashlib
import io
import os
import select
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from rightstag.errors import InputError, UsageError

#: Standard input or standard output, by what is done with it.
STDIO = Path("-")
_MODE_MASK = 0o666
_WRITER_SECONDS = 5  # that a pipe may wait for somebody to write to it
_STREAM_LIMIT = 1_000_000_000  # bytes of a pipe or device, which may have no end


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
    with reading(path):
        if stat.S_ISREG(path.stat().st_mode):
            _check_size(path, path.stat().st_size, limit)
            return path.read_bytes()
        data = _read_stream(path, limit or _STREAM_LIMIT)
        _check_size(path, len(data), limit or _STREAM_LIMIT)
        return data


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn an OSError in the block into a UsageError that says the file cannot be read.

    Raises
    ------
    UsageError
        In place of an ``OSError``.
    """
    try:
        yield
    except OSError as error:
        found = f"cannot be read ({error.strerror})"
        raise UsageError(path, found, expected="a file", fix="check the path") from error


@contextmanager
def atomic_write(path: Path, *, temp_path: Path | None = None) -> Iterator[IO[bytes]]:
    """Open a file for writing that appears under its name only when the block ends well.

    Missing folders are made. After an error or an interruption the old file, or none, is there.

    Parameters
    ----------
    path
        The file; ``Path("-")`` is standard output.
    temp_path
        The temporary file beside it, where a later run must find it after a kill; else one with a random name.

    Raises
    ------
    UsageError
        It is a folder, or its folder is not writable.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with atomic_write(folder / "a" / "tags.csv") as out:
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
        if temp_path:
            handle, name = os.open(temp_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), temp_path
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
    """Turn an OSError in the block into a UsageError that says the folder is not writable.

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
    """Return the SHA-256 digest of bytes in hexadecimal.

    Examples
    --------
    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def _read_stream(path: Path, limit: int) -> bytes:
    """Read a pipe or device; a pipe that nobody opens for writing is given up after a while."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with open(handle, "rb", buffering=0) as source:  # noqa: PTH123 - of a handle
        deadline = time.monotonic() + _WRITER_SECONDS
        while not (head := source.read(1)):
            if head is None:  # someone has opened it and not written yet
                select.select([source], [], [])
            elif time.monotonic() > deadline or not stat.S_ISFIFO(os.fstat(handle).st_mode):
                return b""
            else:
                time.sleep(0.05)
        os.set_blocking(handle, True)
        return head + io.BufferedReader(source).read(limit)


def _check_size(path: Path, size: int, limit: int | None) -> None:
    if limit is not None and size > limit:
        raise InputError(
            path,
            f"larger than {limit / 1e6:.0f} MB",
            expected="one report",
            fix="split it, or give paragraphs as JSON Lines",
        )


def _temporary(path: Path) -> tuple[int, Path]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    return handle, Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
