"""The terms of a model: words and pairs of words, and groups of letters within words."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

#: What scikit-learn's vectorisers are told, by block. Another block is another entry here.
BLOCKS: dict[str, dict[str, Any]] = {
    "words": {"analyzer": "word", "ngram_range": (1, 2)},
    "letters": {"analyzer": "char_wb", "ngram_range": (3, 5)},
}


@dataclass(frozen=True)
class TermBlock:
    """The vocabulary of one vectoriser in column order, and its inverse document frequencies, shape (terms,)."""

    name: str
    terms: tuple[str, ...]
    idf: npt.NDArray[np.float64]


def known_word_share(texts: Iterable[Sequence[str]], known: Container[str]) -> npt.NDArray[np.float64]:
    """Return the share of words in the vocabulary among the tokens of each text, 1 for a text without words.

    Examples
    --------
    >>> known_word_share([["in", "2019", "marches"], ["2019"]], {"marches", "2019"}).tolist()
    [0.5, 1.0]
    """
    words = ([token for token in tokens if token.isalpha()] for tokens in texts)
    return np.array([sum(map(known.__contains__, each)) / len(each) if each else 1.0 for each in words])
