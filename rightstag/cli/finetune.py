"""``rightstag finetune``: an encoder beside a trained model."""

from pathlib import Path
from typing import Annotated

import typer

from rightstag.cli.app import app


@app.command("finetune")
def finetune(
    model: Annotated[str, typer.Argument(help="The trained model: a folder, or 'default' for the one that ships.")],
    data: Annotated[
        list[Path],
        typer.Argument(help="What it was trained on, as JSON Lines; '-' is standard input."),
    ],
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder of the model; one that is there is replaced.")],
    work: Annotated[
        Path, typer.Option("--work", help="Folder for finished parts, so that an interrupted run can go on.")
    ],
    paragraphs: Annotated[
        list[Path] | None, typer.Option("--paragraphs", help="The paragraphs that the annotations speak of.")
    ] = None,
    taxonomy: Annotated[
        Path | None, typer.Option("--taxonomy", help="Taxonomy of the labels, where it is not the shipped one.")
    ] = None,
    texts: Annotated[
        list[Path] | None,
        typer.Option(
            "--texts",
            help="Unlabelled paragraphs (text, country) as JSON Lines, those that a distilled model learnt from; word "
            "pieces that they lack are left out.",
        ),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="Name of the model; the folder's when not given.")] = "",
) -> None:
    """Fine-tune a sentence encoder, which reads what a trained model is unsure of; this takes hours."""
    from labels import load_taxonomy
    from models import load_bundle, save_bundle
    from models.store import check_target
    from rightstag.cli.tables import evaluation_tables, show
    from train import load_dataset
    from train.distil import open_networks
    from train.encoder import build_cascade, read_texts
    from train.encoder.finetune import base_folder
    from train.heldout import hold_out

    check_target(output)  # before hours of work, not after
    base_folder()
    quick = load_bundle(model)
    dataset = load_dataset(data, load_taxonomy(taxonomy).ids, paragraphs=paragraphs or [])
    settings = quick.manifest.settings
    held_out = (
        open_networks(dataset, texts or [], work, seed=settings.seed, progress=tell).held_out()
        if settings.kind == "network"
        else hold_out(dataset, seed=settings.seed, min_groups=settings.min_groups)
    )
    cascade = build_cascade(
        quick,
        held_out,
        work,
        name=name or output.resolve().name,
        further=read_texts(texts or []),
        progress=tell,
    )
    saved = save_bundle(cascade, output)
    show(evaluation_tables(saved.manifest.metrics, thresholds=saved.thresholds.tolist()))
    typer.echo(f"{saved.name}: {len(dataset):,} paragraphs, written to {output}", err=True)


def tell(part: str, done: int, passes: int, loss: float) -> None:
    """Say how far the fine-tuning is."""
    typer.echo(f"{part}: pass {done} of {passes}, loss {loss:.3f}", err=True)
