"""The whole of ``metrics.json``: the figures of a model on labelled paragraphs, and what stands behind them."""

from typing import Literal

import msgspec

from rightstag.models.scores import Evaluation
from rightstag.stats import Estimate


class Curve(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Precision against recall of one label as its threshold falls.

    Attributes
    ----------
    points
        Recall and precision.
    threshold
        In use.
    """

    label: str
    points: tuple[tuple[float, float], ...]
    threshold: float


class Mistake(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A label that was given wrongly, or missed.

    Attributes
    ----------
    paragraph
        Its id.
    kind
        ``given`` where the label does not apply, ``missed`` where it does.
    probability
        What the model says, in [0, 1].
    """

    paragraph: str
    label: str
    kind: Literal["given", "missed"]
    probability: float
    threshold: float


class HumanComparison(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The model held against people, and people against each other, on one label.

    Attributes
    ----------
    annotators
        F1 of any two annotators who answered the same paragraph.
    model
        F1 of the model and any one annotator, on these paragraphs.
    gap
        The first less the second, and its interval.
    given
        How many answers have the label.
    at_ceiling
        Whether the gap is so small that more of the same annotation can hardly show a better model; never where the
        paragraphs cannot tell.
    """

    annotators: Estimate
    model: Estimate
    gap: Estimate
    given: int
    at_ceiling: bool


class HumanAgreement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """F1 of the model with annotators beside the F1 of the annotators with each other.

    Attributes
    ----------
    paragraphs, annotators
        How many paragraphs two or more people answered, and how many people these are.
    seen
        How many of these paragraphs the model was trained on, which flatters it.
    """

    paragraphs: int
    annotators: int
    seen: int
    labels: dict[str, HumanComparison]


class LearningCurvePoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Figures of a model that was trained on so many paragraphs."""

    rows: int
    f1: Estimate
    average_precision: Estimate


# Unlike what it extends, every field is always there: programs read it.
class EvaluationReport(Evaluation, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=False):
    """The figures of a model on labelled paragraphs, with curves, comparisons and the worst of it.

    Attributes
    ----------
    model
        Its name.
    thresholds
        By label.
    worst
        The weakest slice of each kind that has enough to be found in it: by what it is sliced, and which one.
    mistakes
        Those that the model is surest of.
    ceiling
        None where no paragraph was answered by two people.
    learning
        The same recipe on growing parts of training data; empty where it was not asked for.
    """

    model: str
    thresholds: dict[str, float]
    worst: dict[str, str]
    curves: tuple[Curve, ...]
    mistakes: tuple[Mistake, ...]
    ceiling: HumanAgreement | None
    learning: tuple[LearningCurvePoint, ...]
    schema: Literal["rightstag.evaluation/1"] = "rightstag.evaluation/1"


def to_json(report: EvaluationReport) -> bytes:
    """Return ``metrics.json``: the same fields in the same order, whatever is in them."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"
