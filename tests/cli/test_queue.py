"""The queue, as a user asks for it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def files(tmp_path: Path, write: Callable[..., Path]) -> Path:
    """Twelve paragraphs, two of them alike and one a heading; the first is annotated, and one that is not here."""
    texts = [f"In case {n} police{n} closed{n} the newspaper{n}." for n in range(10)]
    rows = [{"id": f"p-{n}", "text": text, "report": {"key": "averland"}} for n, text in enumerate(texts)]
    rows += [{"id": "p-twin", "text": texts[1].upper()}, {"id": "p-head", "text": "Averland", "kind": "heading"}]
    answers = [{"paragraph": "p-0", "annotator": "a", "labels": ["expression"], "state": "labelled"}]
    answers += [{"paragraph": "p-old", "annotator": "a", "labels": [], "state": "none"}]
    for name, records in {"paragraphs.jsonl": rows, "annotations.jsonl": answers}.items():
        write(name, records)
    return tmp_path


def test_a_queue_without_a_model_says_so(run: Run, files: Path) -> None:
    asked = ("queue", "paragraphs.jsonl", "--annotations", "annotations.jsonl", "--size", "5", "-o", "queue.jsonl")
    assert run(*asked) == (
        0,
        "",
        "note: no model: spread over reports and sections; --model BUNDLE asks one\n"
        "note: 1 annotated paragraphs are not among these; what nearly repeats them may come again\n"
        "queue: 5 of 9 paragraphs; left out: 1 annotated, 1 near-duplicates\n"
        "  spread          4\n"
        "  random          1  inclusion 0.111\n"
        "  to be read by two: 3\n",
    )
    rows = [json.loads(line) for line in (files / "queue.jsonl").read_text().splitlines()]
    assert [row["rank"] for row in rows] == [1, 2, 3, 4, 5]
    assert not {"p-0", "p-head"} & {row["paragraph"]["id"] for row in rows}


def test_a_queue_asks_the_model_and_becomes_tasks_in_its_order(run: Run, files: Path) -> None:
    code, out, err = run("queue", "paragraphs.jsonl", "--model", "default", "--mix", "rare=1, uncertain=1")
    assert code == 0
    assert err == (
        "note: 100 were asked for, and no more are left\n"
        "queue: 10 of 10 paragraphs; left out: 0 annotated, 1 near-duplicates\n"
        "  uncertain       4\n"
        "  rare            4\n"
        "  random          2  inclusion 0.2\n"
        "  to be read by two: 5\n"
    )
    (files / "queue.jsonl").write_text(out)
    assert run("tasks", "queue.jsonl", "-o", "tasks.json") == (0, "", "tasks: 10\n")
    tasks = [task["data"] for task in json.loads((files / "tasks.json").read_text())]
    rows = [json.loads(line) for line in out.splitlines()]
    assert [(task["priority"], task["paragraph_id"], task["queue_reason"]) for task in tasks] == [
        (row["rank"], row["paragraph"]["id"], row["reason"]) for row in rows
    ]


@pytest.mark.parametrize(
    ("options", "code", "expected"),
    [
        (
            ["--mix", "rare"],
            2,
            "error: --mix: 'rare' is no share; expected such as uncertain=0.5,rare=0.2,diverse=0.3\n",
        ),
        (["--mix", "spread=1,spread=2"], 2, "error: --mix: 'spread' comes twice; give each reason once\n"),
        (["--mix", "rare=1"], 2, "error: strategy mix: 'rare' needs a model; name a model, or leave it out\n"),
        (
            ["--annotations", "paragraphs.jsonl"],
            4,
            "error: paragraphs.jsonl, record 1: a paragraph that does not say whose labels it has; expected annotations"
            "; give what people answered\n",
        ),
        (
            ["paragraphs.jsonl"],
            4,
            "error: paragraphs.jsonl: the id 'p-0' occurs twice; expected every id once; correct the ids\n",
        ),
    ],
)
def test_what_cannot_be_queued_leaves_nothing_behind(
    run: Run, files: Path, options: list[str], code: int, expected: str
) -> None:
    assert run("queue", "paragraphs.jsonl", *options, "-o", "queue.jsonl") == (code, "", expected)
    assert not (files / "queue.jsonl").exists()
