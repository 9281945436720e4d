"""``rightstag tag``: reports in, tags out."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.cli.app import app
from rightstag.files import STDIO

if TYPE_CHECKING:
    from tag import Choice, Summary, Tagged

_NOTES = {"yes": "", "no": " (no)", "review": " (to review)"}


@app.command("tag")
def tag(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="INPUT...",
            help="Reports, paragraphs as JSON Lines, folders of either; - is standard input.",
            show_default=False,
        ),
    ],
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="A table (.csv), records (.jsonl) or a page (.html); - is records on standard output, which is the "
            "default, except that a terminal gets them laid out for reading.",
        ),
    ] = None,
    model: Annotated[
        str, typer.Option("--model", metavar="BUNDLE", help="Folder of the model; 'default' is the one that ships.")
    ] = "default",
    everything: Annotated[
        bool, typer.Option("--all", help="Write a row for every paragraph and label, not only yes and review.")
    ] = False,
    review: Annotated[
        float,
        typer.Option(
            "--review",
            metavar="WIDTH",
            min=0,
            max=1,
            help="Leave to a person what lies closer than this to the threshold (0 to 1).",
        ),
    ] = 0.0,
    taxonomy: Annotated[
        Path | None,
        typer.Option(
            "--taxonomy", metavar="FILE", help="Categories of your own, for the page's titles and colours, as YAML."
        ),
    ] = None,
) -> None:
    """Tag the paragraphs of reports with the violations that they report."""
    from time import perf_counter

    from labels import load_taxonomy
    from models import load_bundle
    from tag import Choice, Summary, read_inputs, tag_paragraphs, writer_for

    began = perf_counter()
    target = output or STDIO
    write = _print_tags if output is None and sys.stdout.isatty() else writer_for(target)
    choice = Choice(everything=everything, taxonomy=load_taxonomy(taxonomy) if taxonomy else None)
    bundle = load_bundle(model)
    if bundle.note:
        typer.echo(f"note: {bundle.note}", err=True)
    summary = Summary(bundle.labels)
    write(target, summary.watch(tag_paragraphs(read_inputs(inputs), bundle, review=review)), choice)
    _print_summary(summary, bundle.name, perf_counter() - began)
    if target != STDIO:
        typer.echo(f"written: {target}", err=True)


def _print_tags(_: Path, stream: "Iterable[Tagged]", choice: "Choice") -> None:
    """Show the tags to a person at a terminal, one paragraph a block under its headings."""
    for each in stream:
        tags = each.tags if choice.everything else each.marked
        if not tags:
            continue
        marks = ", ".join(f"{tag.label} {tag.probability:.0%}{_NOTES[tag.decision]}" for tag in tags)
        typer.secho(" › ".join(each.paragraph.trail) or each.paragraph.id, dim=True)
        typer.secho(marks, bold=True)
        typer.echo(f"{each.paragraph.text}\n")


def _print_summary(summary: "Summary", model: str, seconds: float) -> None:
    typer.echo(f"{summary.paragraphs:,} paragraphs read by {model} in {seconds:.1f} s", err=True)
    for label, count in summary.tagged.items():
        unsure = summary.review[label]
        typer.echo(f"  {label:<16}{count:>7,}{f'  and {unsure:,} to review' if unsure else ''}", err=True)
