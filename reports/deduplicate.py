"""Near-duplicate paragraphs, by the Jaccard overlap of their word triples."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rightstag.reports.records import normalise

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# Words of a shingle: two would make legal boilerplate alike everywhere, four would miss one changed word in a line.
_WORDS = 3
# One word in ten replaced here and there leaves about this much of the triples in common.
ALIKE = 0.5
_AT_ONCE = 200_000  # pairs looked at together, which bounds the memory


def duplicate_groups(texts: Sequence[str], *, threshold: float = ALIKE) -> NDArray[np.int64]:
    """Return the number of the near-duplicate group that each text belongs to.

    Two texts are near-duplicates when the sets of their word triples overlap (Jaccard) by the threshold or more;
    texts that a chain of near-duplicates joins share a group. No pair is missed, and none joined that is not alike:
    two sets that overlap so far share one of their rarest triples, so only such pairs are compared [1]_.

    Parameters
    ----------
    texts
        Any number of texts; case, punctuation and white space do not matter.
    threshold
        Smallest overlap, in (0, 1].

    Returns
    -------
    np.ndarray of int64
        Group numbers of shape (n,), from 0 in order of first occurrence. The same texts in another order
        give the same groups under other numbers.

    Raises
    ------
    ValueError
        The threshold is out of range.

    References
    ----------
    .. [1] R. J. Bayardo, Y. Ma and R. Srikant, Scaling up all pairs similarity search, WWW 2007.

    Examples
    --------
    >>> duplicate_groups(["Police broke up the rally.", "Courts were slow.", "police broke up  the rally"])
    array([0, 1, 0])
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must be in (0, 1], not {threshold}")
    if not texts:
        return np.empty(0, dtype=np.int64)
    words = [normalise(text) for text in texts]
    rows = {text: row for row, text in enumerate(dict.fromkeys(words))}
    components = _components(*_triples(list(rows)), threshold).tolist()
    numbers: dict[int, int] = {}
    return np.array([numbers.setdefault(components[rows[text]], len(numbers)) for text in words], dtype=np.int64)


def _triples(texts: Sequence[str]) -> tuple["csr_array", NDArray[np.int64]]:
    """Return the word triples that texts share, the rarest first, and how many each text has in all.

    Returns
    -------
    csr_array
        A row per text, a column per triple that at least two texts have: 1 where the text has it. A text of fewer
        words has one triple, which is filled up.
    np.ndarray
        Shape (texts,).
    """
    from scipy.sparse import csr_array

    numbers = {"": 0}  # no word: what fills up
    rows = [[numbers.setdefault(word, len(numbers)) for word in text.split()] for text in texts]
    rows = [row + [0] * (_WORDS - len(row)) for row in rows]
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
    text_of = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    starts = np.flatnonzero(text_of[: 1 - _WORDS] == text_of[_WORDS - 1 :])
    columns = flat[starts]
    for step in range(1, _WORDS):  # numbered anew at each step: three numbers of many words do not fit into one
        columns = np.unique(columns * len(numbers) + flat[starts + step], return_inverse=True)[1]
    occurrences = csr_array((np.ones(len(starts), dtype=np.int32), (text_of[starts], columns)))
    occurrences.sum_duplicates()
    occurrences.data[:] = 1
    frequency = np.bincount(occurrences.indices)
    shared = occurrences[:, frequency.argsort(kind="stable")[np.count_nonzero(frequency < 2) :]]
    shared.sort_indices()
    return shared, np.diff(occurrences.indptr)


def _components(triples: "csr_array", sizes: NDArray[np.int64], threshold: float) -> NDArray[np.int64]:
    """Return a number for each text, the same where a chain of texts that are alike joins two."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    numbers = np.arange(len(sizes))
    for one, other in _candidates(triples, sizes, threshold):
        apart = numbers[one] != numbers[other]
        a, b = one[apart], other[apart]
        both = triples[a].multiply(triples[b]).sum(axis=1)
        alike = both / (sizes[a] + sizes[b] - both) >= threshold
        edges = (np.ones(np.count_nonzero(alike)), (numbers[a[alike]], numbers[b[alike]]))
        numbers = connected_components(coo_array(edges, shape=(len(sizes),) * 2), directed=False)[1][numbers]
    return numbers


def _candidates(
    triples: "csr_array", sizes: NDArray[np.int64], threshold: float
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Yield pairs of texts, many at a time, among them all that are alike."""
    from scipy.sparse import csr_array

    # So many triples two alike texts share at the least, so one of them is among the rarest of both if all but one
    # fewer than that many are taken; the rarest, since those lead to the fewest other texts.
    least = np.ceil(sizes * threshold - 1e-9).astype(np.int64)
    kept = np.diff(triples.indptr)
    text_of = np.repeat(np.arange(len(sizes)), kept)
    place = np.arange(triples.nnz) - triples.indptr[text_of]
    rarest = place <= (kept - least)[text_of]
    rare = csr_array((triples.data[rarest], (text_of[rarest], triples.indices[rarest])), shape=triples.shape)
    work = np.cumsum(rare @ rare.sum(axis=0))
    start = 0
    while start < len(sizes):
        stop = max(start + 1, int(np.searchsorted(work, work[start] + _AT_ONCE)))
        pairs = (rare[start:stop] @ rare.T).tocoo()
        one, other = pairs.row + start, pairs.col
        later = other > one
        yield one[later], other[later]
        start = stop
