"""Agreement coefficients, each in two steps: terms per paragraph, and the coefficient of their sums.

A coefficient needs only sums over paragraphs. So the first step (``..._terms``) is done once, and the second
(``..._of``) on as many weightings of the paragraphs as an interval asks for, without going back to the answers.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from rightstag.stats import Floats, safe_divide


def nominal(sets: npt.ArrayLike) -> Floats:
    """Compute the nominal distance of any two sets: 0 if they are the same, else 1.

    Parameters
    ----------
    sets
        Distinct sets as rows of an indicator matrix, shape (c, k).

    Returns
    -------
    numpy.ndarray
        Shape (c, c).
    """
    return 1 - np.eye(len(np.asarray(sets)))


def jaccard(sets: npt.ArrayLike) -> Floats:
    """Compute the Jaccard distance of any two sets: the share of their union that they do not have in common.

    Two empty sets are the same set.

    Examples
    --------
    >>> jaccard([[1, 0], [1, 1], [0, 0]]).tolist()
    [[0.0, 0.5, 1.0], [0.5, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    common, union, _ = _overlap(sets)
    return 1 - safe_divide(common, union, empty=1)


def masi(sets: npt.ArrayLike) -> Floats:
    """Compute the MASI distance of any two sets (Passonneau 2006).

    The Jaccard similarity counts in full for the same set, two thirds where one set contains the other, one third
    where they only overlap: forgetting a label is less of a disagreement than seeing another one.

    Examples
    --------
    >>> masi([[1, 1, 0], [1, 0, 0], [0, 1, 1], [0, 0, 1]]).round(4)[0].tolist()
    [0.0, 0.6667, 0.8889, 1.0]
    """
    common, union, smaller = _overlap(sets)
    weight = np.select([common == union, common == smaller], [1.0, 2 / 3], default=1 / 3)
    return 1 - weight * safe_divide(common, union, empty=1)


#: How far whole answers can be said to be apart.
DISTANCES: dict[str, Callable[[npt.ArrayLike], Floats]] = {"nominal": nominal, "jaccard": jaccard, "masi": masi}


def alpha(counts: npt.ArrayLike, distance: npt.ArrayLike | None = None) -> float:
    """Return Krippendorff's α; NaN where all values are the same.

    Parameters
    ----------
    counts
        How often each paragraph was given each value, shape (n, c); a paragraph with fewer than two answers does not
        count, and none needs an answer from everybody.
    distance
        How far any two values are apart, shape (c, c); nominal if not given.

    Examples
    --------
    >>> alpha([[2, 0], [0, 2], [1, 1], [1, 0]])
    0.4444444444444444
    """
    table = np.asarray(counts, dtype=np.float64)
    far = nominal(np.eye(table.shape[1])) if distance is None else np.asarray(distance, dtype=np.float64)
    return float(alpha_of(alpha_terms(table, far).sum(axis=0), far))


def alpha_terms(counts: Floats, distance: Floats) -> Floats:
    """Compute the terms of α per paragraph: its disagreement, and the count of each value, shape (n, 1 + c)."""
    answers = counts.sum(axis=1)
    paired = np.where(answers[:, None] > 1, counts, 0)
    apart = ((paired @ distance) * paired).sum(axis=1)
    return np.column_stack([safe_divide(apart, answers - 1, empty=0), paired])


def alpha_of(totals: Floats, distance: Floats) -> Floats:
    """Compute α from summed terms of shape (..., 1 + c)."""
    observed, values = totals[..., 0], totals[..., 1:]
    expected = ((values @ distance) * values).sum(axis=-1)
    return 1 - safe_divide((values.sum(axis=-1) - 1) * observed, expected)


def ac1(counts: npt.ArrayLike) -> float:
    """Return Gwet's AC1; NaN where there is one value only.

    What chance would agree on is what two people who differ in the hard cases would: it is high where the values are
    evenly spread, and low where one is rare (Gwet 2008, "Computing inter-rater reliability and its variance in the
    presence of high agreement"; missing answers as in his Handbook of Inter-Rater Reliability, 4th edition, 2014).

    Parameters
    ----------
    counts
        How often each paragraph was given each value, shape (n, c); a paragraph with one answer counts for how common
        its value is, and not for agreement.

    Examples
    --------
    >>> round(ac1([[2, 0], [0, 2], [1, 1], [2, 0]]), 4)
    0.5294
    """
    return float(ac1_of(ac1_terms(np.asarray(counts, dtype=np.float64)).sum(axis=0)))


def ac1_terms(counts: Floats) -> Floats:
    """Compute the terms of AC1 per paragraph, shape (n, 3 + c).

    Whether it has an answer, whether it has two, the share of its pairs of answers that agree, and the share of its
    answers that are each value.
    """
    answers = counts.sum(axis=1)
    agreed = safe_divide((counts * (counts - 1)).sum(axis=1), answers * (answers - 1), empty=0)
    shares = safe_divide(counts, answers[:, None], empty=0)
    return np.column_stack([answers > 0, answers > 1, agreed, shares])


def ac1_of(totals: Floats) -> Floats:
    """Compute AC1 from summed terms of shape (..., 3 + c)."""
    answered, paired, agreed = (totals[..., n] for n in range(3))
    shares = safe_divide(totals[..., 3:], answered[..., None])
    others = max(totals.shape[-1] - 4, 0)  # the values but one
    if not others:
        return np.full(totals.shape[:-1], np.nan)
    chance = (shares * (1 - shares)).sum(axis=-1) / others
    return safe_divide(safe_divide(agreed, paired) - chance, 1 - chance)


def kappa(left: npt.ArrayLike, right: npt.ArrayLike) -> float:
    """Return Cohen's κ of two annotators; NaN where both always gave one and the same value.

    Parameters
    ----------
    left, right
        The value that each gave to the same paragraphs, as numbers from 0, shape (n,).

    Examples
    --------
    >>> kappa([0, 0, 1, 1], [0, 1, 1, 1])
    0.5
    """
    one, other = np.asarray(left), np.asarray(right)
    return float(kappa_of(kappa_terms(one, other, int(max(one.max(), other.max())) + 1).sum(axis=0)))


def kappa_terms(left: npt.NDArray[Any], right: npt.NDArray[Any], count: int) -> Floats:
    """Compute the terms of κ per paragraph: agreement, and the value of each annotator as indicators.

    Parameters
    ----------
    left, right
        Numbers in [0, count), shape (n,).

    Returns
    -------
    numpy.ndarray
        Shape (n, 1 + 2 count).
    """
    values = np.arange(count)
    return np.column_stack([left == right, left[:, None] == values, right[:, None] == values]).astype(np.float64)


def kappa_of(totals: Floats) -> Floats:
    """Compute κ from summed terms of shape (..., 1 + 2 count)."""
    agreed, values = totals[..., 0], totals[..., 1:]
    left, right = np.split(values, 2, axis=-1)
    both, chance = left.sum(axis=-1), (left * right).sum(axis=-1)
    return safe_divide(both * agreed - chance, both**2 - chance)


def f1_terms(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> Floats:
    """Compute the terms of F1 per paragraph: labels that both gave, and labels given in all, shape (n, 2).

    Parameters
    ----------
    left, right
        Zeros and ones, shape (n, k).
    """
    return np.column_stack([(left & right).sum(axis=1), left.sum(axis=1) + right.sum(axis=1)]).astype(np.float64)


def f1_of(totals: Floats) -> Floats:
    """Return the F1 of one annotator held against another, whichever is taken as right; NaN if nobody gave a label.

    Parameters
    ----------
    totals
        Summed terms, shape (..., 2).
    """
    return safe_divide(2 * totals[..., 0], totals[..., 1])


def _overlap(sets: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Return the size of the intersection, of the union and of the smaller of any two sets, each of shape (c, c)."""
    matrix = np.asarray(sets, dtype=np.float64)
    common, size = matrix @ matrix.T, matrix.sum(axis=1)
    return common, size[:, None] + size - common, np.minimum(size[:, None], size)
