"""Evaluation results: precision, recall, F1, average precision and calibration, with their intervals."""

import msgspec

from rightstag.stats import Estimate


class Scores(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The figures of one label, or of all together.

    Attributes
    ----------
    average_precision
        Area under the precision-recall curve, whatever the threshold.
    support, predicted, judged
        How many paragraphs have the label, were given it, and are known to have it or not.
    """

    precision: Estimate
    recall: Estimate
    f1: Estimate
    average_precision: Estimate
    support: int
    predicted: int
    judged: int


class Slice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The figures of a part of the paragraphs, such as those of one source."""

    by: str
    value: str
    rows: int
    macro: Scores
    labels: dict[str, Scores]


class Bin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Paragraphs of about the same probability: its mean, the share that has the label, and how many these are."""

    predicted: float
    observed: float
    rows: int


class Reliability(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The calibration of a label: Brier score, expected calibration error and reliability bins.

    Attributes
    ----------
    brier, error
        Brier score and expected calibration error, in [0, 1], 0 being best.
    brier_before, error_before
        The same before calibration, where that is known.
    bins
        What the error is taken over.
    """

    brier: float
    error: float
    bins: tuple[Bin, ...]
    brier_before: float | None = None
    error_before: float | None = None


# Defaults are left out, so that a manifest written before a figure was thought of keeps its bytes.
class Evaluation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The figures of a model on some paragraphs.

    Attributes
    ----------
    how
        Which paragraphs these were to the model.
    documents
        Number of known reports.
    of_unknown_report
        How many paragraphs do not say their report; for intervals they are one.
    drawn
        What the intervals draw anew: ``report`` or ``country``.
    macro
        Mean over the labels that occur; ``micro`` takes all cells together.
    reliability
        By label; a label that nobody judged has none.
    """

    how: str
    rows: int
    documents: int
    labels: dict[str, Scores]
    micro: Scores
    macro: Scores
    slices: tuple[Slice, ...] = ()
    reliability: dict[str, Reliability] = {}
    of_unknown_report: int = 0
    drawn: str = "report"

    @property
    def ground(self) -> str:
        """Number of paragraphs and reports behind the figures, in words.

        Examples
        --------
        >>> Evaluation(how="", rows=90, documents=1, labels={}, micro=None, macro=None, of_unknown_report=30).ground
        '60 paragraphs of 1 report and 30 of unknown reports'
        """
        return ground(self.rows, self.documents, self.of_unknown_report)


def ground(rows: int, reports: int, of_unknown_report: int = 0) -> str:
    """Say of how many reports some paragraphs are, and of how many the report is not known.

    Examples
    --------
    >>> ground(90, 0, 90), ground(90, 12)
    ('90 paragraphs of unknown reports', '90 paragraphs of 12 reports')
    >>> ground(90, 12, 30)
    '60 paragraphs of 12 reports and 30 of unknown reports'
    """
    named = f"{rows - of_unknown_report:,} paragraphs of {reports:,} report{'s' * (reports != 1)}"
    if not of_unknown_report:
        return named
    if of_unknown_report == rows:
        return f"{rows:,} paragraphs of unknown reports"
    return f"{named} and {of_unknown_report:,} of unknown reports"
