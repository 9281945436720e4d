"""What a bundle says of itself."""

import json
from typing import Literal

import msgspec

from models.scores import Evaluation
from rightstag.files import sha256


class Calibration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Platt scaling of a label's log-odds: ``slope * raw + intercept``. The stored weights have it in them already."""

    slope: float = 1.0
    intercept: float = 0.0


class LabelCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the bundle knows of one label.

    Attributes
    ----------
    threshold
        In [0, 1]; the label is given from this probability on. 1 for a label that could not be learnt.
    trained
        False where the examples were too few or of one class: the base rate is predicted.
    note
        Anything out of the ordinary that a reader of the figures must know.
    """

    id: str
    threshold: float
    positives: int
    negatives: int
    trained: bool = True
    calibration: Calibration = Calibration()
    note: str = ""


class TrainingData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the bundle was trained on.

    Attributes
    ----------
    fingerprint
        SHA-256 over the normalised texts' hashes and the labels: the same data give the same one, in any order.
    countries, reports
        How many are known; a report without a country is the only thing of its group.
    folds
        How many parts it was cross-validated in.
    split
        What the parts were made by, such as ``country``.
    sources
        How many paragraphs came from where.
    """

    fingerprint: str
    rows: int
    countries: int
    reports: int
    folds: int
    split: str
    sources: dict[str, int] = {}


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the training was told.

    Attributes
    ----------
    min_groups
        In how many countries (or reports) a term must occur to count.
    strength
        Inverse strength of the penalty on weights, scikit-learn's ``C``.
    blocks
        Which features are read, in column order.
    """

    seed: int
    min_groups: int
    strength: float
    blocks: tuple[str, ...]


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of ``manifest.json``.

    Attributes
    ----------
    taxonomy
        Version of the taxonomy.
    labels
        In column order.
    data, settings
        What it was trained on, and how.
    metrics
        How good it is on paragraphs that it had not seen.
    plain
        The same of scikit-learn's own pipeline on the same folds, where it was asked for.
    notices
        What was out of the ordinary in training.
    about
        What its makers want readers of the model card to know, in Markdown.
    versions
        Of the libraries that made it.
    files
        SHA-256 of every other file of the bundle, by name.
    hash
        Of all of the above: the bundle's own.
    """

    name: str
    taxonomy: str
    labels: tuple[LabelCard, ...]
    data: TrainingData
    settings: Settings
    metrics: Evaluation
    versions: dict[str, str]
    plain: Evaluation | None = None
    notices: tuple[str, ...] = ()
    about: str = ""
    files: dict[str, str] = {}
    hash: str = ""
    schema: Literal["rightstag.bundle/1"] = "rightstag.bundle/1"


def seal(manifest: Manifest) -> Manifest:
    """Return the manifest with its hash, which covers every field and, through ``files``, every byte of the bundle."""
    return msgspec.structs.replace(manifest, hash=sha256(encode(msgspec.structs.replace(manifest, hash=""))))


def encode(manifest: Manifest) -> bytes:
    """Return the bytes of ``manifest.json``: the same for the same content."""
    return json_bytes(msgspec.to_builtins(manifest))


def json_bytes(value: object) -> bytes:
    r"""Return JSON that people can read, keys in the order of the content.

    Examples
    --------
    >>> json_bytes({"b": 1, "a": "é"})
    b'{\n "b": 1,\n "a": "\xc3\xa9"\n}\n'
    """
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()
