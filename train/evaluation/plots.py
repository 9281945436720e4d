"""Coordinates of the plots of an evaluation, and their text alternatives."""

from collections.abc import Sequence
from dataclasses import dataclass

from rightstag.stats import Estimate
from rightstag.train.evaluation.records import EvaluationReport, HumanAgreement, LearningCurvePoint

#: Width and height of a plot's square, in the units of its picture.
SIDE = 200
#: Width of the wide plots.
WIDE = 520


@dataclass(frozen=True, slots=True)
class Plot:
    """One square plot.

    Attributes
    ----------
    title, aside
        Above it, left and right.
    words
        What it shows, for people who do not see it.
    line
        Points of the line.
    dots
        Centre and radius of each mark.
    chance
        Height of the line of what chance would give; None where there is none.
    """

    title: str
    aside: str
    words: str
    line: str
    dots: tuple[tuple[float, float, float], ...]
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A figure with its interval: the places of its mark and of the ends of its whisker."""

    at: float
    low: float
    high: float


def curve_plots(report: EvaluationReport) -> list[Plot]:
    """Return precision against recall of each label; the mark is the threshold in use."""
    plots = []
    for curve in report.curves:
        scores = report.labels[curve.label]
        first = ((0.0, curve.points[0][1]), *curve.points)
        recall, precision = scores.recall.value, scores.precision.value
        used = "never given"
        dots: tuple[tuple[float, float, float], ...] = ()
        if recall is not None and precision is not None:
            used = f"at the threshold {curve.threshold:.2f} in use recall is {recall:.2f} and precision {precision:.2f}"
            dots = ((*_place(recall, precision), 5.0),)
        plots.append(
            Plot(
                title=curve.label,
                aside=f"average precision {scores.average_precision.value or 0.0:.2f}",
                words=f"Precision against recall of {curve.label}: {used}.",
                line=_line(first),
                dots=dots,
                chance=round(SIDE * (1 - scores.support / scores.judged), 1),
            )
        )
    return plots


def calibration_plots(report: EvaluationReport) -> list[Plot]:
    """Return, for each label, the share that has it against the probability given; larger marks are more paragraphs."""
    plots = []
    for label, reliability in report.reliability.items():
        points = [(part.predicted, part.observed) for part in reliability.bins]
        most = max(part.rows for part in reliability.bins)
        said = ", ".join(f"{part.observed:.2f} at {part.predicted:.2f} ({part.rows:,})" for part in reliability.bins)
        dots = [
            (*_place(*point), round(3 + 5 * (part.rows / most) ** 0.5, 1))
            for point, part in zip(points, reliability.bins, strict=True)
        ]
        plots.append(
            Plot(
                title=label,
                aside=f"calibration error {reliability.error:.3f}",
                words=f"Share of paragraphs with {label} by probability (paragraphs): {said}.",
                line=_line(points),
                dots=tuple(dots),
            )
        )
    return plots


def ceiling_rows(ceiling: HumanAgreement) -> list[tuple[str, Span | None, Span | None]]:
    """Return label, annotators and model, each with its place on a line of `WIDE` units; None where not defined."""
    return [(label, _span(one.annotators), _span(one.model)) for label, one in ceiling.labels.items()]


def learning_plot(growth: Sequence[LearningCurvePoint]) -> dict[str, object]:
    """Return the places of the two lines of the learning curve, and the plot in words."""
    most = max(step.rows for step in growth)
    across = [round(WIDE * step.rows / most, 1) for step in growth]
    lines = {}
    for name, figures in (
        ("macro F1", [step.f1 for step in growth]),
        ("macro average precision", [step.average_precision for step in growth]),
    ):
        heights = [round(SIDE * (1 - (figure.value or 0.0)), 1) for figure in figures]
        lines[name] = list(zip(across, heights, figures, strict=True))
    said = "; ".join(f"{step.rows:,} paragraphs, F1 {step.f1.value or 0.0:.2f}" for step in growth)
    return {"lines": lines, "words": f"Macro F1 by the number of paragraphs trained on: {said}.", "most": most}


def _span(figure: Estimate) -> Span | None:
    if figure.value is None:
        return None
    low, high = (figure.value if edge is None else edge for edge in (figure.low, figure.high))
    at, first, last = (round(WIDE * value, 1) for value in (figure.value, low, high))
    return Span(at, first, last)


def _place(across: float, up: float) -> tuple[float, float]:
    return round(SIDE * across, 1), round(SIDE * (1 - up), 1)


def _line(points: Sequence[tuple[float, float]]) -> str:
    return " ".join("{:.1f},{:.1f}".format(*_place(*point)) for point in points)
