"""``rightstag adjudicate pull`` with an export, as a user runs it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

TEXT = "Police in Averland broke up a picket."
ANSWERS = [
    {"paragraph": "p-1", "annotator": "annotator-1", "labels": ["assembly"], "state": "labelled"},
    {"paragraph": "p-1", "annotator": "annotator-2", "labels": [], "state": "none"},
    {"paragraph": "p-2", "annotator": "annotator-1", "labels": [], "state": "none"},
]
VERSIONS = "version A: none\nversion B: assembly"  # in the order that p-1 gives them


def task(*choices: str, **data: str) -> dict[str, object]:
    result = [{"from_name": "topics", "to_name": "text", "type": "choices", "value": {"choices": choices}}]
    answer = {"result": result, "completed_by": 1, "created_at": "2026-03-02T09:00:00.000000Z"}
    return {"id": 7, "data": {"paragraph_id": "p-1", "text": TEXT} | data, "annotations": [answer] if choices else []}


@pytest.fixture
def pull(run: Run, tmp_path: Path, write: Callable[..., Path]) -> Run:
    write("a.jsonl", ANSWERS)

    def call(*tasks: dict[str, object]) -> tuple[int, str, str]:
        (tmp_path / "export.json").write_text(json.dumps(tasks))
        return run("adjudicate", "pull", "a.jsonl", "--from-file", "export.json", "-o", "gold.jsonl")

    return call


def test_an_exports_answers_become_gold(pull: Run, tmp_path: Path) -> None:
    code, out, err = pull(task("assembly", versions=VERSIONS))
    assert (code, out, err) == (0, "", "answered paragraphs: 1 gold, 0 consensus, 1 single, 0 disputed\n")
    *before, gold = [json.loads(line) for line in (tmp_path / "gold.jsonl").read_text().splitlines()]
    assert [row["annotator"] for row in before] == ["annotator-1", "annotator-2", "annotator-1"]
    assert (gold["paragraph"], gold["labels"], gold["gold"]) == ("p-1", ["assembly"], True)


def test_an_answer_that_the_adjudicator_was_not_shown_is_said(pull: Run) -> None:
    code, _, err = pull(task("assembly", versions="version A: none"))
    assert (code, err) == (
        0,
        "note: 1 adjudicated without an answer that has come in since (p-1): gold all the same; "
        "to have it looked at again, run `adjudicate push`\n"
        "answered paragraphs: 1 gold, 0 consensus, 1 single, 0 disputed\n",
    )


def test_annotators_are_not_taken_for_adjudicators_nor_the_other_way_round(pull: Run, run: Run, tmp_path: Path) -> None:
    assert pull(task("assembly")) == (
        4,
        "",
        "error: export.json, item 1: an annotator's task, which does not show what others said; "
        "expected a task of `adjudicate push`; export the other project\n",
    )
    (tmp_path / "export.json").write_text(json.dumps([task("assembly", versions=VERSIONS)]))
    assert run("pull", "--from-file", "export.json", "-o", "b.jsonl") == (
        4,
        "",
        "error: export.json, item 1: an adjudicator's task, which shows what annotators said; "
        "expected an annotator's task; read it with `adjudicate pull`\n",
    )
    assert not (tmp_path / "gold.jsonl").exists()
    assert not (tmp_path / "b.jsonl").exists()


def test_what_is_no_export_is_named(pull: Run) -> None:
    code, _, err = pull({"paragraph_id": "p-1"})
    assert code == 4
    assert err.startswith("error: export.json, item 1: a task without annotations")


def test_one_place_to_read_from_is_needed(run: Run) -> None:
    expected = "error: adjudicate pull: one place to read from is needed; give --project or --from-file\n"
    assert run("adjudicate", "pull", "a.jsonl") == (2, "", expected)
    assert run("adjudicate", "pull", "a.jsonl", "--project", "x", "--from-file", "e.json") == (2, "", expected)
