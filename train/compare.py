"""A model that some paragraphs would give beside the one in use, on paragraphs that are new to both."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models import Bundle
from models.features import MIN_GROUPS, count_terms
from train.dataset import Dataset
from train.decide import decide_held_out
from train.fit import cross_validate, learnable
from train.metrics import judge
from train.splits import split


@dataclass(frozen=True)
class Comparison:
    """Macro F1 of two models on the same paragraphs, in [0, 1]; None where no label occurs among them.

    Attributes
    ----------
    rows
        How many paragraphs are new to both.
    new
        Of models trained like the new one, each on the other parts of the data.
    current
        Of the model in use.
    """

    rows: int
    new: float | None = None
    current: float | None = None


def compare(data: Dataset, current: Bundle, *, seed: int = 0, min_groups: int = MIN_GROUPS) -> Comparison:
    """Judge what training on the data would give, and the model in use, on the same held-out paragraphs.

    Paragraphs that the model in use was trained on are left out, since they would flatter it; every other one is
    judged by a model that was trained without its part of the data, thresholds and calibration included. A label
    that a model does not know it never gives.

    Raises
    ------
    InputError
        No label has examples enough.
    """
    learnt = learnable(data)
    new = ~np.isin(data.hashes, current.seen)
    if not new.any():
        return Comparison(0)
    folds = split(data, seed=seed)
    logits = cross_validate(data, count_terms(data.texts), folds, learnt, min_groups=min_groups)
    ours = decide_held_out(logits, data.matrix, data.known, folds.numbers, learnt)
    theirs = _decided(current, data)
    return Comparison(int(new.sum()), _judge(*ours, data, new), _judge(*theirs, data, new))


def _decided(bundle: Bundle, data: Dataset) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return what a bundle says in the columns of the data."""
    probabilities, thresholds = np.zeros(data.matrix.shape), np.ones(len(data.labels))
    if shared := [label for label in bundle.labels if label in data.labels]:
        part, columns = bundle.only(shared), [data.labels.index(label) for label in shared]
        probabilities[:, columns], thresholds[columns] = part.predict(data.texts), part.thresholds
    return probabilities, probabilities >= thresholds


def _judge(
    probabilities: npt.NDArray[np.float64],
    decisions: npt.NDArray[np.bool_],
    data: Dataset,
    rows: npt.NDArray[np.bool_],
) -> float | None:
    evaluation = judge(
        probabilities[rows],
        decisions[rows],
        data.matrix[rows],
        data.known[rows],
        labels=data.labels,
        documents=data.documents[rows],
        how="Paragraphs new to both.",
    )
    return evaluation.macro.f1.value
