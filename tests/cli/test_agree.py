"""``rightstag agree`` as a user runs it."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rightstag.labels import load_taxonomy
from rightstag.train import load_dataset

Run = Callable[..., tuple[int, str, str]]
Write = Callable[..., Path]

TEXTS = {
    "p-1": "Police in Averland broke up a picket and fined its organisers, who had asked for a permit.",
    "p-2": "A court in Merovia banned the leaflet that a trade union had handed out.",
    "p-3": "It rained.",
    "p-4": "Quillon held elections.",
}
ANSWERS = {
    "p-1": (["assembly"], ["assembly"]),
    "p-2": (["expression"], ["expression", "association"]),
    "p-3": ([], []),
    "p-4": ([], ["expression"]),
}


@pytest.fixture
def files(write: Write) -> None:
    """Write two people's answers to four paragraphs of two reports, with a skip and a single answer beside them."""
    answers = [
        {"paragraph": name, "annotator": who, "labels": labels, "state": "labelled" if labels else "none"}
        for name, both in ANSWERS.items()
        for who, labels in zip(("annotator-1", "annotator-2"), both, strict=True)
    ]
    answers.append({"paragraph": "p-3", "annotator": "annotator-3", "labels": [], "state": "skipped"})
    answers.append({"paragraph": "p-5", "annotator": "annotator-3", "labels": [], "state": "none"})
    paragraphs = [
        {"id": name, "text": text, "report": {"key": f"report-{number % 2}"}}
        for number, (name, text) in enumerate(TEXTS.items())
    ]
    for name, rows in (("a.jsonl", answers), ("p.jsonl", paragraphs)):
        write(name, rows)


@pytest.mark.usefixtures("files")
def test_tables_fit_a_terminal_and_show_where_people_differ(run: Run) -> None:
    code, out, err = run("agree", "a.jsonl", "--paragraphs", "p.jsonl")
    assert code == 0
    assert max(len(line) for line in out.splitlines()) <= 80
    words = [line.split() for line in out.splitlines()]
    assert ["assembly", "2", "1.00", "1.00", "1.00", "1.00"] in words
    assert ["refugees", "0", "n/a", "n/a", "n/a", "n/a"] in words
    assert "n/a of refugees: never given\n" in out
    assert ["expression", "none", "1", "1"] in words
    assert ["association", "left", "out", "1", "1"] in words
    assert out.endswith("""\
p-4 (report-1)
  Quillon held elections.
  annotator-1: none
  annotator-2: expression

p-2 (report-1)
  A court in Merovia banned the leaflet that a trade union had handed out.
  annotator-1: expression
  annotator-2: expression, association

""")
    assert err == (
        "note: annotations not compared: 1 skipped, 1 nobody else answered\n"
        "note: 95 % intervals from drawing the 2 reports anew; so few make them rough\n"
    )


@pytest.mark.usefixtures("files")
def test_without_paragraphs_the_ids_stand_alone_and_the_intervals_say_what_they_are(run: Run) -> None:
    code, out, err = run("agree", "a.jsonl", "--show", "1")
    assert code == 0
    assert "What one said, and another of the same\nparagraph (the first 1 of 2)." in "\n".join(
        line.rstrip() for line in out.splitlines()
    )
    assert out.endswith(
        "p-4\n  annotator-1: none\n  annotator-2: expression\n\n"
        "(1 more disputed paragraphs: --show N shows more, --json all)\n"
    )
    assert "95 % intervals from drawing paragraphs anew, which may be too narrow" in err
    assert "p-4" not in run("agree", "a.jsonl", "--show", "0")[1]


@pytest.mark.usefixtures("files")
def test_json_has_everything(run: Run) -> None:
    code, out, _ = run("agree", "a.jsonl", "--paragraphs", "p.jsonl", "--json", "--show", "0")
    found = json.loads(out)
    assert code == 0
    assert found["labels"]["assembly"]["alpha"] == {
        "value": 1.0,
        "low": None,
        "high": None,
        "reason": "it is not defined in many of the draws",
    }
    assert found["labels"]["refugees"]["kappa"]["reason"] == "never given"
    assert found["pairs"][0]["annotators"] == ["annotator-1", "annotator-2"]
    assert [clash["labels"] for clash in found["clashes"]] == [["expression", "none"], ["association", "left out"]]
    assert found["disputes"][1] == {
        "paragraph": "p-4",
        "report": "report-1",
        "text": TEXTS["p-4"],
        "answers": {"annotator-1": [], "annotator-2": ["expression"]},
    }


@pytest.mark.usefixtures("files")
def test_what_waits_for_adjudication_is_written_as_paragraphs(run: Run, tmp_path: Path) -> None:
    gold = {"paragraph": "p-2", "annotator": "annotator-9", "labels": ["expression"], "state": "labelled", "gold": True}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold))
    code, out, err = run("agree", "a.jsonl", "gold.jsonl", "--paragraphs", "p.jsonl", "--disputed", "d.jsonl")
    assert code == 0
    [row] = (json.loads(line) for line in (tmp_path / "d.jsonl").read_text().splitlines())
    assert (row["id"], row["text"]) == ("p-4", TEXTS["p-4"])
    assert err.endswith("disputed paragraphs that nobody has settled: 1, written to d.jsonl\n")
    assert "on 2 of them the answers" in " ".join(
        out.split()
    )  # what people said on their own does not change by adjudication


@pytest.mark.usefixtures("files")
def test_what_the_answers_amount_to_is_written_as_labelled_paragraphs(run: Run, tmp_path: Path) -> None:
    options = ("--paragraphs", "p.jsonl", "--show", "0")
    answers = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "a.jsonl").write_text("".join(line for line in answers if '"p-5"' not in line), encoding="utf-8")
    code, _, err = run("agree", "a.jsonl", *options, "--consensus", "c.jsonl")
    assert code == 0
    assert err.endswith(
        "labels, paragraph by paragraph: 0 gold, 18 consensus, 0 single, 2 disputed; 2 of them left unknown\n"
        "consensus: 4 paragraphs, by majority, written to c.jsonl\n"
    )
    rows = [json.loads(line) for line in (tmp_path / "c.jsonl").read_text().splitlines()]
    assert [(row["id"], row["labels"], row["unknown"]) for row in rows] == [
        ("p-1", ["assembly"], []),
        ("p-2", ["expression"], ["association"]),
        ("p-3", [], []),
        ("p-4", [], ["expression"]),
    ]
    assert rows[3]["provenance"]["expression"] == "disputed"
    assert rows[0]["text"] == TEXTS["p-1"]
    dataset = load_dataset([tmp_path / "c.jsonl"], load_taxonomy().ids)
    assert dataset.known.sum() == 18
    code, _, err = run("agree", "a.jsonl", *options, "--consensus", "c.jsonl", "--method", "dawid-skene")
    assert code == 0
    assert "note: two annotators only: which of them is right where they differ cannot be told" in err
    dataset = load_dataset([tmp_path / "c.jsonl"], load_taxonomy().ids)
    assert dataset.known.sum() == 20
    # What only one of two said is the least sure of all.
    assert set(np.argsort(dataset.weights.ravel())[:2]) == {1 * 5 + 2, 3 * 5 + 1}


@pytest.mark.usefixtures("files")
def test_three_annotators_can_be_told_apart_by_how_good_they_are(run: Run, tmp_path: Path, write: Write) -> None:
    third = [
        {"paragraph": name, "annotator": "annotator-3", "labels": ["expression"], "state": "labelled"} for name in TEXTS
    ]
    write("b.jsonl", third)
    code, out, _ = run("agree", "a.jsonl", "b.jsonl", "--paragraphs", "p.jsonl")
    assert code == 0
    assert "How good each annotator is, by Dawid and Skene." in out
    found = json.loads(run("agree", "a.jsonl", "b.jsonl", "--json")[1])
    assert [one["annotator"] for one in found["quality"]] == ["annotator-1", "annotator-2", "annotator-3"]
    worst = min(found["quality"], key=lambda one: one["specificity"]["expression"])
    assert worst["annotator"] == "annotator-3"
    assert json.loads(run("agree", "a.jsonl", "--json")[1])["quality"] == []


@pytest.mark.usefixtures("files")
def test_the_report_is_written_as_a_page_or_as_markdown(run: Run, tmp_path: Path) -> None:
    for name, heading in (("report.md", "## expression or none?"), ("report.html", "expression or none?</h2>")):
        code, _, err = run("agree", "a.jsonl", "--paragraphs", "p.jsonl", "--report", name)
        assert code == 0
        assert err.endswith(f"report: 2 kinds of disagreement, written to {name}\n")
        page = (tmp_path / name).read_text(encoding="utf-8")
        assert heading in page
        assert "a question to decide, not a rule." in page


@pytest.mark.usefixtures("files")
def test_two_versions_of_the_codebook_are_set_side_by_side(run: Run, tmp_path: Path, write: Write) -> None:
    answers = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    old = [row | {"taxonomy": "1"} for row in answers]
    new = [row | {"taxonomy": "2", "labels": [], "state": "none"} for row in answers if row["paragraph"] != "p-1"]
    new += [row | {"taxonomy": "2"} for row in answers if row["paragraph"] == "p-1"]
    write("v.jsonl", [*old, *new])
    code, out, err = run("agree", "v.jsonl", "--paragraphs", "p.jsonl")
    assert code == 0
    assert "4 paragraphs answered twice by version 1, 4 by version 2, 4 by both." in " ".join(out.split())
    assert ["assembly", "1.00", "1.00", "0.00"] in [line.split() for line in out.splitlines()]
    assert err.startswith(
        "note: answers by versions 1, 2 of the codebook are compared with one another; "
        "the table by version keeps them apart\n"
    )
    [change] = json.loads(run("agree", "v.jsonl", "--json")[1])["changes"]
    assert (change["versions"], change["labels"]["expression"]["after"]["value"]) == (["1", "2"], None)


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (
            ("a.jsonl", "--disputed", "d.jsonl"),
            2,
            "error: --disputed: no paragraphs to write; give their file with --paragraphs\n",
        ),
        (
            ("a.jsonl", "--consensus", "d.jsonl"),
            2,
            "error: --consensus: no paragraphs to write; give their file with --paragraphs\n",
        ),
        (
            ("a.jsonl", "--paragraphs", "p.jsonl", "--report", "d.pdf"),
            2,
            "error: d.pdf: no page is written as '.pdf'; expected a name that ends in .html or .md\n",
        ),
        (
            ("p.jsonl",),
            4,
            "error: p.jsonl, record 1: a paragraph that does not say whose labels it has; expected annotations; "
            "give what people answered\n",
        ),
        (
            ("b.jsonl",),
            2,
            "error: b.jsonl: cannot be read (No such file or directory); expected a file; check the path\n",
        ),
    ],
)
def test_bad_input_is_one_line(run: Run, args: tuple[str, ...], code: int, message: str, tmp_path: Path) -> None:
    assert run("agree", *args) == (code, "", message)
    assert not (tmp_path / "d.jsonl").exists()


@pytest.mark.usefixtures("files")
def test_the_old_name_of_the_report_works_and_says_so(run: Run, tmp_path: Path) -> None:
    code, _, err = run("agree", "a.jsonl", "--paragraphs", "p.jsonl", "--clinic", "d.md")
    assert (code, (tmp_path / "d.md").exists()) == (0, True)
    assert "note: --clinic is called --report now\n" in err
