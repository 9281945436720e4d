"""Checkpoint of a run, beside its output, from which an interrupted run resumes."""

import fcntl
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Self

import msgspec

from rightstag.atomic import STDIO, atomic_write, open_kept, writing
from rightstag.errors import InputError, UsageError
from rightstag.labels.crosswalk import Crosswalk
from rightstag.models.recode import LabelRecoding
from rightstag.tag.engines.worker import PartitionResult
from rightstag.tag.inputs.partitions import Partition


class CheckpointHeader(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Header of a checkpoint: with another model or other options nothing of an earlier run can be used."""

    model: str
    suffix: str
    include_negative: bool
    review: float
    program: str
    recoding: LabelRecoding = LabelRecoding()
    scheme: Crosswalk | None = None
    schema: Literal["rightstag.checkpoint/1"] = "rightstag.checkpoint/1"


class PartitionStamp(msgspec.Struct, frozen=True):
    """Stamp of a partition: its number and its file's size and time when it was read."""

    path: str
    size: int
    modified: int
    number: int
    namesake: bool = False


class CheckpointEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part that is done, and where its piece lies in the partial file: ``length`` bytes from ``start``."""

    source: PartitionStamp
    start: int
    length: int
    crc: int
    done: PartitionResult


class Checkpoint:
    """The pieces of an output that is being made.

    Two files stand beside the output until it is whole: ``.NAME.partial`` with the pieces as they were made, and
    ``.NAME.checkpoint``, which has a line for each that is written to the end. Whatever moment a run is killed at, the
    lines that are whole tell what can be used.

    Attributes
    ----------
    notes
        What a user should know of an earlier run.

    Raises
    ------
    UsageError
        The folder cannot be written to, or another run is writing the same output.
    """

    def __init__(self, output: Path, header: CheckpointHeader) -> None:
        self.output, self.header = output, header
        self.notes: list[str] = []
        self._known: dict[PartitionStamp, CheckpointEntry] = {}
        self._order: list[tuple[int, int]] = []
        self._lasting = False  # whether anything is there that another run could use
        self._partial, self._lines = self._open("partial"), self._open("checkpoint")
        try:
            fcntl.flock(self._lines, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._close()
            raise UsageError(output, "another run is writing it", fix="wait for it, or name another file") from error
        self._read()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        refused = kind is not None and issubclass(kind, InputError)
        if refused or not self._lasting:  # the same would be refused again; or there is nothing to go on from
            self.clear()
        self._close()

    def find(self, partition: Partition) -> CheckpointEntry | None:
        """Return an earlier run's entry for a partition, if its file is unchanged."""
        source = _source(partition) if self._known else None
        return self._known.get(source) if source else None

    def reuse(self, entry: CheckpointEntry) -> None:
        """Take the piece of an earlier run as the next one."""
        self._order.append((entry.start, entry.length))

    def keep(self, partition: Partition, done: PartitionResult, piece: bytes) -> None:
        """Add the next piece."""
        start = self._partial.seek(0, os.SEEK_END)
        self._order.append((start, len(piece)))
        with writing(self.output):
            self._partial.write(piece)
            self._partial.flush()
            if source := _source(partition):
                entry = CheckpointEntry(source=source, start=start, length=len(piece), crc=zlib.crc32(piece), done=done)
                self._lasting = True
                self._lines.write(msgspec.json.encode(entry) + b"\n")
                self._lines.flush()

    def finish(self, write: Callable[[IO[bytes], Iterable[bytes]], None]) -> None:
        """Make the output of the pieces in the order in which they were added; it appears whole or not at all."""
        with atomic_write(self.output, temp_path=self._beside("whole")) as out:
            write(out, self._pieces())

    def clear(self) -> None:
        """Forget all: nothing is left to be done."""
        for name in ("partial", "checkpoint", "whole"):
            self._beside(name).unlink(missing_ok=True)

    def _close(self) -> None:
        self._partial.close()
        self._lines.close()

    def _pieces(self) -> Iterator[bytes]:
        for start, length in self._order:
            self._partial.seek(start)
            yield self._partial.read(length)

    def _read(self) -> None:
        """Learn what an earlier run did, as far as it is whole."""
        self._lines.seek(0)
        header, good = self._lines.readline(), 0
        if header == self._head():
            good = len(header)
            for line in self._lines:
                if not (entry := self._entry(line)):
                    break
                self._known[entry.source] = entry
                good += len(line)
        elif header:
            self.notes.append(
                "the model or the options are not those of an earlier run that was stopped: starting anew"
            )
        self._lasting = bool(self._known)
        if not self._lasting:
            self._partial.truncate(0)
        self._lines.seek(good)
        self._lines.truncate()
        if not good:
            self._lines.write(self._head())
            self._lines.flush()
        self._tell()

    def _entry(self, line: bytes) -> CheckpointEntry | None:
        try:
            entry = msgspec.json.decode(line, type=CheckpointEntry)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None  # cut short when the run was killed
        self._partial.seek(entry.start)
        piece = self._partial.read(entry.length)
        return entry if len(piece) == entry.length and zlib.crc32(piece) == entry.crc else None

    def _tell(self) -> None:
        count = sum(entry.done.counts.paragraphs for entry in self._known.values())
        if count:
            self.notes.append(f"going on from an earlier run: {count:,} paragraphs are tagged already")
        stamps = {source.path: (source.size, source.modified) for source in self._known}
        changed = [path for path, stamp in stamps.items() if _stamp(Path(path)) not in {stamp, None}]
        self.notes += [f"{path} has changed since: it is tagged anew" for path in changed]

    def _head(self) -> bytes:
        return msgspec.json.encode(self.header) + b"\n"

    def _beside(self, name: str) -> Path:
        return self.output.with_name(f".{self.output.name}.{name}")

    def _open(self, name: str) -> IO[bytes]:
        with writing(self.output):
            self.output.parent.mkdir(parents=True, exist_ok=True)
            return open_kept(self._beside(name))


def _source(partition: Partition) -> PartitionStamp | None:
    """Return the stamp of a partition; none for standard input, which cannot be read again."""
    stamp = None if partition.path == STDIO else _stamp(partition.path)
    path = os.fsencode(partition.path.absolute()).decode("utf-8", "backslashreplace")
    return PartitionStamp(path, *stamp, partition.number, partition.namesake) if stamp else None


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return the total size and latest change of a file and its sidecar file, None if it is missing."""
    try:
        stats = [path.stat()]
    except OSError:
        return None
    with suppress(OSError):
        stats.append(Path(f"{path}.yaml").stat())
    return sum(each.st_size for each in stats), max(each.st_mtime_ns for each in stats)
