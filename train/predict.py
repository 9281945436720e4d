"""Predict a data set with a bundle, and compute its metrics."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from rightstag.models import Bundle
from rightstag.models.scores import Evaluation
from rightstag.stats import Floats
from rightstag.train.dataset import Dataset
from rightstag.train.metrics import compute_metrics
from rightstag.train.splits import Folds

Bools = npt.NDArray[np.bool_]


def predict_dataset(model: Bundle, data: Dataset) -> tuple[Floats, Bools]:
    """Predict probabilities and decisions in the columns of the data.

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


def metrics_on(
    data: Dataset,
    probabilities: Floats,
    decisions: Bools,
    *,
    how: str,
    folds: Folds | None = None,
    slices: Mapping[str, Sequence[str | None]] | None = None,
    raw: Floats | None = None,
) -> Evaluation:
    """Compute metrics of decisions against the known labels of a data set; see `compute_metrics`.

    Parameters
    ----------
    folds
        Of cross-validated figures: where the parts are whole countries, the intervals draw countries anew.
    """
    by_country = folds is not None and folds.by == "country"
    return compute_metrics(
        probabilities,
        decisions,
        data.matrix,
        data.known,
        labels=data.labels,
        reports=data.reports,
        how=how,
        units=data.groups if by_country else data.reports,
        unit="country" if by_country else "report",
        slices=slices,
        raw=raw,
    )


def trained_on(model: Bundle, data: Dataset) -> Bools:
    """Return a mask of the paragraphs in the model's training data, shape (n,): figures on these flatter it."""
    return np.isin(data.hashes, model.seen)
