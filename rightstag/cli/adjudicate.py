"""``rightstag adjudicate``: what annotators disagree on is settled in a Label Studio project of its own."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from rightstag.cli.app import app
from rightstag.cli.connection import Headers, Url, connect
from rightstag.files import STDIO, read_rows, write_rows

adjudicate_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(adjudicate_app, name="adjudicate", help="Settle what annotators disagree on.")

Answers = Annotated[
    list[Path], typer.Argument(metavar="ANNOTATIONS", help="What `pull` wrote, JSON Lines; - is standard input.")
]
Categories = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The categories it was labelled with; else the shipped ones.")
]


@adjudicate_app.command("push")
def push(
    data: Answers,
    *,
    paragraphs: Annotated[
        list[Path], typer.Option(metavar="PARAGRAPHS", help="What `ingest` wrote, whole, to show what stands around.")
    ],
    project: Annotated[
        str, typer.Option(metavar="TITLE", help="A project of its own, by title or number; made on first use.")
    ],
    taxonomy: Categories = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; print the plan as JSON.")] = False,
    url: Url = None,
    header: Headers = None,
) -> None:
    """Make a task of every paragraph on which annotators differ, with their answers side by side and no names.

    What is settled, and what the project has already, is left as it is: run it again when there are more annotations.
    """
    import msgspec

    from annotate import Annotation
    from annotate.adjudication import adjudication_tasks
    from annotate.push import push as carry_out
    from labels import load_taxonomy
    from reports import Paragraph

    annotations = [row for path in data for row in read_rows(path, Annotation)]
    texts = {row.id: row for path in paragraphs for row in read_rows(path, Paragraph)}
    tasks = adjudication_tasks(annotations, texts)
    if not tasks:
        typer.echo("disputed paragraphs: none, so there is nothing to push", err=True)
        return
    categories = load_taxonomy(taxonomy)
    with connect(url, header) as studio:
        plan = carry_out(studio, project, tasks, categories, versions=True, dry_run=dry_run)
    if dry_run:
        typer.echo(msgspec.json.format(msgspec.json.encode(plan), indent=1).decode())
    else:
        typer.echo(f"project: '{plan.title}', {plan.server}projects/{plan.project}/data", err=True)
        typer.echo(f"disputed paragraphs: {plan.new} new, {plan.there} there already", err=True)


@adjudicate_app.command("pull")
def pull(
    data: Answers,
    *,
    project: Annotated[
        str, typer.Option(metavar="TITLE", help="The project of `adjudicate push`, by title or number.")
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="All annotations, JSON Lines; - is standard output."),
    ] = STDIO,
    taxonomy: Categories = None,
    key_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The secret behind the annotators' pseudonyms; else your own, made once."),
    ] = None,
    url: Url = None,
    header: Headers = None,
) -> None:
    """Write the annotations again with what the adjudicators decided after them, as gold.

    A gold answer outweighs all others of its paragraph: training takes it, and it is not adjudicated again. What an
    adjudicator skipped or has not finished stays disputed.
    """
    from annotate import Annotation, load_key
    from annotate.adjudication import settle
    from annotate.consensus import standing
    from annotate.project import check_screen, the_project
    from annotate.pull import pull as read
    from labels import load_taxonomy

    annotations = [row for path in data for row in read_rows(path, Annotation)]
    categories, key = load_taxonomy(taxonomy), load_key(key_file)
    with connect(url, header) as studio:
        found = the_project(studio, project)
        check_screen(found, categories, versions=True)
        pulled = read(studio, found, categories, key=key)
    for problem in pulled.problems:
        typer.echo(f"warning: project '{project}', {problem}", err=True)
    settled = settle(annotations, pulled.annotations)
    write_rows(output, settled)
    counts = Counter(standing(settled).values())
    each = ", ".join(f"{counts[kind]} {kind}" for kind in ("gold", "consensus", "single", "disputed"))
    typer.echo(f"answered paragraphs: {each}", err=True)
