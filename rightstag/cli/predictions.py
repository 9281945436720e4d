"""Messages about the predictions of tasks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rightstag.annotate.labelstudio.task import Task
    from rightstag.labels import Taxonomy
    from rightstag.models import Bundle


def say_predictions(bundle: "Bundle", taxonomy: "Taxonomy", tasks: Sequence["Task"], *, force: bool) -> None:
    """Print the number of tasks with predictions, and the labels never ticked with their reasons."""
    from rightstag.annotate.labelstudio.predictions import suggestible_labels
    from rightstag.models.recode import recode_bundle

    bundle = recode_bundle(bundle, taxonomy)
    predicted = sum(bool(task.predictions) for task in tasks)
    typer.echo(f"predictions: {predicted}, of {bundle.name}", err=True)
    labels, withheld = suggestible_labels(bundle, taxonomy.ids, force=force)
    for label, reason in withheld.items():
        fix = "" if force or reason == "not learnt" or label not in bundle.labels else "; --force ticks it all the same"
        typer.echo(f"note: {label} is never ticked: {reason}{fix}", err=True)
    for label in bundle.labels:
        if label not in taxonomy.ids:
            typer.echo(f"note: the model's label {label} is not in the taxonomy, and is left out", err=True)
    if withheld and labels:
        note = "a paragraph without a tick has no prediction: whether none applies the model cannot know"
        typer.echo(f"note: {note}", err=True)
