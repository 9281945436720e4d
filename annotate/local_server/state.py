"""State folder of the local server: lock, credentials and log."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from rightstag.atomic import read_bytes
from rightstag.config import user_data_folder
from rightstag.errors import UsageError

_LOG_TAIL = 12


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """Address, credentials and process id of the local server.

    Attributes
    ----------
    pid
        Of the server, which leads a process group; 0 while it is being started.
    """

    url: str
    port: int
    user: str
    password: str
    token: str
    pid: int = 0

    def __repr__(self) -> str:
        """Show the address only: secrets must not get into a log or a traceback."""
        return f"Server({self.url})"


def data_folder(given: Path | None = None) -> Path:
    """Return the folder of the database: as given, else in the user's data folder."""
    return (given or user_data_folder() / "studio").absolute()


def credentials_file(folder: Path) -> Path:
    """Return the path of the credentials file, readable by its owner only."""
    return folder / "server.json"


@contextmanager
def lock_folder(folder: Path) -> Iterator[int | None]:
    """Lock the folder; yields None if a running or starting server holds the lock."""
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield None
    else:
        yield handle
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Create the folder, accessible to its owner only."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "lock").touch(mode=0o600)
    except OSError as error:
        raise UsageError(folder, f"cannot be written to ({error.strerror})", fix="choose another folder") from error


def read_server(folder: Path) -> Server | None:
    """Read the credentials file: the server last started there, running or not; None if there is none.

    Raises
    ------
    UsageError
        The folder holds something else.
    """
    path = credentials_file(folder)
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(read_bytes(path), type=Server)
    except msgspec.DecodeError as error:
        raise UsageError(path, f"not a server's credentials ({error})", fix="choose another folder") from error


def write_server(folder: Path, server: Server) -> None:
    """Write the credentials file."""
    path = credentials_file(folder).with_suffix(".new")
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:  # private from the start
        out.write(msgspec.json.encode(server))
    path.replace(credentials_file(folder))


def log_file(folder: Path) -> Path:
    """Return the path of the server log."""
    return folder / "server.log"


def log_tail(folder: Path) -> str:
    """Format the path of the log and its last lines as one line."""
    lines = log_file(folder).read_text(errors="replace").splitlines()[-_LOG_TAIL:] if log_file(folder).is_file() else []
    return f"its log, {log_file(folder)}, ends: {' / '.join(lines)}"
