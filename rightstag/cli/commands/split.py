"""``rightstag split``: the cross-validation folds, and how figures depend on the way of splitting."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.cli.options import (
    Context,
    Jobs,
    Labelled,
    Seed,
    TaxonomyFile,
    renamed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from rightstag.train import Dataset, Folds
    from rightstag.train.evaluation.split_comparison import SplitScore


def split(  # noqa: PLR0917 - options, which typer passes by name
    data: Labelled,
    paragraphs: Context = None,
    taxonomy: TaxonomyFile = None,
    seed: Seed = 0,
    compare_splits: Annotated[
        bool,
        typer.Option(
            "--compare-splits",
            help="Judge the recipe of `train`, a linear model, on these parts, and on parts drawn paragraph by "
            "paragraph, by source and by year: what each way of holding out pretends. Takes as long as several "
            "trainings.",
        ),
    ] = False,
    naive: Annotated[
        bool, typer.Option("--naive", hidden=True, callback=renamed("--naive", "--compare-splits"))
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
    from rightstag.train.evaluation.split_comparison import compare_splits as judge_splits

    known = load_taxonomy(taxonomy)
    dataset = load_dataset(data, known, paragraphs=paragraphs or [])
    folds = divide(dataset, seed=seed)
    for notice in [folds.notice, *folds.uneven]:
        if notice:
            typer.echo(f"note: {notice}", err=True)
    if output:
        pairs = zip(dataset.examples, folds.numbers.tolist(), strict=True)
        count = write_rows(output, ({"paragraph": example.id, "part": part + 1} for example, part in pairs))
        typer.echo(f"{count:,} paragraphs written to {output}", err=True)
    show([_parts(dataset, folds)])
    if compare_splits or naive:
        show([_splits(judge_splits(dataset, seed=seed, jobs=jobs))])


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


def _splits(scores: "Sequence[SplitScore]") -> "RenderableType":
    from rightstag.cli.console import table

    rows = [
        (
            score.how,
            f"{score.rows:,}",
            str(score.f1),
            str(score.average_precision),
            "" if score.inflation is None else f"{score.inflation:+.3f}",
        )
        for score in scores
    ]
    heads = ("held out", "paragraphs", "macro F1", "macro avg. precision", "F1 above the first")
    return table("The same recipe, judged on what was held out in different ways.", heads, rows)
