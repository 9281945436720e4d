"""Answers to the same paragraphs as arrays, for figures over all of them at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from rightstag.annotate.aggregation.majority import check_labels, known_paragraph
from rightstag.annotate.records import Annotation
from rightstag.labels.indicator import to_indicator
from rightstag.reports import Paragraph

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """Answers that are compared, one a row.

    Attributes
    ----------
    paragraph
        Number of the paragraph of each answer, shape (n,).
    matrix
        Its labels, shape (n, k).
    pairs
        Of every two annotators the rows of the one and the rows of the other, paragraph by paragraph.
    """

    paragraph: Ints
    matrix: npt.NDArray[np.int8]
    pairs: dict[tuple[str, str], tuple[Ints, Ints]]

    @property
    def count(self) -> int:
        """How many paragraphs there are."""
        return int(self.paragraph[-1]) + 1

    def values(self, columns: Sequence[int]) -> tuple[npt.NDArray[np.int8], Ints, Floats]:
        """Return the answers in some columns, of which each combination that occurs is one value.

        Returns
        -------
        tuple of numpy.ndarray
            The c combinations, shape (c, columns); the number of each answer's, shape (n,); and how often each
            paragraph was given each, shape (paragraphs, c).
        """
        sets, codes = np.unique(self.matrix[:, columns], axis=0, return_inverse=True)
        flat = np.bincount(self.paragraph * len(sets) + codes, minlength=self.count * len(sets))
        return sets, codes, flat.reshape(self.count, len(sets)).astype(np.float64)


def tabulate(answered: Mapping[str, Sequence[Annotation]], labels: Sequence[str]) -> AnswerTable:
    """Return the answers to some paragraphs as a table, paragraph by paragraph as they are given.

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
    return AnswerTable(
        paragraph=numbers,
        matrix=to_indicator([row.labels for row in rows], labels),
        pairs={pair: (left, right) for pair, (left, right) in columns.items()},
    )


def report_keys(names: Iterable[str], paragraphs: Mapping[str, Paragraph] | None) -> list[str]:
    """Return the key of each paragraph's report, its own id where it has none; nothing if no report is known."""
    if paragraphs is None:
        return []
    found = [known_paragraph(name, paragraphs) for name in names]
    return [text.report.key if text.report else text.id for text in found] if any(t.report for t in found) else []
