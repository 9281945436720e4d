"""Messages on standard error that several commands have."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import typer

from rightstag.errors import RightsTagError
from rightstag.limits import GivenUpError

_NAMED = 20  # files that nobody reads, each in a line


def say_unread(unknown: Sequence[Path], faults: Iterable[RightsTagError]) -> None:
    """Name the files that were not read: those of no format that we know, and those that could not be read."""
    for path in unknown[:_NAMED]:
        typer.echo(f"note: {path} is left out: no reader is for {path.suffix or 'a name without a suffix'}", err=True)
    if len(unknown) > _NAMED:
        typer.echo(f"note: and {len(unknown) - _NAMED:,} more files are left out", err=True)
    given_up = False
    for fault in faults:
        typer.echo(f"not read: {fault}", err=True)
        given_up |= isinstance(fault, GivenUpError)
    if given_up:
        typer.echo("note: --max-seconds and --max-mb allow a report more", err=True)
