"""Figures as tables on the terminal."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from models.scores import Evaluation, Scores, Slice

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

_WIDTH = 120
_NAME_WIDTH = 36
_FIGURES = ("precision", "recall", "f1", "average_precision")
_HEADS = ("precision", "recall", "F1", "avg. precision")


def show(tables: Iterable["RenderableType"]) -> None:
    """Print tables on standard output."""
    from rich.console import Console

    console = Console()
    # Figures cut short would mislead: a narrow terminal wraps the lines, and a file has no width of its own.
    console = Console(width=max(console.width if console.is_terminal else 0, _WIDTH))
    for table in tables:
        console.print(table)


def evaluation_tables(
    metrics: Evaluation, *, thresholds: Sequence[float] = (), plain: Evaluation | None = None
) -> list["RenderableType"]:
    """Return the figures as tables: by label, by slice, and beside the plain pipeline."""
    tables = [_by_label(metrics, thresholds)]
    if plain is not None:
        tables.append(_beside(metrics, plain))
    if metrics.slices:
        tables.append(_by_slice(metrics.slices))
    return tables


def _by_label(metrics: Evaluation, thresholds: Sequence[float]) -> "RenderableType":
    rows = [(label, *_cells(scores)) for label, scores in metrics.labels.items()]
    rows = [(*row, f"{threshold:.2f}") for row, threshold in zip(rows, thresholds, strict=True)] if thresholds else rows
    blank = ("",) if thresholds else ()
    total = [("micro", *_cells(metrics.micro), *blank), ("macro", *_cells(metrics.macro), *blank)]
    heads = ("label", *_HEADS, "with it", "of", *(("threshold",) if thresholds else ()))
    documents = f"{metrics.documents:,} report{'s' * (metrics.documents != 1)}"
    return table(f"{metrics.how} {metrics.rows:,} paragraphs of {documents}.", heads, rows, total)


def _beside(metrics: Evaluation, plain: Evaluation) -> "RenderableType":
    pairs = [(label, scores, plain.labels[label]) for label, scores in metrics.labels.items()]
    rows = [(label, *_pair(ours, theirs)) for label, ours, theirs in pairs]
    total = [("macro", *_pair(metrics.macro, plain.macro))]
    heads = ("label", "F1", "plain F1", "avg. precision", "plain avg. precision")
    return table(f"Beside it: {plain.how}.", heads, rows, total)


def _by_slice(slices: Sequence[Slice]) -> "RenderableType":
    labels = tuple(slices[0].labels)
    rows = [
        (f"{part.by} {part.value}", f"{part.rows:,}", *(str(s.f1) for s in part.labels.values()), str(part.macro.f1))
        for part in slices
    ]
    return table("F1 by part.", ("part", "paragraphs", *labels, "macro"), rows)


def _pair(ours: Scores, theirs: Scores) -> tuple[str, ...]:
    return (str(ours.f1), str(theirs.f1), str(ours.average_precision), str(theirs.average_precision))


def _cells(scores: Scores) -> tuple[str, ...]:
    return (*(str(getattr(scores, name)) for name in _FIGURES), f"{scores.support:,}", f"{scores.judged:,}")


def table(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], total: Iterable[Sequence[str]] = ()
) -> "Table":
    """Return a table whose first column is text and whose others are figures; the rows of ``total`` stand apart."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(title=Text(title), title_justify="left", title_style="", box=box.SIMPLE_HEAD, collapse_padding=True)
    for number, head in enumerate(heads):
        wide = None if number else _NAME_WIDTH  # a long name gives way, a figure never
        made.add_column(Text(head), justify="right" if number else "left", no_wrap=True, max_width=wide)
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    made.add_section()
    for row in total:
        made.add_row(*(Text(cell) for cell in row))
    return made
