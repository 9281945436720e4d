"""TF-IDF features: words, pairs of words, and groups of letters within words.

A term counts only when several known countries (or reports) share it, or when it stands in the background vocabulary:
a name that one report gives cannot leave with the weights, and nothing is learnt that serves one country only.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rightstag.models.terms import BLOCKS, TermBlock

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.pipeline import FeatureUnion

#: Long texts repeat themselves: the logarithm keeps the tenth mention of a word from drowning the others.
WEIGHTING: dict[str, Any] = {"sublinear_tf": True, "norm": "l2"}

MIN_GROUPS = 5


@dataclass(frozen=True)
class TermCounts:
    """Counts of a block's terms: texts by terms, the terms sorted.

    Attributes
    ----------
    public
        Whether each term stands in the background vocabulary, shape (terms,).
    """

    name: str
    terms: npt.NDArray[np.object_]
    matrix: "csr_matrix"
    public: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class TfidfEncoder:
    """The part of the counts that a training set lets a model read, and its weighting."""

    counts: tuple[TermCounts, ...]
    columns: tuple[npt.NDArray[np.int64], ...]
    weightings: tuple["TfidfTransformer", ...]

    def encode(self, rows: npt.NDArray[np.int64]) -> "csr_matrix":
        """Return the features of these rows of the counts, blocks side by side."""
        from scipy.sparse import csr_matrix, hstack

        parts = zip(self.counts, self.columns, self.weightings, strict=True)
        features = [w.transform(c.matrix[rows][:, kept]) for c, kept, w in parts]
        return csr_matrix(hstack(features, format="csr") if features else (len(rows), 0), dtype=np.float64)

    def blocks(self) -> tuple[TermBlock, ...]:
        """Return the blocks of terms of the features."""
        parts = zip(self.counts, self.columns, self.weightings, strict=True)
        return tuple(
            TermBlock(c.name, tuple(c.terms[kept].tolist()), np.asarray(w.idf_, dtype=np.float64))
            for c, kept, w in parts
        )


def count_terms(texts: Sequence[str], background: Mapping[str, Set[str]] | None = None) -> tuple[TermCounts, ...]:
    """Count every term of every block once, so that all folds share the work.

    Parameters
    ----------
    background
        By block, terms that many reports use; none when not given.

    Examples
    --------
    >>> words, letters = count_terms(["The rally was banned.", "Another rally."])
    >>> words.terms.tolist()
    ['another', 'another rally', 'banned', 'rally', 'rally was', 'the', 'the rally', 'was', 'was banned']
    """
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import CountVectorizer

    counts = []
    for name, options in BLOCKS.items():
        counter = CountVectorizer(**options)
        matrix = csr_matrix(counter.fit_transform(texts))
        terms, known = counter.get_feature_names_out(), (background or {}).get(name, frozenset[str]())
        counts.append(TermCounts(name, terms, matrix, np.array([term in known for term in terms], dtype=bool)))
    return tuple(counts)


def fit_tfidf(
    counts: tuple[TermCounts, ...], rows: npt.NDArray[np.int64], groups: npt.NDArray[np.int64], *, min_groups: int
) -> TfidfEncoder:
    """Choose the terms and their weighting by these rows alone; a block of which no term is left is not read.

    Parameters
    ----------
    counts
        Of all texts.
    rows
        The texts to learn from.
    groups
        The group (country, report) of every text, negative where it is not known, shape (n,).
    min_groups
        In how many known groups among ``rows`` a term must occur, if it is not public; 0 keeps every term.
    """
    from sklearn.feature_extraction.text import TfidfTransformer

    read = []
    for each in counts:
        matrix = each.matrix[rows]
        safe = each.public | (group_frequency(matrix, groups[rows]) >= min_groups)
        kept = np.flatnonzero(safe & (matrix.getnnz(axis=0) > 0))
        if len(kept):
            read.append((each, kept, TfidfTransformer(**WEIGHTING).fit(matrix[:, kept])))
    used, columns, weightings = zip(*read, strict=True) if read else ((), (), ())
    return TfidfEncoder(used, columns, weightings)


def group_frequency(matrix: "csr_matrix", groups: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return in how many known groups each term (column) occurs.

    Parameters
    ----------
    groups
        Of each text (row), negative where it is not known.

    Examples
    --------
    >>> words, _ = count_terms(["rally", "rally", "march", "rally"])
    >>> group_frequency(words.matrix, np.array([7, 7, 9, -1])).tolist()  # march, rally
    [1, 1]
    """
    from scipy.sparse import csr_matrix

    matrix, groups = matrix[groups >= 0], groups[groups >= 0]
    if not len(groups):
        return np.zeros(matrix.shape[1], dtype=np.int64)
    _, numbers = np.unique(groups, return_inverse=True)
    membership = csr_matrix((np.ones(len(numbers)), (numbers, np.arange(len(numbers)))))
    return np.asarray((membership @ matrix > 0).sum(axis=0), dtype=np.int64).ravel()


def vectorisers(blocks: Sequence[TermBlock]) -> "FeatureUnion":
    """Return fitted scikit-learn vectorisers, one a block, that turn texts into features."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import FeatureUnion

    fitted = []
    for block in blocks:
        vectoriser = TfidfVectorizer(**BLOCKS[block.name], **WEIGHTING, vocabulary=block.terms)
        vectoriser.idf_ = block.idf
        fitted.append((block.name, vectoriser))
    return FeatureUnion(fitted)
