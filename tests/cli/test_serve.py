import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rightstag.annotate import Annotation
from rightstag.annotate.ml_backend import TrainingSet
from rightstag.errors import InputError
from rightstag.labels import labelling_config, load_taxonomy
from rightstag.models import load_bundle
from rightstag.reports import Paragraph, Report
from rightstag.retraining import train_in_subprocess

pytest.importorskip("fastapi", reason="the extra `serve` is not installed")

COMMAND = [sys.executable, "-m", "rightstag", "serve", "--port", "0"]
UID = "11.1772442000"
PARAGRAPH = (
    "Police in Averland dispersed the rally in the capital and detained forty protesters. A court later fined the "
    "organisers for holding it without a permit, and the ministry blocked the site of a newspaper that had reported it."
)


HALF_A_BODY = (
    b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
)


def ask(address: str, path: str, body: object = None, auth: str = "") -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    headers |= {"Authorization": f"Basic {b64encode(auth.encode()).decode()}"} if auth else {}
    with urllib.request.urlopen(urllib.request.Request(address + path, data, headers), timeout=30) as reply:
        return json.load(reply)


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[subprocess.Popen[str], str]]]:
    running = []

    def start(*options: str, **env: str) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [*COMMAND, *options], stderr=subprocess.PIPE, text=True, env={**os.environ, **env}, cwd=Path.cwd()
        )
        running.append(process)
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line + process.stderr.read()
        return process, found[0]

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stderr.close()


def refused(*options: str, **env: str) -> tuple[int, str]:
    done = subprocess.run(
        [*COMMAND, *options], capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **env}
    )
    return done.returncode, done.stderr


def test_the_shipped_model_predicts_over_a_connection_that_is_kept(serve) -> None:
    process, address = serve(RIGHTSTAG_SERVE_USER="ada", RIGHTSTAG_SERVE_PASSWORD="right")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        ask(address, "/health")
    assert ask(address, "/health", auth="ada:right")["status"] == "UP"
    config = labelling_config(load_taxonomy())
    name = ask(address, "/setup", {"project": UID, "schema": config}, auth="ada:right")["model_version"]
    task = {"id": 1, "data": {"paragraph_id": "p-1", "trail": "", "text": PARAGRAPH}}
    question = {"tasks": [task], "project": UID, "label_config": config}

    line = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)  # kept, as Label Studio keeps it
    headers = {
        "Authorization": f"Basic {b64encode(b'ada:right').decode()}",
        "Content-Type": "application/json",
    }
    line.connect()
    kept = line.sock
    for _ in range(3):
        line.request("POST", "/predict", json.dumps(question), headers)
        [result] = json.load(line.getresponse())["results"]
        assert result["model_version"] == name
        assert result["result"][0]["value"]["choices"][0] == "assembly"
        assert line.sock is kept
    line.close()
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 128 + signal.SIGTERM
    assert process.stderr.read() == ""


@pytest.mark.parametrize("half", [b"POST /predict HTTP/1.1\r\nHo", HALF_A_BODY])
def test_it_stops_although_a_client_is_half_way_through_a_request(serve, half: bytes) -> None:
    process, address = serve()
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as client:
        client.sendall(half)
        assert ask(address, "/health")["status"] == "UP"  # it has both connections by now
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 128 + signal.SIGTERM
    assert process.stderr.read() == ""


def test_a_name_that_a_web_page_could_point_here_is_refused(serve) -> None:
    _, address = serve("--allow-host", "studio.example")
    port = address.rpartition(":")[2]
    for host, status in ((f"127.0.0.1:{port}", 200), ("studio.example", 200), ("elsewhere.example", 403)):
        line = http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)
        line.request("GET", "/health", headers={"Host": host})
        assert line.getresponse().status == status
        line.close()


def test_others_are_not_let_in_without_a_password() -> None:
    assert refused("--host", "0.0.0.0") == (
        7,
        "error: --host 0.0.0.0: others could reach it, and there is no password; set RIGHTSTAG_SERVE_USER and "
        "RIGHTSTAG_SERVE_PASSWORD, or listen on 127.0.0.1\n",
    )
    assert refused("--host", "0.0.0.0", RIGHTSTAG_SERVE_USER="ada", RIGHTSTAG_SERVE_PASSWORD="right") == (
        7,
        "error: --host 0.0.0.0: others could reach it, and the webhook asks for no secret; set RIGHTSTAG_SERVE_SECRET, "
        "or listen on 127.0.0.1\n",
    )
    assert refused(RIGHTSTAG_SERVE_USER="ada") == (
        2,
        "error: RIGHTSTAG_SERVE_PASSWORD: is not set; set both RIGHTSTAG_SERVE_USER and RIGHTSTAG_SERVE_PASSWORD, or "
        "neither\n",
    )


def test_a_port_in_use_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = refused("--port", str(port))
    expected = f"error: 127.0.0.1:{port}: cannot listen there (Address already in use); stop what listens there, or"
    assert (code, said.count("\n"), said.startswith(expected)) == (2, 1, True)


def test_missing_data_are_missed_at_once() -> None:
    expected = "error: gold.jsonl: no such file; expected labelled paragraphs, JSON Lines; check the path\n"
    assert refused("--data", "gold.jsonl") == (2, expected)


def test_a_workdir_that_is_none_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, said = refused("--workdir", "file")
    assert (code, said.count("\n")) == (2, 1)
    assert "choose another folder" in said


def test_a_missing_extra_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("raise ModuleNotFoundError(name='uvicorn')")
    assert refused(PYTHONPATH=str(tmp_path)) == (
        2,
        "error: serve: uvicorn is not installed; install it: pip install 'rightstag[serve]'\n",
    )


def lesson(count: int) -> TrainingSet:
    """AnswerStore of one annotator: whatever names a rally is of assembly."""
    deeds = ("banned the rally", "opened the school", "dispersed the rally", "mended the road")
    paragraphs, annotations = [], []
    for number in range(count):
        place = ("Averland", "Merovia", "Tarsia", "Quillon", "Sandovia", "Lumeria")[number % 6]
        text = f"Officials {deeds[number % 4]} in district {number} of {place}, as {number * 7919} people could see."
        report = Report(key=place.lower(), country=f"X{place[:2].upper()}")
        paragraphs.append(Paragraph(id=f"p-{number}", text=text, report=report))
        labels, state = (("assembly",), "labelled") if number % 2 == 0 else ((), "none")
        annotations.append(Annotation(paragraph=f"p-{number}", annotator="annotator-1", labels=labels, state=state))
    return TrainingSet(UID, ("assembly", "torture"), tuple(annotations), tuple(paragraphs))


def test_answers_become_a_candidate_in_a_process_of_its_own() -> None:
    made = train_in_subprocess(lesson(60), load_bundle("default"))
    assert made.rows == 60
    assert made.score > 0.9
    assert made.bundle.labels == ("assembly", "torture")
    assert made.bundle.name.startswith("project-11")


def test_labelled_paragraphs_count_where_the_labels_are_theirs(write: Callable[..., Path]) -> None:
    rows = [{"id": p.id, "text": f"More. {p.text}", "labels": []} for p in lesson(70).paragraphs]
    more = write("more.jsonl", rows)
    given = lesson(60)
    alone, together = (
        train_in_subprocess(given, load_bundle("default"), data=[more], base=base)
        for base in (("assembly",), ("torture", "assembly"))
    )
    # Ten of them: the others have been answered for.
    assert together.bundle.manifest.data.rows == alone.bundle.manifest.data.rows + 10 == 70


def test_what_cannot_be_trained_is_said_in_one_line() -> None:
    with pytest.raises(InputError, match=r"^training: training data: no label has examples enough \(assembly 1, "):
        train_in_subprocess(lesson(2), load_bundle("default"))
