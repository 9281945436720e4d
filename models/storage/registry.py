"""The model registry: numbered versions that never change, and aliases such as ``production`` that move among them.

A registry is a folder of plain files, without a server::

    NAME/1/, NAME/2/ ...           the versions, each a bundle as it was trained
    NAME/log/00000001.json ...     what was done: a version added, an alias promoted or rolled back
"""

import os
import re
import shutil
import tempfile
from itertools import count
from pathlib import Path

from rightstag.atomic import writing
from rightstag.config import NAME, load_defaults, user_data_folder
from rightstag.errors import InputError, UsageError
from rightstag.models.bundle import Bundle
from rightstag.models.storage import bundle_io
from rightstag.models.storage.bundle_files import MANIFEST
from rightstag.models.storage.bundle_io import read_folder_manifest
from rightstag.models.storage.registry_log import (
    ANOTHER,
    FIX,
    LATEST,
    RegisteredModel,
    RegistryEvent,
    list_models,
    read_model,
    write_change,
)
from rightstag.plain_names import PLAIN

PRODUCTION = "production"
#: Bundles that ship, by the names that no registered model can have.
SHIPPED = {name: Path(__file__).parents[1] / name for name in ("default", "accurate")}
#: What builds those.
_BUILD = {"default": "to build it: make model", "accurate": "to build it: make encoder"}

_ALIAS = re.compile(r"[a-z][a-z0-9_-]*")
_REFERENCE = re.compile(rf"({PLAIN.pattern})(?:@([A-Za-z0-9_-]+))?")


def registry_folder(given: Path | None = None) -> Path:
    """Return the folder of the registry, whether or not it is there.

    As given, else as ``RIGHTSTAG_REGISTRY`` says, else as ``registry`` in ``rightstag.toml``, else
    ``models`` in `rightstag.config.user_data_folder`.

    Raises
    ------
    InputError
        ``rightstag.toml`` is not TOML, or its ``registry`` is no text.
    """
    if given is not None:
        return given
    if named := os.environ.get("RIGHTSTAG_REGISTRY"):
        return Path(named)
    if (kept := load_defaults(Path.cwd()).get("registry")) is not None:
        if not isinstance(kept, str):
            raise InputError(
                NAME, f"registry is {kept!r}", expected="the path of a folder, in quotes", fix="correct it"
            )
        return Path(kept)
    return user_data_folder() / "models"


def resolve(reference: Path | str, *, registry: Path | None = None) -> Path:
    """Return the folder of the bundle that a user means.

    Parameters
    ----------
    reference
        A bundle's folder, which wins over a registered model of that name; ``default`` or ``accurate``, which ship;
        ``name@alias``, ``name@3`` or ``name@latest`` of the registry; ``name`` alone is ``name@production``.
    registry
        Its folder, where it is not the usual one.

    Raises
    ------
    UsageError
        There is no such model, version or alias, or a shipped one was not built.
    InputError
        The registry's log is damaged, or another bundle lies where the version was.
    """
    text = str(reference)
    if text in SHIPPED:
        if not SHIPPED[text].is_dir():
            found = f"is not built here, in {SHIPPED[text]}"
            raise UsageError(f"model '{text}'", found, expected="a bundle", fix=_BUILD[text])
        return SHIPPED[text]
    match = _REFERENCE.fullmatch(text)
    if match is None or Path(reference).exists():
        return Path(reference)  # who reads it says what is wrong with it
    model = read_model(registry_folder(registry), match[1])
    if not model.changes:
        known = ", ".join(["a bundle's folder", *SHIPPED, *(m.name for m in list_models(model.folder.parent))])
        found = f"no bundle there, and no model of that name in the registry {model.folder.parent}"
        raise UsageError(text, found, expected=f"one of {known}", fix="check the name")
    return version_folder(model, match[2] or PRODUCTION)


def load_bundle(reference: Path | str, *, registry: Path | None = None) -> Bundle:
    """Read a bundle by its folder or by its name, and check every byte of it; nothing in it can run.

    Parameters
    ----------
    reference, registry
        As in `resolve`: ``default``, ``ours@production``, a folder.

    Raises
    ------
    UsageError
        There is no such bundle, or a library that its encoder needs is not installed.
    InputError
        A file is missing, was changed or is not what it should be.
    SafetyError
        The scikit-learn here does not reproduce the predictions stored in the bundle.

    Examples
    --------
    >>> load_bundle("default").labels
    ('assembly', 'expression', 'association', 'refugees', 'statelessness')
    """
    return bundle_io.load(resolve(reference, registry=registry))


def verify_bundle(reference: Path | str, *, registry: Path | None = None) -> dict[str, str]:
    """Return the fault of each file of a bundle, empty where it is as it was written.

    Parameters
    ----------
    reference, registry
        As in `resolve`.

    Raises
    ------
    UsageError
        There is no such bundle.
    """
    return bundle_io.verify(resolve(reference, registry=registry))


def version_folder(model: RegisteredModel, alias: str) -> Path:
    """Return the folder of a version, by number or alias, after a look at whether it is the bundle that was added.

    Raises
    ------
    UsageError
        There is no such version.
    InputError
        Another bundle lies there, or none. A changed byte in the bundle is for `models.load_bundle` to find.
    """
    version = model.version(alias)
    folder, expected = model.folder / str(version), model.versions[version].bundle
    if not (folder / MANIFEST).is_file():
        raise InputError(folder, "the version is gone", expected=f"the bundle {expected[:12]}", fix=FIX)
    if (actual := read_folder_manifest(folder).hash) != expected:
        raise InputError(folder, f"holds the bundle {actual[:12]}", expected=f"{expected[:12]}, as added", fix=FIX)
    return folder


def add(bundle: Path | str, *, name: str = "", registry: Path | None = None) -> tuple[RegisteredModel, int]:
    """Copy a bundle into the registry as the next version of a model, and check every byte of the copy.

    Parameters
    ----------
    bundle
        Its folder, or what else `resolve` understands.
    name
        Of the model in the registry; the bundle's own when not given.

    Returns
    -------
    tuple
        The model and the number of the version. A bundle that is the newest version already is not added again.

    Raises
    ------
    UsageError
        The name cannot be used, or the registry cannot be written.
    InputError
        The bundle is not whole.
    """
    source, root = resolve(bundle, registry=registry), registry_folder(registry)
    manifest = bundle_io.load(source).manifest
    name = name or manifest.name
    if not PLAIN.fullmatch(name) or name in SHIPPED:
        expected = f"letters, digits, '.', '-' and '_', and not {' or '.join(SHIPPED)}"
        raise UsageError(
            f"name '{name}'", "cannot be a registered model's", expected=expected, fix="choose another name"
        )
    model = read_model(root, name)
    if model.changes and model.versions[newest := model.version(LATEST)].bundle == manifest.hash:
        return model, newest
    with writing(root / name, fix=ANOTHER):
        model.folder.mkdir(parents=True, exist_ok=True)
        copy = Path(tempfile.mkdtemp(dir=model.folder, prefix=".", suffix=".tmp"))
        try:
            (copy / "new").mkdir()
            for file in (*manifest.files, MANIFEST):
                shutil.copyfile(source / file, copy / "new" / file)
            digest = bundle_io.load(copy / "new").manifest.hash
            version = _numbered(copy / "new", model.folder)
        finally:
            shutil.rmtree(copy, ignore_errors=True)
    return write_change(root, name, lambda _: RegistryEvent(change="add", version=version, bundle=digest)), version


def promote(reference: str, alias: str = PRODUCTION, *, registry: Path | None = None) -> tuple[RegisteredModel, int]:
    """Let an alias name a version from now on.

    Parameters
    ----------
    reference
        ``name@3``, ``name@latest``, or what another alias names: ``name@staging``.

    Returns
    -------
    tuple
        The model and the number of the version.

    Raises
    ------
    UsageError
        There is no such version, or the alias cannot be used.
    InputError
        The version is not the bundle that was added.
    """
    name, version = _split(reference)
    if not version:
        raise UsageError(reference, "names no version", expected=f"such as {name}@3 or {name}@{LATEST}")
    if not _ALIAS.fullmatch(alias) or alias == LATEST:
        expected = f"lower-case letters, digits, '-' and '_', a letter first, and not '{LATEST}'"
        raise UsageError(f"alias '{alias}'", "cannot be used", expected=expected, fix="choose another")

    def change(model: RegisteredModel) -> RegistryEvent | None:
        folder = version_folder(_known(model), version)
        if model.aliases.get(alias, ())[-1:] == (int(folder.name),):
            return None  # else a rollback would lead nowhere
        return RegistryEvent(
            change="promote", version=int(folder.name), bundle=read_folder_manifest(folder).hash, alias=alias
        )

    changed = write_change(registry_folder(registry), name, change)
    return changed, changed.version(alias)


def rollback(reference: str, *, registry: Path | None = None) -> tuple[RegisteredModel, int]:
    """Let an alias name again what it named before it was last promoted.

    Parameters
    ----------
    reference
        ``name@alias``; ``name`` alone is ``name@production``.

    Returns
    -------
    tuple
        The model and the number of the version that the alias names now.

    Raises
    ------
    UsageError
        There is no such alias, or nothing that it named before.
    InputError
        The earlier version is not the bundle that was added.
    """
    name, alias = _split(reference)
    alias = alias or PRODUCTION

    def change(model: RegisteredModel) -> RegistryEvent:
        named = _known(model).aliases.get(alias, ())
        if len(named) < 2:
            found = "named nothing before" if named else "is not set"
            expected = "an alias that was promoted from one version to another"
            raise UsageError(f"{name}@{alias}", found, expected=expected, fix=f"see rightstag models list {name}")
        folder = version_folder(model, str(named[-2]))
        return RegistryEvent(
            change="rollback", version=named[-2], bundle=read_folder_manifest(folder).hash, alias=alias
        )

    changed = write_change(registry_folder(registry), name, change)
    return changed, changed.version(alias)


def known_model(name: str, *, registry: Path | None = None) -> RegisteredModel:
    """Return a model of the registry.

    Raises
    ------
    UsageError
        There is none of that name.
    """
    return _known(read_model(registry_folder(registry), name))


def _known(model: RegisteredModel) -> RegisteredModel:
    if not model.changes:
        names = ", ".join(other.name for other in list_models(model.folder.parent)) or "none so far"
        found = f"no model of that name in the registry {model.folder.parent}"
        raise UsageError(model.name, found, expected=f"one of its models ({names})", fix="rightstag models add BUNDLE")
    return model


def _split(reference: str) -> tuple[str, str]:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise UsageError(reference, "is no model of a registry", expected="such as name@production or name@3")
    return match[1], match[2] or ""


def _numbered(folder: Path, model: Path) -> int:
    """Move a folder under the next number that is free, and return the number."""
    taken = [int(path.name) for path in model.iterdir() if path.name.isdecimal()]
    for version in count(max(taken, default=0) + 1):
        try:
            folder.rename(model / str(version))
        except OSError:  # a folder is never put over one with files in it
            if not (model / str(version)).is_dir():
                raise
        else:
            return version
    raise AssertionError  # there is always a higher number
