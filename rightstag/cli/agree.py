"""``rightstag agree``: how far annotators agree, and where they do not."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import fill, shorten
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.cli.app import app
from rightstag.errors import UsageError
from rightstag.files import read_rows, write_rows

if TYPE_CHECKING:
    from rich.console import RenderableType

    from annotate.agreement import Agreement, Measures
    from annotate.clashes import Clash, Dispute
    from reports import Paragraph

_WIDTH = 80
_DISTANCES = {"jaccard": "Jaccard", "masi": "MASI"}
_EXCERPT = 220  # characters of a paragraph: three lines
#: With fewer reports than this, drawing them anew tells little of how reports differ.
_FEW_REPORTS = 10


@app.command("agree")
def agree(  # noqa: PLR0917 - options, which typer passes by name
    data: Annotated[
        list[Path], typer.Argument(metavar="ANNOTATIONS", help="Annotations, JSON Lines; '-' is standard input.")
    ],
    paragraphs: Annotated[
        list[Path] | None,
        typer.Option("--paragraphs", help="The paragraphs that they speak of: for intervals by report, and texts."),
    ] = None,
    taxonomy: Annotated[
        Path | None, typer.Option("--taxonomy", help="Taxonomy of the labels, where it is not the shipped one.")
    ] = None,
    disputed: Annotated[
        Path | None,
        typer.Option("--disputed", metavar="FILE", help="Write the paragraphs that wait for adjudication, JSON Lines."),
    ] = None,
    show: Annotated[int, typer.Option("--show", min=0, help="How many rows of each kind of disagreement.")] = 10,
    json: Annotated[
        bool, typer.Option("--json", help="Print JSON, with every disagreement, instead of tables.")
    ] = False,
) -> None:
    """Measure how far annotators agree on the paragraphs that two or more of them answered.

    Labelled and none are answers; skips, drafts and adjudicated answers are not compared. What each figure means, and
    when to trust it, is in docs/agreement.md.
    """
    import msgspec

    from annotate.adjudication import disputed as unsettled
    from annotate.agreement import compare
    from annotate.clashes import find_clashes, find_disputes, find_dissent
    from annotate.consensus import known_paragraph
    from annotate.records import Annotation
    from labels import load_taxonomy
    from reports import Paragraph

    if disputed and not paragraphs:
        raise UsageError("--disputed", "no paragraphs to write", fix="give their file with --paragraphs")
    labels = load_taxonomy(taxonomy).ids
    annotations = [row for path in data for row in read_rows(path, Annotation)]
    texts = {row.id: row for path in paragraphs or [] for row in read_rows(path, Paragraph)}
    agreement = compare(annotations, labels, paragraphs=texts if paragraphs else None)
    disputes = find_disputes(annotations)
    clashes = find_clashes(disputes, labels)
    if json:
        found = msgspec.to_builtins(agreement)
        found |= msgspec.to_builtins({"dissent": find_dissent(agreement.pairs), "clashes": clashes})
        found["disputes"] = [_with_text(dispute, texts) for dispute in disputes]
        typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
    else:
        _print(agreement, disputes, clashes, texts, show)
    for note in _notes(agreement):
        typer.echo(f"note: {note}", err=True)
    if disputed:
        waiting = [known_paragraph(name, texts) for name in unsettled(annotations)]
        write_rows(disputed, waiting)
        typer.echo(f"disputed paragraphs that nobody has settled: {len(waiting):,}, written to {disputed}", err=True)


def _print(
    agreement: "Agreement",
    disputes: Sequence["Dispute"],
    clashes: Sequence["Clash"],
    texts: Mapping[str, "Paragraph"],
    limit: int,
) -> None:
    from rightstag.cli.tables import show

    show([_figures(agreement, len(disputes))])
    for name, measures in [*agreement.labels.items(), ("whole answer", agreement.whole)]:
        for reason in dict.fromkeys(e.reason for e in (measures.alpha, measures.kappa, measures.f1) if e.reason):
            typer.echo(f"n/a of {name}: {reason}")
    if len(agreement.pairs) > 1 and limit:
        show([_dissent(agreement, limit), _pairs(agreement, limit)])
    if clashes and limit:
        show([_clashes(clashes, limit)])
    by_id = {dispute.paragraph: dispute for dispute in disputes}
    # Those of the most frequent clash first: side by side they show what the codebook leaves open.
    order = dict.fromkeys(name for clash in clashes for name in clash.paragraphs)
    for name in list(order)[:limit]:
        typer.echo(_block(by_id[name], texts.get(name)))
    if len(order) > limit:
        typer.echo(f"({len(order) - limit:,} more disputed paragraphs: --show N shows more, --json all)")


def _figures(agreement: "Agreement", disputes: int) -> "RenderableType":
    from rightstag.cli.tables import table

    title = (
        f"{agreement.paragraphs:,} paragraphs answered by two or more of {len(agreement.annotators)} annotators; "
        f"on {disputes:,} of them the answers differ."
    )
    rows = [(name, *_cells(measures)) for name, measures in agreement.labels.items()]
    total = [("whole answer", *_cells(agreement.whole))]
    total += [(f"  by {_DISTANCES[name]}", "", str(figure), "", "") for name, figure in agreement.set_alpha.items()]
    made = table(title, ("label", "given", "Krippendorff's α", "Cohen's κ", "F1"), rows, total)
    made.pad_edge = False  # with the widest figures it is 80 columns wide
    return made


def _cells(measures: "Measures") -> tuple[str, ...]:
    return (f"{measures.given:,}", str(measures.alpha), str(measures.kappa), str(measures.f1))


def _dissent(agreement: "Agreement", limit: int) -> "RenderableType":
    from annotate.clashes import find_dissent
    from rightstag.cli.tables import table

    found = find_dissent(agreement.pairs)
    rows = [
        (one.annotator, f"{one.differ:,}", f"{one.compared:,}", f"{one.differ / one.compared:.0%}")
        for one in found[:limit]
    ]
    title = f"Who differs most from the others{_part(len(rows), len(found))}."
    return table(title, ("annotator", "differs", "of", "share"), rows)


def _pairs(agreement: "Agreement", limit: int) -> "RenderableType":
    from rightstag.cli.tables import table

    rows = [
        (*pair.annotators, f"{pair.differ:,}", f"{pair.paragraphs:,}", str(pair.kappa))
        for pair in agreement.pairs[:limit]
    ]
    title = f"Which two differ most{_part(len(rows), len(agreement.pairs))}."
    return table(title, ("one", "another", "differ", "of", "Cohen's κ"), rows)


def _clashes(clashes: Sequence["Clash"], limit: int) -> "RenderableType":
    from rightstag.cli.tables import table

    rows = [(*clash.labels, f"{clash.times:,}", f"{len(clash.paragraphs):,}") for clash in clashes[:limit]]
    title = f"What one said, and another of the same paragraph{_part(len(rows), len(clashes))}."
    return table(title, ("one", "another", "times", "paragraphs"), rows)


def _part(shown: int, count: int) -> str:
    return f" (the first {shown} of {count})" if shown < count else ""


def _block(dispute: "Dispute", text: "Paragraph | None") -> str:
    """Return a disputed paragraph with what each annotator said."""
    from labels import NONE

    report = f" ({text.report.key})" if text and text.report else ""
    lines = [f"{dispute.paragraph}{report}"]
    if text:
        excerpt = shorten(text.text, _EXCERPT, placeholder=" …")
        lines.append(fill(excerpt, _WIDTH, initial_indent="  ", subsequent_indent="  "))
    return "\n".join([*lines, *(f"  {who}: {', '.join(said) or NONE}" for who, said in dispute.answers.items()), ""])


def _with_text(dispute: "Dispute", texts: Mapping[str, "Paragraph"]) -> dict[str, object]:
    text = texts.get(dispute.paragraph)
    report = text.report.key if text and text.report else None
    return {
        "paragraph": dispute.paragraph,
        "report": report,
        "text": text.text if text else None,
        "answers": dispute.answers,
    }


def _notes(agreement: "Agreement") -> Iterator[str]:
    """Yield what a reader of the figures should know."""
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
