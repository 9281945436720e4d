"""Disclosure risk of a bundle's vocabulary: terms of few paragraphs, of few countries or reports, and names.

A bundle holds lower-cased terms and their inverse document frequency, no text. From these follows in how many
paragraphs a term occurs. Which countries or reports those are, and whether the term is a name, only the training data
can tell.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from rightstag.errors import SafetyError
from rightstag.models.bundle import Bundle
from rightstag.models.linear.features import group_frequency
from rightstag.models.terms import BLOCKS

#: A word inside a sentence, after a word or a comma: there a capital letter means a name.
_INSIDE = re.compile(r"(?<=[\w,] )\w\w+")
#: How far a frequency may be from a whole number and still be read from rounded arrays.
_WHOLE = 1e-3

Reason = Literal["few paragraphs", "few groups", "name"]


@dataclass(frozen=True)
class RiskyTerm:
    """A term that may disclose a person or a report.

    Attributes
    ----------
    block
        Which features it is one of: ``words`` or ``letters``.
    paragraphs, groups
        How many paragraphs, and how many countries or reports, have it; None where that cannot be told.
    """

    term: str
    block: str
    reason: Reason
    paragraphs: int | None
    groups: int | None = None


def check_may_leave(bundle: Bundle) -> None:
    """Refuse a model that keeps every term of its texts.

    Raises
    ------
    SafetyError
        It was trained so.
    """
    if bundle.manifest.settings.local:
        found = "it keeps every term of its texts, names among them"
        raise SafetyError(bundle.name, found, fix="train it again without that, and give away that model")


def paragraph_frequency(idf: npt.NDArray[np.float64], rows: int) -> npt.NDArray[np.int64] | None:
    """Return in how many of the training paragraphs each term occurs, from scikit-learn's smoothed formula.

    Parameters
    ----------
    idf
        ``log((1 + rows) / (1 + frequency)) + 1``, shape (terms,).
    rows
        How many paragraphs it was trained on.

    Returns
    -------
    numpy.ndarray or None
        None where these are no frequencies of so many paragraphs: the idf was taken elsewhere.

    Examples
    --------
    >>> paragraph_frequency(np.log((1 + 99) / (1 + np.array([4, 99]))) + 1, 99).tolist()
    [4, 99]
    >>> paragraph_frequency(np.array([1.234]), 99) is None
    True
    """
    frequencies = (1 + rows) / np.exp(idf - 1) - 1
    whole = np.rint(frequencies)
    fits = np.abs(frequencies - whole).max(initial=0) <= _WHOLE and (whole >= 0).all() and (whole <= rows).all()
    return np.asarray(whole, dtype=np.int64) if fits else None


def derivable(bundle: Bundle) -> bool:
    """Check if the paragraph frequency of each term can be derived from a bundle."""
    rows = bundle.manifest.data.rows
    return all(paragraph_frequency(block.idf, rows) is not None for block in bundle.model.blocks)


def rare_terms(bundle: Bundle, fewest: int) -> Iterator[RiskyTerm]:
    """Yield the terms that fewer paragraphs have than ``fewest``, as far as the bundle itself can tell."""
    for block in bundle.model.blocks:
        frequencies = paragraph_frequency(block.idf, bundle.manifest.data.rows)
        if frequencies is not None:
            for column in np.flatnonzero(frequencies < fewest):
                yield RiskyTerm(block.terms[column], block.name, "few paragraphs", int(frequencies[column]))


def shared_by_few(
    bundle: Bundle, texts: Sequence[str], groups: npt.NDArray[np.int64], fewest: int
) -> Iterator[RiskyTerm]:
    """Yield the terms that fewer countries or reports of the training data have than ``fewest``, then the names.

    Parameters
    ----------
    texts, groups
        The training data, and the number of each one's country or report, shape (n,).
    """
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import CountVectorizer

    names = names_in(texts)
    for block in bundle.model.blocks:
        counted = csr_matrix(CountVectorizer(**BLOCKS[block.name], vocabulary=block.terms).transform(texts))
        shared, paragraphs = group_frequency(counted, groups), counted.getnnz(axis=0)
        for term, count, having in zip(block.terms, shared.tolist(), paragraphs.tolist(), strict=True):
            if count < fewest:
                yield RiskyTerm(term, block.name, "few groups", having, count)
            elif block.name == "words" and term in names:
                yield RiskyTerm(term, block.name, "name", having, count)


def names_in(texts: Sequence[str]) -> frozenset[str]:
    """Return, in lower case, the words that stand within sentences with a capital letter more often than without.

    Examples
    --------
    >>> sorted(names_in(["The court of Averland heard the case.", "Averland, a state."]))
    ['averland']
    """
    capital: Counter[str] = Counter()
    for text in texts:
        for word in _INSIDE.findall(text):
            capital[word.lower()] += 1 if word[0].isupper() else -1
    return frozenset(word for word, surplus in capital.items() if surplus > 0)
