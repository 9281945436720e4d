"""Label model: combine the votes of labelling rules into one score per label."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rightstag.labels.rules.rulebook import LabellingRule

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def combine_votes(
    fired: Bools, rules: Sequence[LabellingRule], labels: Sequence[str], weights: Floats | None = None
) -> Floats:
    """Combine the votes of the rules, by majority or weighted, independently for each label.

    Parameters
    ----------
    fired
        Whether each rule matches each paragraph, shape (n, rules).
    labels
        The k columns of the result.
    weights
        Weight of each rule's vote in log-odds, shape (rules,), such as `log_odds` of its accuracy. Without weights
        every rule has one vote.

    Returns
    -------
    numpy.ndarray
        Shape (n, k), in [0, 1]: the share of the votes that are for the label, or with weights the probability that
        it applies if the rules err independently of each other. NaN where no rule says anything.

    Examples
    --------
    >>> rules = [LabellingRule(id=id, label="x", against=id == "c") for id in ("a", "b", "c")]
    >>> fired = np.array([[True, True, True], [False, False, True], [False, False, False]])
    >>> combine_votes(fired, rules, ["x"]).round(2).tolist()
    [[0.67], [0.0], [nan]]
    >>> combine_votes(fired, rules, ["x"], log_odds(np.array([0.8, 0.5, 0.8]))).round(2).tolist()
    [[0.5], [0.2], [nan]]
    """
    side = np.array([[(-1 if rule.against else 1) * (rule.label == label) for label in labels] for rule in rules])
    votes = fired.astype(np.float64)
    count = votes @ np.abs(side)
    voted = count > 0
    if weights is None:
        return np.asarray(np.divide(votes @ (side > 0), count, out=np.full(count.shape, np.nan), where=voted))
    return np.where(voted, 1 / (1 + np.exp(-(votes * weights) @ side)), np.nan)


def log_odds(shares: Floats) -> Floats:
    """Return the log-odds of shares in (0, 1)."""
    return np.asarray(np.log(shares / (1 - shares)))


def conflicting_votes(fired: Bools, rules: Sequence[LabellingRule], labels: Sequence[str]) -> Bools:
    """Return the mask of labels with votes both for and against, shape (n, k)."""
    votes = [
        [fired[:, [r.label == label and r.against == against for r in rules]].any(axis=1) for label in labels]
        for against in (False, True)
    ]
    return np.asarray((np.array(votes[0]) & np.array(votes[1])).T)
