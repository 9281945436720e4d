"""The event log of the registry: plain files, which are all its state.

A change appears whole under the next number, by a hard link, which fails where another process has taken the number:
then that one's change is read first, and the own one made after it. So nobody waits for a lock, whoever is killed
leaves none behind, and a reader sees all of a change or nothing of it.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Literal

import msgspec

from rightstag.atomic import read_bytes, sha256, writing
from rightstag.errors import InputError, UsageError
from rightstag.models.manifest import json_bytes

#: The newest version goes by this alias, which nobody sets.
LATEST = "latest"
FIX = "restore the registry from a copy"
#: What to do where nothing can be written.
ANOTHER = "choose another registry"


class RegistryEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event in the log of a model: a version added, an alias promoted or rolled back.

    Attributes
    ----------
    version
        The one that was added, or that the alias names from now on.
    bundle
        Hash of the bundle that the version is.
    when
        In UTC, to the second.
    previous
        Hash of the change before; nothing in the first.
    hash
        Of all of the above.
    """

    change: Literal["add", "promote", "rollback"]
    version: int
    bundle: str
    alias: str = ""
    when: str = ""
    previous: str = ""
    hash: str = ""
    schema: Literal["rightstag.registry/1"] = "rightstag.registry/1"


@dataclass(frozen=True)
class RegisteredModel:
    """A registered model: its versions and aliases, replayed from the log.

    Attributes
    ----------
    folder
        Has its name, its versions and its log.
    changes
        Oldest first.
    """

    folder: Path
    changes: tuple[RegistryEvent, ...] = ()

    @property
    def name(self) -> str:
        """Name of the model."""
        return self.folder.name

    @property
    def versions(self) -> dict[int, RegistryEvent]:
        """Event that added each version."""
        return {change.version: change for change in self.changes if change.change == "add"}

    @property
    def aliases(self) -> dict[str, tuple[int, ...]]:
        """The versions that each alias has named and can go back to; the last is the one that it names."""
        named: dict[str, tuple[int, ...]] = {}
        for change in self.changes:
            if change.change == "promote":
                named[change.alias] = (*named.get(change.alias, ()), change.version)
            elif change.change == "rollback":
                named[change.alias] = named[change.alias][:-1]
        return named

    def version(self, alias: str) -> int:
        """Return the version of this number or alias.

        Raises
        ------
        UsageError
            There is none.
        """
        versions, aliases = self.versions, self.aliases
        if alias == LATEST and versions:
            return max(versions)
        if alias.isdecimal() and int(alias) in versions:
            return int(alias)
        if alias in aliases:
            return aliases[alias][-1]
        known = ", ".join([*map(str, versions), *aliases, LATEST])
        fix = "" if alias.isdecimal() else f"to set it: rightstag models promote {self.name}@{LATEST} {alias}"
        found = f"has no version or alias '{alias}'"
        raise UsageError(f"model '{self.name}'", found, expected=f"one of {known}", fix=fix)


def list_models(registry: Path) -> list[RegisteredModel]:
    """Return the models of a registry by name; none where there is no registry.

    Raises
    ------
    InputError
        A log is damaged.
    """
    folders = sorted(registry.iterdir()) if registry.is_dir() else []
    return [model for model in (read_model(registry, folder.name) for folder in folders) if model.changes]


def read_model(registry: Path, name: str) -> RegisteredModel:
    """Return a model with all that was done to it, which may be nothing.

    Raises
    ------
    InputError
        A change is missing, or a byte of one was altered.
    """
    folder = registry / name
    changes: list[RegistryEvent] = []
    for path in _files(folder / "log"):
        data = read_bytes(path)
        try:
            change = msgspec.json.decode(data, type=RegistryEvent)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InputError(path, str(error), expected="a change of a model", fix=FIX) from error
        if _encode(change) != data or _sealed(change) != change:
            raise InputError(path, "was altered after it was written", expected=f"hash {change.hash[:12]}", fix=FIX)
        if change.previous != (changes[-1].hash if changes else ""):
            raise InputError(path, "does not follow from the change before it", expected="an unbroken log", fix=FIX)
        changes.append(change)
    return RegisteredModel(folder, tuple(changes))


def write_change(registry: Path, name: str, make: Callable[[RegisteredModel], RegistryEvent | None]) -> RegisteredModel:
    """Add a change to a model's log, unless there is nothing to change, and return the model as it is then.

    Parameters
    ----------
    make
        Makes the change from the state that it will follow; it may be called again when other processes are quicker.

    Raises
    ------
    UsageError
        The registry cannot be written.
    """
    while True:
        model = read_model(registry, name)
        made = make(model)
        if made is None:
            return model
        previous = model.changes[-1].hash if model.changes else ""
        when = datetime.now(UTC).isoformat(timespec="seconds")
        change = _sealed(msgspec.structs.replace(made, previous=previous, when=when))
        if _claim(model.folder / "log" / _file(len(model.changes) + 1), _encode(change)):
            return RegisteredModel(model.folder, (*model.changes, change))


def _files(log: Path) -> Iterator[Path]:
    """Yield the changes in order, one by one: a listing made while others write may lack one and have a later one."""
    for number in count(1):
        path = log / _file(number)
        if not path.is_file():
            if not any(other.name > path.name for other in log.glob("[0-9]*.json")):
                return
            if not path.is_file():  # a later one was written after it, so that it was there
                raise InputError(path, "is missing", expected="every change", fix=FIX)
        yield path


def _claim(path: Path, data: bytes) -> bool:
    """Put a file, whole, where none is; return whether it was this one and no other process's."""
    with writing(path, fix=ANOTHER):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            Path(name).chmod(0o644)  # mkstemp's 0600 would hide it from colleagues
            path.hardlink_to(name)
        except FileExistsError:
            return False
        finally:
            Path(name).unlink()
    return True


def _sealed(change: RegistryEvent) -> RegistryEvent:
    return msgspec.structs.replace(change, hash=sha256(_encode(msgspec.structs.replace(change, hash=""))))


def _encode(change: RegistryEvent) -> bytes:
    return json_bytes(msgspec.to_builtins(change))


def _file(number: int) -> str:
    return f"{number:08}.json"
