"""What a bundle says of labelled paragraphs."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from rightstag.models import Bundle
from rightstag.models.scores import Evaluation
from rightstag.train.dataset import Dataset
from rightstag.train.metrics import judge

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def decided(model: Bundle, data: Dataset) -> tuple[Floats, Bools]:
    """Return what a model says in the columns of the data, and which labels it gives.

    A label that the model does not know it never gives.

    Returns
    -------
    tuple of numpy.ndarray
        Probabilities and decisions, both of shape (n, k).
    """
    probabilities, thresholds = np.zeros(data.matrix.shape), np.full(len(data.labels), np.inf)
    shared = [label for label in data.labels if label in model.labels]
    ours, theirs = [data.labels.index(label) for label in shared], [model.labels.index(label) for label in shared]
    said = model.predict_proba(data.texts, [example.trail for example in data.examples])
    probabilities[:, ours], thresholds[ours] = said[:, theirs], model.thresholds[theirs]
    return probabilities, probabilities >= thresholds


def judge_on(
    data: Dataset,
    probabilities: Floats,
    decisions: Bools,
    *,
    how: str,
    slices: Mapping[str, Sequence[str | None]] | None = None,
    raw: Floats | None = None,
) -> Evaluation:
    """Compare with what is known of a data set; see `rightstag.train.metrics.judge`."""
    return judge(
        probabilities,
        decisions,
        data.matrix,
        data.known,
        labels=data.labels,
        documents=data.documents,
        how=how,
        slices=slices,
        raw=raw,
    )


def seen_by(model: Bundle, data: Dataset) -> Bools:
    """Return which paragraphs the model was trained on, shape (n,): figures on these flatter it."""
    return np.isin(data.hashes, model.seen)
