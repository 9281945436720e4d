"""``rightstag tag``: tags on standard output or in a file, all else on standard error."""

import io
import json
import subprocess
import sys

import pytest
from click import unstyle
from typer.testing import CliRunner

from rightstag.cli import app
from rightstag.errors import InputError, UsageError
from rightstag.jsonl import read_rows, write_rows
from rightstag.reports.records import Paragraph
from rightstag.tag.records import Tag


@pytest.fixture
def rows(tmp_path, paragraphs):
    path = tmp_path / "paragraphs.jsonl"
    write_rows(path, paragraphs)
    return path


@pytest.fixture
def run(bundle, monkeypatch):
    monkeypatch.setattr("rightstag.models.load_bundle", lambda path: bundle)

    def invoke(*arguments, **options):
        return CliRunner().invoke(app, ["tag", *map(str, arguments)], **options)

    return invoke


def test_records_go_to_standard_output_and_the_summary_does_not(run, rows):
    done = run(rows)
    assert done.exit_code == 0, done.output
    tags = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(tag["paragraph"], tag["label"]) for tag in tags] == [
        ("p3", "assembly"),
        ("p4", "assembly"),
        ("p7", "expression"),
    ]
    first, *counts = done.stderr.splitlines()
    assert first.startswith("6 paragraphs read by keywords-00000000 in ")
    assert counts == [
        "  assembly              2",
        "  expression            1",
        "  association           0",
        "  refugees              0",
        "  statelessness         0",
    ]


def test_the_band_for_review_is_told(run, rows):
    done = run(rows, "--review", "0.16")
    assert "  assembly              0  and 3 to review" in done.stderr.splitlines()


def test_all_gives_every_paragraph_and_label(run, rows, tmp_path, bundle):
    done = run(rows, "--all", "-o", tmp_path / "tags.jsonl")
    assert done.exit_code == 0
    assert done.stdout == ""
    assert done.stderr.endswith(f"written: {tmp_path / 'tags.jsonl'}\n")
    tags = list(read_rows(tmp_path / "tags.jsonl", Tag))
    assert [(tag.paragraph, tag.label) for tag in tags] == [
        (paragraph, label) for paragraph in ("p1", "p3", "p4", "p7", "p8", "p9") for label in bundle.labels
    ]


@pytest.mark.parametrize("name", ["tags.csv", "tags.html", "new/folder/tags.jsonl"])
def test_the_suffix_chooses_the_format(run, rows, tmp_path, name):
    done = run(rows, "-o", tmp_path / name)
    assert done.exit_code == 0, done.output
    assert (tmp_path / name).stat().st_size > 0


def test_rows_may_come_by_standard_input(run):
    done = run("-", "-o", "-", input='{"id": "a", "text": "A rally was dispersed."}\n')
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["paragraph"] == "a"


def test_a_terminal_gets_them_laid_out(bundle, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("rightstag.models.load_bundle", lambda path: bundle)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    write_rows(tmp_path / "p.jsonl", [Paragraph(id="a", text="A rally was dispersed.", trail=("Averland", "Sel"))])
    with pytest.raises(SystemExit) as left:
        app(["tag", "p.jsonl"])
    assert left.value.code == 0
    assert unstyle(capsys.readouterr().out) == "Averland › Sel\nassembly 65%\nA rally was dispersed.\n\n"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("gone.jsonl",), UsageError),
        (("paragraphs.jsonl", "-o", "tags.docx"), UsageError),
        (("broken.jsonl", "-o", "tags.csv"), InputError),
        (("twice.jsonl", "-o", "tags.html"), InputError),
        (("paragraphs.jsonl", "paragraphs.jsonl", "-o", "tags.jsonl"), InputError),
    ],
)
def test_what_cannot_be_done_leaves_nothing_behind(run, rows, tmp_path, arguments, error):
    (tmp_path / "broken.jsonl").write_text('{"id": "a", "text": "A rally."}\n{"id": "b"}\n')
    (tmp_path / "twice.jsonl").write_text('{"id": "a", "text": "A rally."}\n' * 2)
    before = sorted(tmp_path.iterdir())
    done = run(*arguments)
    assert isinstance(done.exception, error)
    assert done.stdout == ""
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("arguments", [(), ("p.jsonl", "--review", "1.5"), ("p.jsonl", "--review", "much")])
def test_wrong_options_are_a_matter_of_usage(run, arguments):
    assert run(*arguments).exit_code == 2


def test_a_format_is_refused_before_anything_is_read(run, monkeypatch):
    monkeypatch.setattr("rightstag.models.load_bundle", lambda path: pytest.fail("the model was loaded"))
    assert isinstance(run("gone.jsonl", "-o", "tags.docx").exception, UsageError)


def test_a_note_of_the_model_is_passed_on(run, rows, bundle, monkeypatch):
    monkeypatch.setattr(bundle, "note", "made with scikit-learn 1.6")
    assert "note: made with scikit-learn 1.6\n" in run(rows).stderr


def test_standard_input_that_is_a_pipe_is_only_looked_at(bundle, monkeypatch, capsysbinary):
    monkeypatch.setattr("rightstag.models.load_bundle", lambda path: bundle)
    data = b'{"id": "a", "text": "A rally was dispersed."}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
    with pytest.raises(SystemExit):
        app(["tag", "-", "-o", "-"])
    assert json.loads(capsysbinary.readouterr().out)["paragraph"] == "a"


def test_a_report_goes_from_file_to_page_with_the_shipped_model(samples, tmp_path):
    report = samples / "sandovia-2024.html"
    command = [sys.executable, "-m", "rightstag", "tag"]
    page = subprocess.run(
        [*command, report, "-o", "tags.html"], capture_output=True, text=True, timeout=120, check=False
    )
    assert page.returncode == 0, page.stderr
    assert "Freedom of expression" in (tmp_path / "tags.html").read_text(encoding="utf-8")
    with report.open("rb") as stdin:
        rows = subprocess.run([*command, "-", "--all"], stdin=stdin, capture_output=True, timeout=120, check=False)
    tags = [json.loads(line) for line in rows.stdout.splitlines()]
    assert len(tags) == 5 * len({tag["paragraph"] for tag in tags}) > 0
    assert any(tag["decision"] == "yes" for tag in tags)


def test_an_error_is_one_line_and_its_exit_code(tmp_path):
    (tmp_path / "broken.jsonl").write_text('{"id": "a"}\n', encoding="utf-8")
    command = [sys.executable, "-m", "rightstag", "tag", "broken.jsonl", "-o", "tags.csv"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 4
    found = "broken.jsonl, line 1: Object missing required field `text`"
    assert done.stderr == f"error: {found}; expected one Paragraph as JSON; correct it\n"
    assert [path.name for path in tmp_path.iterdir()] == ["broken.jsonl"]
