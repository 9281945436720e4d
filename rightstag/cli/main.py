"""The program itself: its commands, and what becomes of errors."""

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from rightstag.cli.lazy import LazyGroup
from rightstag.config import load_defaults
from rightstag.errors import RightsTagError

app = typer.Typer(
    name="rightstag",
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help starts faster, and an error stays one line
    pretty_exceptions_enable=False,
    # RIGHTSTAG_TAG_MODEL=ours is `rightstag tag --model ours`; a flag beats it, and it beats rightstag.toml.
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "RIGHTSTAG"},
)


def _version(value: bool) -> None:
    if value:
        from importlib import metadata

        typer.echo(f"rightstag {metadata.version('rightstag')}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - the callback answers
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Find the paragraphs of human-rights reports that report a rights violation.

    The loop: ingest → tasks → (Label Studio) → pull → train → evaluate → tag.
    """
    context.default_map = load_defaults(Path.cwd())


def main() -> None:
    """Run the program; an expected error is one line on stderr and its documented exit code."""
    # An unfinished output is removed on the way out, which a plain SIGTERM would not let happen.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        app()
    except RightsTagError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
