"""How good a model is: the figures that are kept, printed and put on pages."""

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
    """How far the probabilities of a label can be taken at their word.

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
        Number of reports; the intervals come from drawing these anew.
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
