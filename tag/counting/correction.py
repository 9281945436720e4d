"""Correct counts for the mistakes of the model, by what it decides on a labelled sample.

Two estimates: the adjusted count of Gart and Buck (1966) and Forman (2008), which takes the model to find the same
share of true paragraphs everywhere; and prediction-powered inference (Angelopoulos et al. 2023), which takes it to
miss, on balance, the same share of all paragraphs everywhere.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rightstag.stats import ClusterBootstrap, Estimate, safe_divide

_TAIL = 0.025  # on either side of a 95 % interval
_FEWEST = 5  # paragraphs that have a label, or have it not, from which a rate can be told at all

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LabelledSample:
    """Labelled paragraphs, with what the model decided on each.

    Attributes
    ----------
    reports
        Key of the report of each, shape (n,).
    decided, labelled, known
        Whether the model says ``yes``, whether the paragraph has the label, and whether that is known, shape (n, k).
    """

    reports: Sequence[str]
    decided: Bools
    labelled: Bools
    known: Bools


@dataclass(frozen=True)
class ErrorRates:
    """How often a model errs on one label, in the sample and in draws of its reports, each of shape (1 + draws,).

    Attributes
    ----------
    recall, fallout
        Share of the paragraphs that have the label, and of those that have it not, for which it says ``yes``.
    missed
        Paragraphs that have the label less those for which it says ``yes``, as a share of all; may be negative.
    clusters
        Number of reports in the sample.
    reason
        Why nothing can be corrected, if so.
    """

    recall: Floats
    fallout: Floats
    missed: Floats
    clusters: int
    reason: str = ""


def error_rates(sample: LabelledSample, column: int, *, seed: int = 0) -> ErrorRates:
    """Measure a model's errors on one label, resampling the reports of the sample."""
    rows = np.flatnonzero(sample.known[:, column])
    has, said = sample.labelled[rows, column], sample.decided[rows, column]
    reason = ""
    if min(has.sum(), (~has).sum()) < _FEWEST:
        reason = (
            f"the sample has it {has.sum()} times and has it not {(~has).sum()} times; {_FEWEST} of each are needed"
        )
    bootstrap = ClusterBootstrap([sample.reports[row] for row in rows] or [""], seed=seed)
    terms = np.column_stack([has & said, has, ~has & said, ~has]).astype(np.float64).reshape(-1, 4)
    sums = bootstrap.totals(terms, np.arange(len(rows)))
    if bootstrap.count < 2 and not reason:
        reason = "the sample is of one report"
    recall, fallout = safe_divide(sums[:, 0], sums[:, 1]), safe_divide(sums[:, 2], sums[:, 3])
    missed = safe_divide(sums[:, 1] - sums[:, 0] - sums[:, 2], sums[:, 1] + sums[:, 3])
    if not reason and recall[0] <= fallout[0]:
        reason = "the model does not tell it apart on the sample"
    return ErrorRates(recall, fallout, missed, bootstrap.count, reason)


def adjusted_count(yes: int, read: int, rates: ErrorRates, *, seed: int = 0) -> Estimate:
    """Estimate how many of the paragraphs read have the label: ``(yes - fallout × read) / (recall - fallout)``.

    The interval has both what the sample leaves open (its reports are drawn anew) and the chance by which a model of
    these rates errs on these very paragraphs.

    Examples
    --------
    >>> rates = ErrorRates(np.full(1001, 0.7), np.full(1001, 0.02), np.full(1001, 0.01), clusters=30)
    >>> str(adjusted_count(200, 1000, rates).rounded(0))
    '265.00 (240.00-290.00)'
    """
    if rates.reason or read == 0:
        return Estimate(0.0, 0.0, 0.0) if read == 0 else Estimate(reason=rates.reason)
    gap = rates.recall - rates.fallout
    value = float(np.clip((yes - rates.fallout[0] * read) / gap[0], 0, read))
    recall, fallout = rates.recall[0], rates.fallout[0]
    chance = math.sqrt(value * recall * (1 - recall) + (read - value) * fallout * (1 - fallout))
    noise = np.random.default_rng(seed).standard_normal(len(gap) - 1) * chance
    usable = gap[1:] > 0
    drawn = (yes + noise - rates.fallout[1:] * read)[usable] / gap[1:][usable]
    return _interval(value, drawn, read, rates.clusters)


def prediction_powered_count(yes: int, read: int, rates: ErrorRates, *, seed: int = 0) -> Estimate:
    """Estimate how many of the paragraphs read have the label: ``yes + missed × read``."""
    if rates.reason or read == 0:
        return Estimate(0.0, 0.0, 0.0) if read == 0 else Estimate(reason=rates.reason)
    value = float(np.clip(yes + rates.missed[0] * read, 0, read))
    wrong = value * (1 - rates.recall[0]) + (read - value) * rates.fallout[0]
    noise = np.random.default_rng(seed).standard_normal(len(rates.missed) - 1) * math.sqrt(max(wrong, 0.0))
    return _interval(value, yes + noise + rates.missed[1:] * read, read, rates.clusters)


def labels_needed(rates: ErrorRates, share: float, *, within: float = 0.1) -> int:
    """Return about how many paragraphs of a ground must be labelled to know the model's recall there.

    Parameters
    ----------
    share
        Of its paragraphs that have the label, in (0, 1].
    within
        Half-width of the 95 % interval of the recall.

    Examples
    --------
    >>> rates = ErrorRates(np.full(3, 0.7), np.full(3, 0.02), np.full(3, 0.01), clusters=9)
    >>> labels_needed(rates, 0.2)
    404
    """
    recall = min(max(float(rates.recall[0]), 0.1), 0.9)  # near 0 or 1 the formula would ask for nearly none
    positive = 1.96**2 * recall * (1 - recall) / within**2
    return math.ceil(positive / share)


def _interval(value: float, drawn: Floats, read: int, clusters: int) -> Estimate:
    from scipy.special import stdtrit

    if len(drawn) == 0:
        return Estimate(value, reason="it is not defined in the draws")
    error = math.sqrt(np.mean((drawn - value) ** 2) * clusters / (clusters - 1))
    spread = -float(stdtrit(clusters - 1, _TAIL)) * error
    return Estimate(value, max(0.0, value - spread), min(float(read), value + spread))
