"""Print figures as tables, and records as JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rightstag.models.scores import Evaluation, Reliability, Scores, Slice
from rightstag.stats import Estimate

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.table import Table

_UNBOUNDED = 10_000  # a file or a pipe has no width of its own
_NAME_WIDTH = 36
_NAME_FLOOR = 12  # characters that the first column keeps on the narrowest terminal
_GAP = 2  # between columns
_PART_WIDTH = 26  # five labels stand beside it
_FIGURES = ("precision", "recall", "f1", "average_precision")
#: Of a kind of which there are more, such as countries, the weakest so many are shown.
_SLICES = 8
_HEADS = ("precision", "recall", "F1", "avg. precision")


def print_json(value: object) -> None:
    """Print records, or what is made of them, as JSON that people can read too."""
    import msgspec
    import typer

    typer.echo(msgspec.json.format(msgspec.json.encode(value), indent=1).decode())


def show(tables: Iterable["RenderableType"]) -> None:
    """Print tables on standard output: as wide as the terminal, and in a file or pipe as wide as they are."""
    from rich.console import Console

    console = Console(color_system=None)  # tables need no colours, and no text may bring its own
    if not console.is_terminal:
        console = Console(width=_UNBOUNDED, color_system=None)
    for each in tables:
        console.print(each)


def evaluation_tables(
    metrics: Evaluation, *, thresholds: Sequence[float] = (), plain: Evaluation | None = None
) -> list["RenderableType"]:
    """Return the figures as tables: by label, by slice, beside the plain pipeline, and how probabilities hold."""
    tables = [_by_label(metrics, thresholds)]
    if plain is not None:
        tables.append(_beside(metrics, plain))
    if metrics.slices:
        tables.append(_by_slice(metrics.slices))
    if metrics.reliability:
        tables.append(_reliability(metrics.reliability))
    return tables


def signed(figure: Estimate) -> str:
    """Return a difference as people read it.

    Examples
    --------
    >>> signed(Estimate(-0.014, -0.031, 0.002)), signed(Estimate(0.2)), signed(Estimate())
    ('-0.014 (-0.031…+0.002)', '+0.200', 'n/a')
    """
    if figure.value is None:
        return "n/a"
    spread = "" if figure.low is None or figure.high is None else f" ({figure.low:+.3f}…{figure.high:+.3f})"
    return f"{figure.value:+.3f}{spread}"


def _by_label(metrics: Evaluation, thresholds: Sequence[float]) -> "RenderableType":
    rows = [(label, *_cells(scores)) for label, scores in metrics.labels.items()]
    rows = [(*row, f"{threshold:.2f}") for row, threshold in zip(rows, thresholds, strict=True)] if thresholds else rows
    blank = ("",) if thresholds else ()
    total = [("micro", *_cells(metrics.micro), *blank), ("macro", *_cells(metrics.macro), *blank)]
    heads = ("label", *_HEADS, "with it", "of", *(("threshold",) if thresholds else ()))
    return table(f"{metrics.how} {metrics.ground}.{_no_interval(metrics.macro.f1)}", heads, rows, total)


def _no_interval(estimate: Estimate) -> str:
    """Explain the missing intervals of a table of figures."""
    missing = estimate.value is not None and estimate.low is None and estimate.reason
    return f" No interval: {estimate.reason}." if missing else ""


def _beside(metrics: Evaluation, plain: Evaluation) -> "RenderableType":
    pairs = [(label, scores, plain.labels[label]) for label, scores in metrics.labels.items()]
    rows = [(label, *_pair(ours, theirs)) for label, ours, theirs in pairs]
    total = [("macro", *_pair(metrics.macro, plain.macro))]
    heads = ("label", "F1", "plain F1", "avg. precision", "plain avg. precision")
    return table(f"Beside it: {plain.how}.", heads, rows, total)


def _by_slice(slices: Sequence[Slice]) -> "RenderableType":
    labels = tuple(slices[0].labels)
    kinds = {kind: [part for part in slices if part.by == kind] for kind in dict.fromkeys(part.by for part in slices)}
    rows = [
        (f"{part.by} {part.value}", f"{part.rows:,}", *(_short(s.f1) for s in part.labels.values()), str(part.macro.f1))
        for parts in kinds.values()
        for part in _weakest(parts)
    ]
    cut = [
        f"the {_SLICES} weakest of {len(parts):,} {kind} parts" for kind, parts in kinds.items() if len(parts) > _SLICES
    ]
    title = f"F1 by part ({', '.join(cut)})." if cut else "F1 by part."
    return table(title, ("part", "paragraphs", *labels, "macro"), rows, names=_PART_WIDTH)


def _weakest(parts: Sequence[Slice]) -> Sequence[Slice]:
    if len(parts) <= _SLICES:
        return parts
    return sorted(parts, key=lambda part: 1.0 if part.macro.f1.value is None else part.macro.f1.value)[:_SLICES]


def _reliability(reliability: Mapping[str, Reliability]) -> "RenderableType":
    heads, fields = ["label", "Brier score", "calibration error"], ["brier", "error"]
    if all(one.brier_before is not None for one in reliability.values()):
        heads += ["Brier score before", "error before"]
        fields += ["brier_before", "error_before"]
    rows = [(label, *(f"{getattr(one, field):.3f}" for field in fields)) for label, one in reliability.items()]
    return table("How far the probabilities hold; 0 is best.", heads, rows)


def _short(figure: Estimate) -> str:
    return "n/a" if figure.value is None else f"{figure.value:.2f}"


def _pair(ours: Scores, theirs: Scores) -> tuple[str, ...]:
    return (str(ours.f1), str(theirs.f1), str(ours.average_precision), str(theirs.average_precision))


def _cells(scores: Scores) -> tuple[str, ...]:
    return (*(str(getattr(scores, name)) for name in _FIGURES), f"{scores.support:,}", f"{scores.judged:,}")


def table(
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    total: Iterable[Sequence[str]] = (),
    *,
    names: int = _NAME_WIDTH,
) -> "FigureTable":
    """Return a table whose first column is text and whose others are figures; the rows of ``total`` stand apart.

    Parameters
    ----------
    names
        Characters of the first column at most.
    """
    return FigureTable(title, tuple(heads), [tuple(row) for row in rows], [tuple(row) for row in total], names)


@dataclass(frozen=True)
class FigureTable:
    """A table that fits the width it is shown in: heads and intervals wrap, then columns go, the last ones first.

    No figure is ever cut; the columns that are left out are named.
    """

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]
    total: list[tuple[str, ...]]
    names: int

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> Iterator["RenderableType"]:
        """Yield the table with the columns for which there is room, and a line on those left out."""
        from rich.text import Text

        shown = self._columns_within(options.max_width)
        yield self._drawn(shown, options.max_width)
        if left := self.heads[shown:]:
            yield Text(f"Not shown for want of width: {', '.join(head for head in left if head)}.\n")

    def _columns_within(self, width: int) -> int:
        """Count the columns that fit with each as narrow as its longest word, two at least."""
        shown = len(self.heads)
        while shown > 2 and _NAME_FLOOR + self._width_beside_names(shown) > width:
            shown -= 1
        return shown

    def _width_beside_names(self, shown: int) -> int:
        return sum(self._longest_word(column) + _GAP for column in range(1, shown)) + 2 * _GAP

    def _longest_word(self, column: int) -> int:
        cells = [row[column] for row in (self.heads, *self.rows, *self.total)]
        return max((len(word) for cell in cells for word in cell.split()), default=0)

    def _drawn(self, shown: int, width: int) -> "Table":
        from rich import box
        from rich.table import Table
        from rich.text import Text

        drawn = Table(
            title=Text(self.title),
            title_justify="left",
            title_style="",
            box=box.SIMPLE_HEAD,
            collapse_padding=True,
        )
        room = min(self.names, max(_NAME_FLOOR, width - self._width_beside_names(shown)))
        drawn.add_column(Text(self.heads[0]), overflow="ellipsis", no_wrap=True, max_width=room)
        for column in range(1, shown):
            drawn.add_column(Text(self.heads[column]), justify="right", min_width=self._longest_word(column))
        for row in self.rows:
            drawn.add_row(*(Text(cell) for cell in row[:shown]))
        drawn.add_section()
        for row in self.total:
            drawn.add_row(*(Text(cell) for cell in row[:shown]))
        return drawn
