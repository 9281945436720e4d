"""``rightstag queue``: what to annotate next."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.atomic import STDIO
from rightstag.cli.bundles import open_bundle
from rightstag.cli.options import (
    MODEL,
    Answered,
    Overlap,
    QueueFile,
    Seed,
    TaxonomyFile,
)
from rightstag.errors import UsageError
from rightstag.jsonl import write_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rightstag.annotate import Annotation
    from rightstag.annotate.sampling.queue import Queue
    from rightstag.labels import Taxonomy


def queue(
    paragraphs: Annotated[
        list[Path],
        typer.Argument(
            metavar="PARAGRAPHS...",
            help="All paragraphs, the annotated ones too: what `ingest` wrote, reports, folders of either; - is "
            "standard input.",
            show_default=False,
        ),
    ],
    *,
    output: QueueFile = STDIO,
    model: Annotated[
        str | None, typer.Option(metavar="BUNDLE", help=f"Model whose predictions rank the paragraphs: {MODEL}")
    ] = None,
    annotations: Answered = None,
    size: Annotated[int, typer.Option(metavar="N", min=1, help="How many paragraphs.")] = 100,
    random: Annotated[
        float, typer.Option(metavar="SHARE", min=0, max=1, help="Share of the random sample; one paragraph at least.")
    ] = 0.2,
    overlap: Overlap = 0.2,
    seed: Seed = 0,
    reread: Annotated[
        str | None,
        typer.Option(
            metavar="LABELS",
            help="Labels, with commas: select again, too, what was annotated by a codebook without them.",
        ),
    ] = None,
    taxonomy: TaxonomyFile = None,
    mix: Annotated[
        str | None,
        typer.Option(
            metavar="SHARES",
            help="How the rest is shared out: uncertain, rare, diverse, spread. By default "
            "uncertain=0.5,rare=0.2,diverse=0.3; without a model spread=1.",
        ),
    ] = None,
) -> None:
    """Choose what to annotate next, each paragraph with the reason why.

    uncertain: close to a label's threshold; rare: likely to have a label with few examples so far; diverse: new words;
    spread: report and section hardly annotated so far; random: a uniform sample, which alone estimates how often
    labels occur and how good a model is. Of near-duplicates one is selected at most.
    """
    from rightstag.annotate import make_queue
    from rightstag.annotate.answers import read_answers
    from rightstag.labels import load_taxonomy
    from rightstag.models.codebook import with_taxonomy
    from rightstag.tag import read_inputs

    shares = _parsed(mix) if mix is not None else None
    again = tuple(label.strip() for label in (reread or "").split(",") if label.strip())
    answers, _ = read_answers(annotations or [])
    bundle = None if model is None else open_bundle(model)
    if taxonomy or again:
        own = None if bundle is None or taxonomy else bundle.codebook
        categories = own or load_taxonomy(taxonomy)
        answers = _recoded(answers, categories, again)
        bundle = bundle and (with_taxonomy(bundle, categories) if taxonomy else bundle)
    given = list(read_inputs(paragraphs))
    made = make_queue(
        given, answers, bundle=bundle, size=size, random=random, overlap=overlap, seed=seed, mix=shares, reread=again
    )
    write_rows(output, made.items)
    if bundle is None and mix is None:
        typer.echo("note: no model: spread over reports and sections; --model BUNDLE asks one", err=True)
    _print_summary(made, size)


def _recoded(answers: "Sequence[Annotation]", taxonomy: "Taxonomy", reread: "Collection[str]") -> "list[Annotation]":
    """Express answers in the labels of a taxonomy, and say of how many the labels are unknown."""
    from rightstag.annotate.recode import recode_annotations

    for label in reread:
        if label not in taxonomy.ids:
            raise UsageError("--reread", f"unknown label '{label}'", expected=f"one of {', '.join(taxonomy.ids)}")
    recoded = recode_annotations(answers, taxonomy)
    for label in taxonomy.ids:
        count = sum(answer.is_answer and not answer.judges(label) for answer in recoded)
        if count and label not in reread:
            note = f"{count:,} answers say nothing of {label}, which their codebook did not have"
            typer.echo(f"note: {note}; --reread {label} has those paragraphs read again", err=True)
    return recoded


def _parsed(mix: str) -> dict[str, float]:
    shares: dict[str, float] = {}
    for part in mix.split(","):
        name, _, share = (piece.strip() for piece in part.partition("="))
        if name in shares:
            raise UsageError("--mix", f"'{name}' comes twice", fix="give each reason once")
        try:
            shares[name] = float(share)
        except ValueError as error:
            expected = "such as uncertain=0.5,rare=0.2,diverse=0.3"
            raise UsageError("--mix", f"'{part}' is no share", expected=expected) from error
    return shares


def _print_summary(made: "Queue", size: int) -> None:
    if made.elsewhere:
        note = f"{made.elsewhere:,} annotated paragraphs are not among these; what nearly repeats them may come again"
        typer.echo(f"note: {note}", err=True)
    if len(made.items) < size:
        typer.echo(f"note: {size:,} were asked for, and no more are left", err=True)
    left = f"left out: {made.annotated:,} annotated, {made.alike:,} near-duplicates"
    typer.echo(f"queue: {len(made.items):,} of {made.eligible:,} paragraphs; {left}", err=True)
    odds = next(item.inclusion for item in made.items if item.reason == "random")
    for reason, count in Counter(item.reason for item in made.items).most_common():
        typer.echo(f"  {reason:<10}{count:>7,}{f'  inclusion {odds:.3g}' if reason == 'random' else ''}", err=True)
    typer.echo(f"  to be read by two: {sum(item.overlap for item in made.items):,}", err=True)
