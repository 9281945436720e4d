"""The page of an evaluation: one file that opens offline."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import shorten
from typing import Any

from rightstag.models.scores import Slice
from rightstag.stats import Estimate
from rightstag.train.evaluation.plots import (
    SIDE,
    calibration_plots,
    ceiling_rows,
    curve_plots,
    learning_plot,
)
from rightstag.train.evaluation.records import EvaluationReport, Mistake

_TEMPLATES = Path(__file__).with_name("templates")
_EXCERPT = 320  # characters of a paragraph
#: Of a kind that has more parts than this, such as countries, the table is folded away.
_FOLDED = 12


def render(report: EvaluationReport, texts: Mapping[str, str], *, notes: Mapping[str, str] | None = None) -> str:
    """Return the page as HTML; everything that comes from data is escaped.

    Parameters
    ----------
    report
        Every figure on the page is one of these.
    texts
        By paragraph id, for the mistakes.
    notes
        By label: what a reader of its figures must know.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters.update(bar=_bar, two=_two)
    content: dict[str, Any] = {
        "found": report,
        "summary": _summary(report),
        "notes": notes or {},
        "curves": curve_plots(report),
        "calibration": calibration_plots(report),
        "ceiling_rows": ceiling_rows(report.ceiling) if report.ceiling else [],
        "learning": learning_plot(report.learning) if report.learning else None,
        "kinds": _kinds(report),
        "folded": _FOLDED,
        "mistakes": _by_label(report.mistakes),
        "texts": {name: shorten(text, _EXCERPT, placeholder=" …") for name, text in texts.items()},
        "side": SIDE,
    }
    return environment.get_template("evaluation.html.j2").render(content)


def _summary(report: EvaluationReport) -> list[str]:
    """Summarise the report in sentences: macro F1, weakest label, weakest slices."""
    said = [f"Mean F1 of the labels (macro): {report.macro.f1}."]
    defined = [(s.f1.value, label) for label, s in report.labels.items() if s.f1.value is not None]
    if defined:
        weakest = min(defined)[1]
        said.append(f"Weakest label: {weakest}, F1 {report.labels[weakest].f1}.")
    parts = {(part.by, part.value): part for part in report.slices}
    for kind, value in report.worst.items():
        part = parts[kind, value]
        said.append(f"Weakest {kind}: {value}, macro F1 {part.macro.f1} on {part.rows:,} paragraphs.")
    return said


def _kinds(report: EvaluationReport) -> dict[str, list[Slice]]:
    """Return the slices of each kind; where there are many the weakest come first."""
    kinds: dict[str, list[Slice]] = {}
    for part in report.slices:
        kinds.setdefault(part.by, []).append(part)
    for parts in kinds.values():
        if len(parts) > _FOLDED:
            parts.sort(key=lambda part: 1.0 if part.macro.f1.value is None else part.macro.f1.value)
    return kinds


def _by_label(mistakes: tuple[Mistake, ...]) -> dict[str, list[Mistake]]:
    by_label: dict[str, list[Mistake]] = {}
    for mistake in mistakes:
        by_label.setdefault(mistake.label, []).append(mistake)
    return by_label


def _bar(figure: Estimate) -> dict[str, float]:
    """Scale an estimate and its interval to a bar of 100 units."""
    value = figure.value or 0.0
    low, high = (value if edge is None else edge for edge in (figure.low, figure.high))
    return {"value": round(100 * value, 1), "low": round(100 * low, 1), "width": round(100 * (high - low), 1)}


def _two(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.2f}"
