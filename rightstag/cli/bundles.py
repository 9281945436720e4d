"""How commands open a model, and keep one that they made."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rightstag.models import Bundle


def open_bundle(reference: str) -> "Bundle":
    """Load a model, and print what there is to note of it."""
    from rightstag.models import load_bundle

    bundle = load_bundle(reference)
    if bundle.note:
        typer.echo(f"note: {bundle.note}", err=True)
    return bundle


def keep_bundle(bundle: "Bundle", folder: Path, *, rows: int) -> None:
    """Save a model that was made of so many labelled paragraphs, and print its figures and notices."""
    from rightstag.cli.console import evaluation_tables, show
    from rightstag.models import save_bundle

    saved = save_bundle(bundle, folder)
    for notice in saved.manifest.notices:
        typer.echo(f"note: {notice}", err=True)
    show(evaluation_tables(saved.manifest.metrics, thresholds=saved.thresholds.tolist(), plain=saved.manifest.plain))
    typer.echo(f"{saved.name}: {rows:,} paragraphs, written to {folder}", err=True)
