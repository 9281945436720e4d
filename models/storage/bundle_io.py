"""Bundles in folders: written whole, checked byte by byte when read, and never able to run code."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import numpy as np

from rightstag.atomic import read_bytes
from rightstag.errors import InputError, SafetyError, UsageError
from rightstag.models.bundle import Bundle
from rightstag.models.encoder import check_installed
from rightstag.models.manifest import Manifest
from rightstag.models.storage.bundle_files import (
    MANIFEST,
    assemble,
    check_digest,
    read_manifest,
    read_probe,
    to_files,
)

#: Largest difference between two predictions of the same model.
TOLERANCE = 1e-9
#: The same of a model with an encoder: processors differ in the last bit, which an integer rounds up or down.
ENCODER_TOLERANCE = 0.02
#: Libraries whose version may change what is predicted.
PREDICTING = ("scikit-learn", "onnxruntime")


def save_bundle(bundle: Bundle, path: Path) -> Bundle:
    """Write a bundle's folder, whole or not at all, and return it as it was written, with its hash.

    The same bundle gives the same bytes: no date, no path and no name of a machine is in them.

    Raises
    ------
    UsageError
        The folder cannot be written, or holds something that is not a bundle.
    """
    files = to_files(bundle)
    with _whole_folder(path) as folder:
        for name, data in files.items():
            (folder / name).write_bytes(data)
    return replace(bundle, manifest=read_manifest(files[MANIFEST], path))


def load(folder: Path) -> Bundle:
    """Read a bundle's folder and check every byte of it; nothing in it can run.

    Raises
    ------
    UsageError
        There is no bundle, or a library that its encoder needs is not installed.
    InputError
        A file is missing, was changed or is not what it should be.
    SafetyError
        The scikit-learn here does not reproduce the predictions stored in the bundle.
    """
    manifest = read_folder_manifest(folder)
    if manifest.cascade:
        check_installed(folder)
    files = {name: read_bytes(folder / name) for name in manifest.files if (folder / name).is_file()}
    bundle = assemble(manifest, files, folder)
    return replace(bundle, note=_check_version(folder, bundle, files))


def verify(folder: Path) -> dict[str, str]:
    """Return the fault of each file of a bundle, empty where it is as it was written.

    Raises
    ------
    UsageError
        There is no bundle.
    """
    try:
        listed = read_folder_manifest(folder).files
    except InputError as error:
        return {MANIFEST: str(error)}
    return {MANIFEST: "", **{name: _fault(folder / name, digest) for name, digest in listed.items()}}


def read_folder_manifest(folder: Path) -> Manifest:
    """Return the manifest of a bundle's folder, without a look at the other files.

    Raises
    ------
    UsageError
        There is no bundle.
    InputError
        It was changed, or is none.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise UsageError(folder, "no bundle there", expected=f"a folder with {MANIFEST}", fix="check the path")
    return read_manifest(read_bytes(path), path)


def check_target(path: Path) -> None:
    """Refuse to write a bundle over something that is not one.

    Raises
    ------
    UsageError
        There is something else of that name.
    """
    if path.exists() and not (path / MANIFEST).is_file():
        raise UsageError(path, "is there and is no bundle", expected="a new name or a bundle", fix="choose another")


def _fault(path: Path, digest: str) -> str:
    try:
        check_digest(read_bytes(path) if path.is_file() else None, digest, path)
    except (InputError, UsageError) as error:
        return str(error)
    return ""


def _check_version(folder: Path, bundle: Bundle, files: Mapping[str, bytes]) -> str:
    """Return a note where other libraries made the bundle and these predict the same; refuse otherwise."""
    made = {library: then for library, then in bundle.manifest.versions.items() if library in PREDICTING}
    others = [(library, then, here) for library, then in made.items() if (here := _installed(library)) != then]
    if not others:
        return ""
    probe = read_probe(files)
    stored = np.array(probe.probabilities).reshape(len(probe.texts), len(bundle.labels))
    difference = float(np.abs(bundle.predict_proba(probe.texts) - stored).max(initial=0))
    library, then, here = others[0]
    if not difference <= (ENCODER_TOLERANCE if bundle.manifest.cascade else TOLERANCE):
        raise SafetyError(
            folder,
            f"{library} {here} predicts otherwise than {then}, which made it, by up to {difference:.2g}",
            expected="the predictions stored with it",
            fix=f"install {library} {then}, or train again",
        )
    return "; ".join(f"made with {name} {old}; {new} reproduces its predictions" for name, old, new in others)


def _installed(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:  # onnxruntime comes under several names
        return "another build"


@contextmanager
def _whole_folder(path: Path) -> Iterator[Path]:
    """Give a new folder to fill, and put it under its name when the block ends well."""
    check_target(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp"))
    except OSError as error:
        raise UsageError(
            path, f"cannot be written ({error.strerror})", expected="a folder you may write to", fix="choose another"
        ) from error
    try:
        (new := folder / "new").mkdir()
        yield new
        if path.exists():
            path.replace(folder / "old")
        new.replace(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
