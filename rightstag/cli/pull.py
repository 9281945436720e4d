"""``rightstag pull``: a Label Studio export becomes annotations."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from rightstag.cli.app import app
from rightstag.errors import InputError
from rightstag.files import STDIO, write_rows


@app.command("pull")
def pull(
    from_file: Annotated[Path, typer.Option(metavar="EXPORT", help="A Label Studio JSON export; - is standard input.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The annotations, JSON Lines; - is standard output.")
    ] = STDIO,
    taxonomy: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The categories it was labelled with; else the shipped ones.")
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The secret behind the annotators' pseudonyms; else your own, made once."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Write nothing and leave with code 4 when an answer needs a look.")
    ] = False,
) -> None:
    """Read what people answered: labelled, none, skipped and draft, each told apart.

    An answer that contradicts itself (none together with a category) or was submitted empty gives a warning and is
    written as a draft: it becomes neither a label nor a none.
    """
    from annotate import load_key, read_export
    from labels import load_taxonomy

    pulled = read_export(from_file, load_taxonomy(taxonomy), key=load_key(key_file))
    for problem in pulled.problems:
        typer.echo(f"warning: {from_file}, {problem}", err=True)
    if strict and pulled.problems:
        raise InputError(
            from_file, f"answers that need a look: {len(pulled.problems)}", fix="mend them in Label Studio"
        )
    write_rows(output, pulled.annotations)
    states = Counter(annotation.state for annotation in pulled.annotations)
    people = len({annotation.annotator for annotation in pulled.annotations})
    each = ", ".join(f"{states[state]} {state}" for state in ("labelled", "none", "skipped", "draft"))
    typer.echo(f"annotations: {each}; annotators: {people}", err=True)
