"""``rightstag serve``: the live backend that Label Studio asks for predictions."""

import os
import re
import signal
import socket
from collections.abc import Sequence
from multiprocessing import active_children
from pathlib import Path
from threading import Timer
from typing import Annotated

import typer

from rightstag.cli.bundles import open_bundle
from rightstag.cli.options import KeyFile, Model
from rightstag.errors import SafetyError, UsageError

USER, PASSWORD, SECRET = "RIGHTSTAG_SERVE_USER", "RIGHTSTAG_SERVE_PASSWORD", "RIGHTSTAG_SERVE_SECRET"
#: Seconds for threads to end after the server has.
_LINGERING_S = 2.0
_OWN_MACHINE = re.compile(r"127(\.\d+){3}|::1|localhost")


def serve(
    *,
    model: Model = "default",
    host: Annotated[str, typer.Option("--host", help="Address to listen on; others than your own need a password.")] = (
        "127.0.0.1"
    ),
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 for any free one.")
    ] = 9090,
    workdir: Annotated[
        Path, typer.Option("--workdir", metavar="FOLDER", help="Where answers and promoted models are kept.")
    ] = Path("rightstag-serve"),
    retrain_after: Annotated[
        int,
        typer.Option(
            "--retrain-after", metavar="N", min=0, help="Train after N new answers; 0 for only by Start Training."
        ),
    ] = 50,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            metavar="FILE",
            help="Labelled paragraphs to train on together with the answers, in projects with the model's labels.",
        ),
    ] = None,
    key_file: KeyFile = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="A further name that the backend may be called by."),
    ] = None,
) -> None:
    """Give Label Studio predictions while people annotate, and learn from their answers.

    RIGHTSTAG_SERVE_USER and RIGHTSTAG_SERVE_PASSWORD ask for a password, RIGHTSTAG_SERVE_SECRET for a header of the
    webhook; all three are needed to listen for other machines. A new model takes the place of the old one in its
    project when it is not worse on paragraphs that are new to both.
    """
    from functools import partial

    from rightstag.annotate import load_key
    from rightstag.annotate.ml_backend import (
        AnswerStore,
        Backend,
        Jobs,
        ProjectModels,
        Retraining,
    )
    from rightstag.models.privacy import check_may_leave
    from rightstag.retraining import train_in_subprocess

    try:
        from rightstag.annotate.ml_backend.app import AccessControl, make_app
        from rightstag.annotate.ml_backend.web_server import run
    except ModuleNotFoundError as error:
        fix = "install it: pip install 'rightstag[serve]'"
        raise UsageError("serve", f"{error.name} is not installed", fix=fix) from error

    guard = AccessControl(_credentials(host), _secret(host), _hosts(host, allow_host or ()))
    for path in data or ():  # before the first training, not in it
        if not path.is_file():
            raise UsageError(path, "no such file", expected="labelled paragraphs, JSON Lines", fix="check the path")
    base = open_bundle(model)
    if not _OWN_MACHINE.fullmatch(host):
        check_may_leave(base)
    models, answers = ProjectModels(base, workdir / "models"), AnswerStore(workdir / "answers.db")
    trainer = partial(train_in_subprocess, data=tuple(data or ()), base=models.base.labels)
    jobs = Jobs(Retraining(answers, models, trainer))
    backend = Backend(models, answers, jobs, key=load_key(key_file), retrain_after=retrain_after)
    with _listening(host, port) as listening:
        backend.warm()
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listening.getsockname()[1]}"
        typer.echo(f"{models.base.name} answers at {address}; answers are kept in {workdir}", err=True)
        try:
            run(make_app(backend, guard), listening)
        finally:  # a signal ends the program from here
            jobs.close()
            answers.close()
            _end_in_time()


def _credentials(host: str) -> tuple[str, str] | None:
    user, password = os.environ.get(USER, ""), os.environ.get(PASSWORD, "")
    if bool(user) != bool(password):
        raise UsageError(
            USER if password else PASSWORD, "is not set", fix=f"set both {USER} and {PASSWORD}, or neither"
        )
    if not password and not _OWN_MACHINE.fullmatch(host):
        found = "others could reach it, and there is no password"
        raise SafetyError(f"--host {host}", found, fix=f"set {USER} and {PASSWORD}, or listen on 127.0.0.1")
    if not (user + password).isascii() or ":" in user:
        raise UsageError(
            f"{USER} and {PASSWORD}", "characters that do not travel", expected="ASCII, and no : in the user"
        )
    return (user, password) if password else None


def _secret(host: str) -> str | None:
    secret = os.environ.get(SECRET) or None
    if secret is None and not _OWN_MACHINE.fullmatch(host):
        found = "others could reach it, and the webhook asks for no secret"
        raise SafetyError(f"--host {host}", found, fix=f"set {SECRET}, or listen on 127.0.0.1")
    return secret


def _hosts(host: str, further: Sequence[str]) -> frozenset[str] | None:
    """Return the names that the backend may be called by; None where the password keeps strangers out."""
    own = {"127.0.0.1", "localhost", "::1", host}
    return frozenset({*own, *further}) if _OWN_MACHINE.fullmatch(host) else None


def _end_in_time() -> None:
    """Have the process end although a thread may still compute an answer, or a training, that nobody waits for."""
    for training in active_children():
        training.kill()
    timer = Timer(_LINGERING_S, os._exit, (128 + signal.SIGTERM,))
    timer.daemon = True
    timer.start()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        cause = str(error.strerror).partition(" (")[0]  # Python repeats the address in brackets
        fix = "stop what listens there, or choose another --port"
        raise UsageError(f"{host}:{port}", f"cannot listen there ({cause})", fix=fix) from error
    # Inherited by every connection: a reply in two parts must not wait 40 ms for word of the first.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
