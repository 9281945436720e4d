"""Sees to it that every paragraph comes once, in a few bytes for each."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rightstag.errors import InputError
from rightstag.reports.records import Paragraph
from rightstag.tag.inputs.partitions import (
    Partition,
    expand_inputs,
    partitions,
    read_partition,
)

Digests = npt.NDArray[np.uint64]


def read_inputs(inputs: Iterable[Path]) -> Iterator[Paragraph]:
    """Yield the paragraphs of reports, of files of paragraphs, and of folders of either.

    Parameters
    ----------
    inputs
        Files, folders, and ``-`` for standard input, which may be a report or JSON Lines.

    Raises
    ------
    UsageError
        An input is missing or cannot be opened.
    InputError
        An input cannot be read, holds no paragraph, or holds one that was read before.
    """
    unique_ids = UniqueIds()
    for partition in partitions(expand_inputs(inputs).files):
        paragraphs = read_partition(partition)
        unique_ids.admit(partition, digests(paragraphs), report_key(partition, paragraphs))
        yield from paragraphs
    unique_ids.close()


def digests(paragraphs: Sequence[Paragraph]) -> bytes:
    """Return 8 bytes for each paragraph's id.

    Two of ten million ids share them once in 300,000 times; the ids that are made here are no longer.
    """
    blake2b = hashlib.blake2b
    return b"".join(blake2b(paragraph.id.encode(), digest_size=8).digest() for paragraph in paragraphs)


def report_key(partition: Partition, paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the key of the report that the part is, if it is one."""
    report = paragraphs[0].report if partition.is_report and paragraphs else None
    return report.key if report else None


class DigestSet:
    """Digests that came before, each with the number of its file: 12 bytes each, in few sorted runs.

    Examples
    --------
    >>> seen = DigestSet()
    >>> seen.add(np.array([5, 3], dtype=np.uint64), 0), seen.add(np.array([4, 3], dtype=np.uint64), 1)
    (None, (1, 0))
    """

    def __init__(self) -> None:
        self._runs: list[tuple[Digests, npt.NDArray[np.uint32]]] = []

    def add(self, new: Digests, file: int) -> tuple[int, int] | None:
        """Add digests, or return which of them was there before, and the number of the file that it was in."""
        order = np.argsort(new, kind="stable")
        run = new[order]
        again = np.flatnonzero(run[1:] == run[:-1])
        if again.size:
            return int(order[again[0] + 1]), file
        for known, files in self._runs:
            place = np.minimum(np.searchsorted(known, run), known.size - 1)
            hits = np.flatnonzero(known[place] == run)
            if hits.size:
                return int(order[hits[0]]), int(files[place[hits[0]]])
        if run.size:
            self._runs.append((run, np.full(run.size, file, dtype=np.uint32)))
        while len(self._runs) > 1 and self._runs[-2][0].size < 2 * self._runs[-1][0].size:
            self._merge()
        return None

    def _merge(self) -> None:
        (known, files), (more, numbers) = self._runs[-2:]
        both, owners = np.concatenate([known, more]), np.concatenate([files, numbers])
        order = np.argsort(both, kind="stable")  # two sorted runs are merged in one pass
        self._runs[-2:] = [(both[order], owners[order])]


class UniqueIds:
    """Admits parts in the order of the input; every file must hold a paragraph, and no paragraph comes twice."""

    def __init__(self) -> None:
        self._seen = DigestSet()
        self._files: list[Path] = []
        self._keys: dict[str, Path] = {}
        self._count = 0

    def admit(self, partition: Partition, ids: bytes, key: str | None) -> None:
        """Take note of a part.

        Parameters
        ----------
        ids
            What `digests` returns for its paragraphs.
        key
            What `report_key` returns for it.

        Raises
        ------
        InputError
            One of its paragraphs was there before; it is a report with the key of another; or the file before it
            held no paragraph.
        """
        if key is not None and key in self._keys:  # their paragraphs would be taken for one report's
            found = f"has the key {key!r}, as {self._keys[key]} has"
            raise InputError(
                partition.path,
                found,
                expected="a key of its own",
                fix="rename it, or give it a key",
            )
        if partition.number == 0:
            self.close()
            self._files.append(partition.path)
            self._count = 0
        self._count += len(ids) // 8
        again = self._seen.add(np.frombuffer(ids, dtype=np.uint64), len(self._files) - 1)
        if again:
            row, file = again
            raise _twice(read_partition(partition)[row].id, partition.path, self._files[file])
        if key is not None:
            self._keys[key] = partition.path

    def close(self) -> None:
        """Mark the end of a file.

        Raises
        ------
        InputError
            It held no paragraph.
        """
        if self._files and not self._count:
            raise InputError(self._files[-1], "holds no paragraph", expected="at least one", fix="check the file")


def _twice(paragraph: str, path: Path, before: Path) -> InputError:
    if path == before:
        return InputError(path, f"the id {paragraph!r} occurs twice", expected="every id once", fix="correct the ids")
    return InputError(
        path, f"the paragraph {paragraph!r} is also in {before}", expected="every id once", fix="leave one out"
    )
