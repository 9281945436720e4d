"""The codebook and its migration, as a user asks for them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

Run = Callable[..., tuple[int, str, str]]
RULES = """\
# What to read first.
version: "1"
rules:
  - id: press
    label: expression   # the old name
    keywords: [newspaper]
  - id: camp
    label: refugees
    keywords: [camp]
"""


def codebook(path: Path, version: str, *categories: dict[str, object], **more: object) -> Path:
    fields = {"title": "T", "definition": "D", "colour": "#0072b2"}
    examples = {"positive": [{"text": "Yes."}], "negative": [{"text": "No."}]}
    tree = {"version": version, "title": "T", "unit": "U", "question": "Q?", **more}
    tree["categories"] = [{**fields, **examples, **category} for category in categories]
    path.write_text(yaml.safe_dump(tree), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path, write: Callable[..., Path]) -> Path:
    """Two versions of a codebook, and annotations, rows and rules by the first."""
    codebook(tmp_path / "one.yaml", "1", *({"id": x} for x in ("assembly", "expression", "refugees", "worship")))
    speech = {"id": "speech", "formerly": ["expression"]}
    parts = ({"id": x, "split_from": "refugees"} for x in ("asylum", "return"))
    codebook(tmp_path / "two.yaml", "2", {"id": "assembly"}, speech, *parts, {"id": "torture"}, retired=["worship"])
    answers = [
        {"paragraph": "p-1", "annotator": "ada", "labels": ["expression"], "state": "labelled", "taxonomy": "1"},
        {
            "paragraph": "p-2",
            "annotator": "ada",
            "labels": ["assembly", "refugees"],
            "state": "labelled",
            "taxonomy": "1",
        },
        {"paragraph": "p-3", "annotator": "ada", "labels": ["worship"], "state": "labelled", "taxonomy": "1"},
    ]
    write("a.jsonl", answers)
    write("rows.jsonl", [{"id": "r-1", "text": "A paper was closed.", "labels": ["expression"], "page": 7}])
    write("p.jsonl", [{"id": f"p-{n}", "text": f"Paragraph {n}."} for n in (1, 2, 3)])
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    return tmp_path


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_taxonomy_is_checked_as_an_argument_or_an_option(run: Run, files: Path) -> None:
    for args in (["one.yaml"], ["--taxonomy", "one.yaml"]):
        code, out, _ = run("labels", "check", *args)
        assert (code, out.startswith("OK: one.yaml, version 1: 4 categories")) == (0, True)
    assert run("labels", "check", "one.yaml", "--taxonomy", "two.yaml")[0] == 2


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"parent": "nowhere"}, "parent: 'nowhere' of b is not a category"),
        ({"parent": "b"}, "parent: a loop of b"),
        ({"formerly": ["a"]}, "former id 'a' is still a category"),
        ({"formerly": ["x"], "merges": ["x"]}, "former id 'x' became more than one thing"),
    ],
)
def test_parents_and_former_ids_are_checked(run: Run, tmp_path: Path, fields: dict[str, object], fault: str) -> None:
    codebook(tmp_path / "own.yaml", "1", {"id": "a"}, {"id": "b", **fields})
    code, out, err = run("labels", "check", "own.yaml")
    assert (code, out, fault in err) == (4, "", True)


def test_diff_says_what_became_of_each_category_and_writes_the_mapping(run: Run, files: Path) -> None:
    code, out, err = run("labels", "diff", "one.yaml", "two.yaml", "-o", "mapping.yaml")
    assert (code, err) == (0, "mapping: mapping.yaml\n")
    assert out.splitlines() == [
        "version 1 to version 2",
        "  renamed: expression is speech now",
        "  split: refugees is asylum, return now, to be read again",
        "  retired: worship",
        "  added: torture",
    ]
    mapping = yaml.safe_load((files / "mapping.yaml").read_text(encoding="utf-8"))
    assert (mapping["from"], mapping["to"], mapping["rename"]) == ("1", "2", {"expression": "speech"})


def test_diff_guesses_nothing_and_migrate_asks(run: Run, files: Path) -> None:
    codebook(files / "bare.yaml", "2", *({"id": x} for x in ("assembly", "speech", "asylum", "return", "torture")))
    _, out, err = run("labels", "diff", "one.yaml", "bare.yaml", "-o", "mapping.yaml")
    assert "  gone: expression, and nothing says what became of it\n" in out
    assert "move what is undecided" in err
    code, _, err = run("labels", "migrate", "a.jsonl", "--mapping", "mapping.yaml", "--taxonomy", "bare.yaml")
    assert (code, "nothing says what became of expression, refugees, worship" in err) == (4, True)
    said = {"from": "1", "to": "2", "rename": {"expression": "speech"}, "retire": ["worship"], "add": ["torture"]}
    said["split"] = {"refugees": ["asylum", "return"]}
    (files / "mapping.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    code, _, _ = run("labels", "migrate", "a.jsonl", "--mapping", "mapping.yaml", "--taxonomy", "bare.yaml")
    assert (code, rows(files / "a.jsonl")[0]["labels"]) == (0, ["speech"])


def test_a_migration_rewrites_records_and_rules_and_its_undo_restores_the_bytes(run: Run, files: Path) -> None:
    named = ["a.jsonl", "rows.jsonl", "rules.yaml"]
    before = {name: (files / name).read_bytes() for name in named}
    args = ["labels", "migrate", *named, "--taxonomy", "two.yaml", "--backup", "old"]
    code, out, _ = run(*args, "--dry-run")
    assert [(file["path"], file["counts"], file["reread"], file["removed"]) for file in json.loads(out)["files"]] == [
        ("a.jsonl", {"expression": 1, "refugees": 1, "worship": 1}, ["p-2"], []),
        ("rows.jsonl", {"expression": 1}, [], []),
        ("rules.yaml", {}, [], ["camp"]),
    ]
    assert before == {name: (files / name).read_bytes() for name in named}
    assert not (files / "old").exists()

    code, out, err = run(*args, "--paragraphs", "p.jsonl", "--queue", "again.jsonl")
    assert (code, out) == (0, "")
    assert "queue: 1 paragraphs to read again, written to again.jsonl\n" in err
    [queued] = rows(files / "again.jsonl")
    assert (queued["reason"], queued["paragraph"]["id"]) == ("reread", "p-2")
    one, two, three = rows(files / "a.jsonl")
    assert (one["labels"], one["taxonomy"]) == (["speech"], "1")
    assert (two["labels"], two["offered"]) == (["assembly"], ["assembly", "speech"])
    assert (three["labels"], three["offered"]) == ([], ["assembly", "speech", "asylum", "return"])
    [row] = rows(files / "rows.jsonl")
    assert (row["labels"], row["page"]) == (["speech"], 7)
    rules = (files / "rules.yaml").read_text(encoding="utf-8")
    assert "    label: speech   # the old name\n" in rules
    assert "#   - id: camp\n#     label: refugees\n" in rules
    assert run("rules", "check", "rules.yaml", "--taxonomy", "two.yaml")[0] == 0

    code, _, err = run("labels", "migrate", "--undo", "old")
    assert code == 0
    assert before == {name: (files / name).read_bytes() for name in named}


def test_what_was_changed_since_is_not_overwritten(run: Run, files: Path) -> None:
    run("labels", "migrate", "a.jsonl", "rows.jsonl", "--taxonomy", "two.yaml", "--backup", "old")
    migrated = (files / "a.jsonl").read_bytes()
    (files / "rows.jsonl").write_text("{}\n", encoding="utf-8")
    code, _, err = run("labels", "migrate", "--undo", "old")
    assert (code, "was changed after the migration" in err) == (7, True)
    assert (files / "a.jsonl").read_bytes() == migrated


def test_a_backup_is_never_overwritten(run: Run, files: Path) -> None:
    (files / "old").mkdir()
    before = (files / "a.jsonl").read_bytes()
    assert run("labels", "migrate", "a.jsonl", "--taxonomy", "two.yaml", "--backup", "old")[0] == 2
    assert (files / "a.jsonl").read_bytes() == before


def test_migrating_twice_changes_nothing_more(run: Run, files: Path) -> None:
    run("labels", "migrate", "a.jsonl", "--taxonomy", "two.yaml", "--backup", "old")
    once = (files / "a.jsonl").read_bytes()
    assert run("labels", "migrate", "a.jsonl", "--taxonomy", "two.yaml", "--backup", "older")[0] == 0
    assert (files / "a.jsonl").read_bytes() == once


def test_a_migration_that_stopped_half_way_is_undone_too(run: Run, files: Path) -> None:
    before = {name: (files / name).read_bytes() for name in ("a.jsonl", "rows.jsonl")}
    run("labels", "migrate", *before, "--taxonomy", "two.yaml", "--backup", "old")
    (files / "rows.jsonl").write_bytes(before["rows.jsonl"])  # as if it had not come to this one
    assert run("labels", "migrate", "--undo", "old")[0] == 0
    assert before == {name: (files / name).read_bytes() for name in before}


def test_a_damaged_backup_restores_nothing(run: Run, files: Path) -> None:
    run("labels", "migrate", "a.jsonl", "--taxonomy", "two.yaml", "--backup", "old")
    migrated = (files / "a.jsonl").read_bytes()
    (files / "old" / "001-a.jsonl").write_text("{}\n", encoding="utf-8")
    code, _, err = run("labels", "migrate", "--undo", "old")
    assert (code, "is not what was stored" in err) == (4, True)
    assert (files / "a.jsonl").read_bytes() == migrated
