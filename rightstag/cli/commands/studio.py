"""``rightstag studio``: a Label Studio on this machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rightstag.errors import StudioError

if TYPE_CHECKING:
    from rightstag.annotate.local_server.state import Server

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Start, stop or find a Label Studio on this machine."
)

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir", metavar="FOLDER", help="Where its database and credentials lie; else ~/.local/share/rightstag."
    ),
]


@app.command("up")
def up(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port on this machine; else the last one used, at first 8080.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Start Label Studio in an environment of its own and wait until it answers; harmless when it runs.

    It is reached from this machine only, keeps its data in SQLite, sends nothing anywhere and lets nobody sign up.
    """
    from rightstag.annotate.local_server import install as environment
    from rightstag.annotate.local_server import server
    from rightstag.annotate.local_server import state as server_folder
    from rightstag.annotate.local_server.install import VERSION

    folder = server_folder.data_folder(data_dir)
    if server.status(folder) is None and not environment.installed():
        typer.echo(f"installing Label Studio {VERSION} (800 MB, a minute or two)", err=True)
    if not server_folder.credentials_file(folder).is_file():
        typer.echo("first start: the database is being made (about a minute)", err=True)
    _describe(server.start(folder, port=port), folder)


@app.command("down")
def down(data_dir: DataDir = None) -> None:
    """Stop it and keep its data."""
    from rightstag.annotate.local_server import server
    from rightstag.annotate.local_server import state as server_folder

    stopped = server.stop(server_folder.data_folder(data_dir))
    typer.echo("Label Studio: stopped" if stopped else "Label Studio: was not running", err=True)


@app.command("status")
def status(
    data_dir: DataDir = None,
    secrets: Annotated[
        bool, typer.Option("--secrets", help="Print address, user, password and token, as JSON.")
    ] = False,
) -> None:
    """Say whether it runs and where; code 5 when it does not."""
    import msgspec

    from rightstag.annotate.local_server import server
    from rightstag.annotate.local_server import state as server_folder

    folder = server_folder.data_folder(data_dir)
    running = server.status(folder)
    if running is None or not running.pid:
        state = "is not running" if running is None else "is being started"
        raise StudioError("Label Studio", state, place=str(folder), fix="start it: rightstag studio up")
    if secrets:
        typer.echo(msgspec.json.encode(running).decode())
    else:
        _describe(running, folder)


def _describe(running: "Server", folder: Path) -> None:
    from rightstag.annotate.local_server import state as server_folder

    typer.echo(f"Label Studio: {running.url}")
    typer.echo(f"user: {running.user}")
    typer.echo(f"password and token: in {server_folder.credentials_file(folder)}, which only you can read")
