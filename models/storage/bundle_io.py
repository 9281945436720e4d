"""Bundles on disk: written whole, checked byte by byte when read, and never able to run code."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import msgspec
import numpy as np

from rightstag.atomic import read_bytes, sha256
from rightstag.errors import InputError, SafetyError, UsageError
from rightstag.models.arrays import from_bytes, to_bytes
from rightstag.models.bundle import Bundle, Model
from rightstag.models.card import PROBES, model_card
from rightstag.models.cascade import Cascade
from rightstag.models.cnn.model import Network
from rightstag.models.encoder import SentenceEncoder, check_installed
from rightstag.models.linear.model import Linear
from rightstag.models.manifest import Manifest, encode, json_bytes, seal

MANIFEST = "manifest.json"
#: Largest difference between two predictions of the same model.
TOLERANCE = 1e-9
#: The same of a model with an encoder: processors differ in the last bit, which an integer rounds up or down.
ENCODER_TOLERANCE = 0.02
#: Libraries whose version may change what is predicted.
PREDICTING = ("scikit-learn", "onnxruntime")
#: What reads the files of each kind of model.
_KINDS: dict[str, Callable[[Mapping[str, bytes]], Model]] = {"linear": Linear.from_files, "network": Network.from_files}
_FIX = "copy the bundle again, or train again"


def save_bundle(bundle: Bundle, path: Path) -> Bundle:
    """Write a bundle's folder, whole or not at all, and return it as it was written, with its hash.

    The same bundle gives the same bytes: no date, no path and no name of a machine is in them.

    Raises
    ------
    UsageError
        The folder cannot be written, or holds something that is not a bundle.
    """
    files = _payload(bundle)
    card = msgspec.structs.replace(bundle.manifest, files={name: sha256(data) for name, data in files.items()})
    manifest = seal(card)
    with _whole_folder(path) as folder:
        for name, data in files.items():
            (folder / name).write_bytes(data)
        (folder / MANIFEST).write_bytes(encode(manifest))
    return replace(bundle, manifest=manifest)


def load(folder: Path) -> Bundle:
    """Read a bundle's folder and check every byte of it; nothing in it can run.

    Raises
    ------
    UsageError
        There is no bundle, or what its encoder needs is not installed.
    InputError
        A file is missing, was changed or is not what it should be.
    SafetyError
        The scikit-learn here does not reproduce the predictions stored in the bundle.
    """
    manifest = _read_manifest(folder)
    if manifest.cascade:
        check_installed(folder)
    files = {name: _read_listed(folder / name, digest) for name, digest in manifest.files.items()}
    try:
        bundle = _assemble(manifest, files)
    except (KeyError, ValueError) as error:  # hashed and yet not ours
        raise InputError(folder, f"not a bundle ({error})", expected="what rightstag train writes", fix=_FIX) from error
    return replace(bundle, note=_check_version(folder, bundle, files["probe.json"]))


def verify(folder: Path) -> dict[str, str]:
    """Return the fault of each file of a bundle, empty where it is as it was written.

    Raises
    ------
    UsageError
        There is no bundle.
    """
    verdicts = {}
    try:
        listed = _read_manifest(folder).files
        verdicts[MANIFEST] = ""
    except InputError as error:
        return {MANIFEST: str(error)}
    for name, digest in listed.items():
        try:
            _read_listed(folder / name, digest)
            verdicts[name] = ""
        except InputError as error:
            verdicts[name] = str(error)
    return verdicts


def _payload(bundle: Bundle) -> dict[str, bytes]:
    """Return the content of every file but the manifest."""
    files = {**bundle.model.files(), "seen.npy": to_bytes(bundle.seen)}
    expected = bundle.predict_proba(PROBES).tolist()
    files["probe.json"] = json_bytes({"texts": PROBES, "probabilities": expected})
    files["card.md"] = model_card(bundle.manifest).encode()
    return dict(sorted(files.items()))


def _assemble(manifest: Manifest, files: Mapping[str, bytes]) -> Bundle:
    model: Model = _KINDS[manifest.settings.kind](files)
    labels = tuple(label.id for label in manifest.labels)
    if manifest.cascade:
        gates = {gate.label: gate for gate in manifest.cascade.gates}
        model = Cascade(model, SentenceEncoder.from_files(files), tuple(gates[label] for label in labels))
    found = model.logits([""]).shape[1]
    if found != len(labels):
        raise ValueError(f"a model of {found} labels where {len(labels)} were expected")
    return Bundle(manifest, model, from_bytes(files["seen.npy"]))


def _read_manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST
    if not path.is_file():
        raise UsageError(folder, "no bundle there", expected=f"a folder with {MANIFEST}", fix="check the path")
    data = read_bytes(path)
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(path, str(error), expected="a bundle's manifest", fix=_FIX) from error
    if not _is_sealed(data, manifest.hash):
        raise InputError(path, "was changed after it was written", expected=f"hash {manifest.hash[:12]}", fix=_FIX)
    return manifest


def _is_sealed(data: bytes, digest: str) -> bool:
    """Check the bytes as they stand: a field that came later must not change what an older bundle is."""
    content = json.loads(data)
    return json_bytes(content) == data and sha256(json_bytes(content | {"hash": ""})) == digest


def _read_listed(path: Path, digest: str) -> bytes:
    if not path.is_file():
        raise InputError(path, "is missing", expected="what the manifest lists", fix=_FIX)
    data = read_bytes(path)
    if (found := sha256(data)) != digest:
        raise InputError(path, f"was changed: sha256 {found[:12]}", expected=digest[:12], fix=_FIX)
    return data


def _check_version(folder: Path, bundle: Bundle, probe: bytes) -> str:
    """Return a note where other libraries made the bundle and these predict the same; refuse otherwise."""
    made = {library: then for library, then in bundle.manifest.versions.items() if library in PREDICTING}
    others = [(library, then, here) for library, then in made.items() if (here := _installed(library)) != then]
    if not others:
        return ""
    stored = json.loads(probe)
    difference = float(np.abs(bundle.predict_proba(stored["texts"]) - np.array(stored["probabilities"])).max())
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


def check_target(path: Path) -> None:
    """Refuse to write a bundle over something that is not one.

    Raises
    ------
    UsageError
        There is something else of that name.
    """
    if path.exists() and not (path / MANIFEST).is_file():
        raise UsageError(path, "is there and is no bundle", expected="a new name or a bundle", fix="choose another")


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
