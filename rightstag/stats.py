"""How sure a figure is: its 95 % interval, from drawing the reports anew."""

import math
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

DRAWS = 1000
_TAIL = 0.025  # on either side of a 95 % interval
#: In fewer of the draws than this a figure was defined: what is left is a choice of the draws, not their spread.
_FEWEST_DEFINED = 0.9
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
        None where the reports drawn anew cannot tell: there is one only, no draw shows a difference, many draws lack
        the figure, or they lie all to one side of it, as where pairs of annotators share a few paragraphs each.
    reason
        Why there is no value.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None

    def __str__(self) -> str:
        """Return it as people read it.

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


class Resampling:
    """Sums over paragraphs, as they are and as drawn anew.

    Whole clusters are drawn, with replacement: the paragraphs of one report are alike, and taken one by one they would
    make a figure look surer than it is.

    Parameters
    ----------
    clusters
        Name of the report of each paragraph, shape (n,).
    seed
        The same clusters and seed give the same draws.
    """

    def __init__(self, clusters: Sequence[str], *, seed: int = 0) -> None:
        names, self._numbers = np.unique(np.asarray(clusters), return_inverse=True)
        self.count = len(names)
        draws = DRAWS if self.count > 1 else 0  # one report cannot say how reports differ
        random = np.random.default_rng(seed)
        # Single precision: with a cluster a paragraph this is the largest array, and counts are exact in it.
        self._weights = np.zeros((draws, self.count), dtype=np.float32)
        for draw in range(draws):
            drawn = random.integers(self.count, size=self.count)
            self._weights[draw] = np.bincount(drawn, minlength=self.count)

    def totals(self, terms: Floats, paragraphs: Ints) -> Floats:
        """Return the sums of some paragraphs' terms.

        Parameters
        ----------
        terms
            Shape (m, s).
        paragraphs
            Which paragraph each row is of, numbers in [0, n), shape (m,).

        Returns
        -------
        numpy.ndarray
            Shape (1 + draws, s); the first row are the paragraphs as they are.
        """
        used, place = np.unique(self._numbers[paragraphs], return_inverse=True)
        sums = np.zeros((len(used), terms.shape[1]))
        np.add.at(sums, place, terms)
        drawn = self._weights[:, used] @ sums.astype(np.float32)
        return np.vstack([terms.sum(axis=0), drawn.astype(np.float64)])

    def estimate(self, values: Floats, reason: str) -> Estimate:
        """Return the first value, and the interval of the others.

        Parameters
        ----------
        values
            Of a figure, NaN where it is not defined, shape (1 + draws,).
        reason
            Why the first is not defined, if it is not.
        """
        if np.isnan(values[0]):
            return Estimate(reason=reason)
        value, drawn = float(values[0]), values[1:][~np.isnan(values[1:])]
        if len(drawn) < max(1, _FEWEST_DEFINED * (len(values) - 1)) or np.ptp(drawn) < _NO_SPREAD:
            return Estimate(value)
        tail = _tail(self.count)
        low, high = np.quantile(drawn, (tail, 1 - tail))
        return Estimate(value, float(low), float(high)) if low <= value <= high else Estimate(value)


def share_at_least(part: int, whole: int) -> float:
    """Return what a share is at least, by Wilson's 95 % interval: to rank shares of large and small numbers.

    Examples
    --------
    >>> round(share_at_least(3, 4), 2), round(share_at_least(60, 100), 2)
    (0.3, 0.5)
    """
    from scipy.special import ndtri

    z2 = float(ndtri(_TAIL)) ** 2
    spread = math.sqrt(z2 * (part * (1 - part / whole) + z2 / 4))
    return (part + z2 / 2 - spread) / (whole + z2)


def _tail(clusters: int) -> float:
    """Return the share of draws to cut off on either side.

    The fewer reports there are, the less of their spread the draws show. Cutting off less makes up for it, as Student's
    t does for a mean (the expanded percentile interval of Hesterberg, 2015).

    Examples
    --------
    >>> round(_tail(5), 4), round(_tail(50), 4), round(_tail(5000), 4)
    (0.001, 0.0212, 0.025)
    """
    from scipy.special import ndtr, stdtrit

    return float(ndtr(np.sqrt(clusters / (clusters - 1)) * stdtrit(clusters - 1, _TAIL)))
