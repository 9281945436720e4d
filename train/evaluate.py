"""A bundle on labelled paragraphs: the figures, and the curves behind them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models import Bundle
from models.scores import Evaluation
from rightstag.errors import InputError
from train.dataset import Dataset
from train.metrics import judge

#: More points than this no eye can tell apart.
_POINTS = 160


@dataclass(frozen=True)
class Curve:
    """Precision against recall of one label as its threshold falls.

    Attributes
    ----------
    points
        Recall and precision.
    threshold
        In use.
    """

    label: str
    points: tuple[tuple[float, float], ...]
    threshold: float


def evaluate(bundle: Bundle, data: Dataset) -> tuple[Evaluation, tuple[Curve, ...]]:
    """Judge a bundle on labelled paragraphs, with a curve for each label that occurs among them.

    Raises
    ------
    InputError
        The labels of the data are not the bundle's.
    """
    if data.labels != bundle.labels:
        raise InputError("data", f"labels {', '.join(data.labels)}", expected=", ".join(bundle.labels))
    probabilities = bundle.predict(data.texts)
    seen = int(np.isin(data.hashes, bundle.seen).sum())
    new = "Paragraphs new to the model."
    how = f"The model has seen {seen:,} of these in training, which flatters it." if seen else new
    metrics = judge(
        probabilities,
        probabilities >= bundle.thresholds,
        data.matrix,
        data.known,
        labels=data.labels,
        documents=data.documents,
        how=how,
        slices={
            "source": [example.source for example in data.examples],
            "country": [example.country for example in data.examples],
        },
    )
    curves = []
    for column, label in enumerate(data.labels):
        rows = data.known[:, column]
        points = precision_recall(probabilities[rows, column], data.matrix[rows, column] == 1)
        curves.append(Curve(label, points, float(bundle.thresholds[column])))
    return metrics, tuple(curve for curve in curves if curve.points)


def precision_recall(
    scores: npt.NDArray[np.float64], positive: npt.NDArray[np.bool_]
) -> tuple[tuple[float, float], ...]:
    """Return recall and precision as the threshold falls; nothing where no row is positive.

    Examples
    --------
    >>> precision_recall(np.array([0.9, 0.8, 0.1]), np.array([True, False, True]))
    ((0.5, 1.0), (0.5, 0.5), (1.0, 0.6667))
    """
    if not positive.any():
        return ()
    order = np.argsort(-scores, kind="stable")
    steps = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    hits = np.cumsum(positive[order])[steps]
    recall, precision = hits / positive.sum(), hits / (steps + 1)
    kept = np.unique(np.linspace(0, len(steps) - 1, _POINTS).astype(int))
    return tuple((round(float(r), 4), round(float(p), 4)) for r, p in zip(recall[kept], precision[kept], strict=True))
