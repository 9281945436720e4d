"""The registry, as a user calls it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import joblib
import pytest

from rightstag.models import load_bundle

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def registry(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a registry with one version of the model that ships, under the name `ours`."""
    monkeypatch.setenv("RIGHTSTAG_REGISTRY", str(tmp_path / "registry"))
    assert run("models", "add", "default", "--name", "ours") == (0, "ours@1\n", "")
    return tmp_path / "registry"


def test_an_empty_registry_says_how_to_begin(run: Run, tmp_path: Path) -> None:
    folder = str(tmp_path / "none")
    assert run("models", "list", "--registry", folder) == (
        0,
        "",
        f"no model in {folder} so far: rightstag models add BUNDLE\n",
    )


def test_promote_list_and_roll_back(run: Run, registry: Path) -> None:
    assert run("models", "promote", "ours@latest") == (0, "ours@production is ours@1\n", "")
    assert run("models", "promote", "ours@1", "staging") == (0, "ours@staging is ours@1\n", "")
    code, out, _ = run("models", "list", "ours")
    assert code == 0
    assert re.search(r"ours@1 +production, staging +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +[0-9a-f]{12}", out)
    assert re.search(r"promote +staging → 1", out)
    (listed,) = json.loads(run("models", "list", "--json")[1])
    assert (listed["name"], listed["aliases"]) == ("ours", {"production": 1, "staging": 1})
    code, out, err = run("models", "rollback", "ours")
    assert (code, out) == (2, "")
    assert err == (
        "error: ours@production: named nothing before; "
        "expected an alias that was promoted from one version to another; "
        "see rightstag models list ours\n"
    )


def test_a_name_is_a_model_for_every_command(run: Run, registry: Path) -> None:
    run("models", "promote", "ours@1")
    (registry.parent / "p.jsonl").write_text(json.dumps({"id": "p-1", "text": "Police dispersed the rally."}) + "\n")
    code, out, _ = run("tag", "p.jsonl", "--model", "ours@production", "-o", "-")
    assert code == 0
    assert {json.loads(line)["model"] for line in out.splitlines()} == {load_bundle("default").name}
    assert run("models", "show", "ours")[1] == run("models", "show", "default")[1]
    assert run("models", "card", "ours@1")[1].startswith("# default\n")


def test_a_swapped_version_is_not_used(run: Run, registry: Path) -> None:
    run("models", "promote", "ours@1")
    manifest = registry / "ours" / "1" / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"taxonomy": "1"', b'"taxonomy": "2"'))
    code, _, err = run("models", "verify", "ours")
    assert code == 4
    assert "manifest.json: was changed after it was written" in err


def test_an_exported_pipeline_says_the_same(run: Run, tmp_path: Path) -> None:
    code, out, err = run("models", "export", "default", "-o", "ours.joblib")
    shipped = load_bundle("default")
    labels = ", ".join(shipped.labels)
    assert (code, out) == (0, "")
    assert err == f"{shipped.name}: predict_proba gives {labels}; written to ours.joblib\n"
    texts = ["Police dispersed the rally.", ""]
    difference = joblib.load("ours.joblib").predict_proba(texts) - shipped.predict_proba(texts)
    assert abs(difference).max() < 1e-9


def test_privacy_says_what_can_be_told_and_what_not(run: Run) -> None:
    code, out, err = run("models", "verify", "--privacy")
    assert (code, out) == (0, "")
    assert "--data FILE, with what it was trained on, checks that, and which terms are names" in err
    code, out, err = run("models", "verify", "--privacy", "--data", "other.jsonl")
    assert code == 2
    assert "other.jsonl: cannot be read" in err


def test_other_data_are_not_what_it_was_trained_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.jsonl").write_text(json.dumps({"id": "p", "text": "It rained.", "labels": []}) + "\n")
    code, _, err = run("models", "verify", "--data", "other.jsonl")
    assert code == 4
    assert re.search(r"error: other\.jsonl: fingerprint [0-9a-f]{12}; expected [0-9a-f]{12}, of what default-", err)
