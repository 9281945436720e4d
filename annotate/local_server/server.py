"""Start, find and stop a local Label Studio server; its data persist between runs.

While it runs it holds a lock that it inherited, so that the kernel says whether it is up, and no stranger that got the
number of a dead process is ever ended in its place. POSIX only; elsewhere ``compose.yaml`` does the same.
"""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from rightstag.annotate.local_server.install import label_studio
from rightstag.annotate.local_server.state import (
    Server,
    credentials_file,
    lock_folder,
    log_file,
    log_tail,
    make_folder,
    read_server,
    write_server,
)
from rightstag.errors import StudioError, UsageError

HOST = "127.0.0.1"
PORT = 8080
USER = "admin@rightstag.local"
#: The first start builds the database, which takes about a minute; a slow disk may take several.
PATIENCE_S = 600.0
_STOPPING_S = 15.0
#: What the server needs of our environment; a stray DEBUG, HOST or PORT would be taken for a setting of its own.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "SYSTEMROOT")
_SETTINGS = {
    "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
    # So that `rightstag serve` on this machine can be its backend; the server itself is reached from here only.
    "ML_BLOCK_LOCAL_IP": "false",
    "SSRF_PROTECTION_ENABLED": "false",
    "COLLECT_ANALYTICS": "false",
    "LATEST_VERSION_CHECK": "false",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
    "LOG_LEVEL": "WARNING",
}


def start(
    folder: Path, *, port: int | None = None, patience: float = PATIENCE_S, program: Path | None = None
) -> Server:
    """Start the server unless it is running, and wait until it answers.

    Parameters
    ----------
    folder
        Where its database, log and credentials lie; made on first use.
    port
        On the loopback interface; by default the one it had before, else 8080.
    patience
        Seconds to wait for it.
    program
        The ``label-studio`` to run; by default the pinned one, installed on first use.

    Raises
    ------
    UsageError
        The port is in use, or the server runs on another one.
    StudioError
        It cannot be installed, or does not come up; the message has the end of its log.
    """
    make_folder(folder)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with lock_folder(folder) as handle:
            known = read_server(folder)
            if handle is not None:
                return _start(folder, known, port, handle, deadline, program=program)
        if known and known.pid and port not in {None, known.port}:
            fix = "run `rightstag studio down` first"
            raise UsageError(f"port {port}", f"the server already runs on port {known.port}", fix=fix)
        if known and known.pid and _answers(known):
            return known
        time.sleep(0.2)  # another start is under way
    raise StudioError("Label Studio", f"not up after {patience:.0f} s", place=str(folder), fix=log_tail(folder))


def stop(folder: Path) -> bool:
    """Stop the server and all its processes, keeping its data; return whether it was running."""
    server = status(folder)
    if server is None:
        return False
    if not server.pid:
        raise StudioError("Label Studio", "is being started", place=str(folder), fix="wait for that, then stop it")
    for number in (signal.SIGTERM, signal.SIGKILL):
        _end(server.pid, number)
        deadline = time.monotonic() + _STOPPING_S
        while time.monotonic() < deadline:
            if status(folder) is None:
                return True
            time.sleep(0.1)
    raise StudioError("Label Studio", f"process {server.pid} does not end", place=str(folder))


def status(folder: Path) -> Server | None:
    """Return the running server of a folder; its ``pid`` is 0 while it is starting."""
    if not credentials_file(folder).is_file():
        return None
    with lock_folder(folder) as handle:
        return read_server(folder) if handle is None else None


def _start(
    folder: Path, known: Server | None, port: int | None, handle: int, deadline: float, *, program: Path | None
) -> Server:
    port = port or (known.port if known else PORT)
    _check_free(port)
    url = f"http://{HOST}:{port}/"
    if known is None:
        known = Server(url=url, port=port, user=USER, password=secrets.token_urlsafe(16), token=secrets.token_hex(20))
    server = msgspec.structs.replace(known, url=url, port=port, pid=0)
    write_server(folder, server)
    process = _spawn(program or label_studio(), folder, server, handle)
    try:
        server = msgspec.structs.replace(server, pid=process.pid)
        write_server(folder, server)
        _wait(server, process, folder, deadline)
    except BaseException:
        _end(process.pid, signal.SIGKILL)
        process.wait()
        raise
    process.returncode = 0  # it outlives us, which subprocess would else warn of
    return server


def _spawn(program: Path, folder: Path, server: Server, handle: int) -> subprocess.Popen[bytes]:
    data = folder / "data"
    data.mkdir(exist_ok=True, mode=0o700)  # the database holds the token, too
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= _SETTINGS | {
        "LABEL_STUDIO_BASE_DATA_DIR": str(data),
        "LABEL_STUDIO_USERNAME": server.user,
        "LABEL_STUDIO_PASSWORD": server.password,
        "LABEL_STUDIO_USER_TOKEN": server.token,
    }
    options = ["--no-browser", "--internal-host", HOST, "--port", str(server.port), "--data-dir", str(data)]
    with log_file(folder).open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own program and words
            [str(program), "start", *options, "--enable-legacy-api-token"],
            env=environment,
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(handle,),  # it holds the lock for as long as it lives
        )


def _wait(server: Server, process: subprocess.Popen[bytes], folder: Path, deadline: float) -> None:
    while not _answers(server):
        if process.poll() is not None or time.monotonic() > deadline:
            state = "does not answer" if process.returncode is None else f"ended with code {process.returncode}"
            raise StudioError("Label Studio", state, place=f"port {server.port}", fix=log_tail(folder))
        time.sleep(0.2)


def _answers(server: Server) -> bool:
    """Check health and identity: Label Studio silently moves to the next port if one is taken."""
    try:
        healthy = _get(server, "/health")
        return healthy.get("status") == "UP" and _get(server, "/api/current-user/whoami")["email"] == server.user
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return False


def _get(server: Server, path: str) -> dict[str, object]:
    connection = http.client.HTTPConnection(HOST, server.port, timeout=10)  # past any proxy
    try:
        connection.request("GET", path, headers={"Authorization": f"Token {server.token}"})
        return dict(json.loads(connection.getresponse().read()))
    finally:
        connection.close()


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just given up is free
        try:
            probe.bind((HOST, port))
        except OSError as error:
            fix = "choose another port"
            raise UsageError(f"port {port}", f"cannot be used ({error.strerror})", fix=fix) from error


def _end(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, number)
