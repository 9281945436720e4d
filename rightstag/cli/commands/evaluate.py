"""``rightstag evaluate``: how good a model is on labelled paragraphs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.cli.options import (
    Context,
    Json,
    Labelled,
    Reference,
)
from rightstag.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from rightstag.train import Dataset
    from rightstag.train.evaluation.records import (
        EvaluationReport,
        HumanAgreement,
        LearningCurvePoint,
        Mistake,
    )

#: On the terminal; the page and the JSON have more.
_MISTAKES = 10


def evaluate(  # noqa: PLR0917 - options, which typer passes by name
    model: Reference,
    data: Labelled,
    paragraphs: Context = None,
    learning: Annotated[
        list[Path] | None,
        typer.Option(
            "--learning",
            metavar="FILE",
            help="Labelled paragraphs or annotations: train linear models on growing parts of these, and judge each on "
            "the data, to see what more annotation would bring. Takes minutes.",
        ),
    ] = None,
    queue: Annotated[
        list[Path] | None,
        typer.Option(
            "--queue",
            metavar="FILE",
            help="What `queue` wrote: judge on the paragraphs that it drew at random, whose figures hold for all.",
        ),
    ] = None,
    taxonomy: Annotated[
        Path | None,
        typer.Option("--taxonomy", metavar="FILE", help="Categories as YAML, where labels were renamed since."),
    ] = None,
    json: Json = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write a page (.html) or the figures (.json) too.")
    ] = None,
) -> None:
    """Judge a model on labelled paragraphs that it was not trained on.

    What the figures mean is in docs/evaluation.md.
    """
    from rightstag.atomic import atomic_write
    from rightstag.cli.console import evaluation_tables, show
    from rightstag.labels import load_taxonomy
    from rightstag.models import load_bundle
    from rightstag.models.recode import recode_bundle
    from rightstag.train import load_dataset
    from rightstag.train.evaluation.evaluate import evaluate as judge_model
    from rightstag.train.evaluation.learning_curve import learning_curve
    from rightstag.train.evaluation.page import render
    from rightstag.train.evaluation.records import to_json

    if output and output.suffix not in {".html", ".json"}:
        raise UsageError("--output", f"'{output.suffix}' is no format", expected=".html or .json")
    loaded = load_bundle(model)
    codebook = loaded.categories
    if taxonomy:
        given = load_taxonomy(taxonomy)
        loaded = recode_bundle(loaded, given)
        codebook = given.only(loaded.labels)
    more = paragraphs or []
    dataset = load_dataset(data, codebook, paragraphs=more)
    if queue:
        dataset = _random_part(dataset, queue)
    training = load_dataset(learning, codebook, paragraphs=more) if learning else None
    grown = learning_curve(training, dataset) if training else ()
    report = judge_model(loaded, dataset, learning=grown)
    if output:  # before anything is printed, which may fail
        made = to_json(report)
        if output.suffix == ".html":
            notes = {label.id: label.note for label in loaded.manifest.labels}
            made = render(report, {example.id: example.text for example in dataset.examples}, notes=notes).encode()
        with atomic_write(output) as out:
            out.write(made)
        typer.echo(f"{'page' if output.suffix == '.html' else 'figures'} written to {output}", err=True)
    if loaded.parents:
        typer.echo("note: some labels have parents: micro is the hierarchical precision, recall and F1", err=True)
    if json:
        typer.echo(to_json(report).decode())
    else:
        show([*evaluation_tables(report, thresholds=[*report.thresholds.values()]), *_beside_it(report)])


def _random_part(data: "Dataset", queues: "Sequence[Path]") -> "Dataset":
    """Take the paragraphs that queues drew at random; those of other reasons would bias every figure."""
    from rightstag.annotate.sampling.queue_file import random_paragraphs

    drawn = random_paragraphs(queues)
    rows = [row for row, example in enumerate(data.examples) if example.id in drawn]
    if not rows:
        raise InputError(", ".join(map(str, queues)), "none of its random paragraphs is labelled", fix="annotate them")
    typer.echo(f"note: judged on {len(rows):,} of {len(data):,} paragraphs, those that were drawn at random", err=True)
    return data.take(rows)


def _beside_it(report: "EvaluationReport") -> list["RenderableType"]:
    tables = [_ceiling(report.ceiling)] if report.ceiling else []
    tables += [_learning(report.learning)] if report.learning else []
    return tables + ([_mistakes(report.mistakes)] if report.mistakes else [])


def _ceiling(ceiling: "HumanAgreement") -> "RenderableType":
    from rightstag.cli.console import table

    rows = [
        (label, str(one.annotators), str(one.model), f"{one.given:,}", "at the ceiling" if one.at_ceiling else "")
        for label, one in ceiling.labels.items()
    ]
    seen = f" (the model was trained on {ceiling.seen:,} of them)" if ceiling.seen else ""
    title = f"F1 with any one of {ceiling.annotators} annotators, on {ceiling.paragraphs:,} paragraphs of two answers"
    return table(f"{title}{seen}.", ("label", "of another annotator", "of the model", "given", ""), rows)


def _learning(growth: tuple["LearningCurvePoint", ...]) -> "RenderableType":
    from rightstag.cli.console import table

    rows = [(f"{step.rows:,}", str(step.f1), str(step.average_precision)) for step in growth]
    return table("What more paragraphs bring.", ("trained on", "macro F1", "macro avg. precision"), rows)


def _mistakes(mistakes: tuple["Mistake", ...]) -> "RenderableType":
    from rightstag.cli.console import table

    worst = sorted(mistakes, key=lambda mistake: -abs(mistake.probability - mistake.threshold))[:_MISTAKES]
    rows = [(m.paragraph, m.label, m.kind, f"{m.probability:.2f}", f"{m.threshold:.2f}") for m in worst]
    title = f"The mistakes farthest from the threshold, {len(rows)} of {len(mistakes):,}."
    return table(title, ("paragraph", "label", "mistake", "probability", "threshold"), rows)
