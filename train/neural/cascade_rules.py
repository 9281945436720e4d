"""Gates of a cascade: which paragraphs go to the encoder, fitted and judged on out-of-fold predictions."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.models.cascade import blend, unsure
from rightstag.models.manifest import Gate
from rightstag.train.calibration import FEW, best_threshold, fit_decision_rules

#: How much F1 of a label may be lost by saying no without asking the encoder. What the quick model would tag the
#: encoder always reads: to take the quick model's word there costs 0.03 of average precision.
BUDGET = 0.001
_STEPS = 200

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Labels = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Shared:
    """A cascade's rules: what each label leaves to the encoder, and from which probability on it is given."""

    gates: tuple[Gate, ...]
    thresholds: Floats

    def decide(self, probabilities: Floats, logits: Floats) -> tuple[Floats, Bools]:
        """Return probabilities and decisions, both of shape (n, k)."""
        left = unsure(self.gates, probabilities)
        blended = np.where(left[:, np.newaxis], blend(self.gates, probabilities, logits), probabilities)
        return blended, blended >= self.thresholds


@dataclass(frozen=True)
class Judged:
    """Out-of-fold probabilities and decisions of the fast model, the encoder and the cascade.

    Attributes
    ----------
    quick, everywhere, cascade
        Probabilities and decisions, each of shape (n, k): of the quick model alone, of both models on every paragraph,
        and of the cascade.
    left
        Which rows the cascade left to the encoder, shape (n,).
    """

    quick: tuple[Floats, Bools]
    everywhere: tuple[Floats, Bools]
    cascade: tuple[Floats, Bools]
    left: Bools


def share_work(  # noqa: PLR0917 - as `judge_sharing` has them
    labels: Sequence[str],
    probabilities: Floats,
    logits: Floats,
    matrix: Labels,
    known: Bools,
    learnt: Bools,
) -> Shared:
    """Fit the gate of each label: the narrowest that costs no more F1 than the budget.

    Parameters
    ----------
    labels
        The k columns.
    probabilities
        The quick model's, calibrated, of paragraphs that it had not seen, shape (n, k).
    logits
        The encoder's log-odds of paragraphs that it had not seen, shape (n, k).
    matrix, known
        Labels, and where they are known, shape (n, k).
    learnt
        Which labels have a model, shape (k,); the others are never given.
    """
    gates = []
    for k, (label, use) in enumerate(zip(labels, learnt, strict=True)):
        rows = known[:, k]
        column = probabilities[rows, k], logits[rows, k], matrix[rows, k] == 1
        gates.append(_gate(label, *column) if use else Gate(label=label, low=1.0, high=0.0, **_ALONE))
    blended = Shared(tuple(gates), np.ones(len(gates))).decide(probabilities, logits)[0]
    return Shared(tuple(gates), _thresholds(blended, matrix, known, learnt))


def judge_sharing(  # noqa: PLR0917 - as `fit_decision_rules` has them
    labels: Sequence[str],
    raw: Floats,
    logits: Floats,
    matrix: Labels,
    known: Bools,
    folds: Ints,
    learnt: Bools,
) -> Judged:
    """Return the out-of-fold probabilities and decisions, by gates and thresholds fitted on the other folds.

    Parameters
    ----------
    raw, logits
        Out-of-fold log-odds of the quick model and of the encoder, shape (n, k).
    folds
        The fold of each row, shape (n,).
    """
    ways = [(np.zeros(raw.shape), np.zeros(raw.shape, dtype=bool)) for _ in range(3)]
    left = np.zeros(len(raw), dtype=bool)
    for fold in np.unique(folds):
        test, others = folds == fold, folds != fold
        rules = fit_decision_rules(raw[others], matrix[others], known[others], folds[others], learnt)
        sure = np.column_stack([rule.probability(raw[:, k]) for k, rule in enumerate(rules)])
        cascade = share_work(labels, sure[others], logits[others], matrix[others], known[others], learnt)
        always = tuple(msgspec.structs.replace(gate, low=0.0, high=1.0) for gate in cascade.gates)
        both = blend(always, sure[others], logits[others])
        everywhere = Shared(always, _thresholds(both, matrix[others], known[others], learnt))
        limits = np.array([rule.threshold for rule in rules])
        outcomes = [
            (sure[test], sure[test] >= limits),
            everywhere.decide(sure[test], logits[test]),
            cascade.decide(sure[test], logits[test]),
        ]
        for (probabilities, decisions), (p, d) in zip(ways, outcomes, strict=True):
            probabilities[test], decisions[test] = p, d
        left[test] = unsure(cascade.gates, sure[test])
    alone, together, shared = ways
    return Judged(alone, together, shared, left)


#: A label that could not be learnt leaves nothing to the encoder.
_ALONE = {"quick": 1.0, "encoder": 0.0, "intercept": 0.0}


def _gate(label: str, probabilities: Floats, logits: Floats, positive: Bools) -> Gate:
    """Fit the blend of both models and the probability below which the fast model's "no" is final."""
    weights = _weights(probabilities, logits, positive)
    everywhere = Gate(label=label, low=0.0, high=1.0, **weights)
    both = blend([everywhere], probabilities[:, np.newaxis], logits[:, np.newaxis])[:, 0]
    limit = best_threshold(both, positive)
    given = both >= limit
    best = _f1(given, positive)
    steps = np.unique(np.quantile(probabilities, np.linspace(0, 1, _STEPS)))
    low = limit
    for low in [*steps[steps <= limit][::-1], 0.0]:
        if _f1(given & (probabilities >= low), positive) >= best - BUDGET:
            break
    return Gate(label=label, low=float(low), high=1.0, **weights)


def _weights(probabilities: Floats, logits: Floats, positive: Bools) -> dict[str, float]:
    """Fit the probability of a label on both models' log-odds; a model that would count against itself is left out."""
    from scipy.special import logit
    from sklearn.linear_model import LogisticRegression

    both = np.column_stack([logit(np.clip(probabilities, 1e-9, 1 - 1e-9)), logits])
    fitted = LogisticRegression(C=100).fit(both, positive)
    (quick, encoder), intercept = fitted.coef_[0].tolist(), float(fitted.intercept_[0])
    if min(quick, encoder) < 0:
        alone = int(encoder > quick)
        fitted = LogisticRegression(C=100).fit(both[:, [alone]], positive)
        weight, intercept = max(float(fitted.coef_[0, 0]), 0.0), float(fitted.intercept_[0])
        quick, encoder = (0.0, weight) if alone else (weight, 0.0)
    return {"quick": quick, "encoder": encoder, "intercept": intercept}


def _thresholds(probabilities: Floats, matrix: Labels, known: Bools, learnt: Bools) -> Floats:
    """Return the threshold of the highest F1 of each label; those of few examples lean on that of all together."""
    cells = known & learnt
    pooled = best_threshold(probabilities[cells], matrix[cells] == 1)
    limits = np.ones(len(learnt))
    for k in np.flatnonzero(learnt):
        rows = known[:, k]
        share = min(matrix[rows, k].sum() / FEW, 1.0)
        limits[k] = share * best_threshold(probabilities[rows, k], matrix[rows, k] == 1) + (1 - share) * pooled
    return limits


def _f1(given: Bools, positive: Bools) -> float:
    return float(2 * (given & positive).sum() / max(given.sum() + positive.sum(), 1))
