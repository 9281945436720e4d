"""``rightstag split``: how labelled paragraphs are divided for judging, and what a naive division would pretend."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.cli.options import (
    Context,
    Jobs,
    Labelled,
    Seed,
    TaxonomyFile,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from rightstag.train import Dataset, Folds
    from rightstag.train.evaluation.split_comparison import Cut


def split(  # noqa: PLR0917 - options, which typer passes by name
    data: Labelled,
    paragraphs: Context = None,
    taxonomy: TaxonomyFile = None,
    seed: Seed = 0,
    naive: Annotated[
        bool,
        typer.Option(
            "--naive",
            help="Judge the recipe of `train`, a linear model, on these parts, and on parts drawn paragraph by "
            "paragraph, by source and by year: what each way of holding out pretends. Takes as long as several "
            "trainings.",
        ),
    ] = False,
    jobs: Jobs = 1,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the part of each paragraph, JSON Lines.")
    ] = None,
) -> None:
    """Show the cross-validation folds; no report or near-duplicate is in both training and test."""
    from rightstag.cli.console import show
    from rightstag.jsonl import write_rows
    from rightstag.labels import load_taxonomy
    from rightstag.train import load_dataset
    from rightstag.train import split as divide
    from rightstag.train.context import load_context
    from rightstag.train.evaluation.split_comparison import judge_cuts

    dataset = load_dataset(data, load_taxonomy(taxonomy).ids, paragraphs=paragraphs or [])
    folds = divide(dataset, seed=seed)
    show([_parts(dataset, folds)])
    for notice in [folds.notice, *folds.uneven]:
        if notice:
            typer.echo(f"note: {notice}", err=True)
    if output:
        pairs = zip(dataset.examples, folds.numbers.tolist(), strict=True)
        count = write_rows(output, ({"paragraph": example.id, "part": part + 1} for example, part in pairs))
        typer.echo(f"{count:,} paragraphs written to {output}", err=True)
    if naive:
        years = load_context(data, paragraphs=paragraphs or []).years
        show([_cuts(judge_cuts(dataset, years, seed=seed, jobs=jobs))])


def _parts(data: "Dataset", folds: "Folds") -> "RenderableType":
    from rightstag.cli.console import table
    from rightstag.train.splits import crossing, label_shares

    shares = label_shares(data, folds.numbers)
    rows = [
        (
            f"{part + 1}",
            f"{len(folds.test(part)):,}",
            f"{len(folds.train(part)):,}",
            *(f"{s:.0%}" for s in shares[part]),
        )
        for part in range(folds.count)
    ]
    documents, duplicates = crossing(data, folds)
    title = (
        f"{folds.count} parts by {folds.by}; between a part and what is learnt from for it, {documents} shared reports "
        f"and {duplicates} shared near-duplicate groups."
    )
    return table(title, ("part", "paragraphs", "learnt from", *data.labels), rows)


def _cuts(cuts: "Sequence[Cut]") -> "RenderableType":
    from rightstag.cli.console import table

    rows = [
        (
            cut.how,
            f"{cut.rows:,}",
            str(cut.f1),
            str(cut.average_precision),
            "" if cut.inflation is None else f"{cut.inflation:+.3f}",
        )
        for cut in cuts
    ]
    heads = ("held out", "paragraphs", "macro F1", "macro avg. precision", "F1 above the first")
    return table("The same recipe, judged on what was held out in different ways.", heads, rows)
