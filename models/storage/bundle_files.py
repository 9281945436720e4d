"""A bundle as the content of its files, by name; all that comes in is checked before it is used."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec
import numpy as np

from rightstag.atomic import sha256
from rightstag.errors import InputError
from rightstag.models.arrays import check_unique, from_bytes, to_bytes
from rightstag.models.bundle import Bundle, Model
from rightstag.models.card import PROBES, model_card
from rightstag.models.cascade import Cascade
from rightstag.models.cnn.model import Network
from rightstag.models.encoder import SentenceEncoder
from rightstag.models.linear.model import Linear
from rightstag.models.manifest import Manifest, encode, json_bytes, seal
from rightstag.plain_names import check_plain_name

MANIFEST = "manifest.json"
FIX = "copy the bundle again, or train again"
#: What reads the files of each kind of model.
_KINDS: dict[str, Callable[[Mapping[str, bytes]], Model]] = {"linear": Linear.from_files, "network": Network.from_files}
#: What goes wrong in numbers and texts that no bundle of ours has.
_FOREIGN = (KeyError, ValueError, TypeError, IndexError, OverflowError, RecursionError, MemoryError)


class Probe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Invented texts, and the probabilities that the model gave them where it was made, shape (texts, labels)."""

    texts: tuple[str, ...]
    probabilities: tuple[tuple[float, ...], ...]


def to_files(bundle: Bundle) -> dict[str, bytes]:
    """Return the content of every file of a bundle; the same bundle gives the same bytes."""
    files = {**bundle.model.files(), "seen.npy": to_bytes(bundle.seen)}
    expected = bundle.predict_proba(PROBES).tolist()
    files["probe.json"] = json_bytes({"texts": PROBES, "probabilities": expected})
    files["card.md"] = model_card(bundle.manifest).encode()
    files = dict(sorted(files.items()))
    digests = {name: sha256(data) for name, data in files.items()}
    return {**files, MANIFEST: encode(seal(msgspec.structs.replace(bundle.manifest, files=digests)))}


def from_files(files: Mapping[str, bytes], thing: Path) -> Bundle:
    """Return the bundle that `to_files` gave, after a check of every byte.

    Parameters
    ----------
    thing
        Where the files come from, for messages.

    Raises
    ------
    InputError
        A file is missing, was changed, or is not what `to_files` gives.
    UsageError
        A library that its encoder needs is not installed.
    """
    return assemble(read_manifest(files.get(MANIFEST, b""), thing / MANIFEST), files, thing)


def assemble(manifest: Manifest, files: Mapping[str, bytes], thing: Path) -> Bundle:
    """Return the bundle of a manifest and the files that it lists; see `from_files`."""
    for name, digest in manifest.files.items():
        check_digest(files.get(name), digest, thing / name)
    try:
        return _assemble(manifest, files)
    except _FOREIGN as error:  # sealed and yet not ours
        reason = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error) or type(error).__name__
        raise InputError(thing, f"not a bundle ({reason})", expected="what rightstag train writes", fix=FIX) from error


def read_manifest(data: bytes, thing: object) -> Manifest:
    """Return the manifest that some bytes are, if nothing in it was changed and all names in it are plain.

    Raises
    ------
    InputError
        It is no manifest, was changed, or names a file outside its folder.
    """
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
        content = json.loads(data)
        # The bytes as they stand: a field that came later must not change what an older bundle is.
        sealed = json_bytes(content) == data and sha256(json_bytes(content | {"hash": ""})) == manifest.hash
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise InputError(thing, str(error), expected="a bundle's manifest", fix=FIX) from error
    if not sealed:
        raise InputError(thing, "was changed after it was written", expected=f"hash {manifest.hash[:12]}", fix=FIX)
    for name in manifest.files:
        check_plain_name(name, thing)
    for fault in _faults(manifest):
        raise InputError(thing, fault, expected="what rightstag train writes", fix=FIX)
    return manifest


def check_digest(data: bytes | None, digest: str, thing: object) -> None:
    """Refuse a file of a bundle that is missing or was changed.

    Raises
    ------
    InputError
        It is.
    """
    if data is None:
        raise InputError(thing, "is missing", expected="what the manifest lists", fix=FIX)
    if (actual := sha256(data)) != digest:
        raise InputError(thing, f"was changed: sha256 {actual[:12]}", expected=digest[:12], fix=FIX)


def read_probe(files: Mapping[str, bytes]) -> Probe:
    """Return the probe among a bundle's files."""
    return msgspec.json.decode(files["probe.json"], type=Probe)


def _faults(manifest: Manifest) -> Iterator[str]:
    """Yield the faults of a manifest whose fields are of the right types."""
    labels = [label.id for label in manifest.labels]
    try:
        check_unique("labels", labels)
        check_unique("gates", [gate.label for gate in manifest.cascade.gates] if manifest.cascade else [])
    except ValueError as error:
        yield str(error)
    if not labels:
        yield "labels: there are none"
    yield from (f"label {label!r}: no name" for label in labels if not label.strip() or not label.isprintable())
    for label in manifest.labels:
        if not 0 <= label.threshold <= 1:
            yield f"{label.id}: a threshold of {label.threshold:g}, which is not in [0, 1]"
        if label.id not in manifest.metrics.labels:
            yield f"{label.id}: no figures"
    if manifest.cascade:
        gates = {gate.label: gate for gate in manifest.cascade.gates}
        yield from (f"{label}: no gate" for label in labels if label not in gates)
        for gate in gates.values():
            if not np.isfinite((gate.low, gate.high, gate.quick, gate.encoder, gate.intercept)).all():
                yield f"gate of {gate.label}: a number that is not finite"


def _assemble(manifest: Manifest, files: Mapping[str, bytes]) -> Bundle:
    labels = tuple(label.id for label in manifest.labels)
    model: Model = _KINDS[manifest.settings.kind](files)
    logits = model.logits(["", PROBES[0]])
    if logits.shape[1] != len(labels):
        raise ValueError(f"a model of {logits.shape[1]} labels where {len(labels)} were expected")
    if not np.isfinite(logits).all():
        raise ValueError("log-odds that are not finite")
    if manifest.cascade:
        gates = {gate.label: gate for gate in manifest.cascade.gates}
        encoder = SentenceEncoder.from_files(files)
        if len(encoder.intercepts) != len(labels):
            raise ValueError(f"an encoder of {len(encoder.intercepts)} labels where {len(labels)} were expected")
        model = Cascade(model, encoder, tuple(gates[label] for label in labels))
    seen, probe = from_bytes(files["seen.npy"]), read_probe(files)
    if seen.dtype != np.uint64 or seen.ndim != 1:
        raise ValueError(f"seen.npy: {seen.dtype} of the shape {seen.shape}, where hashes were expected")
    if {len(row) for row in probe.probabilities} - {len(labels)} or len(probe.texts) != len(probe.probabilities):
        raise ValueError("probe.json: not a probability for each text and label")
    return Bundle(manifest, model, seen)
