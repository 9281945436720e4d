"""``rightstag tasks``: paragraphs become a file that Label Studio imports."""

from pathlib import Path
from typing import Annotated

import typer

from rightstag.atomic import STDIO, atomic_write
from rightstag.cli.bundles import open_with_taxonomy
from rightstag.cli.options import (
    Evidence,
    Force,
    Predictor,
    Queued,
    TaxonomyFile,
)
from rightstag.errors import UsageError


def tasks(
    paragraphs: Queued,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The import file, JSON; - is standard output.")
    ] = STDIO,
    model: Predictor = None,
    evidence: Evidence = False,
    force: Force = False,
    taxonomy: TaxonomyFile = None,
) -> None:
    """Write a Label Studio import file with one task per paragraph.

    With a model each task carries a prediction: the categories that it ticks, every category's probability, and a
    score from 0 (on a threshold) to 1 (certain), so that tasks in ascending order of score start with the doubtful
    ones. A paragraph that the model cannot read has none.
    """
    import msgspec

    from rightstag.annotate import make_tasks, read_queue
    from rightstag.cli.predictions import say_predictions

    if evidence and model is None:
        raise UsageError("--evidence", "no model to give any", fix="add --model BUNDLE")
    bundle, categories = open_with_taxonomy(model, taxonomy)
    made = make_tasks(read_queue(paragraphs), categories, bundle=bundle, evidence=evidence, force=force)
    with atomic_write(output) as out:
        out.write(msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
    typer.echo(f"tasks: {len(made)}", err=True)
    if bundle is not None:
        say_predictions(bundle, categories, made, force=force)
