"""A folder of parts, on a disk or in an object store: written by many, complete when ``_SUCCESS`` is in it.

Until then it holds the plan of the run and a note of each part that is done, from which the same run goes on.
"""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Self

import msgspec

from rightstag.atomic import atomic_write
from rightstag.errors import UsageError
from rightstag.labels.crosswalk import Crosswalk
from rightstag.models.recode import LabelRecoding
from rightstag.tag.counts import Counts
from rightstag.tag.engines.worker import PartitionResult
from rightstag.tag.inputs.remote_partitions import RemotePartition, filesystem
from rightstag.tag.parquet import COMPLETE

#: Spark, Dask and pyarrow pass over names that begin with a line or a dot.
PLAN, _NOTE = "_plan.json", "_done-"


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Plan of a folder's parts: its inputs, options and model; parts of another plan cannot be used.

    Attributes
    ----------
    model
        Name and hash of the bundle.
    files
        Fingerprint of each file of the input.
    """

    model: str
    review: float
    include_negative: bool
    partitions: tuple[RemotePartition, ...]
    files: dict[str, str]
    recoding: LabelRecoding = LabelRecoding()
    scheme: Crosswalk | None = None
    schema: str = "rightstag.plan/1"


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """Output folder of the parts: an absolute path or a URL that every worker can write to."""

    url: str

    @classmethod
    def at(cls, given: str) -> Self:
        """Return the folder that a user names, by path or URL."""
        path = filesystem(given)[1] if given.startswith("file://") else given
        return cls(path if "://" in path else str(Path(path).absolute()))

    def begin(self, plan: Plan) -> dict[int, PartitionResult]:
        """Return the parts that an earlier run of the same plan has done.

        Raises
        ------
        UsageError
            The folder cannot be written to, or there is anything else in it.
        """
        try:
            return self._begin(plan)
        except OSError as error:
            fix = "check the address and the keys, or choose another"
            found = f"cannot be written to ({error})"
            raise UsageError(self.url, found, expected="a folder you may write to", fix=fix) from error

    def keep(self, number: int, partition: bytes, done: PartitionResult) -> None:
        """Write a part, and then the note that says that it is there."""
        self._put(part_name(number), partition)
        self._put(_note(number), msgspec.msgpack.encode(done))

    def finish(self, counts: Counts, partitions: int) -> None:
        """Mark the folder as complete, and remove the files of the run alone."""
        self._put(COMPLETE, msgspec.json.encode({"parts": partitions, "counts": counts}))
        system, path = filesystem(self.url)
        for name in self._names():
            if name == PLAN or name.startswith((_NOTE, ".")):  # a dot: what a lost worker was writing
                system.rm_file(f"{path.rstrip('/')}/{name}")

    def _begin(self, plan: Plan) -> dict[int, PartitionResult]:
        system, path = filesystem(self.url)
        system.makedirs(path, exist_ok=True)
        names = set(self._names())
        written = msgspec.json.encode(plan)
        if PLAN in names and self._get(PLAN) == written:
            numbers = [int(name.removeprefix(_NOTE)) for name in names if name.startswith(_NOTE)]
            return {n: msgspec.msgpack.decode(self._get(_note(n)), type=PartitionResult) for n in sorted(numbers)}
        if names - {PLAN}:
            found = "holds an unfinished run of other inputs, options or model" if PLAN in names else "is not empty"
            raise UsageError(self.url, found, expected="a new folder", fix="name another, or remove it")
        self._put(PLAN, written)
        return {}

    def _names(self) -> list[str]:
        system, path = filesystem(self.url)
        system.invalidate_cache(path)  # object stores are listed from memory otherwise
        return [PurePosixPath(each).name for each in system.ls(path, detail=False)] if system.exists(path) else []

    def _get(self, name: str) -> bytes:
        system, path = filesystem(self.url)
        return bytes(system.cat_file(f"{path.rstrip('/')}/{name}"))

    def _put(self, name: str, data: bytes) -> None:
        """Write a file that appears whole or not at all, as every object of a store does."""
        if "://" not in self.url:
            with atomic_write(Path(self.url) / name) as out:
                out.write(data)
            return
        system, path = filesystem(self.url)
        system.pipe_file(f"{path.rstrip('/')}/{name}", data)


def part_name(number: int) -> str:
    """Return the name of a part; in the order of the names, the parts are in the order of the input.

    Examples
    --------
    >>> part_name(7)
    'part-000007.parquet'
    """
    return f"part-{number:06}.parquet"


def _note(number: int) -> str:
    return f"{_NOTE}{number:06}"
