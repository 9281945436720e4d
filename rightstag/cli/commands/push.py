"""``rightstag push``: paragraphs become tasks of a Label Studio project."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.cli.bundles import open_bundle
from rightstag.cli.console import print_json
from rightstag.cli.options import (
    DryRun,
    Evidence,
    Headers,
    Predictor,
    Queued,
    TaxonomyFile,
    Url,
    connect,
)
from rightstag.errors import UsageError
from rightstag.jsonl import read_rows

if TYPE_CHECKING:
    from rightstag.annotate.labelstudio.task import Task
    from rightstag.annotate.sync.push_plan import PushPlan


def push(
    paragraphs: Queued,
    *,
    project: Annotated[str, typer.Option(metavar="TITLE", help="The project, by title or number; made on first use.")],
    model: Predictor = None,
    evidence: Evidence = False,
    taxonomy: TaxonomyFile = None,
    context: Annotated[
        Path | None,
        typer.Option(metavar="PARAGRAPHS", help="With a queue: what `ingest` wrote, to show what stands around."),
    ] = None,
    annotators: Annotated[
        str,
        typer.Option(
            metavar="NAMES",
            help="Names with commas between: each gets a project of their own, called TITLE · NAME. Or a number: how "
            "many people are to answer each paragraph of a new project that they share.",
        ),
    ] = "1",
    overlap: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            min=0,
            max=1,
            help="With names: share that two of them read; else what a queue says, or 0.2.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="With names: the same seed gives each paragraph to the same ones.")] = 0,
    prune: Annotated[
        int, typer.Option(min=1, metavar="N", help="Keep the predictions of the last N versions of the model.")
    ] = 2,
    dry_run: DryRun = False,
    url: Url = None,
    header: Headers = None,
) -> None:
    """Make a task of every paragraph that the project does not have yet; what is there is left as it is.

    Interrupted at any point, it can be run again: no task comes twice and none is lost. Predictions of a model are
    added to the tasks that lack them and become the ones that annotators see. With names under --annotators nobody
    reads what others answered, and `pull` makes one table of all their projects.
    """
    from rightstag.annotate import make_tasks, read_queue
    from rightstag.annotate.sync.push import push as carry_out
    from rightstag.labels import load_taxonomy
    from rightstag.reports import Paragraph

    if evidence and model is None:
        raise UsageError("--evidence", "no model to give any", fix="add --model BUNDLE")
    bundle = None if model is None else open_bundle(model)
    categories = load_taxonomy(taxonomy)
    around = read_rows(context, Paragraph) if context else ()
    tasks = make_tasks(read_queue(paragraphs), categories, bundle=bundle, evidence=evidence, context=around)
    parts, people = _parts(project, tasks, annotators, overlap, seed)
    with connect(url, header) as studio:
        plans = []
        for title, part in parts.items():
            plan = carry_out(studio, title, part, categories, keep=prune, annotators=people, dry_run=dry_run)
            plans.append(plan)
            if not dry_run:
                _say(plan, people)
    if dry_run:
        print_json(plans if len(plans) > 1 else plans[0])


def _parts(
    project: str, tasks: "Sequence[Task]", annotators: str, overlap: float | None, seed: int
) -> "tuple[Mapping[str, Sequence[Task]], int]":
    """Return the tasks of each project, and how many people are to answer each of them."""
    from rightstag.annotate.labelstudio.project import check_title
    from rightstag.annotate.tasks.assignment import annotator_project_title, assign_tasks

    if annotators.strip().isdecimal():
        if overlap is not None:
            raise UsageError("--overlap", "who reads is not said", fix="give names under --annotators")
        if not int(annotators):
            raise UsageError("--annotators", "nobody is to answer", expected="1 or more, or names")
        return {project: tasks}, int(annotators)
    hands = assign_tasks(tasks, [name.strip() for name in annotators.split(",")], overlap=overlap, seed=seed)
    parts = {annotator_project_title(project, name): part for name, part in hands.items()}
    for title in parts:  # before the first is made
        check_title(title)
    return parts, 1


def _say(plan: "PushPlan", people: int) -> None:
    typer.echo(f"project: '{plan.title}', {plan.server}projects/{plan.project}/data", err=True)
    typer.echo(f"tasks: {plan.new} new, {plan.there} there already", err=True)
    if 1 < people != plan.annotators:
        note = f"the project was made to ask {plan.annotators} to answer each paragraph, and still does"
        typer.echo(f"note: {note}; give another --project for {people}", err=True)
    if plan.surplus:
        typer.echo(f"tasks taken out since they were there twice, untouched: {plan.surplus}", err=True)
    if plan.model_version:
        typer.echo(f"predictions: {plan.predictions} new, of {plan.model_version}, which is now shown", err=True)
    if plan.prune:
        typer.echo(f"predictions deleted of: {', '.join(plan.prune)}", err=True)
