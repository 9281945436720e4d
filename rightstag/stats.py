"""Estimates with 95 % intervals from a cluster bootstrap, and a few figures that have to be safe to divide."""

import math
from collections.abc import Hashable, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

DRAWS = 1000
_TAIL = 0.025  # on either side of a 95 % interval
#: In fewer of the draws than this a figure was defined: what is left is a choice of the draws, not their spread.
_FEWEST_DEFINED = 0.9
#: The values that a share, and that a difference of shares or a coefficient of agreement, can have.
UNIT, SIGNED = (0.0, 1.0), (-1.0, 1.0)
_NO_SPREAD = 1e-6  # single precision tells no less apart

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Estimate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A figure and its 95 % interval.

    Attributes
    ----------
    value
        None where the figure is not defined.
    low, high
        Bounds of the interval; None where the data cannot give one.
    reason
        Why there is no value, or no interval.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None

    def __str__(self) -> str:
        """Return value and interval as people read them.

        Examples
        --------
        >>> str(Estimate(0.8214, 0.79, 0.85)), str(Estimate(0.1, -0.12, 0.3)), str(Estimate(reason="nobody gave it"))
        ('0.82 (0.79-0.85)', '0.10 (-0.12…0.30)', 'n/a')
        """
        if self.value is None:
            return "n/a"
        if self.low is None or self.high is None:
            return f"{self.value:z.2f}"
        return f"{self.value:z.2f} ({self.low:z.2f}{'…' if self.low < 0 else '-'}{self.high:z.2f})"

    def rounded(self, digits: int = 4) -> "Estimate":
        """Round value and bounds, so that a file of figures is the same on every machine.

        Examples
        --------
        >>> Estimate(0.123456, 0.1, 0.199999).rounded()
        Estimate(value=0.1235, low=0.1, high=0.2, reason=None)
        """
        value, low, high = (None if one is None else round(one, digits) for one in (self.value, self.low, self.high))
        return Estimate(value, low, high, self.reason)


class ClusterBootstrap:
    """Cluster bootstrap: whole clusters are drawn with replacement.

    The paragraphs of one report are alike: drawn one by one they would make a figure look surer than it is.

    Parameters
    ----------
    clusters
        The cluster, a report say, of each row, shape (n,).
    unit
        What a cluster is called, for reasons.
    seed
        The same clusters and seed give the same draws.

    Attributes
    ----------
    count
        Number of clusters. With one there are no draws: one report cannot say how reports differ.

    Examples
    --------
    >>> right, clusters = np.array([1, 1, 0, 1, 0, 1.0]), list("aabbcc")
    >>> bootstrap = ClusterBootstrap(clusters)
    >>> sums = bootstrap.totals(np.column_stack([right, np.ones(6)]), np.arange(6))
    >>> str(bootstrap.estimate(sums[:, 0] / sums[:, 1], "no rows"))
    '0.67 (0.07-0.98)'
    """

    def __init__(self, clusters: "Sequence[Hashable] | Ints", *, unit: str = "report", seed: int = 0) -> None:
        names, self._numbers = np.unique(np.asarray(clusters), return_inverse=True)
        self.count, self._unit = len(names), unit
        draws = DRAWS if self.count > 1 else 0
        random = np.random.default_rng(seed)
        # Single precision: with a cluster a row this is the largest array, and counts are exact in it.
        self._weights = np.ones((1 + draws, self.count), dtype=np.float32)
        for draw in range(1, 1 + draws):
            drawn = random.integers(self.count, size=self.count)
            self._weights[draw] = np.bincount(drawn, minlength=self.count)

    @property
    def row_weights(self) -> npt.NDArray[np.float32]:
        """Bootstrap weights of the rows, shape (1 + draws, n): ones in the first line, then the times drawn."""
        return self._weights[:, self._numbers]

    def totals(self, terms: Floats, rows: Ints) -> Floats:
        """Sum the terms of some rows, as they are and as drawn.

        Parameters
        ----------
        terms
            Shape (m, s).
        rows
            Which row each line of the terms is of, numbers in [0, n), shape (m,).

        Returns
        -------
        numpy.ndarray
            Shape (1 + draws, s); the first line has the rows as they are.
        """
        used, place = np.unique(self._numbers[rows], return_inverse=True)
        sums = np.zeros((len(used), terms.shape[1]))
        np.add.at(sums, place, terms)
        drawn = self._weights[1:, used] @ sums.astype(np.float32)
        return np.vstack([terms.sum(axis=0), drawn.astype(np.float64)])

    def sums_by_cluster(self, terms: Floats) -> Floats:
        """Sum a term over the rows of each cluster, shape (n,) to (count,).

        Examples
        --------
        >>> ClusterBootstrap(list("aba")).sums_by_cluster(np.array([1.0, 2.0, 3.0])).tolist()
        [4.0, 2.0]
        """
        return np.bincount(self._numbers[: len(terms)], weights=terms, minlength=self.count).astype(np.float64)

    def estimate(
        self,
        values: Floats,
        reason: str,
        *,
        rows: npt.NDArray[np.bool_] | None = None,
        bounds: tuple[float, float] = UNIT,
    ) -> Estimate:
        """Return the first value with its 95 % interval, from the spread of the others.

        The interval is Student's t on the logit scale: the standard error is that of the draws, made up for small
        numbers of clusters by √(m / (m - 1)), with m - 1 degrees of freedom, m being the clusters that the figure
        rests on. Percentiles of the draws cover much less with few clusters or near a bound (docs/evaluation.md).
        At a bound, where no draw shows a difference, it is the exact one of Clopper and Pearson (1934) for m clusters
        that are all alike.

        Parameters
        ----------
        values
            Of a figure, NaN where it is not defined, shape (1 + draws,).
        reason
            Why the first is not defined, if it is not.
        rows
            The rows that the figure rests on, shape (n,), such as those that have the label for recall; all when not
            given.
        bounds
            Smallest and largest value that the figure can have.
        """
        if np.isnan(values[0]):
            return Estimate(reason=reason)
        value, drawn = float(values[0]), values[1:][~np.isnan(values[1:])]
        clusters = self.count if rows is None else len(np.unique(self._numbers[rows]))
        if clusters < 2:
            return Estimate(value, reason=f"it rests on one {self._unit}")
        if len(drawn) < _FEWEST_DEFINED * (len(values) - 1):
            return Estimate(value, reason="it is not defined in many of the draws")
        lowest, highest = bounds
        share = (value - lowest) / (highest - lowest)
        if np.ptp(drawn) < _NO_SPREAD:
            if _NO_SPREAD < share < 1 - _NO_SPREAD:
                return Estimate(value, reason="no draw shows a difference")
            low, high = exact_interval(share, clusters)
        elif 0 < share < 1:
            # About the value, not about their mean: where the draws lie to one side of it, that is an error too.
            error = math.sqrt(np.mean((drawn - value) ** 2) * clusters / (clusters - 1)) / (highest - lowest)
            low, high = _logit_interval(share, error, clusters - 1)
        else:
            return Estimate(value, reason="it lies at its bound, and the draws do not")
        return Estimate(value, lowest + (highest - lowest) * low, lowest + (highest - lowest) * high)


def exact_interval(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of Clopper and Pearson (1934) for a share of none or all of some units.

    Examples
    --------
    >>> [round(end, 3) for end in (*exact_interval(1, 3), *exact_interval(0, 20))]
    [0.292, 1.0, 0.0, 0.168]
    """
    least = _TAIL ** (1 / count)
    return (least, 1.0) if share > 0.5 else (0.0, 1 - least)


def _logit_interval(share: float, error: float, freedom: int) -> tuple[float, float]:
    """Return Student's t interval on the logit scale, where the delta method puts the standard error."""
    from scipy.special import expit, logit, stdtrit

    middle, spread = logit(share), -stdtrit(freedom, _TAIL) * error / (share * (1 - share))
    return float(expit(middle - spread)), float(expit(middle + spread))


def wilson_lower_bound(part: int, whole: int) -> float:
    """Return the lower end of Wilson's 95 % interval of a share: to rank shares of large and small numbers.

    Examples
    --------
    >>> round(wilson_lower_bound(3, 4), 2), round(wilson_lower_bound(60, 100), 2)
    (0.3, 0.5)
    """
    from scipy.special import ndtri

    z2 = float(ndtri(_TAIL)) ** 2
    spread = math.sqrt(z2 * (part * (1 - part / whole) + z2 / 4))
    return (part + z2 / 2 - spread) / (whole + z2)


def safe_divide(above: npt.ArrayLike, below: npt.ArrayLike, *, empty: float = np.nan) -> Floats:
    """Divide element by element; ``empty`` where the divisor is not above 0.

    Examples
    --------
    >>> safe_divide([1.0, 2.0], [2.0, 0.0], empty=0).tolist()
    [0.5, 0.0]
    """
    out = np.full(np.broadcast_shapes(np.shape(above), np.shape(below)), empty, dtype=np.float64)
    return np.asarray(np.divide(above, below, out=out, where=np.asarray(below) > 0))


def mean_of_defined(rows: Floats) -> Floats:
    """Return the mean of each column over the rows in which it is defined; NaN where it is in none.

    Examples
    --------
    >>> mean_of_defined(np.array([[1.0, np.nan], [0.0, np.nan]])).tolist()
    [0.5, nan]
    """
    return safe_divide(np.nansum(rows, axis=0), (~np.isnan(rows)).sum(axis=0))
