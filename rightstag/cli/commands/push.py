"""``rightstag push``: paragraphs become tasks of a Label Studio project."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.cli.bundles import open_with_taxonomy
from rightstag.cli.console import print_json
from rightstag.cli.options import (
    DryRun,
    Evidence,
    Force,
    Headers,
    Predictor,
    TaxonomyFile,
    Url,
    connect,
)
from rightstag.errors import UsageError
from rightstag.jsonl import read_rows

if TYPE_CHECKING:
    from rightstag.annotate.labelstudio.task import Task
    from rightstag.annotate.sync.push_plan import PushPlan
    from rightstag.annotate.sync.reopen import ReopenedView


def push(
    paragraphs: Annotated[
        Path | None,
        typer.Argument(metavar="PARAGRAPHS", help="What `ingest` or `queue` wrote; - is standard input."),
    ] = None,
    *,
    project: Annotated[str, typer.Option(metavar="TITLE", help="The project, by title or number; made on first use.")],
    model: Predictor = None,
    evidence: Evidence = False,
    force: Force = False,
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
    reopen: Annotated[
        bool,
        typer.Option(
            "--reopen",
            help="In place of PARAGRAPHS: bring drafts, empty and contradictory answers back to whoever gave them.",
        ),
    ] = False,
    dry_run: DryRun = False,
    url: Url = None,
    header: Headers = None,
) -> None:
    """Make a task of every paragraph that the project does not have yet.

    Of the tasks that are there, order, reason, overlap and context are brought up to date; answers stay. Interrupted
    at any point, it can be run again: no task comes twice and none is lost. Predictions of a model are added to the
    tasks that lack them and become the ones that annotators see. With names under --annotators nobody reads what
    others answered, and `pull` makes one table of all their projects.

    With --reopen everyone who has drafts, or answers that are empty or contradict themselves, gets a view of their
    own in the project, "Look again", with just these tasks.
    """
    if reopen or paragraphs is None:
        if not reopen or paragraphs is not None:
            raise UsageError("push", "either PARAGRAPHS or --reopen is needed", fix="give one of the two")
        _reopen(project, annotators, taxonomy, url, header, dry_run=dry_run)
        return
    from rightstag.annotate import make_tasks, read_queue
    from rightstag.annotate.sync import push_tasks
    from rightstag.cli.predictions import say_predictions
    from rightstag.reports import Paragraph

    if evidence and model is None:
        raise UsageError("--evidence", "no model to give any", fix="add --model BUNDLE")
    bundle, categories = open_with_taxonomy(model, taxonomy)
    around = read_rows(context, Paragraph) if context else ()
    tasks = make_tasks(
        read_queue(paragraphs), categories, bundle=bundle, evidence=evidence, force=force, context=around
    )
    if bundle is not None:
        say_predictions(bundle, categories, tasks, force=force)
    parts, people = _parts(project, tasks, annotators, overlap, seed)
    with connect(url, header) as studio:
        plans = []
        for title, part in parts.items():
            plan = push_tasks(studio, title, part, categories, keep=prune, annotators=people, dry_run=dry_run)
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
            raise UsageError("--overlap", "needs annotator names", fix="give names under --annotators")
        if not int(annotators):
            raise UsageError("--annotators", "must be at least 1", expected="1 or more, or names")
        return {project: tasks}, int(annotators)
    names = [name.strip() for name in annotators.split(",")]
    if len(names) == 1 and overlap:
        raise UsageError("--overlap", "needs at least two annotators", fix="name another under --annotators")
    hands = assign_tasks(tasks, names, overlap=overlap, seed=seed)
    parts = {annotator_project_title(project, name): part for name, part in hands.items()}
    for title in parts:  # before the first is made
        check_title(title)
    return parts, 1


def _say(plan: "PushPlan", people: int) -> None:
    typer.echo(f"project: '{plan.title}', {plan.server}projects/{plan.project}/data", err=True)
    updated = f", of which {plan.updated} brought up to date" if plan.updated else ""
    typer.echo(f"tasks: {plan.new} new, {plan.there} there already{updated}", err=True)
    if 1 < people != plan.annotators:
        note = f"the project was made to ask {plan.annotators} to answer each paragraph, and still does"
        typer.echo(f"note: {note}; give another --project for {people}", err=True)
    if plan.surplus:
        typer.echo(f"tasks taken out since they were there twice, untouched: {plan.surplus}", err=True)
    if plan.model_version:
        typer.echo(f"predictions: {plan.predictions} new, of {plan.model_version}, which is now shown", err=True)
    if plan.prune:
        typer.echo(f"predictions deleted of: {', '.join(plan.prune)}", err=True)


def _reopen(
    project: str, annotators: str, taxonomy: Path | None, url: str | None, header: list[str] | None, *, dry_run: bool
) -> None:
    """Bring unfinished answers of a project, or of the projects of several annotators, back to their annotators."""
    from rightstag.annotate.labelstudio.project import get_project
    from rightstag.annotate.sync.reopen import reopen
    from rightstag.annotate.tasks.assignment import annotator_project_title
    from rightstag.labels import load_taxonomy

    names = [] if annotators.strip().isdecimal() else [name.strip() for name in annotators.split(",")]
    titles = [annotator_project_title(project, name) for name in names] or [project]
    views = []
    with connect(url, header) as studio:
        for title in titles:
            there = get_project(studio, title)
            made = reopen(studio, there, load_taxonomy(taxonomy), dry_run=dry_run)
            views += made
            if not dry_run:
                _say_reopened(f"{studio.url}projects/{there.id}/data", title, made)
    if dry_run:
        print_json(views)


def _say_reopened(address: str, title: str, views: "Sequence[ReopenedView]") -> None:
    if not views:
        typer.echo(f"project '{title}': nothing to look at again", err=True)
    for view in views:
        tasks = ", ".join(map(str, view.tasks))
        typer.echo(f"'{view.title}', {address}: {len(view.tasks)} to look at again: task {tasks}", err=True)
