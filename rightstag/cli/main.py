"""The program itself: its commands, and what becomes of errors."""

import errno
import os
import signal
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Annotated

import typer

from rightstag.cli.lazy import OLD_NAMES, LazyGroup
from rightstag.cli.signals import end_at_once, raise_signals
from rightstag.cli.streams import BROKEN_PIPE, failed_output, finish_streams, prepare_streams
from rightstag.config import load_defaults
from rightstag.errors import RightsTagError

#: What writing to a stream fails with that is full, closed, or gone with its terminal.
_FAILED_STREAM = frozenset({errno.ENOSPC, errno.EBADF, errno.EIO, errno.EDQUOT, errno.EFBIG})

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
    raise_signals()
    try:
        prepare_streams()
        _rename_settings(os.environ)
        code = _run()
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    end_at_once()
    sys.exit(finish_streams(code))


def _run() -> int:
    """Run the command and return its exit code."""
    stdout = sys.stdout
    try:
        app()
    except RightsTagError as error:
        typer.echo(f"error: {error}", err=True)
        return error.exit_code
    except SystemExit as end:
        if sys.stdout is not stdout:  # typer's answer to a broken pipe
            sys.stdout = stdout
            return BROKEN_PIPE
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except OSError as error:
        if error.filename is not None or error.errno not in _FAILED_STREAM:
            raise
        return failed_output(error)
    return 0
