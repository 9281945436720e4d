"""From raw log-odds to a decision: calibration and threshold, both learnt on paragraphs that the model had not seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rightstag.models.manifest import Calibration
from rightstag.train.thresholds import F1, Goal

#: Labels of fewer examples lean on the slope of all labels, and on the threshold that their calibrated probabilities
#: call for, the more the fewer they have.
FEW = 50
_STEPS = 50

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


#: The log-odds as they are.
AS_IS = Calibration()


@dataclass(frozen=True)
class DecisionRule:
    """Calibration and threshold of one label.

    Attributes
    ----------
    note
        What few examples did to the threshold.
    missed
        How far a goal is out of reach.
    """

    calibration: Calibration = AS_IS
    threshold: float = 0.5
    note: str = ""
    missed: str = ""

    def probability(self, logits: Floats) -> Floats:
        """Return calibrated probabilities."""
        from scipy.special import expit

        return np.asarray(expit(self.calibration.slope * logits + self.calibration.intercept))


#: A label that could not be learnt is never given.
NEVER = DecisionRule(threshold=1.0)


def fit_decision_rules(
    logits: Floats,
    matrix: npt.NDArray[np.int8],
    known: Bools,
    folds: npt.NDArray[np.int64],
    learnt: Bools,
    *,
    goals: Sequence[Goal] = (),
) -> list[DecisionRule]:
    """Return the rule of each label.

    Parameters
    ----------
    logits
        Out-of-fold log-odds, shape (n, k).
    matrix, known
        Labels, and where they are known, shape (n, k).
    folds
        The fold of each row, shape (n,).
    learnt
        Which labels have a model, shape (k,); the others are never given.
    goals
        What the threshold of each label is for; the highest F1 if not given.
    """
    goals = goals or [F1] * len(learnt)
    columns = [(logits[rows, k], matrix[rows, k] == 1, folds[rows]) for k, rows in enumerate(known.T)]
    slope = _common_slope([column[:2] for column, use in zip(columns, learnt, strict=True) if use])
    return [
        _with_threshold(DecisionRule(calibrate(x, y, parts, slope=slope)), x, y, goal) if use else NEVER
        for (x, y, parts), use, goal in zip(columns, learnt, goals, strict=True)
    ]


def decide_out_of_fold(
    logits: Floats,
    matrix: npt.NDArray[np.int8],
    known: Bools,
    folds: npt.NDArray[np.int64],
    learnt: Bools,
    *,
    goals: Sequence[Goal] = (),
) -> tuple[Floats, Bools]:
    """Return each fold's probabilities, and whether the label is given, by rules learnt on the other folds.

    Parameters
    ----------
    logits, matrix, known, folds, learnt, goals
        As in `fit_decision_rules`.

    Returns
    -------
    tuple of numpy.ndarray
        Both of shape (n, k).
    """
    probabilities, decisions = np.empty(logits.shape), np.empty(logits.shape, dtype=bool)
    for fold in np.unique(folds):
        test, others = folds == fold, folds != fold
        rules = fit_decision_rules(logits[others], matrix[others], known[others], folds[others], learnt, goals=goals)
        for k, rule in enumerate(rules):
            probabilities[test, k] = rule.probability(logits[test, k])
            decisions[test, k] = probabilities[test, k] >= rule.threshold
    return probabilities, decisions


def calibrate(logits: Floats, positive: Bools, folds: npt.NDArray[np.int64], *, slope: float = 0.0) -> Calibration:
    """Fit the Platt scaling of a label, or none where it would not help.

    Whether it helps is judged on folds that the scaling has not seen, by the Brier score; few examples cannot tell.

    Parameters
    ----------
    slope
        Of all labels: what the slope is drawn to where the examples leave it open.
    """
    whole = _platt(logits, positive, slope)
    if positive.sum() < FEW:
        return whole
    crossed = np.empty(len(logits))
    for fold in np.unique(folds):
        out = folds == fold
        crossed[out] = DecisionRule(_platt(logits[~out], positive[~out], slope)).probability(logits[out])
    raw = DecisionRule().probability(logits)
    return whole if np.mean((crossed - positive) ** 2) <= np.mean((raw - positive) ** 2) else AS_IS


def best_threshold(probabilities: Floats, positive: Floats | Bools, goal: Goal = F1) -> float:
    """Return the threshold that serves the goal best, midway to the next lower probability.

    Where no threshold has the precision that is asked for, it is the one of the highest; 0.5 where nothing is positive.

    Parameters
    ----------
    positive
        Whether the label applies, shape (n,). With the probabilities themselves it is the threshold of the highest
        expected F1 (Lipton, Elkan and Naryanaswamy, "Optimal Thresholding of Classifiers to Maximize F1", 2014).

    Examples
    --------
    >>> probabilities, positive = np.array([0.9, 0.7, 0.3, 0.1]), np.array([True, False, True, False])
    >>> goals = F1, Goal("precision", 0.9), Goal("recall", 0.9)
    >>> [round(best_threshold(probabilities, positive, goal), 2) for goal in goals]
    [0.2, 0.8, 0.2]
    >>> round(best_threshold(probabilities, probabilities), 2)
    0.5
    """
    if not positive.any():
        return 0.5
    order = np.argsort(-probabilities, kind="stable")
    values = probabilities[order]
    # No threshold lies between equal probabilities.
    cuts = np.flatnonzero(np.append(np.diff(values) != 0, True))
    hits, given = np.cumsum(positive[order], dtype=np.float64)[cuts], cuts + 1
    best = cuts[goal.best(hits, given, float(hits[-1]))]
    return float((values[best] + np.append(values, 0)[best + 1]) / 2)


def _common_slope(columns: Sequence[tuple[Floats, Bools]]) -> float:
    """Return the mean slope of the labels' own Platt scalings, by their examples."""
    both = [(x, y) for x, y in columns if y.any() and not y.all()]
    if not both:
        return 1.0
    return float(np.average([_platt(x, y).slope for x, y in both], weights=[y.sum() for _, y in both]))


def _with_threshold(rule: DecisionRule, logits: Floats, positive: Bools, goal: Goal) -> DecisionRule:
    probabilities = rule.probability(logits)
    threshold = own = best_threshold(probabilities, positive, goal)
    note = missed = ""
    if (count := int(positive.sum())) < FEW:
        share, expected = count / FEW, best_threshold(probabilities, probabilities, goal)
        threshold = share * own + (1 - share) * expected
        note = f"{count} examples, so that its threshold is drawn from {own:.2f} towards the expected {expected:.2f}"
    if goal.kind != "f" and (reached := _reached(probabilities >= threshold, positive)[goal.kind]) < goal.value:
        missed = f"{goal.kind} {goal.value:g} was asked for, {reached:.2f} is reached"
    return DecisionRule(rule.calibration, threshold, note, missed)


def _reached(given: Bools, positive: Bools) -> dict[str, float]:
    """Return precision and recall, 0 where nothing is given or to be found."""
    hits = float((given & positive).sum())
    return {"precision": hits / max(int(given.sum()), 1), "recall": hits / max(int(positive.sum()), 1)}


def _platt(logits: Floats, positive: Bools, slope: float = 0.0) -> Calibration:
    """Fit slope and intercept by Newton's method; scikit-learn's fit would take a hundred times as long.

    A penalty draws the slope to the one given, which keeps it finite where the classes can be told apart without fault.
    """
    if positive.all() or not positive.any():
        return AS_IS
    design = np.column_stack([logits, np.ones(len(logits))])
    penalty = np.diag([1.0, 1e-9])
    centre = np.array([slope, 0.0])
    fitted = np.array([slope, np.log(positive.mean() / (1 - positive.mean())) - slope * logits.mean()])
    for _ in range(_STEPS):
        expected = DecisionRule(Calibration(slope=fitted[0], intercept=fitted[1])).probability(logits)
        gradient = design.T @ (expected - positive) + penalty @ (fitted - centre)
        curvature = (design * (expected * (1 - expected))[:, np.newaxis]).T @ design + penalty
        step = np.linalg.solve(curvature, gradient)
        fitted = fitted - step
        if np.abs(step).max() < 1e-10:
            break
    # A slope below zero would turn the model upside down: what it then says is noise.
    return Calibration(slope=float(fitted[0]), intercept=float(fitted[1])) if fitted[0] > 0 else AS_IS
