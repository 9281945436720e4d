"""``rightstag ingest`` at the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rightstag.cli import app
from rightstag.errors import InputError, UsageError

REPORT = b"""Averland

Rallies

Police in Port Selm dispersed a rally of bakers on 3 May and held eleven of them overnight without charge.1

Status: Not Free
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "averland-2021.txt"
    path.write_bytes(REPORT)
    return path


def test_paragraphs_go_to_a_file_and_a_summary_to_the_terminal(report, tmp_path):
    done = CliRunner().invoke(app, ["ingest", str(report), "-o", "out/paragraphs.jsonl", "--country", "Kenya"])
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "1 report: 1 furniture, 2 heading, 1 paragraph\n"
    rows = [json.loads(line) for line in (tmp_path / "out" / "paragraphs.jsonl").read_text().splitlines()]
    assert [row["kind"] for row in rows] == ["heading", "heading", "paragraph", "furniture"]
    assert rows[2]["text"].endswith("without charge.")
    assert rows[2]["trail"] == ["Averland", "Rallies"]
    assert {row["report"]["country"] for row in rows} == {"KEN"}


def test_explain_names_what_was_set_aside_and_why(report):
    done = CliRunner().invoke(app, ["ingest", str(report), "--explain"])
    assert "averland-2021 3: furniture, score line: Status: Not Free\n" in done.stderr
    assert len(done.stdout.splitlines()) == 4


def test_standard_input_and_output():
    done = CliRunner().invoke(app, ["ingest", "-"], input=REPORT)
    assert done.exit_code == 0
    assert [json.loads(line)["position"] for line in done.stdout.splitlines()] == [0, 1, 2, 3]


def test_bad_input_leaves_no_output_behind(report, tmp_path):
    (tmp_path / "empty.txt").touch()
    done = CliRunner().invoke(app, ["ingest", str(report), "empty.txt", "-o", "out.jsonl"])
    assert isinstance(done.exception, InputError)
    assert str(done.exception) == "empty.txt: the file is empty; expected a report; check the file"
    assert not (tmp_path / "out.jsonl").exists()


def test_a_title_is_of_one_report_only(report):
    done = CliRunner().invoke(app, ["ingest", str(report), str(report), "--title", "Averland", "--key", "a"])
    assert isinstance(done.exception, UsageError)
    assert str(done.exception) == "--title, --key: given for 2 reports; expected one report; ingest it by itself"
