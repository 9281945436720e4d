"""The table of counts: a row per group and label, small ones suppressed where it is to be published."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from rightstag.stats import ClusterBootstrap, Estimate, safe_divide
from rightstag.tag.counting.correction import (
    ErrorRates,
    LabelledSample,
    adjusted_count,
    error_rates,
    labels_needed,
    prediction_powered_count,
)
from rightstag.tag.counting.tally import Group, Ints, Tally

_Corrector = Callable[..., Estimate]
_NO_SAMPLE = "no labelled sample was given"
_NOT_READ = "how many paragraphs were read is not known"


class CountRow(msgspec.Struct, frozen=True, kw_only=True):
    """The count of a label in a group of reports.

    Attributes
    ----------
    group
        Value of each grouping, None where it is not known; None for all groups together.
    reports
        Number of known reports; ``of_unknown_report`` paragraphs have the label and belong to none of them.
    paragraphs
        How many were read; None where that is not known.
    tagged, review
        How many the model gives the label, and how many it leaves to people; None where suppressed.
    share
        Of the paragraphs read, with the interval of resampling reports.
    adjusted, prediction_powered
        The count corrected for the model's mistakes, by each of two estimates.
    notes
        What a reader must know of the figures.
    """

    group: Group | None
    label: str
    reports: int
    paragraphs: int | None
    tagged: int | None
    review: int | None
    share: Estimate
    adjusted: Estimate
    prediction_powered: Estimate
    of_unknown_report: int = 0
    suppressed: bool = False
    notes: tuple[str, ...] = ()


def count_rows(tally: Tally, sample: LabelledSample | None = None, *, seed: int = 0) -> list[CountRow]:
    """Return the counts of each group and label, and of all groups together.

    Parameters
    ----------
    sample
        Labelled paragraphs with the model's decisions, columns in the order of the tally's labels.
    seed
        Of the draws behind the intervals.
    """
    rates = [None if sample is None else error_rates(sample, k, seed=seed) for k in range(len(tally.labels))]
    sampled = frozenset(sample.reports) if sample else frozenset()
    groups: list[Group | None] = [*dict.fromkeys(tally.groups), None]
    return [
        _row(tally, _Cell(group, lines, k), rates[k], sampled, seed)
        for group in groups
        for lines in [tally.lines_of(group)]
        for k in range(len(tally.labels))
    ]


def suppress_small(rows: Sequence[CountRow], smallest: int) -> list[CountRow]:
    """Blank the counts from 1 to ``smallest - 1``, and so many more that none can be told from the total.

    Examples
    --------
    >>> def row(group, tagged):
    ...     return CountRow(group=group, label="a", reports=1, paragraphs=9, tagged=tagged, review=0, share=Estimate(),
    ...                     adjusted=Estimate(), prediction_powered=Estimate())
    >>> rows = [row(("AAA",), 2), row(("BBB",), 7), row(("CCC",), 0), row(("DDD",), 30), row(None, 39)]
    >>> [each.tagged for each in suppress_small(rows, 5)]
    [None, None, 0, 30, 39]
    """
    hidden = {n for n, row in enumerate(rows) if row.tagged is not None and 0 < row.tagged < smallest}
    for label in {rows[n].label for n in hidden}:
        parts = [n for n, row in enumerate(rows) if row.label == label and row.group is not None]
        lone = [n for n in parts if n in hidden]
        others = sorted((rows[n].tagged or 0, n) for n in parts if n not in hidden and rows[n].tagged)
        if len(lone) == 1 and others:
            hidden.add(others[0][1])
    return [_blank(row) if n in hidden else row for n, row in enumerate(rows)]


@dataclass(frozen=True, slots=True)
class _Cell:
    group: Group | None
    lines: Ints
    column: int


def _row(tally: Tally, cell: _Cell, rates: ErrorRates | None, sampled: frozenset[str], seed: int) -> CountRow:
    yes, read = tally.yes[cell.lines, cell.column], tally.read[cell.lines, cell.column]
    known = bool((read >= 0).all())
    names = [tally.reports[line] for line in cell.lines]
    nameless = np.array([name is None for name in names], dtype=bool)
    tagged, total = int(yes.sum()), int(read.sum()) if known else None
    corrected = [_correct(make, tagged, total, rates, seed) for make in (adjusted_count, prediction_powered_count)]
    row = CountRow(
        group=cell.group,
        label=tally.labels[cell.column],
        reports=len(set(names) - {None}),
        paragraphs=total,
        tagged=tagged,
        review=int(tally.review[cell.lines, cell.column].sum()),
        share=_share(names, yes, read, seed) if known else Estimate(reason=_NOT_READ),
        adjusted=corrected[0],
        prediction_powered=corrected[1],
        of_unknown_report=int(yes[nameless].sum()),
    )
    return row if rates is None else msgspec.structs.replace(row, notes=tuple(_notes(row, names, rates, sampled)))


def _share(names: Sequence[str | None], yes: Ints, read: Ints, seed: int) -> Estimate:
    clusters = [
        name or "" for name in names
    ]  # paragraphs of unknown reports are one: nobody knows of how many they are
    if not clusters:
        return Estimate(reason="nothing was read")
    bootstrap = ClusterBootstrap(clusters, seed=seed)
    sums = bootstrap.totals(np.column_stack([yes, read]).astype(np.float64), np.arange(len(clusters)))
    return bootstrap.estimate(safe_divide(sums[:, 0], sums[:, 1]), "nothing was read")


def _correct(make: _Corrector, tagged: int, total: int | None, rates: ErrorRates | None, seed: int) -> Estimate:
    if rates is None:
        return Estimate(reason=_NO_SAMPLE)
    return make(tagged, total, rates, seed=seed) if total is not None else Estimate(reason=_NOT_READ)


def _notes(row: CountRow, names: Sequence[str | None], rates: ErrorRates, sampled: frozenset[str]) -> list[str]:
    if row.adjusted.value is None or not row.paragraphs or sampled & set(names):
        return []
    needed = labels_needed(rates, max(row.adjusted.value, 1) / row.paragraphs)
    return [f"corrected by labels of other reports; about {needed:,} labels of its own would tell the recall here"]


def _blank(row: CountRow) -> CountRow:
    nothing = Estimate(reason="suppressed")
    return msgspec.structs.replace(
        row,
        tagged=None,
        review=None,
        share=nothing,
        adjusted=nothing,
        prediction_powered=nothing,
        of_unknown_report=0,
        suppressed=True,
        notes=(),
    )
