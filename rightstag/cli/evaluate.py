"""``rightstag evaluate``: how good a model is on labelled paragraphs."""

from pathlib import Path
from typing import Annotated

import typer

from rightstag.cli.app import app


@app.command("evaluate")
def evaluate(
    bundle: Annotated[Path, typer.Argument(help="Folder of the model, or 'default' for the one that ships.")],
    data: Annotated[
        list[Path],
        typer.Argument(help="Annotations, or paragraphs with their labels, as JSON Lines; '-' is standard input."),
    ],
    paragraphs: Annotated[
        list[Path] | None, typer.Option("--paragraphs", help="The paragraphs that the annotations speak of.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write a page (HTML) too.")] = None,
) -> None:
    """Judge a model on labelled paragraphs that it was not trained on."""
    import msgspec

    from models import load_bundle
    from rightstag.cli.tables import evaluation_tables, show
    from rightstag.files import open_whole
    from train import load_dataset
    from train import page as pages
    from train.evaluate import evaluate as judge_bundle

    loaded = load_bundle(bundle)
    metrics, curves = judge_bundle(loaded, load_dataset(data, loaded.labels, paragraphs=paragraphs or []))
    if json:
        typer.echo(msgspec.json.format(msgspec.json.encode(metrics), indent=1).decode())
    else:
        show(evaluation_tables(metrics, thresholds=loaded.thresholds.tolist()))
    if output:
        with open_whole(output) as out:
            out.write(pages.render(loaded.manifest, metrics, curves).encode())
        typer.echo(f"page written to {output}", err=True)
