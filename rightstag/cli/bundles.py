"""Opening and saving of a command's model."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rightstag.labels import Taxonomy
    from rightstag.models import Bundle


def open_bundle(reference: str) -> "Bundle":
    """Load a model, and print what there is to note of it."""
    from rightstag.models import load_bundle

    bundle = load_bundle(reference)
    if bundle.note:
        typer.echo(f"note: {bundle.note}", err=True)
    return bundle


def open_with_taxonomy(reference: str | None, given: Path | None) -> "tuple[Bundle | None, Taxonomy]":
    """Load a model, if one is named, and the taxonomy: the one given, else the model's own, else the one that ships."""
    from rightstag.labels import load_taxonomy
    from rightstag.models.codebook import taxonomy_of

    if reference is None:
        return None, load_taxonomy(given)
    bundle = open_bundle(reference)
    return (bundle, taxonomy_of(bundle)) if given is None else under_taxonomy(bundle, given)


def under_taxonomy(bundle: "Bundle", given: Path) -> "tuple[Bundle, Taxonomy]":
    """Load a taxonomy, and name the model's labels as it does.

    Raises
    ------
    InputError
        A label of the model is neither in it nor named there as a former one.
    """
    from rightstag.labels import load_taxonomy
    from rightstag.models.codebook import with_taxonomy

    taxonomy = load_taxonomy(given)
    return with_taxonomy(bundle, taxonomy), taxonomy


def keep_bundle(bundle: "Bundle", folder: Path, *, rows: int) -> None:
    """Save a model that was made of so many labelled paragraphs, and print its figures and notices."""
    from rightstag.cli.console import evaluation_tables, show
    from rightstag.models import save_bundle

    saved = save_bundle(bundle, folder)
    for notice in saved.manifest.notices:
        typer.echo(f"note: {notice}", err=True)
    show(evaluation_tables(saved.manifest.metrics, thresholds=saved.thresholds.tolist(), plain=saved.manifest.plain))
    typer.echo(f"{saved.name}: {rows:,} paragraphs, written to {folder}", err=True)
