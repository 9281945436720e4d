"""Worst errors: false positives and false negatives by the model's confidence."""

import numpy as np
import numpy.typing as npt

from rightstag.train.dataset import Dataset
from rightstag.train.evaluation.records import Mistake

#: Of each label, and of each kind: given wrongly, and missed.
MOST = 10


def worst_mistakes(
    data: Dataset,
    probabilities: npt.NDArray[np.float64],
    decisions: npt.NDArray[np.bool_],
    thresholds: npt.NDArray[np.float64],
    *,
    most: int = MOST,
) -> tuple[Mistake, ...]:
    """Return the labels given with the highest probability where they do not apply, and missed with the lowest.

    Parameters
    ----------
    probabilities, decisions
        What a model says, shape (n, k).
    thresholds
        Shape (k,).
    most
        How many of each label and kind.
    """
    mistakes = []
    for k, label in enumerate(data.labels):
        applies, known = data.matrix[:, k] == 1, data.known[:, k]
        order = np.argsort(probabilities[:, k], kind="stable")
        given = [row for row in order[::-1] if decisions[row, k] and known[row] and not applies[row]][:most]
        missed = [row for row in order if not decisions[row, k] and known[row] and applies[row]][:most]
        mistakes += [
            Mistake(
                paragraph=data.examples[row].id,
                label=label,
                kind="missed" if applies[row] else "given",
                probability=round(float(probabilities[row, k]), 4),
                threshold=round(float(thresholds[k]), 4),
            )
            for row in [*given, *missed]
        ]
    return tuple(mistakes)
