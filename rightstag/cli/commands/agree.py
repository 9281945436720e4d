"""``rightstag agree``: measure agreement between annotators, and report disagreement."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rightstag.atomic import atomic_write
from rightstag.cli.console import print_json
from rightstag.cli.options import Answers, TaxonomyFile
from rightstag.errors import UsageError
from rightstag.jsonl import read_rows, write_rows

if TYPE_CHECKING:
    from rightstag.annotate import Annotation
    from rightstag.annotate.agreement.disagreements import Disagreement
    from rightstag.annotate.agreement.records import Agreement
    from rightstag.cli.commands.agree_tables import AgreementResults
    from rightstag.labels import Taxonomy
    from rightstag.reports import Paragraph

#: With fewer reports than this, drawing them anew tells little of how reports differ.
_FEW_REPORTS = 10
#: Of two people who differ, nothing tells who is right.
_FEWEST = 3
_TWO_ONLY = (
    "two annotators only: which of them is right where they differ cannot be told from their answers; "
    "have a third answer some paragraphs, or adjudicate"
)
#: Label conflicts in the report, where the terminal shows none.
_KINDS = 10
Method = Literal["majority", "dawid-skene"]


def agree(  # noqa: PLR0917 - options, which typer passes by name
    data: Answers,
    paragraphs: Annotated[
        list[Path] | None,
        typer.Option("--paragraphs", help="The paragraphs that they speak of: for intervals by report, and texts."),
    ] = None,
    taxonomy: TaxonomyFile = None,
    disputed: Annotated[
        Path | None,
        typer.Option("--disputed", metavar="FILE", help="Write the paragraphs that wait for adjudication, JSON Lines."),
    ] = None,
    consensus: Annotated[
        Path | None,
        typer.Option("--consensus", metavar="FILE", help="Write what the answers amount to, for `train`, JSON Lines."),
    ] = None,
    method: Annotated[
        Method,
        typer.Option("--method", help="How to resolve disagreement: majority vote or Dawid-Skene."),
    ] = "majority",
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Write where and why they differ, to decide on: .md or .html."),
    ] = None,
    clinic: Annotated[Path | None, typer.Option("--clinic", hidden=True)] = None,
    show: Annotated[int, typer.Option("--show", min=0, help="How many rows of each kind of disagreement.")] = 10,
    json: Annotated[
        bool, typer.Option("--json", help="Print JSON, with every disagreement, instead of tables.")
    ] = False,
) -> None:
    """Measure how far annotators agree on the paragraphs that two or more of them answered.

    Labelled and none are answers; skips, drafts and adjudicated answers are not compared. What each figure means, and
    when to trust it, is in docs/agreement.md.
    """
    from rightstag.annotate.aggregation.dawid_skene import dawid_skene
    from rightstag.annotate.aggregation.majority import latest_answers
    from rightstag.annotate.agreement.agreement import measure_agreement
    from rightstag.annotate.agreement.codebook_versions import compare_versions
    from rightstag.annotate.agreement.disagreements import find_disagreements, find_label_conflicts
    from rightstag.annotate.answers import read_answers
    from rightstag.annotate.recode import recode_annotations
    from rightstag.cli.commands.agree_tables import AgreementResults, print_agreement
    from rightstag.labels import load_taxonomy
    from rightstag.reports import Paragraph

    report = _checked_report(report, clinic)
    for option, file in (("--disputed", disputed), ("--consensus", consensus), ("--report", report)):
        if file and not paragraphs:
            raise UsageError(option, "no paragraphs to write", fix="give their file with --paragraphs")
    categories = load_taxonomy(taxonomy)
    labels = categories.ids
    answers, own = read_answers(data)
    annotations = recode_annotations(answers, categories)
    texts = own | {row.id: row for path in paragraphs or [] for row in read_rows(path, Paragraph)}
    known = texts or None
    agreement, disagreements = measure_agreement(annotations, labels, paragraphs=known), find_disagreements(annotations)
    enough = len(agreement.annotators) >= _FEWEST
    result = AgreementResults(
        agreement=agreement,
        disagreements=disagreements,
        conflicts=find_label_conflicts(disagreements, labels),
        quality=dawid_skene(latest_answers(annotations), labels).quality if enough else (),
        changes=compare_versions(annotations, labels, paragraphs=known),
    )
    for note in _notes(agreement, {row.taxonomy for row in annotations if row.taxonomy}):
        typer.echo(f"note: {note}", err=True)
    if disputed:
        _write_disputed(disputed, annotations, texts)
    if consensus:
        if method == "dawid-skene" and not enough:
            typer.echo(f"note: {_TWO_ONLY}", err=True)
        _write_consensus(consensus, annotations, labels, texts, method)
    if report:
        _write_report(report, result, annotations, categories, texts, show)
    if json:
        print_json(_as_data(result, texts))
    else:
        print_agreement(result, texts, show)


def _checked_report(report: Path | None, clinic: Path | None) -> Path | None:
    """Return the file of the report, under its new option or the old one; it must be a page that can be written."""
    if clinic:
        typer.echo("note: --clinic is called --report now", err=True)
    path = report or clinic
    if path and path.suffix.lower() not in {".md", ".html"}:
        found, expected = f"no page is written as '{path.suffix}'", "a name that ends in .html or .md"
        raise UsageError(path, found, expected=expected)
    return path


def _as_data(result: "AgreementResults", texts: Mapping[str, "Paragraph"]) -> dict[str, object]:
    import msgspec

    from rightstag.annotate.agreement.disagreements import rank_annotators

    data: dict[str, object] = msgspec.to_builtins(result.agreement)
    data["dissent"] = msgspec.to_builtins(rank_annotators(result.agreement.pairs))
    data["clashes"] = msgspec.to_builtins(result.conflicts)
    data |= msgspec.to_builtins({"quality": result.quality, "changes": result.changes})
    data["disputes"] = [_with_text(disagreement, texts) for disagreement in result.disagreements]
    return data


def _write_disputed(path: Path, annotations: "Sequence[Annotation]", texts: Mapping[str, "Paragraph"]) -> None:
    from rightstag.annotate.adjudication.tasks import disputed
    from rightstag.annotate.aggregation.majority import known_paragraph

    waiting = [known_paragraph(name, texts) for name in disputed(annotations)]
    write_rows(path, waiting)
    typer.echo(f"disputed paragraphs that nobody has settled: {len(waiting):,}, written to {path}", err=True)


def _write_consensus(
    path: Path,
    annotations: "Sequence[Annotation]",
    labels: Sequence[str],
    texts: Mapping[str, "Paragraph"],
    method: Method,
) -> None:
    from rightstag.annotate.aggregation.consensus import aggregate_labels

    rows = aggregate_labels(annotations, labels, texts, method=method)
    write_rows(path, rows)
    cells = Counter(kind for row in rows for kind in row.provenance.values())
    each = ", ".join(f"{cells[kind]:,} {kind}" for kind in ("gold", "consensus", "single", "disputed"))
    unknown = sum(len(row.unknown) for row in rows)
    typer.echo(f"labels, paragraph by paragraph: {each}; {unknown:,} of them left unknown", err=True)
    typer.echo(f"consensus: {len(rows):,} paragraphs, by {method}, written to {path}", err=True)


def _write_report(  # noqa: PLR0917 - the command's own options, passed on
    path: Path,
    result: "AgreementResults",
    annotations: "Sequence[Annotation]",
    taxonomy: "Taxonomy",
    texts: Mapping[str, "Paragraph"],
    limit: int,
) -> None:
    from rightstag.annotate.agreement.disagreement_report import analyse_conflicts
    from rightstag.annotate.agreement.report_page import render

    reports = analyse_conflicts(annotations, result.conflicts[: limit or _KINDS], taxonomy, texts)
    page = render(
        f"disagreements{path.suffix.lower()}.jinja",
        result.agreement,
        reports,
        result.changes,
        taxonomy,
        disagreements=len(result.disagreements),
        more=len(result.conflicts) - len(reports),
    )
    with atomic_write(path) as out:
        out.write(page.encode())
    typer.echo(f"report: {len(reports):,} kinds of disagreement, written to {path}", err=True)


def _with_text(disagreement: "Disagreement", texts: Mapping[str, "Paragraph"]) -> dict[str, object]:
    text = texts.get(disagreement.paragraph)
    report = text.report.key if text and text.report else None
    return {
        "paragraph": disagreement.paragraph,
        "report": report,
        "text": text.text if text else None,
        "answers": disagreement.answers,
    }


def _notes(agreement: "Agreement", versions: Collection[str]) -> Iterator[str]:
    """Yield notes for the reader of the figures."""
    if len(versions) > 1:
        yield (
            f"answers by versions {', '.join(sorted(versions))} of the codebook are compared with one another; "
            "the table by version keeps them apart"
        )
    if missing := [label for label in agreement.labels if label not in agreement.compared_labels]:
        yield f"whole answers are compared without {', '.join(missing)}: some were given by a codebook that lacks it"
    left_out = [f"{count:,} {reason}" for reason, count in agreement.left_out.items() if count]
    if left_out:
        yield f"annotations not compared: {', '.join(left_out)}"
    if agreement.drawn == "paragraph":
        yield (
            "95 % intervals from drawing paragraphs anew, which may be too narrow: those of one report are alike; "
            "give --paragraphs with their reports to draw these instead"
        )
    elif agreement.draws_from == 1:
        yield "one report only: it cannot say how sure the figures are, so there are no intervals"
    else:
        few = "; so few make them rough" if agreement.draws_from < _FEW_REPORTS else ""
        yield f"95 % intervals from drawing the {agreement.draws_from:,} reports anew{few}"
