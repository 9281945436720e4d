"""calibrate, as a user calls it."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from rightstag.cli import app
from rightstag.errors import InputError, RightsTagError, UsageError
from rightstag.models import load_bundle, verify_bundle


@pytest.fixture
def run():
    def call(*arguments):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if isinstance(result.exception, RightsTagError):
            raise result.exception
        return result

    return call


@pytest.fixture
def own(labelled, write) -> Path:
    return write("own.jsonl", labelled(100, seed=4))


def test_the_new_model_says_what_moved_and_the_old_one_stays(run, own, tmp_path) -> None:
    result = run("calibrate", "default", "--on", own, "-o", tmp_path / "ours", "--seed", "2")
    assert result.exit_code == 0, result.output
    assert "Held out by country in 5 parts, each recalibrated on the others. 100 paragraphs" in result.stdout
    assert re.search(r"assembly +\d\.\d\d \(.*\) +\d\.\d\d \(.*\) +[+-]\d\.\d\d\d", result.stdout)
    assert "note: statelessness: keeps its threshold and calibration, with 0 examples and 100" in result.stderr
    assert re.search(r"ours-[0-9a-f]{8}: default-[0-9a-f]{8} recalibrated, written to", result.stderr)
    assert not any(verify_bundle(tmp_path / "ours").values())
    old, new = load_bundle("default"), load_bundle(str(tmp_path / "ours"))
    assert old.labels == new.labels
    assert (old.model.vectors == new.model.vectors).all()
    moved = dict(zip(old.labels, np.abs(new.thresholds - old.thresholds), strict=True))
    assert moved["statelessness"] == 0 < moved["assembly"]
    assert "recalibrated on 100 paragraphs" in (tmp_path / "ours" / "card.md").read_text()


def test_the_same_input_gives_the_same_model(run, own, tmp_path) -> None:
    for folder in ("one", "two"):
        run("calibrate", "default", "--on", own, "-o", tmp_path / folder, "--name", "same")
    hashes = {json.loads((tmp_path / each / "manifest.json").read_bytes())["hash"] for each in ("one", "two")}
    assert len(hashes) == 1


def test_labels_that_the_model_does_not_have_are_refused_and_nothing_is_written(run, labelled, write, tmp_path) -> None:
    rows = labelled(20)
    rows[3]["labels"] = ["torture"]
    with pytest.raises(InputError, match="unknown label 'torture'"):
        run("calibrate", "default", "--on", write("own.jsonl", rows), "-o", tmp_path / "ours")
    assert not (tmp_path / "ours").exists()


def test_what_is_no_bundle_is_not_replaced(run, own, tmp_path) -> None:
    (other := tmp_path / "notes").mkdir()
    with pytest.raises(UsageError, match="is no bundle"):
        run("calibrate", "default", "--on", own, "-o", other)
