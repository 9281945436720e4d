"""Files read whole, and written whole or not at all."""

import hashlib
import os
import select
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from rightstag.errors import InputError, UsageError

#: Standard input or standard output, by what is done with it.
STDIO = Path("-")
_MODE_MASK = 0o666
_LONGEST = 50  # characters of a file's name that its temporary file repeats
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
    with reading(path):
        if path == STDIO:
            data = sys.stdin.buffer.read() if limit is None else sys.stdin.buffer.read(limit + 1)
            _check_size(path, len(data), limit)
            return data
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

    Missing folders are made. After an error or an interruption the old file, or none, is there. A file that is replaced
    keeps its mode, and a symbolic link its place: the file that it points at is replaced. A pipe or device is written
    to.

    Parameters
    ----------
    path
        The file; ``Path("-")`` is standard output.
    temp_path
        Name of the temporary file beside it, where a later run must find it after a kill; else a random one.

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
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    if target.is_dir():
        raise UsageError(path, "is a folder", expected="a file", fix="name a file in it")
    if is_stream(path):
        with writing(path), path.open("wb") as out:
            yield out
        return
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = _temporary(target, temp_path)
        try:
            with os.fdopen(handle, "wb") as out:
                yield out
            name.chmod(_mode(target))
            name.replace(target)
        except BaseException:
            with suppress(OSError):
                name.unlink()
            raise


def is_stream(path: Path) -> bool:
    """Check if a path is a pipe, a device or an open stream, to be written to and never replaced."""
    if path.absolute().is_relative_to("/dev/fd") or str(path.absolute()).startswith(("/dev/std", "/proc/")):
        return True
    return path.exists() and not path.is_file() and not path.is_dir()


def open_kept(path: Path) -> IO[bytes]:
    """Open a private file for reading and writing that a later run finds again; what a link points at is left alone."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    with suppress(OSError):
        handle = os.open(path, flags, 0o600)
        kind = os.fstat(handle)
        if stat.S_ISREG(kind.st_mode) and kind.st_nlink == 1 and kind.st_uid == os.geteuid():
            return os.fdopen(handle, "r+b")
        os.close(handle)
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, flags | os.O_EXCL, 0o600), "r+b")


def refuse_overwriting(output: Path, inputs: Iterable[Path]) -> None:
    """Refuse an output that is one of the inputs, by whatever name or link.

    Raises
    ------
    UsageError
        It is one.
    """
    for path in inputs:
        with suppress(OSError):
            if output != STDIO and not is_stream(output) and output.samefile(path):
                raise UsageError(output, "is an input too, and would be lost", fix="write to another file")


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
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as source:
        poll = select.poll()
        poll.register(source, select.POLLIN)
        poll.poll(_WRITER_SECONDS * 1000)
        os.set_blocking(source.fileno(), True)  # without a writer it is at its end now
        return source.read(limit + 1)


def _check_size(path: Path, size: int, limit: int | None) -> None:
    if limit is not None and size > limit:
        raise InputError(
            path,
            f"larger than {limit / 1e6:.0f} MB",
            expected="one report",
            fix="split it, or give paragraphs as JSON Lines",
        )


def _temporary(path: Path, name: Path | None) -> tuple[int, Path]:
    """Create a private file beside the path, never through a link that somebody put there."""
    if name:
        name.unlink(missing_ok=True)
        return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), name
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:_LONGEST]}.", suffix=".tmp")
    return handle, Path(made)


def _mode(path: Path) -> int:
    """Return the mode of the file that is replaced, else the one that the user's new files have."""
    with suppress(OSError):
        return stat.S_IMODE(path.stat().st_mode)
    return _MODE_MASK & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
