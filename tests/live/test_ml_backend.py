"""The live backend beside a real Label Studio: a suggestion for an opened task, and a training by its webhook."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from rightstag.annotate import read_export
from rightstag.annotate.labelstudio.client import Client
from rightstag.jsonl import read_rows, write_rows
from rightstag.labels import NONE, Taxonomy
from rightstag.models import load_bundle
from rightstag.reports import Paragraph

pytestmark = pytest.mark.xdist_group("label-studio")  # one server for all that need one
pytest.importorskip("fastapi", reason="the extra `serve` is not installed")

PERSON = "studio:a password for tests"
COUNT, RETRAIN_AFTER = 70, 60
PATIENCE_S = 180


@pytest.fixture
def backend() -> Iterator[str]:
    """Start `rightstag serve`, and return its address."""
    user, password = PERSON.split(":")
    said = {"RIGHTSTAG_SERVE_USER": user, "RIGHTSTAG_SERVE_PASSWORD": password, "RIGHTSTAG_PSEUDONYM_KEY": "x" * 16}
    command = [sys.executable, "-m", "rightstag", "serve", "--port", "0", "--retrain-after", str(RETRAIN_AFTER)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | said) as process:
        line = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line + process.stderr.read()
        yield found[0]
        process.kill()


def jobs(backend: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Basic {b64encode(PERSON.encode()).decode()}"}
    with urllib.request.urlopen(urllib.request.Request(f"{backend}/jobs", headers=headers), timeout=30) as reply:
        return json.load(reply)["jobs"]


def test_it_suggests_for_an_opened_task_and_learns_from_the_answers(
    run: Callable[..., tuple[int, str, str]], studio: Client, backend: str, samples: Path, taxonomy: Taxonomy
) -> None:
    annotations = read_export(samples / "export.json", taxonomy, key=b"a key for tests only").annotations
    truth = {a.paragraph: a.labels for a in reversed(annotations) if a.state in {"labelled", "none"}}
    run("ingest", samples / "averland-2023.html", samples / "tarsia-2024.txt", "-o", "all.jsonl")
    write_rows(Path("some.jsonl"), islice((p for p in read_rows(Path("all.jsonl"), Paragraph) if p.id in truth), COUNT))
    code, _, err = run("push", "some.jsonl", "--project", "With a backend")
    assert code == 0, err
    [project] = [each for each in studio.projects() if each.title == "With a backend"]
    tasks = {task.id: task.paragraph for task in studio.tasks(project.id, "id,data")}

    user, password = PERSON.split(":")
    door = {"auth_method": "BASIC_AUTH", "basic_auth_user": user, "basic_auth_pass": password}
    studio.write(
        "POST", "api/ml/", {"project": project.id, "url": backend, "title": "rightstag"} | door, dict[str, Any]
    )

    labelled = next(task for task, paragraph in tasks.items() if "assembly" in truth[paragraph])
    opened = studio.read(f"api/tasks/{labelled}/", dict[str, Any])
    assert [made["model_version"] for made in opened["predictions"]] == [load_bundle("default").name]
    assert opened["predictions"][0]["result"][0]["value"]["choices"]

    for task, paragraph in tasks.items():
        value = {"choices": truth[paragraph] or (NONE,)}
        topics = {"from_name": "topics", "to_name": "text", "type": "choices", "value": value}
        studio.write("POST", f"api/tasks/{task}/annotations/", {"result": [topics]}, dict[str, Any])
    until = time.monotonic() + PATIENCE_S
    while not (found := jobs(backend)) or found[0]["state"] in {"queued", "running"}:
        assert time.monotonic() < until, found
        time.sleep(0.5)
    # Seventy answers teach no model that the shipped one should give way to: it is trained, judged and kept back.
    assert found[0]["state"] == "done", found
    assert found[0]["message"].startswith("kept "), found
