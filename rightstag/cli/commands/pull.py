"""``rightstag pull``: what people answered in Label Studio becomes annotations."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.atomic import STDIO
from rightstag.cli.options import Export, Headers, KeyFile, TaxonomyFile, Url, connect
from rightstag.errors import InputError, UsageError
from rightstag.jsonl import write_rows

if TYPE_CHECKING:
    from rightstag.annotate import PulledAnnotations
    from rightstag.labels import Taxonomy


def pull(
    *,
    project: Annotated[
        list[str] | None,
        typer.Option(metavar="TITLE", help="The project on the server, by title or number; may come several times."),
    ] = None,
    from_file: Export = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The annotations, JSON Lines; - is standard output.")
    ] = STDIO,
    taxonomy: TaxonomyFile = None,
    key_file: KeyFile = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Write nothing and leave with code 4 when an answer needs a look.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Only paragraphs answered since then, such as 2026-03-01 or with 09:30 UTC."),
    ] = None,
    url: Url = None,
    header: Headers = None,
) -> None:
    """Read what people answered: labelled, none, skipped and draft, each told apart.

    A pull that broke goes on where it was when it is run again with the same output; code 6 says that the server gave
    less than it has. An answer that contradicts itself (none together with a category) or was submitted empty gives a
    warning and is written as a draft: it becomes neither a label nor a none.
    """
    from rightstag.annotate import load_key, read_export
    from rightstag.labels import load_taxonomy

    if bool(project) == (from_file is not None):
        raise UsageError("pull", "one place to read from is needed", fix="give --project or --from-file")
    if since is not None and not project:
        raise UsageError("--since", "an export holds what it holds", fix="give --project in place of --from-file")
    categories, key = load_taxonomy(taxonomy), load_key(key_file)
    if from_file is not None:
        parts = [(str(from_file), read_export(from_file, categories, key=key))]
    else:
        parts = _from_server(url, header, project or [], since, categories, key, output)
    for name, part in parts:
        for problem in part.problems:
            typer.echo(f"warning: {name}, {problem}", err=True)
    if strict and any(part.problems for _, part in parts):
        name, count = ", ".join(name for name, _ in parts), sum(len(part.problems) for _, part in parts)
        raise InputError(name, f"answers that need a look: {count}", fix="mend them in Label Studio")
    annotations = [annotation for _, part in parts for annotation in part.annotations]
    write_rows(output, annotations)
    states = Counter(annotation.state for annotation in annotations)
    people = len({annotation.annotator for annotation in annotations})
    each = ", ".join(f"{states[state]} {state}" for state in ("labelled", "none", "skipped", "draft"))
    typer.echo(f"annotations: {each}; annotators: {people}", err=True)


def _from_server(  # noqa: PLR0917 - the command's own options, passed on
    url: str | None,
    header: list[str] | None,
    projects: list[str],
    since: str | None,
    taxonomy: "Taxonomy",
    key: bytes,
    output: Path,
) -> "list[tuple[str, PulledAnnotations]]":
    """Return what each project gives, and what it is called in messages."""
    from rightstag.annotate.labelstudio.project import check_labelling_config, get_project
    from rightstag.annotate.sync.pull import parse_time
    from rightstag.annotate.sync.pull import pull as read

    after = None if since is None else parse_time(since)
    pulled = []
    with connect(url, header) as studio:
        found = {each.id: each for each in (get_project(studio, name) for name in projects)}
        for each in found.values():
            check_labelling_config(each, taxonomy)
        for each in found.values():
            checkpoint = None if output == STDIO else output.with_name(f"{output.name}.{each.id}.unfinished")
            answers = read(studio, each, taxonomy, key=key, since=after, checkpoint=checkpoint)
            pulled.append((f"project '{each.title}'", answers))
    return pulled
