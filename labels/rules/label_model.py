"""What rules say together of each label."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rightstag.labels.rules.rulebook import WeakRule

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def combine(fired: Bools, rules: Sequence[WeakRule], labels: Sequence[str], weights: Floats | None = None) -> Floats:
    """Return how far the rules speak for each label, each label by itself: a paragraph may have several.

    Parameters
    ----------
    fired
        Whether each rule found something in each paragraph, shape (n, rules).
    labels
        The k columns of the result.
    weights
        What a rule's word counts in log-odds, shape (rules,), such as `log_odds` of how often it is right. Without
        them every rule has one vote.

    Returns
    -------
    numpy.ndarray
        Shape (n, k), in [0, 1]: the share of the votes that are for the label, or with weights the probability that
        it applies if the rules err independently of each other. NaN where no rule says anything.

    Examples
    --------
    >>> rules = [WeakRule(id="a", label="x"), WeakRule(id="b", label="x"), WeakRule(id="c", label="x", against=True)]
    >>> fired = np.array([[True, True, True], [False, False, True], [False, False, False]])
    >>> combine(fired, rules, ["x"]).round(2).tolist()
    [[0.67], [0.0], [nan]]
    >>> combine(fired, rules, ["x"], log_odds(np.array([0.8, 0.5, 0.8]))).round(2).tolist()
    [[0.5], [0.2], [nan]]
    """
    side = np.array([[(-1 if rule.against else 1) * (rule.label == label) for label in labels] for rule in rules])
    votes = fired.astype(np.float64)
    heard = votes @ np.abs(side)
    said = heard > 0
    if weights is None:
        return np.asarray(np.divide(votes @ (side > 0), heard, out=np.full(heard.shape, np.nan), where=said))
    return np.where(said, 1 / (1 + np.exp(-(votes * weights) @ side)), np.nan)


def log_odds(shares: Floats) -> Floats:
    """Return the log-odds of shares in (0, 1)."""
    return np.asarray(np.log(shares / (1 - shares)))


def disagree(fired: Bools, rules: Sequence[WeakRule], labels: Sequence[str]) -> Bools:
    """Return where some rules speak for a label and others against it, shape (n, k)."""
    votes = [
        [fired[:, [r.label == label and r.against == against for r in rules]].any(axis=1) for label in labels]
        for against in (False, True)
    ]
    return np.asarray((np.array(votes[0]) & np.array(votes[1])).T)
