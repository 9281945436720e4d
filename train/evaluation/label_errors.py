"""Label errors: answers ranked by the out-of-fold probability that they are wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rightstag.reports import Paragraph, Report
from rightstag.train.dataset import Dataset

#: The most suspect tenth of the paragraphs is worth a second look.
SHARE = 0.1

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LabelError:
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


def rank_label_errors(data: Dataset, probabilities: Floats) -> list[LabelError]:
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
    list of LabelError
        One for each answer that is known.

    Examples
    --------
    >>> from rightstag.train.dataset import Example
    >>> def example(name, has):
    ...     return Example(name, name, np.array([has]), np.array([True]))
    >>> data = Dataset((example("a", 1), example("b", 1), example("c", 0)), ("assembly",))
    >>> [(suspect.row, suspect.given) for suspect in rank_label_errors(data, np.array([[0.9], [0.1], [0.2]]))]
    [(1, True), (2, False), (0, True)]
    """
    yes = data.matrix == 1
    confidence = np.where(yes, probabilities, 1 - probabilities)
    rows, columns = np.nonzero(data.known)
    order = np.argsort(confidence[rows, columns], kind="stable")
    return [
        LabelError(
            row=int(row),
            label=data.labels[k],
            given=bool(yes[row, k]),
            probability=float(probabilities[row, k]),
            confidence=float(confidence[row, k]),
        )
        for row, k in zip(rows[order], columns[order], strict=True)
    ]


def suspect_paragraphs(
    data: Dataset, errors: Sequence[LabelError], paragraphs: Mapping[str, Paragraph], *, share: float = SHARE
) -> list[Paragraph]:
    """Return the share of the paragraphs whose labels look most wrong, as they are annotated.

    Parameters
    ----------
    errors
        The most suspect first.
    paragraphs
        By id, as far as they are there; of the others the data set has text and headings.
    """
    rows = list(dict.fromkeys(error.row for error in errors))[: max(1, round(share * len(data)))]
    examples = [data.examples[row] for row in rows]
    return [
        paragraphs.get(example.id)
        or Paragraph(
            id=example.id,
            text=example.text,
            trail=example.trail,
            report=Report(key=example.report) if example.report else None,
        )
        for example in examples
    ]
