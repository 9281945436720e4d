"""Answers to the same paragraphs as arrays, for coefficients over all of them at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from rightstag.annotate.aggregation.majority import check_labels, judged_matrix, known_paragraph
from rightstag.annotate.records import Annotation
from rightstag.labels.indicator import to_indicator
from rightstag.reports import Paragraph

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AnswerMatrix:
    """Answers to compare, one a row.

    Attributes
    ----------
    count
        Number of paragraphs.
    paragraph
        Number of the paragraph of each answer, in [0, count), shape (n,).
    matrix
        Its labels, shape (n, k).
    judged
        Whether it says yes or no to each label, shape (n, k): nothing of what its codebook did not have.
    pairs
        By two annotators, the rows of the one and the rows of the other, paragraph by paragraph.
    """

    count: int
    paragraph: Ints
    matrix: npt.NDArray[np.int8]
    judged: npt.NDArray[np.bool_]
    pairs: dict[tuple[str, str], tuple[Ints, Ints]]

    def select(self, columns: Sequence[int]) -> "AnswerMatrix":
        """Return some columns of the answers that judge all of these."""
        rows = np.asarray(self.judged[:, columns].all(axis=1), dtype=bool)
        place = np.cumsum(rows) - 1
        pairs = {}
        for names, (left, right) in self.pairs.items():
            both = rows[left] & rows[right]
            pairs[names] = (place[left[both]], place[right[both]])
        matrix = self.matrix[rows][:, columns]
        return AnswerMatrix(self.count, self.paragraph[rows], matrix, np.ones_like(matrix, dtype=bool), pairs)

    def values(self) -> tuple[npt.NDArray[np.int8], Ints, Floats]:
        """Return the distinct label sets, and which each answer has.

        Returns
        -------
        tuple of numpy.ndarray
            The c distinct sets, shape (c, k); the number of each answer's set, shape (n,); and how often each paragraph
            was given each set, shape (count, c).
        """
        sets, codes = np.unique(self.matrix, axis=0, return_inverse=True)
        flat = np.bincount(self.paragraph * len(sets) + codes, minlength=self.count * len(sets))
        return sets, codes, flat.reshape(self.count, len(sets)).astype(np.float64)


def answer_matrix(answered: Mapping[str, Sequence[Annotation]], labels: Sequence[str]) -> AnswerMatrix:
    """Arrange the answers to some paragraphs as arrays, paragraph by paragraph in the order given.

    Raises
    ------
    InputError
        A label is unknown.
    """
    rows = [answer for answers in answered.values() for answer in answers]
    check_labels(rows, labels)
    numbers = np.repeat(np.arange(len(answered)), [len(answers) for answers in answered.values()])
    pairs: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    start = 0
    for answers in answered.values():
        for (i, one), (j, other) in combinations(enumerate(answers, start), 2):
            pairs[one.annotator, other.annotator].append((i, j))
        start += len(answers)
    columns = {pair: np.array(both, dtype=np.int64).T for pair, both in pairs.items()}
    return AnswerMatrix(
        count=len(answered),
        paragraph=numbers,
        matrix=to_indicator([row.labels for row in rows], labels),
        judged=judged_matrix(rows, labels),
        pairs={pair: (left, right) for pair, (left, right) in columns.items()},
    )


def report_keys(paragraph_ids: Iterable[str], paragraphs: Mapping[str, Paragraph] | None) -> list[str]:
    """Return the key of each paragraph's report, its own id where it has none; nothing if no report is known."""
    if paragraphs is None:
        return []
    named = [known_paragraph(paragraph_id, paragraphs) for paragraph_id in paragraph_ids]
    return [p.report.key if p.report else p.id for p in named] if any(p.report for p in named) else []
