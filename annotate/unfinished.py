"""What a pull has read so far, so that one that broke goes on from there."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

from rightstag.errors import UsageError


class _Line(msgspec.Struct):
    origin: str
    task: int
    updated: str
    exported: msgspec.Raw


class Unfinished:
    """Exported tasks in a file beside the output: kept when the block fails, removed when it ends well.

    Parameters
    ----------
    path
        The file; nothing keeps them in memory alone.
    origin
        The server and project; what the file has of another one is passed over.
    """

    def __init__(self, path: Path | None, origin: str) -> None:
        self._path = path
        self._origin = origin
        self._tasks: dict[int, _Line] = {}
        self._out: IO[bytes] | None = None

    def __enter__(self) -> Self:
        if self._path is not None:
            self._tasks = {line.task: line for line in _lines(self._path) if line.origin == self._origin}
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                # It holds e-mail addresses of annotators: for its owner alone.
                self._out = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
            except OSError as error:
                raise UsageError(self._path, f"cannot be written to ({error.strerror})") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._out is not None and self._path is not None:
            self._out.close()
            if kind is None or not self._tasks:
                self._path.unlink()

    def __contains__(self, task: int) -> bool:
        return task in self._tasks

    def keep_only(self, current: Mapping[int, str]) -> None:
        """Forget the tasks that changed since they were read; ``current`` has the time of change of each."""
        self._tasks = {n: line for n, line in self._tasks.items() if current.get(n) == line.updated}

    def add(self, tasks: Iterable[tuple[int, str, msgspec.Raw]]) -> None:
        """Keep some tasks: their number, their time of change, and what was exported."""
        for number, updated, exported in tasks:
            line = _Line(self._origin, number, updated, exported.copy())
            self._tasks[number] = line
            if self._out is not None:
                self._out.write(msgspec.json.encode(line) + b"\n")
        if self._out is not None:
            self._out.flush()

    def tasks(self) -> Iterator[msgspec.Raw]:
        """Return the tasks in the order of their numbers."""
        return (self._tasks[number].exported for number in sorted(self._tasks))


def _lines(path: Path) -> Iterator[_Line]:
    if not path.is_file():
        return
    decoder = msgspec.json.Decoder(_Line)
    for line in path.read_bytes().splitlines():
        try:
            yield decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue  # the line that was being written when it broke
