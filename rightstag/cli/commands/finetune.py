"""``rightstag finetune``: an encoder beside a trained model."""

from pathlib import Path
from typing import Annotated

import typer

from rightstag.cli.options import (
    Context,
    Name,
    NewModel,
    Reference,
    TaxonomyFile,
    Work,
)


def finetune(
    model: Reference,
    data: Annotated[
        list[Path], typer.Argument(metavar="DATA", help="What it was trained on, as JSON Lines; - is standard input.")
    ],
    *,
    output: NewModel,
    work: Work,
    paragraphs: Context = None,
    taxonomy: TaxonomyFile = None,
    texts: Annotated[
        list[Path] | None,
        typer.Option(
            "--texts",
            help="Unlabelled paragraphs (text, country) as JSON Lines, those that a distilled model learnt from; word "
            "pieces that they lack are left out.",
        ),
    ] = None,
    name: Name = "",
) -> None:
    """Fine-tune a sentence encoder, which reads what a trained model is unsure of (hours)."""
    from rightstag.cli.bundles import keep_bundle, under_taxonomy
    from rightstag.models import load_bundle
    from rightstag.models.codebook import taxonomy_of
    from rightstag.models.storage.bundle_io import check_target
    from rightstag.train import load_dataset
    from rightstag.train.cross_validation import cross_validate
    from rightstag.train.dataset import read_texts
    from rightstag.train.neural import build_cascade, texts_by_country
    from rightstag.train.neural.distill import open_networks
    from rightstag.train.neural.finetune import base_folder

    check_target(output)  # before hours of work, not after
    base_folder()
    quick = load_bundle(model)
    if taxonomy is None:
        known = taxonomy_of(quick)
    else:
        quick, known = under_taxonomy(quick, taxonomy)
    dataset = load_dataset(data, known, paragraphs=paragraphs or [])
    settings = quick.manifest.settings
    out_of_fold = (
        open_networks(dataset, texts or [], work, seed=settings.seed, progress=tell).out_of_fold()
        if settings.kind == "network"
        # As the quick model was chosen: among as many settings, or none where it took the usual ones.
        else cross_validate(
            dataset, seed=settings.seed, min_groups=settings.min_groups, budget=max(len(settings.tried), 1)
        )
    )
    cascade = build_cascade(
        quick,
        out_of_fold,
        work,
        name=name or output.resolve().name,
        further=texts_by_country(read_texts(texts or [])),
        progress=tell,
    )
    keep_bundle(cascade, output, rows=len(dataset))


def tell(part: str, done: int, passes: int, loss: float) -> None:
    """Print the progress of the fine-tuning."""
    typer.echo(f"{part}: pass {done} of {passes}, loss {loss:.3f}", err=True)
