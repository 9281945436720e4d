"""Vectors of words from the company they keep: words that stand among the same words come to lie side by side."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

#: How many words to each side are company; one at a distance d counts as 1/d.
REACH = 5
#: Frequent words are company to everyone; this power of their frequency is held against them (Levy, Goldberg and
#: Dagan, "Improving Distributional Similarity with Lessons Learned from Word Embeddings", 2015).
DAMPING = 0.75


def word_vectors(texts: Sequence[npt.NDArray[np.int64]], words: int, *, size: int) -> npt.NDArray[np.float32]:
    """Return a vector of unit length for each word.

    They are the singular vectors of how much more often than by chance a word stands near each other word (positive
    pointwise mutual information).

    Parameters
    ----------
    texts
        The word numbers of each text, in order; negative ones are no words.
    words
        How many there are.
    size
        Of a vector.

    Returns
    -------
    numpy.ndarray
        Shape (words, size); zeros for a word without company, and beyond the dimensions that there are.

    Examples
    --------
    >>> texts = [np.array([0, 1]), np.array([0, 2]), np.array([3, 1]), np.array([3, 2])] * 9
    >>> vectors = word_vectors(texts, 4, size=2)
    >>> bool(vectors[0] @ vectors[3] > 0.99 and abs(vectors[0] @ vectors[1]) < 0.01)
    True
    """
    from scipy.sparse import coo_matrix, csr_matrix
    from scipy.sparse.linalg import svds

    apart = np.full(REACH, -1)
    line = np.concatenate([np.concatenate([text, apart]) for text in texts])
    near = csr_matrix((words, words))
    for distance in range(1, REACH + 1):
        first, second = line[:-distance], line[distance:]
        both = (first >= 0) & (second >= 0)
        counts = np.full(int(both.sum()), 1 / distance)
        near = near + coo_matrix((counts, (first[both], second[both])), shape=(words, words)).tocsr()
    near = coo_matrix(near + near.T)
    often = np.asarray(near.sum(axis=1)).ravel()
    chance = often**DAMPING / (often**DAMPING).sum()
    gain = np.log(near.data / (often[near.row] * chance[near.col]))
    more = gain > 0
    information = csr_matrix((gain[more], (near.row[more], near.col[more])), shape=(words, words))
    rank = min(size, words - 1)
    start = np.random.default_rng(0).standard_normal(words)
    left, strength, _ = svds(information, k=rank, v0=start)
    order = np.argsort(-strength, kind="stable")
    vectors = np.zeros((words, size), dtype=np.float32)
    vectors[:, :rank] = left[:, order] * np.sqrt(strength[order])  # pyright: ignore[reportOptionalSubscript]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(np.divide(vectors, lengths, out=vectors, where=lengths > 0), dtype=np.float32)
