"""Query strategies of active learning; `rightstag.annotate.sampling.queue` mixes them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from rightstag.annotate.labelstudio.predictions import margin
from rightstag.reports import Paragraph, normalise

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Reason = Literal["random", "uncertain", "rare", "diverse", "spread", "reread"]


@dataclass(frozen=True)
class CandidatePool:
    """Candidates for annotation; a query strategy returns rows of the pool.

    Attributes
    ----------
    paragraphs
        The n candidates; of equals the first is selected.
    annotated
        The paragraphs that are annotated already.
    available
        Whether each candidate is not selected yet, shape (n,); the caller of a strategy keeps it.
    probabilities, thresholds
        Of the model: shapes (n, k) and (k,).
    positives
        Number of annotated paragraphs with each label, shape (k,).
    """

    paragraphs: Sequence[Paragraph]
    annotated: Sequence[Paragraph]
    available: npt.NDArray[np.bool_]
    probabilities: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    thresholds: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    positives: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0))


def uncertain(pool: CandidatePool, count: int) -> list[int]:
    """Uncertainty sampling: select the paragraphs closest to a threshold, label by label in turn.

    All labels at once, one would take all places. A label whose threshold is 1 was not learnt and has no uncertainty.
    """
    rows = np.flatnonzero(pool.available)
    ranks = [
        margin(pool.probabilities[rows][:, [label]], pool.thresholds[[label]]).argsort(kind="stable").argsort()
        for label in np.flatnonzero(pool.thresholds < 1)
    ]
    turns = np.min(ranks, axis=0, initial=len(rows))
    return [int(row) for row in rows[turns.argsort(kind="stable")[:count]]]


def rare(pool: CandidatePool, count: int) -> list[int]:
    """Select the paragraphs with the most expected positives, weighted towards labels that have few so far."""
    from scipy.sparse import csr_array

    return _greedy_coverage(csr_array(pool.probabilities), pool.positives, pool.available, count)


def diverse(pool: CandidatePool, count: int) -> list[int]:
    """Diversity sampling: select the paragraphs whose words few annotated or selected paragraphs have.

    Words of one paragraph only are passed over: they are mostly names and numbers, and tell nothing of the others.
    """
    words = _indicator_matrix(dict.fromkeys(normalise(p.text).split()) for p in (*pool.paragraphs, *pool.annotated))
    words = words[:, words.sum(axis=0) > 1]
    lengths = np.maximum(words.sum(axis=1), 1)[: len(pool.paragraphs)]
    # By its length a long paragraph would always win, by the mean of its words a short one.
    return _greedy_coverage(*_split(words, pool), pool.available, count, scale=lengths**-0.5)


def spread(pool: CandidatePool, count: int) -> list[int]:
    """Stratified sampling: select from the reports and sections with the fewest annotated or selected paragraphs."""
    places = _indicator_matrix(_sections(p) for p in (*pool.paragraphs, *pool.annotated))
    return _greedy_coverage(*_split(places, pool), pool.available, count)


#: Query strategies in the order in which they select. A new one is another entry here and in `Reason`.
STRATEGIES: Mapping[Reason, Callable[[CandidatePool, int], list[int]]] = {
    "uncertain": uncertain,
    "rare": rare,
    "diverse": diverse,
    "spread": spread,
}
#: The strategies that need a model.
NEEDS_MODEL = frozenset({"uncertain", "rare"})


def _greedy_coverage(
    amounts: "csr_array",
    covered: npt.NDArray[np.float64],
    available: npt.NDArray[np.bool_],
    count: int,
    *,
    scale: npt.NDArray[np.float64] | float = 1.0,
) -> list[int]:
    """Greedy coverage: select the row with the largest gain, with diminishing returns per column, 1 / (1 + covered).

    Parameters
    ----------
    amounts
        Amount of each column in each row, shape (n, m).
    covered
        Amount of each column so far, besides the rows that are not available, shape (m,).
    scale
        Factor of each row's gain.
    """
    covered, available = covered + amounts[~available].sum(axis=0), available.copy()
    selected: list[int] = []
    for _ in range(count):
        gain = np.where(available, scale * (amounts @ (1 / (1 + covered))), -np.inf)
        best = int(gain.argmax())
        covered += amounts[[best]].sum(axis=0)
        available[best] = False
        selected.append(best)
    return selected


def _indicator_matrix(bags: Iterable[Iterable[object]]) -> "csr_array":
    """Return bags of items as an indicator matrix, a row per bag and a column per item."""
    from scipy.sparse import csr_array

    columns: dict[object, int] = {}
    rows = [[columns.setdefault(item, len(columns)) for item in bag] for bag in bags]
    indices = [column for row in rows for column in row]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_array((np.ones(len(indices)), indices, ends), shape=(len(rows), len(columns)))


def _split(matrix: "csr_array", pool: CandidatePool) -> tuple[Any, npt.NDArray[np.float64]]:
    """Split a matrix into the candidates' rows and the column sums of the annotated ones."""
    size = len(pool.paragraphs)
    return matrix[:size], np.asarray(matrix[size:].sum(axis=0), dtype=np.float64)


def _sections(paragraph: Paragraph) -> Iterator[tuple[str, ...]]:
    report = paragraph.report.key if paragraph.report else ""
    yield (report,)
    yield (report, *paragraph.trail)
