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
_FEWEST_REPORTS = 2
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
class Rate:
    """A rate in the sample and in draws of its reports.

    Attributes
    ----------
    values
        Shape (1 + draws,); the first is that of the sample.
    variance
        Of the number of cases, per paragraph that the rate is of: binomial where reports do not differ, and more where
        they do.
    """

    values: Floats
    variance: float


@dataclass(frozen=True)
class ErrorRates:
    """Error rates of a model on one label.

    Attributes
    ----------
    recall, fallout
        Of the paragraphs that have the label, and of those that have it not, the share for which it says ``yes``.
    missed
        Paragraphs that have the label less those for which it says ``yes``, as a share of all; may be negative.
    clusters
        Number of reports in the sample.
    reason
        Why nothing can be corrected, if so.
    """

    recall: Rate
    fallout: Rate
    missed: Rate
    clusters: int
    reason: str = ""


def error_rates(sample: LabelledSample, column: int, *, seed: int = 0) -> ErrorRates:
    """Measure a model's errors on one label, resampling the reports of the sample."""
    rows = np.flatnonzero(sample.known[:, column])
    has, said = sample.labelled[rows, column], sample.decided[rows, column]
    bootstrap = ClusterBootstrap([sample.reports[row] for row in rows] or [""], seed=seed)
    recall, fallout = _rate(bootstrap, said & has, has), _rate(bootstrap, said & ~has, ~has)
    missed = _rate(bootstrap, has.astype(np.float64) - said, np.ones(len(rows), dtype=bool))
    reason = ""
    if min(has.sum(), (~has).sum()) < _FEWEST:
        reason = f"the sample has it {has.sum()} times and not {(~has).sum()} times; {_FEWEST} of each are needed"
    elif bootstrap.count < _FEWEST_REPORTS:
        reason = "the sample is of one report"
    elif recall.values[0] <= fallout.values[0]:
        reason = "the model does not tell it apart on the sample"
    return ErrorRates(recall, fallout, missed, bootstrap.count, reason)


def adjusted_count(yes: int, read: int, rates: ErrorRates, *, seed: int = 0) -> Estimate:
    """Estimate how many of the paragraphs read have the label: ``(yes - fallout × read) / (recall - fallout)``.

    The interval has both what the sample leaves open (its reports are drawn anew) and how a model of these rates errs
    by chance, and from report to report, on these very paragraphs.

    Examples
    --------
    >>> rates = [Rate(np.full(1001, rate), rate * (1 - rate)) for rate in (0.7, 0.02, 0.01)]
    >>> str(adjusted_count(200, 1000, ErrorRates(*rates, clusters=30)).rounded(0))
    '265.00 (240.00-290.00)'
    """
    if rates.reason or read == 0:
        return _nothing(read, rates)
    recall, fallout = rates.recall.values, rates.fallout.values
    value = float(np.clip((yes - fallout[0] * read) / (recall[0] - fallout[0]), 0, read))
    chance = math.sqrt(value * rates.recall.variance + (read - value) * rates.fallout.variance)
    drawn = yes + chance * _noise(len(recall) - 1, seed) - fallout[1:] * read
    gap = recall[1:] - fallout[1:]
    return _interval(value, drawn[gap > 0] / gap[gap > 0], read, rates.clusters)


def prediction_powered_count(yes: int, read: int, rates: ErrorRates, *, seed: int = 0) -> Estimate:
    """Estimate how many of the paragraphs read have the label: ``yes + missed × read``."""
    if rates.reason or read == 0:
        return _nothing(read, rates)
    missed = rates.missed.values
    value = float(np.clip(yes + missed[0] * read, 0, read))
    chance = math.sqrt(rates.missed.variance * read)
    drawn = yes + missed[1:] * read + chance * _noise(len(missed) - 1, seed)
    return _interval(value, drawn, read, rates.clusters)


def _nothing(read: int, rates: ErrorRates) -> Estimate:
    return Estimate(reason=rates.reason) if read else Estimate(0.0, 0.0, 0.0)


def _noise(draws: int, seed: int) -> Floats:
    return np.random.default_rng(seed).standard_normal(draws)


def _rate(bootstrap: ClusterBootstrap, cases: npt.ArrayLike, of: Bools) -> Rate:
    """Return cases per paragraph; what they vary by is summed up report by report, so that it has their differences."""
    cases = np.asarray(cases, dtype=np.float64)
    sums = bootstrap.totals(np.column_stack([cases, of]).astype(np.float64).reshape(-1, 2), np.arange(len(of)))
    values = safe_divide(sums[:, 0], sums[:, 1])
    residuals = bootstrap.sums_by_cluster(cases - np.where(of, values[0], 0))
    few = bootstrap.count / max(bootstrap.count - 1, 1)
    return Rate(values, float(few * np.sum(residuals**2) / max(of.sum(), 1)))


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
    >>> rates = [Rate(np.full(3, rate), rate * (1 - rate)) for rate in (0.7, 0.02, 0.01)]
    >>> labels_needed(ErrorRates(*rates, clusters=9), 0.2)
    404
    """
    recall = min(max(float(rates.recall.values[0]), 0.1), 0.9)  # near 0 or 1 the formula would ask for nearly none
    positive = 1.96**2 * recall * (1 - recall) / within**2
    return math.ceil(positive / share)


def _interval(value: float, drawn: Floats, read: int, clusters: int) -> Estimate:
    from scipy.special import stdtrit

    if len(drawn) == 0:
        return Estimate(value, reason="it is not defined in the draws")
    error = math.sqrt(np.mean((drawn - value) ** 2) * clusters / (clusters - 1))
    spread = -float(stdtrit(clusters - 1, _TAIL)) * error
    return Estimate(value, max(0.0, value - spread), min(float(read), value + spread))
