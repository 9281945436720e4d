"""The manifest of a bundle: labels, thresholds, data, settings, figures and checksums."""

import json
from typing import Annotated, Any, Literal

import msgspec

from rightstag.atomic import sha256
from rightstag.models.scores import Evaluation

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Calibration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Platt scaling of a label's log-odds: ``slope * raw + intercept``. The stored weights have it in them already."""

    slope: float = 1.0
    intercept: float = 0.0


class LabelCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The threshold, calibration and number of examples of one label.

    Attributes
    ----------
    threshold
        In [0, 1]; the label is given from this probability on. 1 for a label that could not be learnt.
    trained
        False where the examples were too few or of one class: the base rate is predicted.
    note
        Anything out of the ordinary that a reader of the figures must know.
    parent
        Id of the label that this one implies.
    """

    id: str
    threshold: float
    positives: int
    negatives: int
    trained: bool = True
    calibration: Calibration = Calibration()
    note: str = ""
    parent: str | None = None


class TrainingData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The training data: size, sources, split and fingerprint.

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


class Candidate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A setting of hyperparameters of a linear model.

    Attributes
    ----------
    blocks
        Which features it reads, in column order.
    strength
        Inverse strength of the penalty on its weights, scikit-learn's ``C``.
    """

    blocks: tuple[str, ...]
    strength: float


class Tried(Candidate, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A setting that was tried in model selection, with its cross-validated score.

    Attributes
    ----------
    average_precision
        Its mean over labels and parts, in [0, 1].
    behind, error
        How far that is behind the best candidate's, and the standard error of this distance.
    chosen
        For how many parts the others chose it.
    """

    average_precision: float
    behind: float
    error: float
    chosen: int


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The hyperparameters and the seed of the training.

    Attributes
    ----------
    min_groups
        In how many countries (or reports) a term must occur to count.
    strength
        Inverse strength of the penalty on weights, scikit-learn's ``C``, of a linear model.
    kind
        ``linear``, or ``network`` for a convolutional network over words.
    blocks
        Which features a linear model reads, in column order.
    tried
        Among what strength and blocks were chosen, the simplest first.
    distilled
        How many unlabelled paragraphs it learnt too, from what an encoder said of them.
    background
        Whether terms of the background vocabulary count too.
    local
        Whether every term of its texts is in it, names among them: it may not leave the machine.
    familiar
        Share of its words that the model must know to judge a paragraph; what fits the shipped model when not given.
    goals
        What the threshold of a label is for where that is not the highest F1, by label, such as ``recall=0.9``.
    """

    seed: int
    min_groups: int
    strength: float | None = None
    kind: Literal["linear", "network"] = "linear"
    blocks: tuple[str, ...] = ()
    tried: tuple[Tried, ...] = ()
    distilled: int = 0
    background: bool = False
    local: bool = False
    familiar: float | None = None
    goals: dict[str, str] = {}


class Gate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The gate of one label in a cascade: the interval of probabilities that the encoder reads, and the blend of both.

    Attributes
    ----------
    label
        Id of the label.
    low, high
        A paragraph goes to the encoder where the quick model's probability lies in ``[low, high]``; never where low is
        above high.
    quick, encoder, intercept
        Calibrated log-odds are ``quick`` times the quick model's, plus ``encoder`` times the encoder's, plus this.
    """

    label: str
    low: float
    high: float
    quick: float
    encoder: float
    intercept: float


class CascadeCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The encoder of a bundle: base model, vocabulary size, gates and figures.

    Attributes
    ----------
    base
        The pre-trained encoder that it was made of.
    pieces
        Number of word pieces that it knows.
    gates
        One a label.
    share
        Part of the cross-validated paragraphs that the encoder read.
    quick, everywhere
        Figures of the quick model alone, and of an encoder that reads every paragraph, on the same parts.
    """

    base: str
    pieces: int
    gates: tuple[Gate, ...]
    share: float
    quick: Evaluation
    everywhere: Evaluation


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
    cascade
        Of a bundle with an encoder.
    codebook
        The whole taxonomy: `rightstag.labels.Taxonomy` as JSON. A bundle of 0.1 has none.
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
    cascade: CascadeCard | None = None
    codebook: dict[str, Any] | None = None
    files: dict[str, str] = {}
    hash: str = ""
    schema: Literal["rightstag.bundle/1"] = "rightstag.bundle/1"


def seal(manifest: Manifest) -> Manifest:
    """Return the manifest with its hash, which covers every field and, through ``files``, every byte of the bundle."""
    return msgspec.structs.replace(manifest, hash=sha256(encode(msgspec.structs.replace(manifest, hash=""))))


def encode(manifest: Manifest) -> bytes:
    """Return the bytes of ``manifest.json``: the same for the same content."""
    content = _without_empty_reasons(msgspec.to_builtins(manifest))
    for field in ("cascade", "codebook"):
        if content[field] is None:
            del content[field]  # a manifest says nothing of what the bundle has not
    return json_bytes(content)


def _without_empty_reasons(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Leave out that an estimate has no reason: 0.1 did not write it, and a bundle saved again keeps its hash."""
    if isinstance(value, dict):
        return {key: _without_empty_reasons(one) for key, one in value.items() if (key, one) != ("reason", None)}
    return [_without_empty_reasons(one) for one in value] if isinstance(value, list | tuple) else value


def json_bytes(value: object) -> bytes:
    r"""Return JSON that people can read, keys in the order of the content.

    Examples
    --------
    >>> json_bytes({"b": 1, "a": "é"})
    b'{\n "b": 1,\n "a": "\xc3\xa9"\n}\n'
    """
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()
