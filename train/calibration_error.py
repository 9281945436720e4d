"""Calibration of probabilities: the Brier score and the expected calibration error."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rightstag.models.scores import Bin, Reliability

#: Of equal width over [0, 1].
BINS = 10

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def reliability(
    probabilities: Floats, matrix: npt.NDArray[np.int8], known: Bools, labels: Sequence[str], raw: Floats | None = None
) -> dict[str, Reliability]:
    """Compute Brier score and calibration error of each label; labels that nobody judged are left out.

    Parameters
    ----------
    probabilities, matrix, known
        What a model says, what is so, and where that is known, each of shape (n, k).
    raw
        What it said before calibration, shape (n, k).
    """
    by_label = {}
    for k, (label, rows) in enumerate(zip(labels, known.T, strict=True)):
        if not rows.any():
            continue
        positive, before = matrix[rows, k] == 1, None if raw is None else raw[rows, k]
        by_label[label] = Reliability(
            brier=brier(probabilities[rows, k], positive),
            error=calibration_error(bins := bin_up(probabilities[rows, k], positive)),
            bins=bins,
            brier_before=None if before is None else brier(before, positive),
            error_before=None if before is None else calibration_error(bin_up(before, positive)),
        )
    return by_label


def brier(probabilities: Floats, positive: Bools) -> float:
    """Return the mean squared difference between probability and outcome (Brier, 1950): 0 is best.

    Examples
    --------
    >>> brier(np.array([0.9, 0.2]), np.array([True, False]))
    0.025
    """
    return round(float(np.mean((probabilities - positive) ** 2)), 4)


def bin_up(probabilities: Floats, positive: Bools) -> tuple[Bin, ...]:
    """Return the bins of equal width that have paragraphs in them, with the mean probability and the share that is so.

    Examples
    --------
    >>> bin_up(np.array([0.12, 0.18, 1.0]), np.array([False, True, True]))
    (Bin(predicted=0.15, observed=0.5, rows=2), Bin(predicted=1.0, observed=1.0, rows=1))
    """
    place = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    parts = [place == number for number in np.unique(place)]
    return tuple(
        Bin(
            predicted=round(float(probabilities[part].mean()), 4),
            observed=round(float(positive[part].mean()), 4),
            rows=int(part.sum()),
        )
        for part in parts
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error (Naeini, Cooper and Hauskrecht, 2015): 0 is best.

    The mean, over the bins, of how far the mean probability is from the share that is so, by the paragraphs in them.

    Examples
    --------
    >>> calibration_error([Bin(predicted=0.15, observed=0.5, rows=2), Bin(predicted=1.0, observed=1.0, rows=1)])
    0.2333
    """
    rows = sum(part.rows for part in bins)
    return round(sum(part.rows * abs(part.predicted - part.observed) for part in bins) / rows, 4)
