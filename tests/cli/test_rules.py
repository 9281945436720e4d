"""Rules, as a user calls them."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

RULES = """version: "7"
rules:
  - id: rally-banned
    label: assembly
    keywords: [rally, march]
    near: [banned, dispersed]
  - id: rally-took-place
    label: assembly
    against: true
    keywords: [took place]
"""
TEXTS = {
    "p-1": "Police dispersed the rally.",
    "p-2": "The rally took place although it had been banned.",
    "p-3": "A festival took place in the capital of Merovia.",
    "p-4": "Parliament adopted the budget.",
}


@pytest.fixture
def files(tmp_path: Path, write: Callable[..., Path]) -> Path:
    (tmp_path / "rules.yaml").write_text(RULES)
    labels = {"p-1": ["assembly"]}
    rows = [{"id": name, "text": text} for name, text in TEXTS.items()]
    gold = [{**row, "labels": labels.get(row["id"], []), "country": f"c-{row['id']}"} for row in rows]
    rows.append({"id": "p-head", "text": "The banned rally", "kind": "heading"})
    for name, records in {"paragraphs.jsonl": rows, "gold.jsonl": gold}.items():
        write(name, records)
    return tmp_path


def test_check_says_what_there_is_and_what_is_missing(run: Run, files: Path) -> None:
    counts = "assembly 2, expression 0, association 0, refugees 0, statelessness 0"
    assert run("rules", "check", "rules.yaml") == (
        0,
        f"OK: rules.yaml, version 7: 2 rules ({counts})\n",
        "note: no rule for expression, association, refugees, statelessness\n",
    )


def test_check_names_the_line(run: Run, files: Path) -> None:
    (files / "rules.yaml").write_text(RULES.replace("label: assembly\n    against", "label: torture\n    against"))
    expected = "expected one of assembly, expression, association, refugees, statelessness"
    assert run("rules", "check", "rules.yaml") == (
        4,
        "",
        f"error: rules.yaml: line 8: rule 'rally-took-place', label: unknown label 'torture', {expected}; "
        "correct the rules\n",
    )


def test_tags_say_yes_no_and_review_and_nothing_where_no_rule_speaks(run: Run, files: Path) -> None:
    code, out, err = run("rules", "tag", "rules.yaml", "paragraphs.jsonl", "-o", "tags.jsonl")
    assert (code, out) == (0, "")
    assert err.startswith("4 paragraphs read by rules-7-")
    assert err.endswith(
        ", by majority: assembly 1, expression 0, association 0, refugees 0, statelessness 0\nwritten: tags.jsonl\n"
    )
    tags = [json.loads(line) for line in (files / "tags.jsonl").read_text().splitlines()]
    assert [(tag["paragraph"], tag["decision"], tag["probability"]) for tag in tags] == [
        ("p-1", "yes", 1.0),
        ("p-2", "review", 0.5),
    ]
    (spot,) = tags[0]["evidence"]
    assert TEXTS["p-1"][spot["start"] : spot["end"]] == "rally"


def test_rules_are_weighed_by_how_often_they_are_right(run: Run, files: Path) -> None:
    asked = ("rules", "tag", "rules.yaml", "paragraphs.jsonl", "--gold", "gold.jsonl", "--all")
    code, out, err = run(*asked)
    assert code == 0
    assert "weighed by accuracy" in err
    shares = {tag["paragraph"]: tag["probability"] for tag in map(json.loads, out.splitlines())}
    # for: right once of two, so 2/4; against: right twice of two, so 3/4
    assert shares == pytest.approx({"p-1": 0.5, "p-2": 0.25, "p-3": 0.25})


def test_a_report_as_tables_and_json(run: Run, files: Path) -> None:
    code, out, _ = run("rules", "report", "rules.yaml", "gold.jsonl")
    assert code == 0
    assert "2 rules on 4 paragraphs of 4 reports." in out
    assert "not assembly" in out
    made = json.loads(run("rules", "report", "rules.yaml", "gold.jsonl", "--json")[1])
    assert [(rule["id"], rule["fires"], rule["conflicts"]) for rule in made["rules"]] == [
        ("rally-banned", 2, 1),
        ("rally-took-place", 2, 1),
    ]


def test_a_first_queue_from_nothing_becomes_tasks(run: Run, files: Path) -> None:
    asked = ("rules", "queue", "rules.yaml", "paragraphs.jsonl", "--per-label", "1", "-o", "queue.jsonl")
    code, out, err = run(*asked)
    assert (code, out) == (0, "")
    queued = [json.loads(line)["reason"] for line in (files / "queue.jsonl").read_text().splitlines()]
    assert "random" in queued
    assert f"queue: {len(queued)} of 4 paragraphs, 1 drawn at random\n" in err
    assert "note: fewer than 1 for expression, association, refugees, statelessness: the rules find no more\n" in err
    assert run("tasks", "queue.jsonl", "-o", "tasks.json") == (0, "", f"tasks: {len(queued)}\n")


def test_what_rules_say_trains_nothing_and_judges_nothing(run: Run, files: Path) -> None:
    run("rules", "tag", "rules.yaml", "paragraphs.jsonl", "-o", "tags.jsonl")
    for command in (("train", "tags.jsonl", "-o", "ours"), ("evaluate", "default", "tags.jsonl")):
        code, out, err = run(*command)
        assert (code, out) == (4, "")
        assert "expected an annotation, or a paragraph with its labels" in err


def test_a_taxonomy_of_ones_own_has_its_own_rules(run: Run, files: Path, samples: Path) -> None:
    example = '{text: "An officer beat a man held in Tarsia."}'
    (files / "ours.yaml").write_text(
        f"version: '1'\ntitle: T\nunit: U\nquestion: Q\ncategories:\n- id: torture\n  title: T\n  definition: D\n"
        f"  hotkey: '1'\n  colour: '#000000'\n  positive: [{example}]\n  negative: [{example}]\n"
    )
    (files / "mine.yaml").write_text("version: '1'\nrules:\n- {id: beaten, label: torture, keywords: [beat*]}\n")
    code, out, _ = run("rules", "check", "mine.yaml", "--taxonomy", "ours.yaml")
    assert (code, out) == (0, "OK: mine.yaml, version 1: 1 rules (torture 1)\n")


def test_what_rules_say_makes_a_page(run: Run, files: Path) -> None:
    (files / "rules.yaml").write_text(RULES + "  - {id: budget, label: statelessness, keywords: [budget]}\n")
    code, out, err = run("rules", "tag", "rules.yaml", "paragraphs.jsonl", "-o", "tags.html")
    assert (code, out) == (0, ""), err
    page = (files / "tags.html").read_text()
    assert "<strong>2</strong> of 4 paragraphs are tagged; <strong>1</strong> asks for a person’s review" in page
    assert re.findall(r'name="label" value="(\w+)"', page) == ["assembly", "statelessness", "review"]
    assert "calibrated" not in page
    assert re.findall(r"by the rules <code>(rules-7-\w+)</code>", page) != []
