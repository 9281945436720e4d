"""``rightstag distil``: a quick model, taught by slow ones."""

from pathlib import Path
from typing import Annotated

import typer

from rightstag.cli.app import app


@app.command("distil")
def distil(
    data: Annotated[list[Path], typer.Argument(help="Labelled paragraphs, as for train; '-' is standard input.")],
    *,
    texts: Annotated[
        list[Path],
        typer.Option("--texts", help="Unlabelled paragraphs (text, country) as JSON Lines: the more, the better."),
    ],
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
    seed: Annotated[int, typer.Option("--seed", help="The same data and seed give the same parts.")] = 0,
    about: Annotated[
        Path | None, typer.Option("--about", help="Markdown that the model card quotes: where the data come from.")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Judge scikit-learn's plain pipeline on the same parts too.")
    ] = False,
    name: Annotated[str, typer.Option("--name", help="Name of the model; the folder's when not given.")] = "",
) -> None:
    """Teach a small, quick network what fine-tuned encoders say of unlabelled paragraphs; this takes hours."""
    from labels import load_taxonomy
    from models import save_bundle
    from models.store import check_target
    from rightstag.cli.finetune import tell
    from rightstag.cli.tables import evaluation_tables, show
    from rightstag.files import read_bytes
    from train import load_dataset
    from train.distil import distil as run

    check_target(output)  # before hours of work, not after
    known = load_taxonomy(taxonomy)
    dataset = load_dataset(data, known.ids, paragraphs=paragraphs or [])
    bundle = run(
        dataset,
        texts,
        work,
        taxonomy=known.version,
        name=name or output.resolve().name,
        seed=seed,
        about=read_bytes(about).decode() if about else "",
        plain=plain,
        progress=tell,
    )
    saved = save_bundle(bundle, output)
    show(evaluation_tables(saved.manifest.metrics, thresholds=saved.thresholds.tolist(), plain=saved.manifest.plain))
    typer.echo(f"{saved.name}: {len(dataset):,} paragraphs, written to {output}", err=True)
