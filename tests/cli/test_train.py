"""train, evaluate and models, as a user calls them."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rightstag.annotate.sampling.queue_file import read_queue
from rightstag.cli import app
from rightstag.errors import (
    GateError,
    InputError,
    RightsTagError,
    SafetyError,
    UsageError,
)
from rightstag.models import load_bundle, save_bundle


@pytest.fixture
def run():
    def call(*arguments):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if isinstance(result.exception, RightsTagError):
            raise result.exception
        return result

    return call


@pytest.fixture
def data(labelled, write) -> Path:
    return write("rows.jsonl", labelled(150))


@pytest.fixture
def bundle(run, data, tmp_path) -> Path:
    result = run("train", data, "-o", tmp_path / "ours")
    assert result.exit_code == 0, result.output
    return tmp_path / "ours"


def test_train_prints_the_figures_and_what_was_out_of_the_ordinary(run, data, tmp_path) -> None:
    result = run("train", data, "-o", tmp_path / "ours", "--seed", "3", "--baseline")
    judged = "Cross-validated by country in 5 parts, features, strength, thresholds and calibration too. 150 paragraphs"
    assert judged in result.stdout
    assert re.search(r"assembly +\d\.\d\d \(", result.stdout)
    assert "plain F1" in result.stdout
    assert "note: statelessness: not learnt: 0 examples and 150 counter-examples" in result.stderr
    assert re.search(rf"ours-[0-9a-f]{{8}}: 150 paragraphs, written to {tmp_path / 'ours'}", result.stderr)
    assert json.loads((tmp_path / "ours" / "manifest.json").read_bytes())["settings"]["seed"] == 3


def test_the_text_about_the_data_stands_in_the_card(run, data, tmp_path) -> None:
    (tmp_path / "about.md").write_text("Coded by two people.")
    run("train", data, "-o", tmp_path / "ours", "--about", tmp_path / "about.md")
    assert "\nCoded by two people.\n" in (tmp_path / "ours" / "card.md").read_text()


def test_too_few_examples_of_every_label_end_with_code_3(run, labelled, write, tmp_path) -> None:
    rows = write("rows.jsonl", [{**row, "labels": []} for row in labelled(12)])
    with pytest.raises(GateError, match=r"training data: no label has examples enough .*; label more") as refused:
        run("train", rows, "-o", tmp_path / "ours")
    assert refused.value.exit_code == 3
    assert not (tmp_path / "ours").exists()


def test_a_failed_training_leaves_nothing_behind(run, labelled, write, tmp_path) -> None:
    rows = labelled(40)
    rows[7]["labels"] = ["torture"]
    with pytest.raises(InputError, match="record 8: unknown label 'torture'"):
        run("train", write("rows.jsonl", rows), "-o", tmp_path / "new" / "ours")
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_no_bundle_is_refused_before_any_work(run, tmp_path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(UsageError, match="is there and is no bundle"):
        run("train", "missing.jsonl", "-o", tmp_path / "mine")


def test_evaluate_as_table_json_and_page(run, bundle, labelled, write, tmp_path) -> None:
    rows = labelled(60, seed=9)
    rows[0]["source"] = rows[1]["source"] = "<script>alert(1)</script>"
    for row in rows:
        row["source"] = rows[0]["source"]
    fresh = write("fresh.jsonl", rows)
    table = run("evaluate", bundle, fresh).stdout
    assert "Paragraphs new to the model. 60 paragraphs of" in table
    assert re.search(r"statelessness +n/a +n/a +n/a +n/a +0 +60", table)
    result = json.loads(run("evaluate", bundle, fresh, "--json").stdout)
    assert result["labels"]["assembly"]["support"] == sum("assembly" in row["labels"] for row in rows)
    assert result["labels"]["statelessness"]["f1"] == {
        "value": None,
        "low": None,
        "high": None,
        "reason": "the label does not occur",
    }
    run("evaluate", bundle, fresh, "-o", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert page.count("<polyline") == 3 + 5  # of the labels that occur, and of all that are judged
    assert not re.search(r"(src|href)=|url\(|@import", page)


def test_models_show_and_verify(run, bundle) -> None:
    shown = run("models", "show", bundle).stdout
    assert re.search(r"^model +ours-[0-9a-f]{8}$", shown, re.MULTILINE)
    assert "150 paragraphs" in shown
    assert json.loads(run("models", "show", bundle, "--json").stdout)["schema"] == "rightstag.bundle/1"
    verified = run("models", "verify", bundle)
    assert re.search(r"weights\.npy +ok", verified.stdout)
    assert "is whole" in verified.stderr


def test_verify_names_the_file_that_was_changed(run, bundle) -> None:
    words = bundle / "words.json"
    words.write_bytes(words.read_bytes().replace(b"rally", b"Rally"))
    with pytest.raises(InputError, match=r"words\.json: was changed"):
        run("models", "verify", bundle)


def test_the_model_that_ships_is_whole_and_knows_the_shipped_labels(run) -> None:
    assert "is whole" in run("models", "verify").stderr
    manifest = json.loads(run("models", "show", "--json").stdout)
    assert [label["id"] for label in manifest["labels"]] == [
        "assembly",
        "expression",
        "association",
        "refugees",
        "statelessness",
    ]


def test_the_figures_as_a_file_are_those_on_standard_output(run, bundle, labelled, write, tmp_path) -> None:
    fresh = write("fresh.jsonl", labelled(60, seed=9))
    printed = run("evaluate", bundle, fresh, "--json", "-o", tmp_path / "metrics.json").stdout
    assert json.loads((tmp_path / "metrics.json").read_bytes()) == json.loads(printed)
    with pytest.raises(UsageError, match=r"--output: '\.pdf' is no format; expected \.html or \.json"):
        run("evaluate", bundle, fresh, "-o", "page.pdf")


def test_the_gate_lets_a_better_model_pass_and_ends_with_code_3_on_a_worse(
    run, bundle, labelled, write, tmp_path
) -> None:
    for name, whole in (("default", "default"), ("ours", bundle)):
        save_bundle(load_bundle(str(whole)).only(["assembly", "expression", "refugees"]), tmp_path / name)
    default, ours = tmp_path / "default", tmp_path / "ours"
    fresh = write("fresh.jsonl", labelled(240, seed=9))  # enough to tell the two apart
    passed = run("compare", default, ours, fresh, "--gate")
    assert "may take the place of default-" in passed.stderr
    assert re.search(r"assembly +0\.\d\d \(.*\) +[01]\.\d\d .* \+0\.\d{3} \(", passed.stdout)
    with pytest.raises(
        GateError, match=r"default-\w{8}: macro F1 drops by 0\.\d{3}, beyond chance.*; keep ours-"
    ) as stopped:
        run("compare", ours, default, fresh, "--gate")
    assert stopped.value.exit_code == 3
    result = json.loads(run("compare", ours, default, fresh, "--json").stdout)
    assert result["macro"]["difference"]["high"] < 0
    with pytest.raises(GateError, match="no paragraph is known to have association, statelessness"):
        run("compare", bundle, "default", fresh, "--gate")


def test_a_flag_of_0_1_works_and_says_what_it_is_called_now(run, data) -> None:
    assert "note: --naive is called --compare-splits now" in run("split", data, "--naive", "--jobs", "2").stderr


def test_the_parts_are_shown_and_written(run, data, tmp_path) -> None:
    result = run("split", data, "-o", tmp_path / "parts.jsonl")
    assert "0 shared reports and 0" in result.stdout
    parts = [json.loads(line) for line in (tmp_path / "parts.jsonl").read_text().splitlines()]
    assert len(parts) == 150
    assert {row["part"] for row in parts} == {1, 2, 3, 4, 5}


def test_a_goal_moves_the_threshold_and_stands_in_the_model(run, data, bundle, tmp_path) -> None:
    result = run("train", data, "-o", tmp_path / "careful", "--goal", "f1", "--goal", "refugees:recall=0.5")
    assert "note: refugees: its threshold is for recall=0.5" in result.stderr
    first, aimed = (json.loads((path / "manifest.json").read_bytes()) for path in (bundle, tmp_path / "careful"))
    thresholds = [[label["threshold"] for label in manifest["labels"]] for manifest in (first, aimed)]
    assert thresholds[0][:2] == thresholds[1][:2]
    assert thresholds[1][3] != thresholds[0][3]
    assert first["metrics"]["labels"]["assembly"] == aimed["metrics"]["labels"]["assembly"]
    assert re.search(r"assembly +0\.\d{3} +0\.\d{3} +0\.\d{3} +0\.\d{3}", result.stdout)  # before calibration too


def test_labels_that_look_wrong_are_written_as_push_takes_them(run, labelled, write, tmp_path) -> None:
    rows = labelled(150)
    rows[6]["labels"] = ["expression"] if "expression" not in rows[6]["labels"] else ["assembly", "refugees"]
    result = run("train", write("rows.jsonl", rows), "-o", tmp_path / "ours", "--audit", tmp_path / "suspects.jsonl")
    queue = list(read_queue(tmp_path / "suspects.jsonl"))
    assert len(queue) == 15
    assert "p-6" in [paragraph.id for paragraph in queue]
    assert re.search(r"p-\d+ +(assembly|expression|refugees) +(yes|no) +[01]\.\d\d", result.stdout)
    assert "the 15 most suspect paragraphs written to" in result.stderr


def test_a_local_model_keeps_every_term_and_is_not_given_away(run, labelled, write, tmp_path, monkeypatch) -> None:
    for name in ("USER", "PASSWORD", "SECRET"):
        monkeypatch.setenv(f"RIGHTSTAG_SERVE_{name}", "abc")
    rows = write("rows.jsonl", labelled(60))
    run("train", rows, "-o", tmp_path / "ours", "--local", "--budget", "1")
    assert "averland" in load_bundle(str(tmp_path / "ours")).model.blocks[0].terms
    assert "stays on the machine that made it" in (tmp_path / "ours" / "card.md").read_text()
    with pytest.raises(SafetyError, match="it keeps every term of its texts, names among them") as refused:
        run("models", "export", tmp_path / "ours", "-o", tmp_path / "ours.joblib")
    assert refused.value.exit_code == 7
    with pytest.raises(SafetyError, match="it keeps every term of its texts"):
        run("serve", "--model", tmp_path / "ours", "--host", "0.0.0.0", "--port", "0")
