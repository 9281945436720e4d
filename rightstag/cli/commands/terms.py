"""What the terms of a model could give away, on the terminal."""

from typing import TYPE_CHECKING

import typer

from rightstag.cli.console import print_json
from rightstag.errors import GateError

if TYPE_CHECKING:
    from rightstag.models import Bundle
    from rightstag.train.dataset import Dataset


def check_terms(bundle: "Bundle", data: "Dataset | None", fewest: int, *, json: bool) -> None:
    """Print the terms that somebody should look at, and what could not be told.

    Raises
    ------
    GateError
        Fewer than ``fewest`` countries or reports share a term, or fewer paragraphs have it.
    """
    from rightstag.cli.console import show, table
    from rightstag.models.privacy import derivable, rare_terms, shared_by_few

    found = list(shared_by_few(bundle, data.texts, data.groups, fewest) if data else rare_terms(bundle, fewest))
    if json:
        print_json(found)
    elif found:
        rows = [
            (f.term, f.reason, f.block, *("" if n is None else f"{n:,}" for n in (f.paragraphs, f.groups)))
            for f in found
        ]
        show([table("Terms to look at.", ("term", "why", "block", "paragraphs", "countries or reports"), rows)])
    for line in _limits(bundle, known=data is not None, counted=derivable(bundle)):
        typer.echo(f"note: {line}", err=True)
    few = [finding for finding in found if finding.reason != "name"]
    if few:
        terms = f"{len(few):,} {'term' if len(few) == 1 else 'terms'}, '{few[0].term}' first"
        sharing = "countries or reports" if data else "paragraphs"
        raise GateError(
            bundle.name, f"fewer than {fewest} {sharing} share {terms}", fix=f"train with --min-groups {fewest}"
        )
    sharing = "countries or reports share" if data else "paragraphs have"
    if data or derivable(bundle):
        typer.echo(f"{fewest} or more {sharing} every term of {bundle.name}", err=True)


def _limits(bundle: "Bundle", *, known: bool, counted: bool) -> list[str]:
    """Return what the bundle alone cannot tell."""
    if known:
        return ["a name here is a word that has its capital letter inside most sentences; look at these yourself"]
    floor = bundle.manifest.settings.min_groups
    said = f"the manifest says that {floor} or more countries or reports share each term"
    lines = [f"{said}; --data FILE, with what it was trained on, checks that, and which terms are names"]
    return lines if counted else [*lines, "in how many paragraphs a term occurs cannot be told from this bundle"]
