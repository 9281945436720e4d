"""Reports read one after another in a process with limits: a bad one is set aside with its reason."""

import atexit
import os
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from rightstag.atomic import STDIO, read_bytes
from rightstag.errors import InputError, RightsTagError
from rightstag.limits import LimitedProcess, Limits
from rightstag.reports.metadata import readable, slug
from rightstag.reports.records import Paragraph

#: Processor time that a report may take beyond the limit for each megabyte of it: a thousand pages have some five.
_SECONDS_A_MEGABYTE = 5


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options of reading reports.

    Attributes
    ----------
    overrides
        Fields of ``Report`` that are known better than what a document says.
    encoding
        Of texts and web pages, where it is known better than a file tells.
    limits
        Most that reading one report may take.
    """

    overrides: Mapping[str, Any] = field(default_factory=dict)
    encoding: str | None = None
    limits: Limits = field(default_factory=Limits)


class _Request(msgspec.Struct):
    path: bytes
    folder: bytes
    overrides: dict[str, Any]
    encoding: str | None
    namesake: bool
    data: bytes | None


def read_report(
    path: Path,
    options: ReadOptions | None = None,
    *,
    namesake: bool = False,
    unread: list[RightsTagError] | None = None,
) -> list[Paragraph]:
    """Return the paragraphs of a report, as `rightstag.reports.ingest.ingest` does, within limits.

    Parameters
    ----------
    path
        The file; ``Path("-")`` is standard input.
    namesake
        As in `rightstag.reports.ingest.ingest`.
    unread
        Gets what of the report could not be read; a Python warning says it where none is given.

    Raises
    ------
    UsageError
        The file is missing or cannot be opened.
    InputError
        It is no report that can be read, or reading it was given up.
    """
    chosen = options or ReadOptions()
    from rightstag.reports.ingest import LIMIT

    request = _Request(
        path=os.fsencode(path),
        folder=os.fsencode(Path.cwd()),
        overrides=dict(chosen.overrides),
        encoding=chosen.encoding,
        namesake=namesake,
        data=read_bytes(STDIO, limit=LIMIT) if path == STDIO else None,
    )
    size = len(request.data or b"")
    with suppress(OSError):
        size = size or path.stat().st_size
    answer = _reader(chosen.limits.megabytes).call(
        msgspec.msgpack.encode(request),
        thing=path,
        seconds=chosen.limits.seconds + _SECONDS_A_MEGABYTE * size / 1_000_000,
    )
    paragraphs, lines = msgspec.msgpack.decode(answer, type=tuple[list[Paragraph], list[str]])
    gaps = [InputError(path, line) for line in lines]
    if unread is not None:
        unread += gaps
    else:
        for gap in gaps:
            warnings.warn(str(gap), stacklevel=2)
    return paragraphs


def read_reports(
    paths: Sequence[Path], options: ReadOptions | None = None
) -> Iterator[list[Paragraph] | RightsTagError]:
    """Yield the paragraphs of each report, then what of it could not be read; or why it was set aside as a whole.

    Parameters
    ----------
    paths
        Files; ``Path("-")`` is standard input.
    """
    twins = namesakes(paths)
    origin: dict[str, Path] = {}
    for path in paths:
        unread: list[RightsTagError] = []
        try:
            paragraphs = read_report(path, options, namesake=path in twins, unread=unread)
            key = paragraphs[0].report.key if paragraphs and paragraphs[0].report else ""
            if key in origin:
                found = f"has the key {key!r}, as {origin[key]} has"
                raise InputError(path, found, expected="a key of its own", fix="leave one out, or give it a key")
        except RightsTagError as error:
            yield error
        else:
            origin[key] = path
            yield paragraphs
            yield from unread


def namesakes(paths: Iterable[Path]) -> frozenset[Path]:
    """Return the files whose names give the same key as that of a file in another folder.

    Examples
    --------
    >>> sorted(map(str, namesakes([Path("2022/kenya.pdf"), Path("2023/Kenya.html"), Path("2023/ghana.pdf")])))
    ['2022/kenya.pdf', '2023/Kenya.html']
    """
    groups: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        groups[slug(readable(path).stem)].append(path)
    apart = (group for group in groups.values() if len({path.absolute().parent for path in group}) > 1)
    return frozenset(path for group in apart for path in group)


def answer_request(payload: bytes) -> bytes:
    """Read the report that a request names: what the process with limits does."""
    from rightstag.reports.ingest import ingest

    request = msgspec.msgpack.decode(payload, type=_Request)
    os.chdir(request.folder)
    unread: list[str] = []
    paragraphs = ingest(
        Path(os.fsdecode(request.path)),
        overrides=request.overrides,
        encoding=request.encoding,
        namesake=request.namesake,
        data=request.data,
        unread=unread,
    )
    return msgspec.msgpack.encode((paragraphs, unread))


@cache
def _reader(megabytes: int) -> LimitedProcess:
    process = LimitedProcess("rightstag.reports.read_reports:answer_request", megabytes)
    atexit.register(process.close)
    return process
