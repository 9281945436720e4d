"""Files that a user's files and folders stand for: the readable ones, and each that is left out."""

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rightstag.atomic import STDIO
from rightstag.errors import InputError, UsageError

#: Of documents that nobody reads: one in a folder is refused by name, since it may be a report.
_DOCUMENTS = frozenset(
    (".doc", ".dot", ".rtf", ".wpd", ".pages", ".msg", ".ppt", ".pptx", ".ps", ".djvu", ".mobi", ".azw3", ".tex")
)


@dataclass(slots=True)
class Inputs:
    """Files that a user's files and folders stand for.

    Attributes
    ----------
    files
        To be read, in order; those of a folder are sorted, and documents among them that will be refused.
    faults
        One for each thing in a folder that has a readable name and cannot be read: a pipe, a broken link, a folder
        that is locked.
    unknown
        Files in folders whose names say that no reader is for them.
    """

    files: list[Path] = field(default_factory=list)
    faults: list[InputError] = field(default_factory=list)
    unknown: list[Path] = field(default_factory=list)


def expand(inputs: Iterable[Path], suffixes: Collection[str], *, but: Path | None = None) -> Inputs:
    """Return the files that are meant; a folder stands for the files in it and below it that can be read.

    Parameters
    ----------
    inputs
        Files, folders and ``-``.
    suffixes
        Of readable files, in lower case.
    but
        A file that a folder does not stand for: the output, which an earlier run may have left there.

    Raises
    ------
    UsageError
        There is no such file.
    InputError
        A folder holds nothing that can be read.
    """
    meant = Inputs()
    for path in inputs:
        if path != STDIO and os.path.isdir(path):  # noqa: PTH112 - pathlib raises where a name is too long
            _add_folder(meant, path, suffixes, but)
        elif path == STDIO or os.path.lexists(path):
            meant.files.append(path)
        else:
            found = "cannot be read (No such file or directory)"
            raise UsageError(path, found, expected="a file or a folder", fix="check the path")
    return meant


def _add_folder(meant: Inputs, folder: Path, suffixes: Collection[str], but: Path | None) -> None:
    before = len(meant.files)
    entries = sorted(_entries(folder, meant.faults))
    sidecars = {Path(f"{path}.yaml") for path in entries}
    for path in entries:
        if path in sidecars or (but is not None and path.absolute() == but.absolute()):
            continue
        if path.suffix.lower() not in suffixes and path.suffix.lower() not in _DOCUMENTS:
            meant.unknown.append(path)
        elif os.path.isfile(path):  # noqa: PTH113
            meant.files.append(path)
        else:
            meant.faults.append(InputError(path, "is no file", expected="a report", fix="remove it, or name it itself"))
    if len(meant.files) == before:
        raise InputError(folder, "holds no report", expected=f"files ending in {', '.join(sorted(suffixes))}")


def _entries(folder: Path, faults: list[InputError]) -> Iterator[Path]:
    """Yield all files below a folder but hidden ones; a folder that cannot be opened is a fault."""

    def refused(error: OSError) -> None:
        faults.append(InputError(error.filename, f"cannot be opened ({error.strerror})", fix="check its permissions"))

    for place, folders, names in os.walk(folder, onerror=refused):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in names if not name.startswith("."))
