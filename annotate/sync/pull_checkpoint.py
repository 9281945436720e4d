"""Checkpoint of a pull: exported tasks on disk, so that it can resume, and memory stays flat."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

import msgspec

from rightstag.errors import UsageError


class _Line(msgspec.Struct):
    origin: str
    task: int
    updated: str
    exported: msgspec.Raw


class _Place(NamedTuple):
    updated: str
    offset: int


class PullCheckpoint:
    """Exported tasks in a file beside the output; kept if the block raises, else deleted.

    Parameters
    ----------
    path
        The file; by default a temporary one, deleted in any case.
    origin
        Server and project; rows of another origin are ignored.
    """

    def __init__(self, path: Path | None, origin: str) -> None:
        self._path = path
        self._origin = origin
        self._places: dict[int, _Place] = {}
        self._file = _opened(path)
        self._end = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                break  # it was being written when it broke
            self._place(line)
            self._end += len(line)
        self._file.truncate(self._end)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if self._path is not None and (kind is None or not self._places):
            self._path.unlink()

    def __contains__(self, task: int) -> bool:
        return task in self._places

    def keep_only(self, current: Mapping[int, str]) -> None:
        """Drop stale tasks: those whose time of change differs from that in ``current``."""
        self._places = {task: place for task, place in self._places.items() if current.get(task) == place.updated}

    def add(self, tasks: Iterable[tuple[int, str, msgspec.Raw]]) -> None:
        """Append tasks: id, time of change and exported JSON."""
        self._file.seek(self._end)
        for number, updated, exported in tasks:
            line = msgspec.json.encode(_Line(self._origin, number, updated, exported)) + b"\n"
            self._file.write(line)
            self._places[number] = _Place(updated, self._end)
            self._end += len(line)
        self._file.flush()

    def tasks(self) -> Iterator[msgspec.Raw]:
        """Yield the exported tasks in ascending order of id."""
        for number in sorted(self._places):
            self._file.seek(self._places[number].offset)
            yield msgspec.json.decode(self._file.readline(), type=_Line).exported

    def _place(self, line: bytes) -> None:
        try:
            kept = msgspec.json.decode(line, type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return
        if kept.origin == self._origin:
            self._places[kept.task] = _Place(kept.updated, self._end)


def _opened(path: Path | None) -> IO[bytes]:
    if path is None:
        return tempfile.TemporaryFile()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # It holds e-mail addresses of annotators: for its owner alone.
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    except OSError as error:
        raise UsageError(path, f"cannot be written to ({error.strerror})", fix="choose another output file") from error
