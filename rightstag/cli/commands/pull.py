"""``rightstag pull``: what people answered in Label Studio becomes annotations."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.atomic import STDIO
from rightstag.cli.options import Export, Headers, KeyFile, TaxonomyFile, Url, connect
from rightstag.errors import InputError, UsageError
from rightstag.jsonl import write_rows

if TYPE_CHECKING:
    from datetime import datetime

    from rightstag.annotate import Annotation, PulledAnnotations
    from rightstag.labels import Taxonomy

_NAMED = 5  # paragraphs in a note


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
    emails: Mapping[object, str] = {}
    earlier: list[Annotation] = []
    if from_file is not None:
        parts = [(str(from_file), read_export(from_file, categories, key=key))]
    else:
        parts, emails, earlier = _from_server(url, header, project or [], since, categories, key, output)
    for name, part in parts:
        say_problems(name, part, emails)
    if strict and any(part.problems for _, part in parts):
        name, count = ", ".join(name for name, _ in parts), sum(len(part.problems) for _, part in parts)
        raise InputError(name, f"answers that need a look: {count}", fix="mend them in Label Studio")
    annotations = [annotation for _, part in parts for annotation in part.annotations] + earlier
    _say_versions(parts, categories)
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
) -> "tuple[list[tuple[str, PulledAnnotations]], Mapping[object, str], list[Annotation]]":
    """Pull each project; return the annotations by project, the users' addresses, and earlier answers to keep."""
    from rightstag.annotate.labelstudio.project import check_labelling_config, get_project, shows_answers
    from rightstag.annotate.sync import pull_annotations
    from rightstag.annotate.sync.earlier import answers_without_task

    after = None if since is None else _time(since)
    pulled: list[tuple[str, PulledAnnotations]] = []
    with connect(url, header) as studio:
        those = {each.id: each for each in (get_project(studio, name) for name in projects)}
        for each in those.values():
            if shows_answers(each):
                found = "an adjudication project, which shows what annotators said"
                raise InputError(f"project '{each.title}'", found, fix="read it with `rightstag adjudicate pull`")
            check_labelling_config(each, taxonomy)
        for each in those.values():
            checkpoint = None if output == STDIO else output.with_name(f"{output.name}.{each.id}.unfinished")
            answers = pull_annotations(studio, each, taxonomy, key=key, since=after, checkpoint=checkpoint)
            pulled.append((f"project '{each.title}'", answers))
        emails = studio.users() if any(part.problems for _, part in pulled) else {}
        earlier = [] if after else answers_without_task(studio, those, output, [part for _, part in pulled])
    _say_earlier(earlier, output)
    return pulled, emails, earlier


def say_problems(name: str, pulled: "PulledAnnotations", emails: "Mapping[object, str]") -> None:
    """Print the problems of a pull, one line a person and fault, with the tasks to look at.

    Parameters
    ----------
    emails
        Of the server's users; who is not there is called by number.
    """
    tasks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for problem in pulled.problems:
        user = emails.get(problem.user, f"user {problem.user}")
        who = "" if problem.annotator is None else f", {user} ({problem.annotator})"
        tasks[who, problem.text].append(problem.task)
    for (who, text), numbers in tasks.items():
        typer.echo(f"warning: {name}{who}: {text}: task {', '.join(map(str, numbers))}", err=True)
    if emails and pulled.unfinished:
        count = len(pulled.unfinished)
        fix = "`rightstag push --reopen` brings them back to their people"
        typer.echo(f"note: {name}: {count} answers are drafts; {fix}", err=True)


def _say_versions(parts: "Sequence[tuple[str, PulledAnnotations]]", taxonomy: "Taxonomy") -> None:
    if count := sum(part.unversioned for _, part in parts):
        found = f"{count} annotations are of tasks that do not name their codebook version, as those of 0.1"
        typer.echo(f"note: {found}: taken for version {taxonomy.version}, that of the taxonomy given", err=True)


def _say_earlier(earlier: "Sequence[Annotation]", output: Path) -> None:
    if earlier:
        names = ", ".join(list(dict.fromkeys(annotation.paragraph for annotation in earlier))[:_NAMED])
        found = f"{len(earlier)} annotations of {output} have no task any more, and are kept ({names}, ...)"
        typer.echo(f"note: {found}; delete the file first to leave them out", err=True)


def _time(given: str) -> "datetime":
    from rightstag.annotate.sync.pull import parse_time

    try:
        return parse_time(given)
    except ValueError as error:
        raise UsageError("--since", f"'{given}' is no time", expected="one like 2026-03-01T09:30") from error
