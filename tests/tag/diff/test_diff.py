"""What another model changes is listed once, whatever formats the two outputs have; what it does not is not."""

import csv
import io
import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from rightstag.cli import app
from rightstag.jsonl import read_rows, write_rows
from rightstag.reports.records import Paragraph, Report
from rightstag.tag.diff.diff import diff_tags
from rightstag.tag.diff.diff_file import TagChange, write_changes
from rightstag.tag.diff.read_tags import read_tags
from rightstag.tag.outputs.formats import WriteOptions, unescape_cell, write_tags
from rightstag.tag.records import Tag
from rightstag.tag.tagger import TaggedParagraph

#: What a model says of a paragraph, label by label.
OLD = {
    "p1": {"assembly": (0.9, "yes"), "expression": (0.2, "no")},
    "p2": {"assembly": (0.6, "yes"), "expression": (0.3, "no")},
    "p3": {"assembly": (0.1, "no"), "expression": (0.4, "no")},
    "p4": {"assembly": (0.1, "no"), "expression": (0.8, "yes")},
}
NEW = {
    "p1": {"assembly": (0.8, "yes"), "expression": (0.25, "no")},
    "p2": {"assembly": (0.4, "no"), "expression": (0.7, "yes")},
    "p3": {"assembly": (0.2, "no"), "expression": (0.5, "review")},
    "p4": {"assembly": (0.55, "yes"), "expression": (0.9, "yes")},
}
LIST = [  # by label; gained, lost, review
    ("p4", "assembly", "gained", 0.1, 0.55, "no", "yes"),
    ("p2", "assembly", "lost", 0.6, 0.4, "yes", "no"),
    ("p2", "expression", "gained", 0.3, 0.7, "no", "yes"),
    ("p3", "expression", "review", 0.4, 0.5, "no", "review"),
]
TABLE = """\
From first-0001 to second-0002.
  label       tagged before  gained  lost  tagged now  no ↔ review
 ──────────────────────────────────────────────────────────────────
  assembly                2       1     1           2            0
  expression              1       1     0           2            1
  all                     3       2     1           4            1
"""
FORMATS = (".jsonl", ".csv", ".parquet")


def tagged(said, model="first-0001", taxonomy="1"):
    report = Report(key="averland-2023")
    for name, labels in said.items():
        common = {"paragraph": name, "threshold": 0.5, "model": model, "taxonomy": taxonomy}
        tags = [Tag(label=label, probability=p, decision=d, **common) for label, (p, d) in labels.items()]
        yield TaggedParagraph(Paragraph(id=name, text=f"“{name}”, a permit\nand a rally.", report=report), tuple(tags))


def save(path, said, *, include_negative=True, **more):
    write_tags(path, tagged(said, **more), WriteOptions(include_negative=include_negative))
    return path


@pytest.fixture
def run(tmp_path):
    save(tmp_path / "old.jsonl", OLD)
    save(tmp_path / "new.jsonl", NEW, model="second-0002")

    def invoke(*arguments, **options):
        return CliRunner().invoke(app, ["diff", *map(str, arguments)], **options)

    return invoke


def lines(text):
    """Leave out the blank lines and the blanks at the ends, which only lay out."""
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def listed(changes):
    return [
        (f.paragraph, f.label, f.change, f.old_probability, f.new_probability, f.old_decision, f.new_decision)
        for f in changes
    ]


def test_the_counts_are_told_by_label_and_the_changes_are_listed(run):
    done = run("old.jsonl", "new.jsonl", "-o", "changes.jsonl")
    assert done.exit_code == 0, done.output
    assert lines(done.stdout) == TABLE.splitlines()
    assert done.stderr == "changes: 4, written to changes.jsonl\n"
    assert listed(read_rows(Path("changes.jsonl"), TagChange)) == LIST


def test_records_take_the_place_of_the_counts_on_standard_output(run):
    done = run("old.jsonl", "new.jsonl", "-o", "-")
    assert done.exit_code == 0, done.output
    assert listed(TagChange(**json.loads(line)) for line in done.stdout.splitlines()) == LIST
    assert done.stderr == "changes: 4\n"


def test_the_counts_come_as_json_too(run):
    done = run("old.jsonl", "new.jsonl", "--json")
    found = json.loads(done.stdout)
    assert found["labels"][0] == {
        "label": "assembly",
        "before": 2,
        "gained": 1,
        "lost": 1,
        "now": 2,
        "review": 0,
        "compared": 4,
    }
    assert found["new"]["models"] == ["second-0002"]


def test_one_output_may_come_by_standard_input(run, tmp_path):
    done = run("-", "new.jsonl", input=(tmp_path / "old.jsonl").read_bytes())
    assert lines(done.stdout) == TABLE.splitlines()


@pytest.mark.parametrize("before", FORMATS)
@pytest.mark.parametrize("after", FORMATS)
def test_every_format_says_the_same(tmp_path, before, after):
    old, new = save(tmp_path / f"old{before}", OLD), save(tmp_path / f"new{after}", NEW)
    with diff_tags(old, new) as found:
        changes = list(found)
    assert listed(changes) == LIST
    assert {change.report for change in changes} == ({""} if before == after == ".jsonl" else {"averland-2023"})


def test_a_folder_of_parts_is_one_output(run, tmp_path):
    folder = tmp_path / "tags"
    for number, name in enumerate(OLD):
        save(folder / f"part-{number:06}.parquet", {name: OLD[name]}, model="first-0001")
    refused = run("tags", "new.jsonl").exception
    assert (refused.exit_code, str(refused)) == (
        4,
        "tags: holds no _SUCCESS; expected a folder of tags that is complete; "
        "name a file of tags, or end the run that writes it",
    )
    (folder / "_SUCCESS").write_text("{}")
    assert lines(run("tags", "new.jsonl").stdout) == TABLE.splitlines()


_SAID = st.dictionaries(
    st.sampled_from(["p1", "p2", "=p3", "'=p4", 'p 5,"\n']),
    st.dictionaries(
        st.sampled_from(["assembly", "expression", "-labour"]),
        st.tuples(st.floats(0, 1), st.sampled_from(["yes", "no", "review"])),
        min_size=1,
    ),
)


def expected(old, new):
    """Compute by hand what changed: (paragraph, label) and the two decisions."""
    complete = [any(d == "no" for tags in side.values() for _, d in tags.values()) for side in (old, new)]
    pairs = {(name, label) for side in (old, new) for name, tags in side.items() for label in tags}
    changes = set()
    for name, label in pairs:
        said = [side.get(name, {}).get(label, (None, None))[1] for side in (old, new)]
        said = [decision or (None if whole else "no") for decision, whole in zip(said, complete, strict=True)]
        if None not in said and said[0] != said[1]:
            changes.add((name, label, *said))
    return changes


@given(old=_SAID, new=_SAID, suffixes=st.tuples(*[st.sampled_from(FORMATS)] * 2), include_negative=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_change_is_missed_and_none_invented(tmp_path, old, new, suffixes, include_negative):
    sides = [tmp_path / f"{name}{suffix}" for name, suffix in zip(("old", "new"), suffixes, strict=True)]
    for path, said in zip(sides, (old, new), strict=True):
        save(path, said, include_negative=include_negative)
    if not include_negative:
        old, new = (
            {name: {label: tag for label, tag in tags.items() if tag[1] != "no"} for name, tags in side.items()}
            for side in (old, new)
        )
    with diff_tags(*sides) as found:
        changes = list(found)
    assert len(changes) == len({(change.paragraph, change.label) for change in changes})
    assert {(f.paragraph, f.label, f.old_decision, f.new_decision) for f in changes} == expected(old, new)
    assert all(count.before + count.gained - count.lost == count.now for count in found.counts)
    assert sum(count.gained + count.lost + count.review for count in found.counts) == len(changes)


def test_the_order_of_the_rows_does_not_matter(tmp_path):
    old, new = save(tmp_path / "old.csv", OLD), save(tmp_path / "new.jsonl", NEW)
    shuffled = new.read_bytes().splitlines(keepends=True)
    random.Random(1).shuffle(shuffled)
    new.write_bytes(b"".join(shuffled))
    with diff_tags(old, new) as found:
        assert listed(found) == LIST


def test_paragraphs_and_labels_of_one_run_only_are_named_and_left_out(run, tmp_path):
    labour = {**NEW["p1"], "labour": (0.9, "yes")}
    more = {**NEW, "p1": labour, "p5": {"assembly": (0.9, "yes"), "expression": (0.1, "no")}}
    save(tmp_path / "more.csv", more, model="second-0002", taxonomy="2")
    done = run("old.jsonl", "more.csv")
    assert lines(done.stdout) == TABLE.splitlines()
    assert done.stderr == (
        "note: the versions of the taxonomy differ: 1, then 2\n"
        "note: not compared: 3 tags of more.csv that old.jsonl does not have (paragraphs: 1; labels: labour)\n"
    )


def test_a_tag_that_is_left_out_says_no_but_not_how_sure(run, tmp_path):
    save(tmp_path / "marked.csv", NEW, model="second-0002", include_negative=False)
    done = run("old.jsonl", "marked.csv", "-o", "-")
    assert done.stderr.splitlines()[0] == (
        "note: marked.csv has no tag that says no, as `tag --all` writes them: "
        "what is missing there counts as no, whether the paragraph was tagged or not"
    )
    lost = [(*row[:4], None, *row[5:]) if row[2] == "lost" else row for row in LIST]
    assert listed(TagChange(**json.loads(line)) for line in done.stdout.splitlines()) == lost


def test_one_model_is_said_to_be_one(run, tmp_path):
    save(tmp_path / "again.jsonl", OLD)
    done = run("old.jsonl", "again.jsonl")
    assert done.stderr == "note: both are of first-0001: what changed is owed to the options\n"
    assert lines(done.stdout)[-1].split() == ["all", "3", "0", "0", "3"]


def test_paragraphs_say_which_report_records_are_of(run, tmp_path):
    write_rows(tmp_path / "p.jsonl", [each.paragraph for each in tagged(OLD)])
    done = run("old.jsonl", "new.jsonl", "--paragraphs", "p.jsonl", "-o", "-")
    assert {json.loads(line)["report"] for line in done.stdout.splitlines()} == {"averland-2023"}


@given(
    ids=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), max_size=4),
    old=st.none() | st.floats(0, 1),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_list_comes_back_and_no_cell_of_the_table_is_a_formula(tmp_path, ids, old):
    common = {"report": "=1+1", "old_probability": old, "new_probability": 0.5}
    decisions = {"change": "gained", "old_decision": "no", "new_decision": "yes"}
    changes = [TagChange(paragraph=name, label="assembly", **common, **decisions) for name in ids]
    assert write_changes(tmp_path / "f.jsonl", changes) == write_changes(tmp_path / "f.csv", changes) == len(ids)
    assert list(read_rows(tmp_path / "f.jsonl", TagChange)) == changes
    rows = list(csv.DictReader(io.StringIO((tmp_path / "f.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert [unescape_cell(row["paragraph"]) for row in rows] == ids
    assert [row["old_probability"] for row in rows] == ["" if old is None else repr(old)] * len(ids)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_table_may_lose_columns_and_have_long_texts(tmp_path):
    path = tmp_path / "tags.csv"
    path.write_text(f'text,label,decision,probability,paragraph\n"{"a " * 100_000}",labour,yes,0.5,p1\n\n')
    assert [(tag.paragraph, tag.label, tag.probability, tag.report) for tag in read_tags(path)] == [
        ("p1", "labour", 0.5, "")
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("-", "-"), 2, "-: both cannot come by standard input; name a file for one of them"),
        (
            ("old.jsonl", "page.html"),
            2,
            "page.html: no tags are read from '.html'; expected .jsonl, .csv, .parquet; "
            "tag again with -o and one of these",
        ),
        (
            ("old.jsonl", "new.jsonl", "-o", "f.xlsx"),
            2,
            "f.xlsx: no changes are written as '.xlsx'; expected .csv or .jsonl",
        ),
        (
            ("old.jsonl", "gone.csv"),
            2,
            "gone.csv: cannot be read (No such file or directory); expected a file; check the path",
        ),
        (
            ("half.csv", "new.jsonl"),
            4,
            "half.csv: no column probability or decision; expected a table as `tag` writes it, with commas; "
            "name the columns so",
        ),
        (
            ("wrong.csv", "new.jsonl"),
            4,
            "wrong.csv, line 3: Expected `float` <= 1.0 - at `$.probability`; expected one tag; correct it",
        ),
        (
            ("short.csv", "new.jsonl"),
            4,
            "short.csv, line 2: Object missing required field `decision`; expected one tag; correct it",
        ),
        (
            ("paragraphs.jsonl", "new.jsonl"),
            4,
            "paragraphs.jsonl, line 1: Object missing required field `paragraph`; expected one Tag as JSON; correct it",
        ),
        (
            ("old.jsonl", "twice.jsonl"),
            4,
            "twice.jsonl: the paragraph 'p1' has two tags of 'assembly'; expected one; give the output of one run",
        ),
    ],
)
def test_bad_input_is_one_line(run, tmp_path, arguments, code, message):
    heads = "paragraph,label,probability,decision\n"
    (tmp_path / "page.html").write_text("<p>a rally</p>")
    (tmp_path / "half.csv").write_text("paragraph,label\np1,assembly\n")
    (tmp_path / "wrong.csv").write_text(f"{heads}p1,assembly,0.5,yes\np2,assembly,50,yes\n")
    (tmp_path / "short.csv").write_text(f"{heads}p1,assembly,0.5\n")
    (tmp_path / "paragraphs.jsonl").write_text('{"id": "p1", "text": "A rally."}\n')
    (tmp_path / "twice.jsonl").write_bytes((tmp_path / "new.jsonl").read_bytes() * 2)
    before = sorted(tmp_path.iterdir())
    done = run(*arguments)
    assert (done.exception.exit_code, str(done.exception)) == (code, message)
    assert done.stdout == ""
    assert sorted(tmp_path.iterdir()) == before
