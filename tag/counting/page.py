"""Show counts as one offline page: a plot, the table, and the paragraphs behind every count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rightstag.stats import Estimate
from rightstag.tag.counting.output import group_name
from rightstag.tag.counting.table import CountRow

_TEMPLATES = Path(__file__).with_name("templates")
_SHOWN = 200  # paragraphs of one count; the others are in the tags


@dataclass(frozen=True, slots=True)
class TaggedText:
    """A paragraph behind a count."""

    report: str
    text: str


#: The tagged paragraphs of each group and label.
Texts = dict[tuple[tuple[str | None, ...], str], list[TaggedText]]


@dataclass(frozen=True, slots=True)
class _Shown:
    name: str
    anchor: str
    row: CountRow
    texts: Sequence[TaggedText]
    bar: float  # widths in percent of the largest count of the label
    corrected: float | None
    low: float | None
    high: float | None

    @property
    def left_out(self) -> int:
        return 0 if self.row.tagged is None else max(0, self.row.tagged - len(self.texts))


def render_counts(
    rows: Sequence[CountRow],
    by: Sequence[str],
    *,
    titles: Mapping[str, str] | None = None,
    texts: Mapping[tuple[tuple[str | None, ...], str], Sequence[TaggedText]] | None = None,
) -> str:
    """Return the page; everything that comes from a report is escaped, and it asks for nothing from outside.

    Parameters
    ----------
    titles
        What labels are called; their ids when not given.
    texts
        The tagged paragraphs of each group and label.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    labels = {label: _shown(rows, label, texts or {}) for label in dict.fromkeys(row.label for row in rows)}
    return environment.get_template("counts.html.j2").render(
        labels=labels, by=by, figure=figure, titles=titles or {label: label for label in labels}
    )


def figure(estimate: Estimate) -> str:
    """Return a corrected count as people read it.

    Examples
    --------
    >>> figure(Estimate(264.7, 236.2, 291.9)), figure(Estimate(reason="no labelled sample was given"))
    ('265 (236-292)', 'n/a')
    """
    if estimate.value is None:
        return "n/a"
    spread = "" if estimate.low is None or estimate.high is None else f" ({estimate.low:,.0f}-{estimate.high:,.0f})"
    return f"{estimate.value:,.0f}{spread}"


def _shown(
    rows: Iterable[CountRow], label: str, texts: Mapping[tuple[tuple[str | None, ...], str], Sequence[TaggedText]]
) -> list[_Shown]:
    of_label = [row for row in rows if row.label == label]
    parts = [row for row in of_label if row.group is not None]
    most = max((_extent(row) for row in parts), default=0) or 1

    def width(value: float | None) -> float | None:
        return None if value is None else round(100 * value / most, 2)

    return [
        _Shown(
            name=group_name(row),
            anchor=f"{label}-{number}",
            row=row,
            texts=() if row.group is None or row.suppressed else texts.get((row.group, label), ())[:_SHOWN],
            bar=0 if row.group is None else width(row.tagged) or 0,
            corrected=None if row.group is None else width(row.adjusted.value),
            low=width(row.adjusted.low),
            high=width(row.adjusted.high),
        )
        for number, row in enumerate(of_label)
    ]


def _extent(row: CountRow) -> float:
    return max(row.tagged or 0, row.adjusted.high or row.adjusted.value or 0)
