"""The commands around Label Studio, as a user runs them."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from rightstag.annotate import Annotation
from rightstag.labels import (
    codebook_html,
    codebook_markdown,
    config_labels,
    labelling_config,
    load_taxonomy,
)

Run = Callable[..., tuple[int, str, str]]

PARAGRAPHS = """\
{"id": "p-1", "text": "Police broke up a picket.", "trail": ["Averland", "Assembly"]}
{"id": "p-2", "text": "Averland", "kind": "heading"}
{"id": "p-3", "text": "It rained."}
"""


def answered(*choices: str, task: int = 7, paragraph: str = "p-1", **fields: object) -> dict[str, object]:
    result = [{"from_name": "topics", "to_name": "text", "type": "choices", "value": {"choices": choices}}]
    data = {"paragraph_id": paragraph, "text": "Police broke up a picket.", "taxonomy": "1"}
    return {"id": task, "data": data, "annotations": [{"result": result, "completed_by": 1} | fields]}


def test_the_codebook_is_printed_and_written_as_a_page(run: Run, tmp_path: Path) -> None:
    taxonomy = load_taxonomy()
    assert run("labels", "show") == (0, codebook_markdown(taxonomy), "")
    assert run("labels", "show", "-o", "page.html") == (0, "", "")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == codebook_html(taxonomy)
    assert run("labels", "show", "-o", "page.md")[0] == 0
    assert run("labels", "show", "-o", "page.doc") == (
        2,
        "",
        "error: page.doc: no page is written as '.doc'; expected a name that ends in .html or .md\n",
    )


def test_a_taxonomy_is_checked(run: Run, tmp_path: Path) -> None:
    code, out, err = run("labels", "check")
    assert (code, err) == (0, "")
    assert out.startswith("OK: the shipped taxonomy, version 1: 5 categories (assembly, expression, ")
    (tmp_path / "own.yaml").write_text("version: '1'\ntitle: T\nunit: U\nquestion: Q\ncategories: []\n")
    assert run("labels", "check", "--taxonomy", "own.yaml") == (
        4,
        "",
        "error: own.yaml: categories: there are none; correct the taxonomy\n",
    )


def test_the_labelling_config_is_written(run: Run, tmp_path: Path) -> None:
    taxonomy = load_taxonomy()
    assert run("labels", "config") == (0, labelling_config(taxonomy), "")
    assert run("labels", "config", "-o", "screen.xml") == (0, "", "")
    assert config_labels((tmp_path / "screen.xml").read_text(encoding="utf-8")) == taxonomy.ids


def test_tasks_are_written_for_what_is_tagged(run: Run, tmp_path: Path) -> None:
    (tmp_path / "paragraphs.jsonl").write_text(PARAGRAPHS)
    assert run("tasks", "paragraphs.jsonl", "-o", "tasks.json") == (0, "", "tasks: 2\n")
    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    assert [task["data"]["paragraph_id"] for task in tasks] == ["p-1", "p-3"]
    assert "predictions" not in tasks[0]


def test_evidence_needs_a_model(run: Run) -> None:
    expected = "error: --evidence: no model to give any; add --model BUNDLE\n"
    assert run("tasks", "paragraphs.jsonl", "--evidence") == (2, "", expected)


def test_faulty_paragraphs_leave_no_tasks_behind(run: Run, tmp_path: Path) -> None:
    (tmp_path / "paragraphs.jsonl").write_text(PARAGRAPHS + "{")
    code, out, err = run("tasks", "paragraphs.jsonl", "-o", "tasks.json")
    assert (code, out) == (4, "")
    assert err.startswith("error: paragraphs.jsonl, line 4: ")
    assert not (tmp_path / "tasks.json").exists()


def test_an_export_becomes_annotations(run: Run, tmp_path: Path) -> None:
    tasks = [
        answered("assembly"),
        answered("none", task=8, paragraph="p-3"),
        answered("none", was_cancelled=True, task=9),
    ]
    (tmp_path / "export.json").write_text(json.dumps(tasks))
    assert run("pull", "--from-file", "export.json", "-o", "annotations.jsonl") == (
        0,
        "",
        "annotations: 1 labelled, 1 none, 1 skipped, 0 draft; annotators: 1\n",
    )
    rows = (tmp_path / "annotations.jsonl").read_bytes().splitlines()
    found = [msgspec.json.decode(row, type=Annotation) for row in rows]
    assert [(a.paragraph, a.state, a.labels) for a in found] == [
        ("p-1", "labelled", ("assembly",)),
        ("p-3", "none", ()),
        ("p-1", "skipped", ()),
    ]


def test_a_contradiction_is_a_warning_and_with_strict_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text(json.dumps([answered("none", "assembly")]))
    who = "user 1 (annotator-066f6aa0)"
    warning = f"warning: export.json, {who}: 'none' together with assembly: kept as a draft: task 7\n"
    code, out, err = run("pull", "--from-file", "export.json", "-o", "annotations.jsonl")
    assert (code, out) == (0, "")
    assert err == f"{warning}annotations: 0 labelled, 0 none, 0 skipped, 1 draft; annotators: 1\n"
    (tmp_path / "annotations.jsonl").unlink()
    error = "error: export.json: answers that need a look: 1; mend them in Label Studio\n"
    assert run("pull", "--from-file", "export.json", "-o", "annotations.jsonl", "--strict") == (4, "", warning + error)
    assert not (tmp_path / "annotations.jsonl").exists()


def test_an_export_of_another_screen_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text(json.dumps([answered("assembly"), answered("torture", task=8)]))
    assert run("pull", "--from-file", "export.json", "-o", "annotations.jsonl") == (
        4,
        "",
        "error: export.json, task 8: unknown choice 'torture'; expected one of assembly, expression, association, "
        "refugees, statelessness, none; give the taxonomy that the project was labelled with\n",
    )
    assert not (tmp_path / "annotations.jsonl").exists()


def test_an_export_is_read_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps([answered("assembly")]).encode())))
    code, out, err = run("pull", "--from-file", "-")
    assert code == 0, err
    assert msgspec.json.decode(out, type=Annotation).labels == ("assembly",)
