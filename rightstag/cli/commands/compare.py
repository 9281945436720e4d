"""``rightstag compare``: whether one model may take the place of another."""

from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.cli.console import print_json
from rightstag.cli.options import (
    MODEL,
    Context,
    Json,
    Labelled,
)
from rightstag.errors import GateError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from rightstag.train.evaluation.model_comparison import PairedComparison


def compare(  # noqa: PLR0917 - options, which typer passes by name
    current: Annotated[str, typer.Argument(metavar="A", help=f"The model in use: {MODEL}")],
    candidate: Annotated[str, typer.Argument(metavar="B", help=f"The one that would take its place: {MODEL}")],
    data: Labelled,
    paragraphs: Context = None,
    gate: Annotated[
        bool,
        typer.Option(
            "--gate",
            help="End with exit code 3 when B is worse beyond chance or by more than the margin, when the two do not "
            "have the same labels, or when no paragraph has one of them.",
        ),
    ] = False,
    margin: Annotated[
        float, typer.Option("--margin", min=0, max=1, help="The drop of F1 that the gate allows.")
    ] = 0.01,
    json: Json = False,
) -> None:
    """Judge two models on labelled paragraphs that neither was trained on, label by label.

    The interval of a difference comes from drawing the reports anew, each draw for both models.
    """
    from rightstag.cli.console import show
    from rightstag.labels import Taxonomy
    from rightstag.models import load_bundle
    from rightstag.train import load_dataset
    from rightstag.train.evaluation.model_comparison import compare_models, regressions

    models = load_bundle(current), load_bundle(candidate)
    labels = tuple(dict.fromkeys(label for model in models for label in model.labels))
    codebook = Taxonomy.of_labels(labels, models[0].taxonomy, models[1].parents | models[0].parents)
    paired = compare_models(*models, load_dataset(data, codebook, paragraphs=paragraphs or []))
    if json:
        print_json(paired)
    else:
        show([_table(paired)])
    dropped = regressions(paired, margin=margin)
    if gate and dropped:
        raise GateError(paired.candidate, "; ".join(dropped), fix=f"keep {paired.current}")
    if gate:
        typer.echo(f"{paired.candidate} may take the place of {paired.current}", err=True)


def _table(paired: "PairedComparison") -> "RenderableType":
    from rightstag.cli.console import signed, table
    from rightstag.models.scores import ground

    sides = [*paired.labels.items(), ("macro", paired.macro)]
    rows = [
        (label, str(side.current), str(side.candidate), signed(side.difference), "worse" if side.dropped else "")
        for label, side in sides
    ]
    left = f"; {paired.left_out:,} more were left out, which a model was trained on" if paired.left_out else ""
    title = f"F1 on {ground(paired.rows, paired.documents, paired.of_unknown_report)}, new to both{left}."
    return table(title, ("label", paired.current, paired.candidate, "difference", ""), rows[:-1], rows[-1:])
