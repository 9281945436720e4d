"""Ways to pick paragraphs where an answer teaches most; `rightstag.annotate.sampling.queue` mixes them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from rightstag.annotate.labelstudio.predictions import margin
from rightstag.reports import Paragraph, normalise

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Reason = Literal["random", "uncertain", "rare", "diverse", "spread"]


@dataclass(frozen=True)
class Pool:
    """What there is to pick from; every way of picking returns rows of it.

    Attributes
    ----------
    paragraphs
        To choose from, n of them; of equals the first is picked.
    annotated
        The paragraphs that have their answer already.
    free
        Whether each paragraph is still to be had, shape (n,); whoever asks for picks marks them here.
    probabilities, thresholds
        What a model says: shapes (n, k) and (k,).
    positives
        How many annotated paragraphs have each label, shape (k,).
    """

    paragraphs: Sequence[Paragraph]
    annotated: Sequence[Paragraph]
    free: npt.NDArray[np.bool_]
    probabilities: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    thresholds: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    positives: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0))


def uncertain(pool: Pool, count: int) -> list[int]:
    """Pick the paragraphs closest to a threshold, label by label in turn: all at once, one label would take them all.

    A label whose threshold is 1 was not learnt, and nothing is known of what it doubts.
    """
    free = np.flatnonzero(pool.free)
    ranks = [
        margin(pool.probabilities[free][:, [label]], pool.thresholds[[label]]).argsort(kind="stable").argsort()
        for label in np.flatnonzero(pool.thresholds < 1)
    ]
    turns = np.min(ranks, axis=0, initial=len(free))
    return [int(row) for row in free[turns.argsort(kind="stable")[:count]]]


def rare(pool: Pool, count: int) -> list[int]:
    """Pick the paragraphs that promise most positives, a positive counting the more the fewer its label has so far."""
    from scipy.sparse import csr_array

    return _cover(csr_array(pool.probabilities), pool.positives, pool.free, count)


def diverse(pool: Pool, count: int) -> list[int]:
    """Pick the paragraphs whose words are new: no paragraph annotated, or picked before, has many of them.

    Words of one paragraph only are passed over: they are mostly names and numbers, and tell nothing of the others.
    """
    words = _indicators(dict.fromkeys(normalise(p.text).split()) for p in (*pool.paragraphs, *pool.annotated))
    words = words[:, words.sum(axis=0) > 1]
    lengths = np.maximum(words.sum(axis=1), 1)[: len(pool.paragraphs)]
    # By its length a long paragraph would always win, by the mean of its words a short one.
    return _cover(*_split(words, pool), pool.free, count, scale=lengths**-0.5)


def spread(pool: Pool, count: int) -> list[int]:
    """Pick the paragraphs of whose report and section the fewest are annotated, or picked before."""
    places = _indicators(_places(p) for p in (*pool.paragraphs, *pool.annotated))
    return _cover(*_split(places, pool), pool.free, count)


#: The ways by name, in the order in which they choose. Another way is another entry here and in `Reason`.
PICKS: Mapping[Reason, Callable[[Pool, int], list[int]]] = {
    "uncertain": uncertain,
    "rare": rare,
    "diverse": diverse,
    "spread": spread,
}
#: Those that ask a model.
NEEDS_MODEL = frozenset({"uncertain", "rare"})


def _cover(
    amounts: "csr_array",
    have: npt.NDArray[np.float64],
    free: npt.NDArray[np.bool_],
    count: int,
    *,
    scale: npt.NDArray[np.float64] | float = 1.0,
) -> list[int]:
    """Pick rows one by one, each for what it adds: of a column of which there is much, more adds little.

    Parameters
    ----------
    amounts
        What each row has of each column, shape (n, m).
    have
        What there is of each column already, besides the rows that are not free, shape (m,).
    scale
        By what a row's gain is multiplied.
    """
    have, free = have + amounts[~free].sum(axis=0), free.copy()
    picked: list[int] = []
    for _ in range(count):
        gain = np.where(free, scale * (amounts @ (1 / (1 + have))), -np.inf)
        best = int(gain.argmax())
        have += amounts[[best]].sum(axis=0)
        free[best] = False
        picked.append(best)
    return picked


def _indicators(bags: Iterable[Iterable[object]]) -> "csr_array":
    """Return a row per bag and a column per item that occurs, 1 where the bag has the item."""
    from scipy.sparse import csr_array

    columns: dict[object, int] = {}
    rows = [[columns.setdefault(item, len(columns)) for item in bag] for bag in bags]
    indices = [column for row in rows for column in row]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_array((np.ones(len(indices)), indices, ends), shape=(len(rows), len(columns)))


def _split(matrix: "csr_array", pool: Pool) -> tuple[Any, npt.NDArray[np.float64]]:
    """Return the rows to choose from, and what the annotated ones have of each column."""
    size = len(pool.paragraphs)
    return matrix[:size], np.asarray(matrix[size:].sum(axis=0), dtype=np.float64)


def _places(paragraph: Paragraph) -> Iterator[tuple[str, ...]]:
    report = paragraph.report.key if paragraph.report else ""
    yield (report,)
    yield (report, *paragraph.trail)
