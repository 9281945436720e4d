"""`rightstag diff` on two editions of a report: what changed, with the tags of both."""

import json
from pathlib import Path

import msgspec
import pytest

from rightstag.reports import Paragraph
from rightstag.tag.diff.editions import EditionChange, compare_editions, render_editions

OLD = """Averland 2021

Police in Sel dispersed a rally of teachers on 4 May and arrested nine of them.

The court fined a newspaper for an article on the minister.

Parliament has ninety seats and meets in the old mint.
"""
NEW = """Averland 2021

Police in Sel dispersed a large rally of teachers on 4 May and arrested nineteen of them.

Parliament has ninety seats and meets in the old mint.

The ministry returned eleven asylum seekers to danger <b>at once</b>.
"""


@pytest.fixture
def editions(tmp_path: Path) -> tuple[Path, Path]:
    for name, text in (("old.txt", OLD), ("new.txt", NEW)):
        (tmp_path / name).write_text(text)
    return tmp_path / "old.txt", tmp_path / "new.txt"


def test_changes_are_counted_and_written(run, editions) -> None:
    code, out, err = run("diff", *editions, "-o", "changes.jsonl", "--model", "default")
    assert code == 0, err
    assert out.split() == ["reworded", "1", "moved", "0", "new", "1", "gone", "1", "same", "1"]
    rows = [msgspec.json.decode(line, type=EditionChange) for line in Path("changes.jsonl").read_bytes().splitlines()]
    assert [(row.change, row.old_labels, row.new_labels) for row in rows] == [
        ("reworded", ("assembly",), ("assembly",)),
        ("gone", ("expression",), None),
        ("same", (), ()),
        ("new", None, ("refugees",)),
    ]


def test_paragraphs_as_ingest_wrote_them_are_editions_too(run, editions) -> None:
    for path in editions:
        assert run("ingest", path, "-o", path.with_suffix(".jsonl"))[0] == 0
    code, out, _ = run("diff", *(path.with_suffix(".jsonl") for path in editions), "--json")
    assert code == 0
    assert json.loads(out) == {"reworded": 1, "moved": 0, "new": 1, "gone": 1, "same": 1}


def test_the_page_shows_changed_words_and_escapes_them(run, editions) -> None:
    assert run("diff", *editions, "-o", "changes.html")[0] == 0
    page = Path("changes.html").read_text()
    assert "<ins>large</ins>" in page
    assert "<del>nine</del>" in page
    assert "<b>at once</b>" not in page
    assert "src=" not in page


def test_another_format_is_refused(run, editions) -> None:
    assert run("diff", *editions, "-o", "changes.docx")[2] == (
        "error: changes.docx: no changes of editions are written as '.docx'; expected .jsonl or .html\n"
    )


def test_two_editions_that_are_the_same_say_nothing_changed() -> None:
    side = [Paragraph(id="1", text="It rained.")]
    page = render_editions(compare_editions(side, side), titles=("a", "b"))
    assert "<p>Nothing.</p>" in page
