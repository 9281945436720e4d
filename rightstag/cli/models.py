"""``rightstag models``: what is known of a model, and whether it is whole."""

from pathlib import Path
from typing import Annotated

import typer

from rightstag.cli.app import app

models_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Show a model, or check that it is whole.")
app.add_typer(models_app, name="models")

_Bundle = Annotated[Path, typer.Argument(help="Folder of the model, or 'default' for the one that ships.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON instead.")]


@models_app.command("show")
def show_model(bundle: _Bundle = Path("default"), json: _Json = False) -> None:
    """Show the labels, thresholds, figures, data and versions of a model."""
    from models import load_bundle
    from models.manifest import encode
    from rightstag.cli.tables import evaluation_tables, show

    loaded = load_bundle(bundle)
    manifest = loaded.manifest
    if json:
        typer.echo(encode(manifest).decode(), nl=False)
        return
    data = manifest.data
    terms = sum(len(block.terms) for block in loaded.blocks)
    for name, value in {
        "model": loaded.name,
        "hash": manifest.hash,
        "taxonomy": f"version {manifest.taxonomy}, {len(manifest.labels)} labels",
        "data": f"{data.rows:,} paragraphs, {data.reports:,} reports, {data.countries:,} countries",
        "fingerprint": data.fingerprint,
        "terms": f"{terms:,}, each in {manifest.settings.min_groups} or more countries or reports",
        "made with": ", ".join(f"{name} {version}" for name, version in manifest.versions.items()),
    }.items():
        typer.echo(f"{name:<12} {value}")
    for notice in (*manifest.notices, *([loaded.note] if loaded.note else [])):
        typer.echo(f"{'note':<12} {notice}")
    typer.echo()
    show(evaluation_tables(manifest.metrics, thresholds=loaded.thresholds.tolist(), plain=manifest.plain))


@models_app.command("verify")
def verify_model(bundle: _Bundle = Path("default"), json: _Json = False) -> None:
    """Check every byte of a model against its manifest, and that this scikit-learn predicts what was stored."""
    import msgspec

    from models import load_bundle, verify_bundle

    verdicts = verify_bundle(bundle)
    if json:
        typer.echo(msgspec.json.encode({name: fault or "ok" for name, fault in verdicts.items()}).decode())
    else:
        for name, fault in verdicts.items():
            typer.echo(f"{name:<20} {'CHANGED' if fault else 'ok'}")
    loaded = load_bundle(bundle)  # raises what is wrong, one line
    typer.echo(f"{loaded.name} is whole{f'; {loaded.note}' if loaded.note else ''}", err=True)
