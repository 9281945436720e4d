"""Whatever happens between us and Label Studio, nothing is lost and nothing comes twice."""

import http.client
import importlib
import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from rightstag.annotate import make_tasks
from rightstag.annotate.labelstudio.client import Client
from rightstag.annotate.labelstudio.credentials import Credentials, find_credentials
from rightstag.annotate.labelstudio.task import Task, TaskPrediction
from rightstag.annotate.sync.deduplicate import find_duplicate_tasks
from rightstag.annotate.sync.pull import pull_annotations
from rightstag.annotate.sync.push import push_tasks
from rightstag.annotate.sync.push_plan import tasks_by_paragraph, tasks_without
from rightstag.errors import PartialError, StudioError
from rightstag.labels import Taxonomy
from rightstag.reports import Paragraph

#: The module, whose name its package gives to nothing else.
pull_module = importlib.import_module("rightstag.annotate.sync.pull")
pytestmark = pytest.mark.xdist_group("label-studio")  # one server for all that need one

RUNS = int(os.environ.get("RIGHTSTAG_FAULT_RUNS", "12"))
#: For the runs together, in seconds, unless their number is set.
LIMIT = 60.0 if "RIGHTSTAG_FAULT_RUNS" not in os.environ else float("inf")
KEY = b"a key for tests only"
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
LATE_S = 0.3  # what is carried out after its connection broke comes within the pauses
#: How a request may fail; the last four do their work all the same.
FAULTS = ("refused", "502", "429", "dropped", "500", "cut", "late")


class Proxy(ThreadingHTTPServer):
    """Stands between us and the server, and lets requests fail at random.

    ``share`` of the requests fail; ``victim`` is killed when request number ``deadly`` is on its way.
    """

    daemon_threads = False
    block_on_close = True

    def __init__(self, target: str, *, path: str = "", demands: tuple[str, str] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target, self.path, self.demands = urlsplit(target), path, demands
        self.share, self.random, self.counter = 0.0, random.Random(0), itertools.count(1)
        self.victim: subprocess.Popen[bytes] | None = None
        self.deadly = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{self.path}/"

    def handle_error(self, *_: object) -> None:
        """A client that was killed is what we want."""


class _Handler(BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        with suppress(ConnectionError):
            super().handle_one_request()

    def log_message(self, *_: object) -> None:
        pass

    def relay(self) -> None:
        proxy = self.server
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if proxy.demands and self.headers.get(proxy.demands[0]) != proxy.demands[1]:
            return self.answer(407, b"<html>log in first</html>", "text/html")
        fault = proxy.random.choice(FAULTS) if proxy.random.random() < proxy.share else None
        if next(proxy.counter) == proxy.deadly and proxy.victim:
            killing = threading.Timer(proxy.random.uniform(0, 0.1), proxy.victim.send_signal, [signal.SIGKILL])
            killing.start()
        if fault == "refused":
            return self.hang_up()
        if fault in {"502", "429"}:
            return self.answer(int(fault), b"{}")
        if fault == "late":
            self.hang_up()
            time.sleep(LATE_S * proxy.random.random())
        status, answer, kind = self.forward(body)
        if fault in {"dropped", "late"}:
            return self.hang_up()
        if fault == "500":
            return self.answer(500, b'{"detail": "it broke after all"}')
        self.answer(status, answer, kind, cut=fault == "cut")
        return None

    def forward(self, body: bytes) -> tuple[int, bytes, str]:
        connection = http.client.HTTPConnection(self.server.target.hostname, self.server.target.port, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in {"host", "connection"}}
        try:
            connection.request(self.command, self.path.removeprefix(self.server.path), body, headers)
            reply = connection.getresponse()
            return reply.status, reply.read(), reply.headers.get("content-type", "application/json")
        finally:
            connection.close()

    def answer(self, status: int, body: bytes, kind: str = "application/json", *, cut: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self.hang_up()

    def hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(2)

    do_GET = do_POST = do_PATCH = do_DELETE = relay  # noqa: N815 - names of http.server


@contextmanager
def serving(proxy: Proxy) -> Iterator[Proxy]:
    thread = threading.Thread(target=proxy.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        thread.join()
        proxy.server_close()  # waits for what is late


def predicted(taxonomy: Taxonomy, number: int, version: str) -> list[Task]:
    region = {"from_name": "topics", "to_name": "text", "type": "choices", "value": {"choices": ["assembly"]}}
    tasks = make_tasks([Paragraph(id=f"p-{n}", text=f"It rained on day {n}.") for n in range(number)], taxonomy)
    prediction = TaskPrediction(model_version=version, score=0.5, result=(region,))
    return [msgspec.structs.replace(task, predictions=(prediction,)) for task in tasks]


def until_done(act: Any) -> Any:
    """Run something again until it is done, as its message says."""
    for _ in range(60):
        try:
            return act()
        except (StudioError, PartialError):
            continue
    raise AssertionError("never done")


#: What is killed: a push with its tasks in a file, run like a command.
PUSH = """
import sys
from pathlib import Path
import msgspec
from rightstag.annotate.labelstudio.credentials import Credentials
from rightstag.annotate.sync.push import push_tasks
from rightstag.annotate.labelstudio.client import Client
from rightstag.annotate.labelstudio.task import Task
from rightstag.labels import load_taxonomy
url, token, title, path = sys.argv[1:]
with Client(Credentials(url, token), pauses=(0.05, 0.1)) as studio:
    tasks = msgspec.json.decode(Path(path).read_bytes(), type=list[Task])
    push_tasks(studio, title, tasks, load_taxonomy(), chunk=3, pauses=(0.05, 0.1, 0.2))
"""


def kill_a_push(proxy: Proxy, live: Any, title: str, path: Path) -> None:
    proxy.counter, proxy.deadly = itertools.count(1), proxy.random.randint(1, 12)
    command = [sys.executable, "-W", "ignore", "-c", PUSH, proxy.url, live.server.token, title, str(path)]
    proxy.victim = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[2])
    proxy.victim.wait(60)
    proxy.victim = None


def one_run(seed: int, live: Any, taxonomy: Taxonomy, folder: Path) -> None:
    title = f"faults {seed}"
    with (
        serving(Proxy(live.server.url)) as proxy,
        Client(Credentials(proxy.url, live.server.token), pauses=PAUSES[:2]) as far,
    ):
        proxy.random = random.Random(seed)
        proxy.share = proxy.random.choice((0.1, 0.3, 0.5))
        number = proxy.random.randint(1, 12)
        for version in ("m-1", "m-2"):
            tasks = predicted(taxonomy, number, version)
            if seed % 3 == 0:
                path = folder / f"{seed}.json"
                path.write_bytes(msgspec.json.encode(tasks))
                kill_a_push(proxy, live, title, path)
            until_done(lambda tasks=tasks: push_tasks(far, title, tasks, taxonomy, chunk=3, pauses=PAUSES))
        check(far, live, taxonomy, title, number)


def check(far: Client, live: Any, taxonomy: Taxonomy, title: str, number: int) -> None:
    """Look past the proxy at what is there, and pull through it."""
    with Client(live.address) as near:
        [project] = [project for project in near.projects() if project.title == title]
        there = tasks_by_paragraph(near, project.id)
        assert sorted(there) == sorted(f"p-{n}" for n in range(number))
        assert {len(tasks) for tasks in there.values()} == {1}
        assert not find_duplicate_tasks(near, project.id, there)
        assert {held.model_version: held.count for held in near.prediction_versions(project.id)} == {
            "m-1": number,
            "m-2": number,
        }
        assert not tasks_without(near, project.id, "m-2")
        full = near.project(project.id)
        assert full.model_version == "m-2"
        answer = {"from_name": "topics", "to_name": "text", "type": "choices", "value": {"choices": ["none"]}}
        for paragraph in list(there)[:3]:
            near.write("POST", f"api/tasks/{there[paragraph][0]}/annotations/", {"result": [answer]}, dict)
        full = near.project(project.id)
        expected = pull_annotations(near, full, taxonomy, key=KEY)
        assert until_done(lambda: pull_annotations(far, full, taxonomy, key=KEY)) == expected
        near.drop_project(project.id)


def test_nothing_is_lost_and_nothing_doubled(
    live, taxonomy: Taxonomy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull_module, "PIECE", 2)
    started = time.monotonic()
    for seed in range(RUNS):
        if seed >= 4 and time.monotonic() - started > LIMIT:
            break
        monkeypatch.setattr(pull_module, "WHOLE", 10_000 if seed % 2 else 0)
        one_run(seed, live, taxonomy, tmp_path)


def test_a_proxy_with_a_path_and_a_login_of_its_own(live, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Proxy(live.server.url, path="/studio", demands=("Authorization", "Basic eA=="))) as proxy:
        monkeypatch.setenv("LABEL_STUDIO_API_KEY", live.server.token)
        with Client(
            find_credentials(proxy.url.rstrip("/"), headers=["Authorization: Basic eA=="]), pauses=()
        ) as studio:
            assert studio.user()[1] == live.server.user
        with (
            Client(find_credentials(proxy.url), pauses=()) as studio,
            pytest.raises(StudioError, match="refused with 407"),
        ):
            studio.user()


def test_a_listing_that_is_short_is_not_taken_for_whole(live, taxonomy: Taxonomy, monkeypatch) -> None:
    with Client(live.address, pauses=()) as studio:
        number = push_tasks(studio, "short listing", predicted(taxonomy, 3, "m-1"), taxonomy).project
        read = studio.read

        def short(path: str, kind: Any, /, **parameters: object) -> Any:
            found = read(path, kind, **parameters)
            if path == "api/tasks/":
                found.rows.pop()
            return found

        monkeypatch.setattr(studio, "read", short)
        with pytest.raises(StudioError, match=rf"gave 2 of 3 tasks of project {number}; run it again$"):
            push_tasks(studio, "short listing", predicted(taxonomy, 3, "m-1"), taxonomy)
