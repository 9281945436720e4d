"""A quick model and a fine-tuned encoder become a cascade."""

import json
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.errors import InputError
from rightstag.models.bundle import Bundle
from rightstag.models.cascade import Cascade
from rightstag.models.encoder import SentenceEncoder
from rightstag.models.manifest import CascadeCard, Manifest
from rightstag.train.cross_validation import OutOfFoldPredictions
from rightstag.train.dataset import Dataset
from rightstag.train.neural.cascade_rules import judge_sharing, share_work
from rightstag.train.neural.checkpoints import Parts, Progress, Weights
from rightstag.train.neural.finetune import (
    BASE,
    RECIPE,
    Recipe,
    base_folder,
    open_tokenizer,
)
from rightstag.train.neural.onnx_graph import float_graph, integer_graph
from rightstag.train.neural.prune_tokenizer import prune, used_pieces
from rightstag.train.predict import metrics_on

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: In how many countries (or reports) a word piece must occur to be kept. All pieces are the pre-trained encoder's, so
#: that none gives away a name that reports have.
LEAST = 10
LIBRARIES = ("onnx", "onnxruntime", "tokenizers", "torch", "transformers", BASE)


def build_cascade(
    quick: Bundle,
    out_of_fold: OutOfFoldPredictions,
    folder: Path,
    *,
    name: str = "model",
    further: Mapping[object, Iterable[str]] | None = None,
    least: int = LEAST,
    recipe: Recipe = RECIPE,
    progress: Progress = lambda *_: None,
) -> Bundle:
    """Fine-tune an encoder beside a quick model, and let the two share the work.

    Parameters
    ----------
    quick
        Trained on the same data.
    out_of_fold
        What models like it say of the parts that they were not trained on.
    folder
        Where finished parts of the fine-tuning are kept, and found again.
    further
        Texts by country: only word pieces that these and the data use are kept; all are, where none is given, since
        the paragraphs that people label are too few to tell which words reports use.
    least
        How many countries (or reports) must use a word piece for it to be kept.

    Raises
    ------
    UsageError
        Something that fine-tuning needs is not installed.
    InputError
        The quick model was trained on other data or for other goals than F1, or a finished part is damaged.
    """
    base_folder()  # before hours of work, not after
    data, folds = out_of_fold.data, out_of_fold.folds
    if quick.manifest.data.fingerprint != data.fingerprint or quick.labels != data.labels:
        raise InputError(quick.name, "was trained on other data", expected="the same", fix="train it on these first")
    if quick.manifest.settings.goals:
        raise InputError(quick.name, "has thresholds for goals", expected="of F1", fix="train it without goals")
    parts = Parts(folder, data, folds, recipe, progress)
    logits, weights = parts.logits(), parts.weights()
    tokenizer = open_tokenizer(recipe)
    used = used_pieces(tokenizer, _grouped(data, further), least=least) if further else frozenset(tokenizer.get_vocab())
    encoder = to_encoder(weights, tokenizer, used, longest=recipe.longest)

    of_rows = data.matrix, data.known
    sure = np.column_stack([rule.probability(out_of_fold.logits[:, k]) for k, rule in enumerate(out_of_fold.rules())])
    shared = share_work(data.labels, sure, logits, *of_rows, out_of_fold.learnt)
    judged = judge_sharing(data.labels, out_of_fold.logits, logits, *of_rows, folds.numbers, out_of_fold.learnt)
    by_source = {"source": data.sources}
    how = f"Cross-validated by {folds.by} in {folds.count} parts"
    card = CascadeCard(
        base=f"sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), from the package {BASE} {metadata.version(BASE)}",
        pieces=len(json.loads(encoder.tokenizer)["model"]["vocab"]),
        gates=shared.gates,
        share=float(judged.left.mean()),
        quick=metrics_on(data, *judged.quick, folds=folds, slices=by_source, how=f"{how}: the quick model alone."),
        everywhere=metrics_on(
            data,
            *judged.everywhere,
            folds=folds,
            slices=by_source,
            how=f"{how}: an encoder that reads every paragraph.",
        ),
    )
    manifest = _manifest(quick.manifest, card, shared.thresholds, name)
    metrics = metrics_on(
        data, *judged.cascade, folds=folds, slices=by_source, how=f"{how}, thresholds, calibration and sharing too."
    )
    manifest = msgspec.structs.replace(manifest, metrics=metrics)
    return Bundle(manifest, Cascade(quick.model, encoder, shared.gates), quick.seen)


def to_encoder(weights: Weights, tokenizer: "Tokenizer", used: frozenset[str], *, longest: int) -> SentenceEncoder:
    """Convert fine-tuned weights to the deployed encoder: int8 ONNX graph, pruned tokenizer, linear head.

    Parameters
    ----------
    weights
        As `rightstag.train.neural.finetune.Network.weights` gives them.
    longest
        Number of tokens read of a paragraph.
    """
    pruned, kept = prune(tokenizer.to_str(), used)
    words, places = "embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight"
    body = {name: value for name, value in weights.items() if not name.startswith("head.")}
    body |= {words: weights[words][kept], places: weights[places][:longest]}
    layers = 1 + max(int(name.split(".")[2]) for name in body if name.startswith("encoder.layer."))
    return SentenceEncoder(
        integer_graph(float_graph(body, layers=layers)),
        pruned.encode(),
        weights["head.weight"].astype(np.float64),
        weights["head.bias"].astype(np.float64),
    )


def _grouped(data: Dataset, further: Mapping[object, Iterable[str]]) -> dict[object, list[str]]:
    """Return all texts by country, or by report where the country is not known."""
    groups = {key: list(texts) for key, texts in further.items()}
    for example in data.examples:
        groups.setdefault(example.country or example.report, []).append(example.text)
    return groups


def _manifest(quick: Manifest, card: CascadeCard, thresholds: npt.NDArray[np.float64], name: str) -> Manifest:
    """Return the quick model's manifest with another name, further thresholds, and what is known of the encoder."""
    labels = tuple(
        msgspec.structs.replace(label, threshold=float(threshold))
        for label, threshold in zip(quick.labels, thresholds, strict=True)
    )
    versions = {**quick.versions, **{library: metadata.version(library) for library in LIBRARIES}}
    return msgspec.structs.replace(quick, name=name, labels=labels, versions=versions, cascade=card, files={}, hash="")
