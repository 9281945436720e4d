"""A model on labelled paragraphs: the figures, and what stands behind them."""

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.errors import InputError
from rightstag.models import Bundle
from rightstag.train.dataset import Dataset
from rightstag.train.evaluation.errors import worst_mistakes
from rightstag.train.evaluation.human_agreement import measure_human_agreement
from rightstag.train.evaluation.records import Curve, EvaluationReport, LearningCurvePoint
from rightstag.train.evaluation.slices import slices_of, worst
from rightstag.train.predict import metrics_on, predict_dataset, trained_on

#: More points than this no eye can tell apart.
_POINTS = 160


def evaluate(model: Bundle, data: Dataset, *, learning: Sequence[LearningCurvePoint] = ()) -> EvaluationReport:
    """Judge a model on labelled paragraphs, with a curve for each label that occurs among them.

    Parameters
    ----------
    learning
        What `rightstag.train.evaluation.learning_curve` found, to stand beside.

    Raises
    ------
    InputError
        The labels of the data are not the model's.
    """
    if data.labels != model.labels:
        raise InputError("data", f"labels {', '.join(data.labels)}", expected=", ".join(model.labels))
    probabilities, decisions = predict_dataset(model, data)
    seen = trained_on(model, data)
    flattery = f"The model has seen {seen.sum():,} of these in training, which flatters it."
    how = flattery if seen.any() else "Paragraphs new to the model."
    metrics = metrics_on(data, probabilities, decisions, how=how, slices=slices_of(data))
    return EvaluationReport(
        **msgspec.structs.asdict(metrics),
        model=model.name,
        thresholds=dict(zip(model.labels, model.thresholds.tolist(), strict=True)),
        worst=worst(metrics.slices),
        curves=_curves(probabilities, data, model.thresholds),
        mistakes=worst_mistakes(data, probabilities, decisions, model.thresholds),
        ceiling=measure_human_agreement(data, decisions, data.annotations, seen=seen),
        learning=tuple(learning),
    )


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


def _curves(
    probabilities: npt.NDArray[np.float64], data: Dataset, thresholds: npt.NDArray[np.float64]
) -> tuple[Curve, ...]:
    curves = []
    for k, label in enumerate(data.labels):
        rows = data.known[:, k]
        points = precision_recall(probabilities[rows, k], data.matrix[rows, k] == 1)
        curves.append(Curve(label=label, points=points, threshold=float(thresholds[k])))
    return tuple(curve for curve in curves if curve.points)
