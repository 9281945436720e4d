"""A model on labelled paragraphs: the figures, and what stands behind them."""

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.errors import InputError
from rightstag.models import Bundle
from rightstag.train.context import Context
from rightstag.train.dataset import Dataset
from rightstag.train.evaluation.errors import worst_mistakes
from rightstag.train.evaluation.human_agreement import human_ceiling
from rightstag.train.evaluation.records import Curve, Growth, Judgement
from rightstag.train.evaluation.slices import slices_of, worst
from rightstag.train.predict import decided, judge_on, seen_by

#: More points than this no eye can tell apart.
_POINTS = 160


def evaluate(
    model: Bundle, data: Dataset, *, context: Context | None = None, learning: Sequence[Growth] = ()
) -> Judgement:
    """Judge a model on labelled paragraphs, with a curve for each label that occurs among them.

    Parameters
    ----------
    context
        What is known of the paragraphs beyond their labels: more slices, and who answered what.
    learning
        What `rightstag.train.evaluation.learning_curve` found, to stand beside.

    Raises
    ------
    InputError
        The labels of the data are not the model's.
    """
    if data.labels != model.labels:
        raise InputError("data", f"labels {', '.join(data.labels)}", expected=", ".join(model.labels))
    context = context or Context()
    probabilities, decisions = decided(model, data)
    seen = seen_by(model, data)
    flattery = f"The model has seen {seen.sum():,} of these in training, which flatters it."
    how = flattery if seen.any() else "Paragraphs new to the model."
    metrics = judge_on(data, probabilities, decisions, how=how, slices=slices_of(data, context))
    return Judgement(
        **msgspec.structs.asdict(metrics),
        model=model.name,
        thresholds=dict(zip(model.labels, model.thresholds.tolist(), strict=True)),
        worst=worst(metrics.slices),
        curves=_curves(probabilities, data, model.thresholds),
        mistakes=worst_mistakes(data, probabilities, decisions, model.thresholds),
        ceiling=human_ceiling(data, decisions, context.annotations, seen=seen),
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
