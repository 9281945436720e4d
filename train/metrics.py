"""Precision, recall, F1 and average precision of every label, with intervals from drawing the reports anew."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from rightstag.models.scores import Evaluation, Scores, Slice
from rightstag.stats import ClusterBootstrap, Floats, Ints, mean_of_defined, safe_divide
from rightstag.train.calibration_error import reliability
from rightstag.train.dataset import UNKNOWN

#: A slice of fewer paragraphs than this says nothing.
SMALLEST_SLICE = 20
_ABSENT = "the label does not occur"

Bools = npt.NDArray[np.bool_]


def compute_metrics(
    probabilities: Floats,
    decisions: Bools,
    matrix: npt.NDArray[np.int8],
    known: Bools,
    *,
    labels: Sequence[str],
    reports: Ints,
    how: str,
    units: Ints | None = None,
    unit: str = "report",
    slices: Mapping[str, Sequence[str | None]] | None = None,
    raw: Floats | None = None,
    seed: int = 0,
) -> Evaluation:
    """Compare what a model says with what is known.

    Parameters
    ----------
    probabilities, decisions, matrix, known
        What the model says, whether it gives the label, whether the label applies, and whether that is known at all;
        each of shape (n, k). Cells that are not known count nowhere.
    labels
        The k columns.
    reports
        Number of the report of each row, `UNKNOWN` where it is not known, shape (n,).
    how
        Which paragraphs these are to the model.
    units, unit
        Number of what was held out whole, shape (n,), and what it is, such as ``country``: the intervals draw these
        anew. The reports when not given. All rows of unknown ones are one.
    slices
        By a name such as ``source``, what each row belongs to; rows of None belong to no slice, and of a slice of
        fewer than `SMALLEST_SLICE` rows nothing is said.
    raw
        The probabilities before calibration, shape (n, k), to say what calibration brought.
    """
    units = reports if units is None else units
    named = "group of paragraphs of unknown reports" if (units == UNKNOWN).all() else unit
    bootstrap = ClusterBootstrap(units, unit=named, seed=seed)
    scores, micro, macro = _scores(probabilities, decisions, matrix, known, bootstrap)
    parts = []
    for by, values in (slices or {}).items():
        for value in sorted({value for value in values if value is not None}, key=_natural):
            rows = np.array([other == value for other in values])
            if rows.sum() < SMALLEST_SLICE:
                continue
            part = ClusterBootstrap(units[rows], unit=named, seed=seed)
            one = _scores(probabilities[rows], decisions[rows], matrix[rows], known[rows], part)
            by_label = dict(zip(labels, one[0], strict=True))
            parts.append(Slice(by=by, value=value, rows=int(rows.sum()), macro=one[2], labels=by_label))
    return Evaluation(
        how=how,
        rows=len(matrix),
        documents=len(np.unique(reports[reports != UNKNOWN])),
        labels=dict(zip(labels, scores, strict=True)),
        micro=micro,
        macro=macro,
        slices=tuple(parts),
        reliability=reliability(probabilities, matrix, known, labels, raw),
        of_unknown_report=int((reports == UNKNOWN).sum()),
        drawn=unit,
    )


def f1_by_draw(
    decisions: Bools, matrix: npt.NDArray[np.int8], known: Bools, weights: npt.NDArray[np.floating]
) -> Floats:
    """Return the F1 of each label, and last their mean, under each weighting of the rows.

    Parameters
    ----------
    decisions, matrix, known
        As in `compute_metrics`.
    weights
        How often each row counts, shape (weightings, n).

    Returns
    -------
    numpy.ndarray
        Shape (k + 1, weightings); NaN for a label that does not occur, which is no part of the mean.
    """
    true, given = (matrix == 1) & known, decisions & known
    f1 = np.vstack([_ratios(_table(g, t, weights))[2] for g, t in zip(given.T, true.T, strict=True)])
    occurring = f1[true.any(axis=0)]
    macro = mean_of_defined(occurring) if len(occurring) else np.full(len(weights), np.nan)
    return np.vstack([f1, macro])


def average_precision(scores: Floats, positive: Bools, weights: npt.NDArray[np.floating]) -> Floats:
    """Return the average precision under each weighting of the rows; NaN where no row is positive.

    Parameters
    ----------
    scores, positive
        Shape (n,).
    weights
        How often each row counts, shape (weightings, n).

    Examples
    --------
    >>> scores, positive = np.array([0.9, 0.8, 0.8, 0.1]), np.array([True, True, False, False])
    >>> average_precision(scores, positive, np.array([[1, 1, 1, 1], [1, 0, 1, 1]])).round(3).tolist()
    [0.833, 1.0]
    """
    order = np.argsort(-scores, kind="stable")
    # Equal scores are one step of the curve: it cannot be cut between them.
    steps = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    taken = np.cumsum(weights[:, order], axis=1)[:, steps].astype(np.float64)
    hits = np.cumsum(weights[:, order] * positive[order], axis=1)[:, steps].astype(np.float64)
    gains = np.diff(hits, axis=1, prepend=0)
    return safe_divide((gains * safe_divide(hits, taken, empty=0)).sum(axis=1), hits[:, -1])


def _scores(
    probabilities: Floats, decisions: Bools, matrix: npt.NDArray[np.int8], known: Bools, bootstrap: ClusterBootstrap
) -> tuple[list[Scores], Scores, Scores]:
    """Return the figures of each label, of all cells together (micro) and of the labels' mean (macro)."""
    true, given, weights = (matrix == 1) & known, decisions & known, bootstrap.row_weights
    tables, curves = [], []
    for column in range(matrix.shape[1]):
        tables.append(_table(given[:, column], true[:, column], weights))
        rows = known[:, column]
        curves.append(_curve(probabilities[rows, column], true[rows, column], weights[:, rows]))
    together = known.ravel()
    rows_of_cells = np.repeat(np.arange(len(matrix)), matrix.shape[1])[together]
    counts = [(int(t.sum()), int(g.sum()), int(k.sum())) for t, g, k in zip(true.T, given.T, known.T, strict=True)]
    labels = [
        _record(bootstrap, (*_ratios(table), curve), given[:, k], true[:, k], counts[k])
        for k, (table, curve) in enumerate(zip(tables, curves, strict=True))
    ]
    some: tuple[Bools, Bools] = np.asarray(given.any(axis=1)), np.asarray(true.any(axis=1))
    total = tuple(sum(column) for column in zip(*counts, strict=True))
    curve = _curve(probabilities.ravel()[together], true.ravel()[together], weights[:, rows_of_cells])
    micro = _record(bootstrap, (*_ratios(np.sum(tables, axis=0)), curve), *some, total)
    with_support = [index for index, (support, _, _) in enumerate(counts) if support]
    macro = _record(bootstrap, _macro(tables, curves, with_support), *some, total)
    return labels, micro, macro


def _macro(tables: list[Floats], curves: list[Floats], columns: list[int]) -> tuple[Floats, ...]:
    """Return the mean figures of the labels that occur; what a label leaves undefined is left out."""
    if not columns:
        return (np.array([np.nan]),) * 4
    each = [(*_ratios(tables[column]), curves[column]) for column in columns]
    return tuple(mean_of_defined(np.vstack(rows)) for rows in zip(*each, strict=True))


def _table(given: Bools, true: Bools, weights: npt.NDArray[np.floating]) -> Floats:
    """Count true positives, predicted positives and positives, shape (3, draws)."""
    return np.vstack([weights @ (given & true), weights @ given, weights @ true]).astype(np.float64)


def _curve(scores: Floats, positive: Bools, weights: npt.NDArray[np.floating]) -> Floats:
    return average_precision(scores, positive, weights) if positive.any() else np.full(len(weights), np.nan)


def _ratios(table: Floats) -> tuple[Floats, Floats, Floats]:
    """Return precision, recall and F1; NaN where the label does not occur."""
    hits, given, true = table
    f1 = np.where(true > 0, safe_divide(2 * hits, given + true), np.nan)
    return np.where(true > 0, safe_divide(hits, given), np.nan), safe_divide(hits, true), f1


def _record(
    bootstrap: ClusterBootstrap, figures: tuple[Floats, ...], given: Bools, true: Bools, counts: tuple[int, ...]
) -> Scores:
    """Estimate precision, recall, F1 and average precision, each by the reports of the rows that it rests on."""
    precision, recall, f1, area = (
        bootstrap.estimate(values, _ABSENT, rows=rows).rounded()
        for values, rows in zip(figures, (given, true, given | true, true), strict=True)
    )
    support, predicted, judged = counts
    return Scores(
        precision=precision,
        recall=recall,
        f1=f1,
        average_precision=area,
        support=support,
        predicted=predicted,
        judged=judged,
    )


def _natural(name: str) -> list[tuple[int, str]]:
    """Return the key of natural sorting, numbers by size."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]
