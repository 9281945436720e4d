"""Labels that look wrong: where models that never saw an answer are surest of the contrary."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rightstag.train.dataset import Dataset

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Suspect:
    """An answer that may be wrong.

    Attributes
    ----------
    row
        Of the data set.
    label
        What it is about.
    given
        Whether the paragraph has the label.
    probability
        That it has, say models which were not trained on its country or report.
    confidence
        Probability of what was answered: the lower, the more suspect.
    """

    row: int
    label: str
    given: bool
    probability: float
    confidence: float


def find_suspects(data: Dataset, probabilities: Floats) -> list[Suspect]:
    """Rank the answers of all labels by how wrong they look, the most suspect first.

    The ranking is by self-confidence, the probability of what was answered (Northcutt, Jiang and Chuang, "Confident
    Learning", 2021): where probabilities are calibrated, one less that is the chance that the answer is wrong, so that
    labels need no normalising against each other.

    Parameters
    ----------
    probabilities
        Out of fold and calibrated, shape (n, k).

    Returns
    -------
    list of Suspect
        One for each answer that is known.

    Examples
    --------
    >>> from rightstag.train.dataset import Example
    >>> def example(name, has):
    ...     return Example(name, name, (), np.array([has]), np.array([True]), None, name, None)
    >>> data = Dataset((example("a", 1), example("b", 1), example("c", 0)), ("assembly",))
    >>> [(suspect.row, suspect.given) for suspect in find_suspects(data, np.array([[0.9], [0.1], [0.2]]))]
    [(1, True), (2, False), (0, True)]
    """
    yes = data.matrix == 1
    confidence = np.where(yes, probabilities, 1 - probabilities)
    rows, columns = np.nonzero(data.known)
    order = np.argsort(confidence[rows, columns], kind="stable")
    return [
        Suspect(
            row=int(row),
            label=data.labels[k],
            given=bool(yes[row, k]),
            probability=float(probabilities[row, k]),
            confidence=float(confidence[row, k]),
        )
        for row, k in zip(rows[order], columns[order], strict=True)
    ]
