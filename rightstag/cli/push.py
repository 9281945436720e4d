"""``rightstag push``: paragraphs become tasks of a Label Studio project."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.cli.app import app
from rightstag.cli.connection import Headers, Url, connect
from rightstag.errors import UsageError
from rightstag.files import read_rows

if TYPE_CHECKING:
    from annotate.plan import Plan


@app.command("push")
def push(
    paragraphs: Annotated[
        Path, typer.Argument(metavar="PARAGRAPHS", help="What `ingest` or `queue` wrote; - is standard input.")
    ],
    *,
    project: Annotated[str, typer.Option(metavar="TITLE", help="The project, by title or number; made on first use.")],
    model: Annotated[
        str | None, typer.Option(metavar="BUNDLE", help="A model whose predictions come along; `default` is ours.")
    ] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Mark the words that weighed most, too.")] = False,
    taxonomy: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Categories of your own, as YAML; else the shipped ones.")
    ] = None,
    context: Annotated[
        Path | None,
        typer.Option(metavar="PARAGRAPHS", help="With a queue: what `ingest` wrote, to show what stands around."),
    ] = None,
    annotators: Annotated[
        int, typer.Option(min=1, help="How many people are to answer each paragraph of a new project.")
    ] = 1,
    prune: Annotated[
        int, typer.Option(min=1, metavar="N", help="Keep the predictions of the last N versions of the model.")
    ] = 2,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; print the plan as JSON.")] = False,
    url: Url = None,
    header: Headers = None,
) -> None:
    """Make a task of every paragraph that the project does not have yet; what is there is left as it is.

    Interrupted at any point, it can be run again: no task comes twice and none is lost. Predictions of a model are
    added to the tasks that lack them and become the ones that annotators see.
    """
    import msgspec

    from annotate import make_tasks, read_queue
    from annotate.push import push as carry_out
    from labels import load_taxonomy
    from reports import Paragraph

    if evidence and model is None:
        raise UsageError("--evidence", "no model to give any", fix="add --model BUNDLE")
    bundle = None
    if model is not None:
        from models import load_bundle

        bundle = load_bundle(model)
    categories = load_taxonomy(taxonomy)
    around = read_rows(context, Paragraph) if context else ()
    tasks = make_tasks(read_queue(paragraphs), categories, bundle=bundle, evidence=evidence, context=around)
    with connect(url, header) as studio:
        plan = carry_out(studio, project, tasks, categories, keep=prune, annotators=annotators, dry_run=dry_run)
    if dry_run:
        typer.echo(msgspec.json.format(msgspec.json.encode(plan), indent=1).decode())
    else:
        _say(plan)


def _say(plan: "Plan") -> None:
    typer.echo(f"project: '{plan.title}', {plan.server}projects/{plan.project}/data", err=True)
    typer.echo(f"tasks: {plan.new} new, {plan.there} there already", err=True)
    if plan.surplus:
        typer.echo(f"tasks taken out since they were there twice, untouched: {plan.surplus}", err=True)
    if plan.model_version:
        typer.echo(f"predictions: {plan.predictions} new, of {plan.model_version}, which is now shown", err=True)
    if plan.prune:
        typer.echo(f"predictions deleted of: {', '.join(plan.prune)}", err=True)
