"""Labels that look wrong: where models that never saw an answer are surest of the contrary."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from train.dataset import Dataset

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
    score
        The lower, the more suspect; 0 is as credible as the mean answer of its kind.
    """

    row: int
    label: str
    given: bool
    probability: float
    score: float


def find_suspects(data: Dataset, probabilities: Floats) -> list[Suspect]:
    """Rank the answers of all labels by how wrong they look, the most suspect first.

    The ranking is confident learning's (Northcutt, Jiang and Chuang, 2021): the self-confidence of an answer, which is
    the probability of what was answered, less the mean self-confidence of the answers of its label and kind (Kuan and
    Mueller, 2022). Without that a rare label's yes would always look wrong, since models are never sure of it.

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
    >>> from train.dataset import Example
    >>> def example(name, has):
    ...     return Example(name, name, (), np.array([has]), np.array([True]), None, name, None)
    >>> data = Dataset((example("a", 1), example("b", 1), example("c", 0)), ("assembly",))
    >>> [(suspect.row, suspect.given) for suspect in find_suspects(data, np.array([[0.9], [0.1], [0.2]]))]
    [(1, True), (2, False), (0, True)]
    """
    yes = data.matrix == 1
    confidence = np.where(yes, probabilities, 1 - probabilities)
    scores = np.full(confidence.shape, np.nan)
    for k in range(len(data.labels)):
        for kind in (yes[:, k], ~yes[:, k]):
            cells = kind & data.known[:, k]
            if cells.any():
                scores[cells, k] = confidence[cells, k] - confidence[cells, k].mean()
    rows, columns = np.nonzero(data.known)
    order = np.argsort(scores[rows, columns], kind="stable")
    return [
        Suspect(
            row=int(row),
            label=data.labels[k],
            given=bool(yes[row, k]),
            probability=float(probabilities[row, k]),
            score=float(scores[row, k]),
        )
        for row, k in zip(rows[order], columns[order], strict=True)
    ]
