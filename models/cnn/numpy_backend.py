"""Forward pass of the network in numpy, for a few texts; equal to ``numba_backend``."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int16]

#: How much the sum of a filter's answers weighs beside the strongest, over the root of the number of tokens.
SUM_SCALE = 0.3
#: Tokens that are read at a time: bounds the memory.
_AT_ONCE = 50_000
#: Channels of a lane, and of the eight lanes that are added at once.
_LANE, _EIGHT = 4, 32


def answers(
    texts: Sequence[npt.NDArray[np.int64]], tables: Sequence[tuple[int, int, Integers]], steady: Integers
) -> Integers:
    """Return each filter's answer, in steps, at each token of the texts, one text after the other.

    Nothing is added where a window reaches beyond its text.

    Parameters
    ----------
    texts
        The row of each token.
    tables
        First channel, place beside the token, and what each word there adds, in steps.
    steady
        The biases, in steps, shape (channels,).

    Returns
    -------
    numpy.ndarray
        Shape (tokens, channels).
    """
    gap = np.full(max(place for _, place, _ in tables), -1)
    ids = np.concatenate([part for text in texts for part in (text, gap)] or [gap])
    at = np.flatnonzero(ids >= 0)
    added = np.repeat(steady[np.newaxis], len(at), axis=0)
    for low, place, table in tables:
        seen = np.where(at + place < 0, -1, ids[at + place])
        added[:, low:] += np.where((seen >= 0)[:, np.newaxis], table[seen], np.int16(0))
    return np.maximum(added, np.int16(0))


def reach(width: int) -> int:
    """Return the number of words that a filter of a width sees on each side."""
    return width // 2


def rounded(values: Floats) -> Integers:
    """Round values in steps to whole numbers."""
    return np.asarray(np.rint(values), dtype=np.int16)


def pool(answers: Integers, lengths: npt.NDArray[np.int64]) -> Floats:
    """Return the strongest and the scaled sum of the answers in texts of so many tokens each, in steps."""
    filled = np.flatnonzero(lengths)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])[filled]
    pooled = np.zeros((len(lengths), 2, answers.shape[1]))
    if len(filled):
        pooled[filled, 0] = np.maximum.reduceat(answers, starts, axis=0)
        sums = np.add.reduceat(answers, starts, axis=0, dtype=np.int64)
        pooled[filled, 1] = sums * (SUM_SCALE / np.sqrt(lengths[filled]))[:, np.newaxis]
    return pooled


def shares(sizes: Sequence[int]) -> list[tuple[int, int]]:
    """Return first and last text of shares of about as many characters, at most some tokens each."""
    cuts, first, total = [], 0, 0
    for last, size in enumerate(sizes):
        if total + size > 4 * _AT_ONCE and last > first:
            cuts.append((first, last))
            first, total = last, 0
        total += size
    return [*cuts, (first, len(sizes))] if sizes else []


def pack_lanes(
    tables: Sequence[tuple[int, int, Integers]], steady: Integers
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.uint16]]:
    """Return tables and biases such that channels are added four at a time, as one number of 64 bits.

    What could be negative is moved up until it cannot: then no lane borrows from its neighbour, and since the largest
    answer still fits 16 bits, none carries into it.

    Returns
    -------
    tuple
        A row a word and one for no word, place by place side by side; of each place, the first lane that it adds to,
        and how far after the token its word stands; what the sum starts from; and what stands for an answer of zero,
        shape (channels, filled up to a multiple of 32).
    """
    channels = -(-len(steady) // _EIGHT) * _EIGHT
    zero = np.zeros(channels, dtype=np.uint16)
    zero[: len(steady)] = np.abs(steady)
    start = zero.copy()
    start[: len(steady)] += steady.astype(np.uint16)  # modulo 2^16, as all of it
    parts, places = [], []
    for low, place, table in tables:
        first = low // _EIGHT * _EIGHT
        moved = np.abs(table.astype(np.int64)).max(axis=0)
        part = np.zeros((len(table) + 1, channels - first), dtype=np.uint16)
        part[:, low - first : len(steady) - first] = np.concatenate([table, np.zeros((1, table.shape[1]))]) + moved
        zero[low : len(steady)] += moved.astype(np.uint16)
        parts.append(part)
        places.append((first // _LANE, place))
    rows = np.ascontiguousarray(np.concatenate(parts, axis=1)).view(np.int64)
    return rows, np.array(places, dtype=np.int64), start.view(np.int64), zero
