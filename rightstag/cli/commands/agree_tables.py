"""Print agreement: coefficients as tables, and the paragraphs on which annotators differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill, shorten
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType

    from rightstag.annotate.aggregation.dawid_skene import AnnotatorQuality
    from rightstag.annotate.agreement.codebook_versions import VersionChange
    from rightstag.annotate.agreement.disagreements import Disagreement, LabelConflict
    from rightstag.annotate.agreement.records import Agreement, Coefficients
    from rightstag.reports import Paragraph
    from rightstag.stats import Estimate

_WIDTH = 80
_DISTANCES = {"jaccard": "Jaccard", "masi": "MASI"}
_EXCERPT = 220  # characters of a paragraph: three lines


@dataclass(frozen=True, slots=True)
class AgreementResults:
    """Agreement of some annotations, with the disagreements behind it."""

    agreement: "Agreement"
    disagreements: Sequence["Disagreement"]
    conflicts: Sequence["LabelConflict"]
    quality: Sequence["AnnotatorQuality"]
    changes: Sequence["VersionChange"]


def print_agreement(results: AgreementResults, texts: Mapping[str, "Paragraph"], limit: int) -> None:
    """Print the figures, and the most frequent disagreements of each kind; ``limit`` is how many rows of each."""
    from rightstag.cli.console import show

    agreement = results.agreement
    show([_figures(agreement, len(results.disagreements))])
    for name, measures in [*agreement.labels.items(), ("whole answer", agreement.whole)]:
        for reason in dict.fromkeys(e.reason for e in _estimates(measures) if e.value is None):
            typer.echo(f"n/a of {name}: {reason}")
    show(_change(change) for change in results.changes)
    if len(agreement.pairs) > 1 and limit:
        show([_by_annotator(agreement, limit), _pairs(agreement, limit)])
    if results.quality and limit:
        given = [label for label, each in agreement.labels.items() if each.given]
        show([_quality(results.quality, given or list(agreement.labels), limit)])
    if results.conflicts and limit:
        show([_conflicts(results.conflicts, limit)])
    by_id = {disagreement.paragraph: disagreement for disagreement in results.disagreements}
    # Those of the most frequent conflict first: side by side they show what the codebook leaves open.
    order = dict.fromkeys(name for conflict in results.conflicts for name in conflict.paragraphs)
    for name in list(order)[:limit]:
        typer.echo(_block(by_id[name], texts.get(name)))
    if len(order) > limit:
        typer.echo(f"({len(order) - limit:,} more disputed paragraphs: --show N shows more, --json all)")


def _figures(agreement: "Agreement", disagreements: int) -> "RenderableType":
    from rightstag.cli.console import table

    title = (
        f"{agreement.paragraphs:,} paragraphs answered by two or more of {len(agreement.annotators)} annotators; "
        f"on {disagreements:,} of them the answers differ."
    )
    rows = [(name, *_cells(measures)) for name, measures in agreement.labels.items()]
    total = [("whole answer", *_cells(agreement.whole))]
    total += [
        (f"  by {_DISTANCES[name]}", "", _cell(figure), "", "", "") for name, figure in agreement.set_alpha.items()
    ]
    return table(title, ("label", "given", "Krippen-\ndorff's α", "Cohen's κ", "Gwet's AC1", "F1"), rows, total)


def _estimates(measures: "Coefficients") -> tuple["Estimate", ...]:
    return (measures.alpha, measures.kappa, measures.ac1, measures.f1)


def _cells(measures: "Coefficients") -> tuple[str, ...]:
    return (f"{measures.given:,}", *map(_cell, _estimates(measures)))


def _cell(figure: "Estimate") -> str:
    """Return a figure with its interval below it: side by side, four of them are wider than a terminal."""
    return str(figure).replace(" (", "\n(")


def _change(change: "VersionChange") -> "RenderableType":
    from rightstag.cli.console import table

    old, new = change.versions
    shifts = [*change.labels.items(), ("whole answer", change.whole)]
    rows = [(name, *map(str, (shift.before, shift.after, shift.difference))) for name, shift in shifts]
    title = (
        f"Krippendorff's α by codebook version: {change.paragraphs[0]:,} paragraphs answered twice by version {old}, "
        f"{change.paragraphs[1]:,} by version {new}, {change.both:,} by both."
    )
    return table(title, ("label", f"version {old}", f"version {new}", "difference"), rows)


def _by_annotator(agreement: "Agreement", limit: int) -> "RenderableType":
    from rightstag.annotate.agreement.disagreements import rank_annotators
    from rightstag.cli.console import table

    ranking = rank_annotators(agreement.pairs)
    rows = [
        (one.annotator, f"{one.differ:,}", f"{one.compared:,}", f"{one.differ / one.compared:.0%}")
        for one in ranking[:limit]
    ]
    title = f"Who differs most from the others{_part(len(rows), len(ranking))}."
    return table(title, ("annotator", "differs", "of", "share"), rows)


def _pairs(agreement: "Agreement", limit: int) -> "RenderableType":
    from rightstag.cli.console import table

    rows = [
        (*pair.annotators, f"{pair.differ:,}", f"{pair.paragraphs:,}", str(pair.kappa))
        for pair in agreement.pairs[:limit]
    ]
    title = f"Which two differ most{_part(len(rows), len(agreement.pairs))}."
    return table(title, ("one", "another", "differ", "of", "Cohen's κ"), rows)


def _quality(quality: Sequence["AnnotatorQuality"], labels: Sequence[str], limit: int) -> "RenderableType":
    from rightstag.cli.console import table

    def mean(by_label: Mapping[str, float]) -> float:
        return sum(by_label[label] for label in labels) / len(labels)

    rows = []
    for one in sorted(quality, key=lambda one: mean(one.sensitivity) + mean(one.specificity))[:limit]:
        weakest = min(labels, key=one.sensitivity.__getitem__)
        figures = (f"{mean(one.sensitivity):.2f}", f"{mean(one.specificity):.2f}")
        rows.append((one.annotator, f"{one.answers:,}", *figures, f"{weakest} {one.sensitivity[weakest]:.2f}"))
    title = f"How good each annotator is, by Dawid and Skene{_part(len(rows), len(quality))}."
    return table(title, ("annotator", "answers", "sensitivity", "specificity", "misses most of"), rows)


def _conflicts(conflicts: Sequence["LabelConflict"], limit: int) -> "RenderableType":
    from rightstag.cli.console import table

    rows = [
        (*conflict.labels, f"{conflict.times:,}", f"{len(conflict.paragraphs):,}") for conflict in conflicts[:limit]
    ]
    title = f"What one said, and another of the same paragraph{_part(len(rows), len(conflicts))}."
    return table(title, ("one", "another", "times", "paragraphs"), rows)


def _part(shown: int, count: int) -> str:
    return f" (the first {shown} of {count})" if shown < count else ""


def _block(disagreement: "Disagreement", text: "Paragraph | None") -> str:
    """Return a disputed paragraph with what each annotator said."""
    from rightstag.labels import NONE

    report = f" ({text.report.key})" if text and text.report else ""
    lines = [f"{disagreement.paragraph}{report}"]
    if text:
        excerpt = shorten(text.text, _EXCERPT, placeholder=" …")
        lines.append(fill(excerpt, _WIDTH, initial_indent="  ", subsequent_indent="  "))
    return "\n".join(
        [*lines, *(f"  {who}: {', '.join(said) or NONE}" for who, said in disagreement.answers.items()), ""]
    )
