"""What a user names on the command line becomes paragraphs, each of them once."""

import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from reports.records import Paragraph
from rightstag.errors import InputError
from rightstag.files import STDIO, read_rows

ROWS = frozenset({".jsonl", ".ndjson"})


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
    ids: dict[str, Path] = {}
    keys: dict[str, Path] = {}
    for path in expand(inputs):
        before = len(ids)
        for paragraph in _rows(path) if _has_rows(path) else _report(path, keys):
            if paragraph.id in ids:
                raise _twice(paragraph.id, path, ids[paragraph.id])
            ids[paragraph.id] = path
            yield paragraph
        if len(ids) == before:
            raise InputError(path, "holds no paragraph", expected="at least one", fix="check the file")


def expand(inputs: Iterable[Path]) -> list[Path]:
    """Return the files that are meant, a folder giving those in it and below that can be read, sorted."""
    files: list[Path] = []
    for path in inputs:
        files += _in_folder(path) if path != STDIO and path.is_dir() else [path]
    return files


def _in_folder(folder: Path) -> list[Path]:
    from reports.ingest import SUFFIXES

    known = ROWS | set(SUFFIXES)
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in known and path.is_file())
    files = [path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    if not files:
        raise InputError(folder, "holds no report", expected=f"files ending in {', '.join(sorted(known))}")
    return files


def _rows(path: Path) -> Iterator[Paragraph]:
    return read_rows(path, Paragraph)


def _report(path: Path, keys: dict[str, Path]) -> Iterator[Paragraph]:
    from reports.ingest import ingest

    paragraphs = ingest(path)
    for key in {paragraph.report.key for paragraph in paragraphs if paragraph.report}:
        if key in keys:  # their paragraphs would be taken for one report's
            found = f"has the key {key!r}, as {keys[key]} has"
            raise InputError(path, found, expected="a key of its own", fix="rename it, or ingest it with --key")
        keys[key] = path
    yield from paragraphs


def _has_rows(path: Path) -> bool:
    return _stdin_has_rows() if path == STDIO else path.suffix.lower() in ROWS


def _stdin_has_rows() -> bool:
    """Look at standard input without taking anything from it."""
    source = sys.stdin.buffer
    if isinstance(source, io.BufferedReader):
        head = source.peek(1024)
    else:  # a stand-in, such as a test runner's
        head = source.read(1024)
        source.seek(-len(head), io.SEEK_CUR)
    return head.lstrip().startswith(b"{")


def _twice(paragraph: str, path: Path, before: Path) -> InputError:
    if path == before:
        return InputError(path, f"the id {paragraph!r} occurs twice", expected="every id once", fix="correct the ids")
    return InputError(
        path, f"the paragraph {paragraph!r} is also in {before}", expected="every id once", fix="leave one out"
    )
