"""Calibration and thresholds that few examples move little: drawn to those that a model has already."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from rightstag.models.manifest import Calibration
from rightstag.train.calibration import FEW, DecisionRule, best_threshold
from rightstag.train.thresholds import F1, Goal

#: Inverse variances of the normal prior on slope and shift: what the examples must outweigh.
PRIOR = (10.0, 2.0)
#: A slope below zero would turn the model upside down.
_LEAST_SLOPE = 0.05

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def fit_shrunk(logits: Floats, positive: Bools, slope: float = 1.0) -> Calibration:
    """Fit slope and shift of a label's log-odds under the prior: most likely with it and the examples together.

    Parameters
    ----------
    logits, positive
        Shape (n,).
    slope
        The prior's centre; that of the shift is 0.

    Examples
    --------
    >>> fit_shrunk(np.empty(0), np.empty(0, dtype=bool))
    Calibration(slope=1.0, intercept=0.0)
    """
    from scipy.optimize import minimize
    from scipy.special import expit

    sides, centre, prior = np.where(positive, 1.0, -1.0), np.array([slope, 0.0]), np.array(PRIOR)

    def loss(at: Floats) -> tuple[float, Floats]:
        margins = sides * (at[0] * logits + at[1])
        pull = -sides * expit(-margins)
        distance = at - centre
        value = np.logaddexp(0, -margins).sum() + (prior * distance**2).sum() / 2
        return float(value), np.array([pull @ logits, pull.sum()]) + prior * distance

    at = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=[(_LEAST_SLOPE, None), (None, None)]).x
    return Calibration(slope=float(at[0]), intercept=float(at[1]))


def shrunk_threshold(probabilities: Floats, positive: Bools, own: float, goal: Goal = F1) -> float:
    """Return the threshold that serves the goal, drawn to the model's own the more, the fewer the examples.

    Of few examples it is the expected rather than the counted F1 that tells which serves.

    Examples
    --------
    >>> few, own = np.array([0.9, 0.4, 0.2]), 0.5
    >>> many = np.tile(few, 500)
    >>> [round(shrunk_threshold(each, each > 0.3, own), 2) for each in (few, many)]
    [0.49, 0.31]
    """
    count = int(positive.sum())
    share, trust = min(count / FEW, 1.0), count / (count + FEW)
    counted, expected = (best_threshold(probabilities, hits, goal) for hits in (positive, probabilities))
    return trust * (share * counted + (1 - share) * expected) + (1 - trust) * own


def common_slope(columns: Sequence[tuple[Floats, Bools]]) -> float:
    """Return the mean slope of the labels by their examples: what each label's is drawn to; 1 without any."""
    if not columns:
        return 1.0
    return float(np.average([fit_shrunk(*each).slope for each in columns], weights=[y.sum() for _, y in columns]))


def fit_shrunk_rule(
    logits: Floats, positive: Bools, folds: Ints, *, slope: float = 1.0, own: float = 0.5, goal: Goal = F1
) -> DecisionRule:
    """Fit a label's calibration on all rows, and its threshold on probabilities calibrated by the other parts.

    Parameters
    ----------
    logits, positive
        Shape (n,).
    folds
        The part of each row, shape (n,).
    slope, own
        What slope and threshold are drawn to.
    """
    rule = DecisionRule(fit_shrunk(logits, positive, slope))
    crossed = np.empty(len(logits))
    for part in np.unique(folds):
        out = folds == part
        others = rule if out.all() else DecisionRule(fit_shrunk(logits[~out], positive[~out], slope))
        crossed[out] = others.probability(logits[out])
    return replace(rule, threshold=shrunk_threshold(crossed, positive, own, goal))
