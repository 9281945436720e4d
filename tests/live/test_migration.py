"""A project of a real Label Studio goes to a new version of the codebook, and back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from rightstag.annotate import make_tasks
from rightstag.annotate.labelstudio.client import Client
from rightstag.annotate.labelstudio.task import TaskPrediction
from rightstag.annotate.sync.push import push_tasks
from rightstag.labels import load_taxonomy
from rightstag.labels.labelling_config import config_labels
from rightstag.reports import Paragraph

pytestmark = pytest.mark.xdist_group("label-studio")

Run = Callable[..., tuple[int, str, str]]
TEXTS = ("A rally was banned.", "An editor was fined.", "A family was sent back.", "It rained.", "A paper was shut.")
PARAGRAPHS = [Paragraph(id=f"m-{n}", text=text) for n, text in enumerate(TEXTS)]


def topics(*choices: str) -> dict[str, Any]:
    return {"from_name": "topics", "to_name": "text", "type": "choices", "value": {"choices": list(choices)}}


def codebook(path: Path, version: str, *categories: dict[str, object]) -> Path:
    examples = {"positive": [{"text": "Yes."}], "negative": [{"text": "No."}]}
    made = [{"title": "T", "definition": "D", "colour": "#0072b2", **examples, **category} for category in categories]
    tree = {"version": version, "title": "T", "unit": "U", "question": "Q?", "categories": made}
    path.write_text(yaml.safe_dump(tree), encoding="utf-8")
    return path


def state(studio: Client, number: int) -> dict[str, object]:
    """All of a project that a migration may touch."""
    tasks = [msgspec.json.decode(row) for row in studio.export(number)]
    return {
        "config": studio.project(number).label_config,
        "answers": {row["id"]: row["result"] for task in tasks for row in task["annotations"]},
        "drafts": {row["id"]: row["result"] for task in tasks for row in task["drafts"]},
        "predictions": {row["id"]: row["result"] for row in studio.stored_predictions(number)},
        "data": {task["id"]: task["data"] for task in tasks},
    }


def test_a_project_is_migrated_and_restored(studio: Client, run: Run, tmp_path: Path) -> None:
    one = codebook(tmp_path / "one.yaml", "1", *({"id": x} for x in ("assembly", "expression", "refugees")))
    speech = {"id": "speech", "formerly": ["expression"]}
    parts = ({"id": x, "split_from": "refugees"} for x in ("asylum", "return"))
    codebook(tmp_path / "two.yaml", "2", {"id": "assembly"}, speech, *parts, {"id": "torture", "since": "2"})
    old = load_taxonomy(one)
    guess = TaskPrediction(model_version="m-1", score=0.5, result=(topics("expression"),))
    tasks = [msgspec.structs.replace(task, predictions=(guess,)) for task in make_tasks(PARAGRAPHS, old)]
    number = push_tasks(studio, "Migration", tasks, old).project
    assert number is not None
    ids = [task.id for task in studio.tasks(number, "id")]
    answers = [["assembly"], ["assembly", "expression"], ["refugees"], ["none"]]
    for task, choices in zip(ids, answers, strict=False):
        studio.write("POST", f"api/tasks/{task}/annotations/", {"result": [topics(*choices)]}, dict[str, object])
    before = state(studio, number)

    args = ["labels", "migrate", "--taxonomy", "two.yaml", "--project", "Migration", "--backup", "old"]
    code, out, err = run(*args, "--dry-run")
    assert code == 0, err
    assert len(json.loads(out)["projects"][0]["rewrites"]) == 1 + len(TEXTS)
    assert state(studio, number) == before

    code, _, err = run(*args)
    assert code == 0, err
    assert "the screen still offers refugees, which answers have\n" in err
    assert config_labels(studio.project(number).label_config) == (
        "assembly",
        "speech",
        "asylum",
        "return",
        "torture",
        "refugees",
    )
    code, out, err = run("pull", "--project", "Migration", "--taxonomy", "two.yaml", "-o", "a.jsonl")
    assert code == 0, err
    pulled = {row["paragraph"]: row for row in map(json.loads, (tmp_path / "a.jsonl").read_text("utf-8").splitlines())}
    assert {row["taxonomy"] for row in pulled.values()} == {"1"}
    assert pulled["m-1"]["labels"] == ["assembly", "speech"]
    assert pulled["m-2"]["labels"] == ["refugees"]
    assert studio.tasks(number, "id,data")[-1].data["taxonomy"] == "2"

    code, _, err = run("labels", "migrate", "--undo", "old")
    assert code == 0, err
    after = state(studio, number)
    assert after | {"config": ""} == before | {"config": ""}
    assert config_labels(str(after["config"])) == config_labels(str(before["config"]))
