"""``rightstag adjudicate``: what annotators disagree on is settled in a Label Studio project of its own."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rightstag.atomic import STDIO
from rightstag.cli.console import print_json
from rightstag.cli.options import (
    Answers,
    DryRun,
    Export,
    Headers,
    KeyFile,
    TaxonomyFile,
    Url,
    connect,
)
from rightstag.errors import UsageError
from rightstag.jsonl import read_rows, write_rows

if TYPE_CHECKING:
    from rightstag.annotate import PulledAnnotations
    from rightstag.labels import Taxonomy

_NAMED = 5  # paragraphs in a note

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Settle what annotators disagree on.")


@app.command("push")
def push(
    data: Answers,
    *,
    paragraphs: Annotated[
        list[Path], typer.Option(metavar="PARAGRAPHS", help="What `ingest` wrote, whole, to show what stands around.")
    ],
    project: Annotated[
        str, typer.Option(metavar="TITLE", help="A project of its own, by title or number; made on first use.")
    ],
    taxonomy: TaxonomyFile = None,
    dry_run: DryRun = False,
    url: Url = None,
    header: Headers = None,
) -> None:
    """Make a task of every paragraph on which annotators differ, with their answers side by side and no names.

    Run it again when there are more annotations: what is settled is left as it is, and a task that is there already
    shows the answers that have come in since, whatever its adjudicator has answered or begun.
    """
    import msgspec

    from rightstag.annotate import Annotation
    from rightstag.annotate.adjudication.stale import RefreshResult, refresh_shown_answers
    from rightstag.annotate.adjudication.tasks import adjudication_tasks
    from rightstag.annotate.recode import recode_annotations
    from rightstag.annotate.sync import push_tasks
    from rightstag.labels import load_taxonomy
    from rightstag.reports import Paragraph

    annotations = [row for path in data for row in read_rows(path, Annotation)]
    texts = {row.id: row for path in paragraphs for row in read_rows(path, Paragraph)}
    categories = load_taxonomy(taxonomy)
    tasks = adjudication_tasks(recode_annotations(annotations, categories), texts, categories)
    if not tasks:
        typer.echo("disputed paragraphs: none, so there is nothing to push", err=True)
        return
    with connect(url, header) as studio:
        plan = push_tasks(studio, project, tasks, categories, versions=True, dry_run=dry_run)
        anew = (
            refresh_shown_answers(studio, plan.project, tasks, dry_run=dry_run)
            if plan.project and plan.there
            else RefreshResult()
        )
    if dry_run:
        both = msgspec.to_builtins(plan) | {"shown_anew": anew.paragraphs}
        print_json(both)
    else:
        typer.echo(f"project: '{plan.title}', {plan.server}projects/{plan.project}/data", err=True)
        typer.echo(f"disputed paragraphs: {plan.new} new, {plan.there} there already", err=True)
        if anew.paragraphs:
            typer.echo(f"of these {len(anew.paragraphs)} show the answers now that have come in since", err=True)
        if anew.adjudicated:
            names = _named(anew.adjudicated)
            typer.echo(f"note: adjudicated before these answers came in, so have a look again: {names}", err=True)


@app.command("pull")
def pull(
    data: Answers,
    *,
    project: Annotated[
        str | None, typer.Option(metavar="TITLE", help="The project of `adjudicate push`, by title or number.")
    ] = None,
    from_file: Export = None,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="All annotations, JSON Lines; - is standard output."),
    ] = STDIO,
    taxonomy: TaxonomyFile = None,
    key_file: KeyFile = None,
    url: Url = None,
    header: Headers = None,
) -> None:
    """Write the annotations again with what the adjudicators decided after them, as gold.

    A gold answer outweighs all others of its paragraph: training takes it, and it is not adjudicated again. What an
    adjudicator skipped or has not finished stays disputed.
    """
    from rightstag.annotate import Annotation, load_key
    from rightstag.annotate.adjudication.stale import find_stale_adjudications
    from rightstag.annotate.adjudication.tasks import add_gold
    from rightstag.annotate.aggregation.majority import paragraph_provenance
    from rightstag.annotate.labelstudio.export import read_adjudicated
    from rightstag.annotate.recode import recode_annotations
    from rightstag.labels import load_taxonomy

    if (project is None) == (from_file is None):
        raise UsageError("adjudicate pull", "one place to read from is needed", fix="give --project or --from-file")
    annotations = [row for path in data for row in read_rows(path, Annotation)]
    categories, key = load_taxonomy(taxonomy), load_key(key_file)
    if from_file is not None:
        name, (pulled, shown) = str(from_file), read_adjudicated(from_file, categories, key=key)
    else:
        name, (pulled, shown) = f"project '{project}'", _from_server(url, header, str(project), categories, key)
    for problem in pulled.problems:
        typer.echo(f"warning: {name}, {problem}", err=True)
    settled = add_gold(annotations, pulled.annotations)
    write_rows(output, settled)
    late = find_stale_adjudications(shown, recode_annotations(annotations, categories), pulled.annotations)
    if late:
        found = f"{len(late)} adjudicated without an answer that has come in since ({_named(late)})"
        fix = "gold all the same; to have it looked at again, run `adjudicate push`"
        typer.echo(f"note: {found}: {fix}", err=True)
    counts = Counter(paragraph_provenance(recode_annotations(settled, categories)).values())
    each = ", ".join(f"{counts[kind]} {kind}" for kind in ("gold", "consensus", "single", "disputed"))
    typer.echo(f"answered paragraphs: {each}", err=True)


def _from_server(
    url: str | None, header: list[str] | None, project: str, taxonomy: "Taxonomy", key: bytes
) -> "tuple[PulledAnnotations, list[dict[str, Any]]]":
    """Pull an adjudication project; return its annotations and the data of its tasks."""
    from rightstag.annotate.labelstudio.project import check_labelling_config, get_project
    from rightstag.annotate.sync import pull_annotations

    with connect(url, header) as studio:
        adjudication = get_project(studio, project)
        check_labelling_config(adjudication, taxonomy, versions=True)
        pulled = pull_annotations(studio, adjudication, taxonomy, key=key)
        return pulled, [row.data for row in studio.tasks(adjudication.id, "id,data")]


def _named(paragraphs: Sequence[str]) -> str:
    more = f" and {len(paragraphs) - _NAMED} more" if len(paragraphs) > _NAMED else ""
    return ", ".join(paragraphs[:_NAMED]) + more
