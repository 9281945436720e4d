"""Near-duplicates: the paragraphs that say the same in the same words, and must not be counted or split apart."""

import zlib
from collections.abc import Iterator, Sequence
from typing import cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from reports.records import Paragraph, normalise

# Words of a shingle: two would make legal boilerplate alike everywhere, four would miss one changed word in a line.
_WORDS = 3
# One word in ten replaced here and there leaves about this much of the triples in common.
ALIKE = 0.5
_PERMUTATIONS = 128
_RECALL = 0.98  # of the pairs exactly at the threshold; more alike ones are found more surely still


def duplicate_groups(texts: Sequence[str], *, threshold: float = ALIKE) -> NDArray[np.int64]:
    """Return the number of the near-duplicate group that each text belongs to.

    Two texts are near-duplicates when the sets of their word triples overlap (Jaccard) by the threshold or more;
    texts that a chain of near-duplicates joins share a group. Candidates come from locality-sensitive hashing,
    and each is verified on the texts themselves: a group never joins what is not alike.

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

    Examples
    --------
    >>> duplicate_groups(["Police broke up the rally.", "Courts were slow.", "police broke up  the rally"])
    array([0, 1, 0])
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must be in (0, 1], not {threshold}")
    from scipy.cluster.hierarchy import DisjointSet

    words = [normalise(text) for text in texts]
    distinct = list(dict.fromkeys(words))
    sets = DisjointSet(range(len(distinct)))
    for one, other in _near_pairs(distinct, threshold):
        sets.merge(one, other)
    root = {text: sets[row] for row, text in enumerate(distinct)}
    numbers: dict[int, int] = {}
    return np.array([numbers.setdefault(root[text], len(numbers)) for text in words], dtype=np.int64)


def with_groups(paragraphs: Sequence[Paragraph], *, threshold: float = ALIKE) -> list[Paragraph]:
    """Return the paragraphs with ``group`` set: the smallest id among the near-duplicates.

    The order of the paragraphs does not matter. One without a near-duplicate is a group of its own.

    Examples
    --------
    >>> texts = {"p-2": "Police broke up the rally.", "p-1": "police broke up the rally"}
    >>> twins = [Paragraph(id=id, text=text) for id, text in texts.items()]
    >>> [paragraph.group for paragraph in with_groups(twins)]
    ['p-1', 'p-1']
    """
    numbers = duplicate_groups([paragraph.text for paragraph in paragraphs], threshold=threshold).tolist()
    names: dict[int, str] = {}
    for number, paragraph in zip(numbers, paragraphs, strict=True):
        names[number] = min(names.get(number, paragraph.id), paragraph.id)
    return [
        msgspec.structs.replace(paragraph, group=names[number])
        for number, paragraph in zip(numbers, paragraphs, strict=True)
    ]


def _near_pairs(texts: Sequence[str], threshold: float) -> Iterator[tuple[int, int]]:
    """Yield the rows of texts that are alike, the later one first."""
    from datasketch import MinHash, MinHashLSH

    shingles = [_shingles(text) for text in texts]
    index = MinHashLSH(num_perm=_PERMUTATIONS, params=_bands(threshold))
    # crc32 is the same everywhere, unlike hash(), and datasketch mixes it well.
    for row, signature in enumerate(MinHash.generator(shingles, num_perm=_PERMUTATIONS, hashfunc=zlib.crc32)):
        for other in cast("list[int]", index.query(signature)):
            if _jaccard(shingles[row], shingles[other]) >= threshold:
                yield row, other
        index.insert(row, signature)


def _shingles(text: str) -> frozenset[bytes]:
    words = text.encode().split()
    if len(words) < _WORDS:
        return frozenset([text.encode()])
    return frozenset(b" ".join(words[start : start + _WORDS]) for start in range(len(words) - _WORDS + 1))


def _jaccard(one: frozenset[bytes], other: frozenset[bytes]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def _bands(threshold: float) -> tuple[int, int]:
    """Return how many bands of how many rows: as long as can be with the wanted recall, for fewest candidates."""
    for rows in range(_PERMUTATIONS // 2, 1, -1):
        bands = _PERMUTATIONS // rows
        if 1 - (1 - threshold**rows) ** bands >= _RECALL:
            return bands, rows
    return _PERMUTATIONS, 1
