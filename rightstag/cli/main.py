"""The program itself: its commands, and what becomes of errors."""

import os
import signal
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Annotated

import typer

from rightstag.cli.lazy import OLD_NAMES, LazyGroup
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
    settings = load_defaults(Path.cwd())
    context.default_map = {OLD_NAMES.get(command, command): options for command, options in settings.items()}


def _rename_settings(environment: MutableMapping[str, str]) -> None:
    """Hand the variables of a command's old name on to its new one."""
    for old, new in OLD_NAMES.items():
        prefix = f"RIGHTSTAG_{old.upper()}_"
        for name in [name for name in environment if name.startswith(prefix)]:
            environment.setdefault(f"RIGHTSTAG_{new.upper()}_{name.removeprefix(prefix)}", environment[name])


def main() -> None:
    """Run the program; an expected error is one line on stderr and its documented exit code."""
    # An unfinished output is removed on the way out, which a plain SIGTERM would not let happen.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    _rename_settings(os.environ)
    try:
        app()
    except RightsTagError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
