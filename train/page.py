"""The page of an evaluation: one file that opens offline."""

from pathlib import Path
from typing import Any

from models.manifest import Manifest
from models.scores import Evaluation, Figure
from train.evaluate import Curve

_TEMPLATES = Path(__file__).with_name("templates")
#: Width and height of a curve's square, in the units of its picture.
SIDE = 200


def render(manifest: Manifest, metrics: Evaluation, curves: tuple[Curve, ...]) -> str:
    """Return the page as HTML; everything that comes from data is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters.update(bar=_bar, path=_path)
    content: dict[str, Any] = {
        "manifest": manifest,
        "metrics": metrics,
        "thresholds": {label.id: label.threshold for label in manifest.labels},
        "notes": {label.id: label.note for label in manifest.labels},
        "drawings": [(curve, metrics.labels[curve.label]) for curve in curves],
        "parts": {by: [part for part in metrics.slices if part.by == by] for by in ("source", "country")},
        "side": SIDE,
    }
    return environment.get_template("evaluation.html.j2").render(content)


def _bar(figure: Figure) -> dict[str, float]:
    """Return where a figure and its interval stand on a bar of 100."""
    value = figure.value or 0.0
    low, high = (value if edge is None else edge for edge in (figure.low, figure.high))
    return {"value": round(100 * value, 1), "low": round(100 * low, 1), "width": round(100 * (high - low), 1)}


def _path(points: tuple[tuple[float, float], ...]) -> str:
    """Return a curve as the points of an SVG polyline, from no recall at the first precision on."""
    first = ((0.0, points[0][1]), *points)
    return " ".join(f"{SIDE * recall:.1f},{SIDE * (1 - precision):.1f}" for recall, precision in first)
