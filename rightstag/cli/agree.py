"""``rightstag agree``: how far annotators agree, and where they do not."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rightstag.cli.app import app
from rightstag.errors import UsageError
from rightstag.files import read_rows, write_rows

if TYPE_CHECKING:
    from annotate.clashes import Dispute
    from annotate.measures import Agreement
    from reports import Paragraph

#: With fewer reports than this, drawing them anew tells little of how reports differ.
_FEW_REPORTS = 10
#: Of two people who differ, nothing tells who is right.
_FEWEST = 3
_TWO_ONLY = (
    "two annotators only: which of them is right where they differ cannot be told from their answers; "
    "have a third answer some paragraphs, or adjudicate"
)
Method = Literal["majority", "dawid-skene"]


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
    consensus: Annotated[
        Path | None,
        typer.Option("--consensus", metavar="FILE", help="Write what the answers amount to, for `train`, JSON Lines."),
    ] = None,
    method: Annotated[
        Method,
        typer.Option("--method", help="Who decides where annotators differ: the most, or the best of them."),
    ] = "majority",
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
    from annotate.consensus import answers_of, known_paragraph
    from annotate.dawid_skene import dawid_skene
    from annotate.records import Annotation
    from annotate.verdicts import decide
    from labels import load_taxonomy
    from reports import Paragraph
    from rightstag.cli.agreement import print_agreement

    for option, given in (("--disputed", disputed), ("--consensus", consensus)):
        if given and not paragraphs:
            raise UsageError(option, "no paragraphs to write", fix="give their file with --paragraphs")
    labels = load_taxonomy(taxonomy).ids
    annotations = [row for path in data for row in read_rows(path, Annotation)]
    texts = {row.id: row for path in paragraphs or [] for row in read_rows(path, Paragraph)}
    agreement = compare(annotations, labels, paragraphs=texts if paragraphs else None)
    disputes = find_disputes(annotations)
    clashes = find_clashes(disputes, labels)
    quality = dawid_skene(answers_of(annotations), labels).quality if len(agreement.annotators) >= _FEWEST else ()
    if json:
        found = msgspec.to_builtins(agreement)
        found |= msgspec.to_builtins({"dissent": find_dissent(agreement.pairs), "clashes": clashes, "quality": quality})
        found["disputes"] = [_with_text(dispute, texts) for dispute in disputes]
        typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
    else:
        print_agreement(agreement, disputes, clashes, texts, show, quality=quality)
    for note in _notes(agreement):
        typer.echo(f"note: {note}", err=True)
    if disputed:
        waiting = [known_paragraph(name, texts) for name in unsettled(annotations)]
        write_rows(disputed, waiting)
        typer.echo(f"disputed paragraphs that nobody has settled: {len(waiting):,}, written to {disputed}", err=True)
    if consensus:
        if method == "dawid-skene" and len(agreement.annotators) < _FEWEST:
            typer.echo(f"note: {_TWO_ONLY}", err=True)
        verdicts = decide(annotations, labels, texts, method=method)
        write_rows(consensus, verdicts)
        cells = Counter(standing for verdict in verdicts for standing in verdict.standing.values())
        each = ", ".join(f"{cells[kind]:,} {kind}" for kind in ("gold", "consensus", "single", "disputed"))
        unknown = sum(len(verdict.unknown) for verdict in verdicts)
        decided = f"labels, paragraph by paragraph: {each}; {unknown:,} of them left unknown"
        typer.echo(decided, err=True)
        typer.echo(f"consensus: {len(verdicts):,} paragraphs, by {method}, written to {consensus}", err=True)


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
