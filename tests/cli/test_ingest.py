"""``rightstag ingest`` at the command line."""

import json
from pathlib import Path

import pytest
from plain_pdf import PlainPdf
from typer.testing import CliRunner

from rightstag.cli import app
from rightstag.errors import InputError, PartialError, UsageError
from rightstag.limits import GivenUpError
from rightstag.reports.ingest import ingest

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


def test_a_report_that_cannot_be_read_is_named_and_the_others_are_written(report, tmp_path):
    (tmp_path / "empty.txt").touch()
    done = CliRunner().invoke(app, ["ingest", "empty.txt", str(report), "-o", "out.jsonl"])
    assert isinstance(done.exception, PartialError)
    assert str(done.exception).startswith("1 of 2 reports: could not be read")
    assert "not read: empty.txt: the file is empty; expected a report; check the file\n" in done.stderr
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 4


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["empty.txt"], "empty.txt: the file is empty; expected a report; check the file"),
        (["empty.txt", "gone.pdf"], "2 reports: none could be read; see what is said of each"),
    ],
)
def test_bad_input_alone_leaves_no_output_behind(names, said, tmp_path):
    for name in names:
        (tmp_path / name).touch()
    done = CliRunner().invoke(app, ["ingest", *names, "-o", "out.jsonl"])
    assert isinstance(done.exception, InputError)
    assert str(done.exception) == said
    assert not (tmp_path / "out.jsonl").exists()


def test_a_folder_says_what_it_leaves_out(report, tmp_path):
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "averland-2021.txt").write_bytes(REPORT)
    (folder / "photo.heic").write_bytes(b"x")
    (folder / "averland-2021.txt.yaml").write_text("year: 2020")
    done = CliRunner().invoke(app, ["ingest", "library", "-o", "library/out.jsonl"])
    assert done.exit_code == 0
    assert done.stderr.startswith("note: library/photo.heic is left out: no reader is for .heic\n1 report: ")
    assert CliRunner().invoke(app, ["ingest", "library", "-o", "library/out.jsonl"]).stderr == (
        done.stderr
    )  # its own output is no input


def test_a_document_of_a_format_that_is_not_read_is_no_silent_loss(report, tmp_path):
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    done = CliRunner().invoke(app, ["ingest", str(tmp_path), "-o", "out.jsonl"])
    assert isinstance(done.exception, PartialError)
    assert "old.doc: an old Word file (.doc)" in done.stderr


def test_reports_of_one_name_in_two_folders_are_told_apart_on_every_machine(tmp_path, monkeypatch):
    for year in ("2022", "2023"):
        for place in ("here", "there/deep"):
            (tmp_path / place / year).mkdir(parents=True)
            for name in ("report.txt", "averland.txt"):
                (tmp_path / place / year / name).write_text(REPORT.decode().replace("3 May", f"3 May {year}"))
    made = []
    for place in ("here", "there/deep"):
        monkeypatch.chdir(tmp_path / place)
        done = CliRunner().invoke(app, ["ingest", "2022", "2023"])
        assert done.exit_code == 0
        made.append(done.stdout)
    assert made[0] == made[1]
    ids = [json.loads(line)["id"] for line in made[0].splitlines()]
    assert len(set(ids)) == len(ids) == 16
    alone = CliRunner().invoke(app, ["ingest", "2023/report.txt"]).stdout
    assert set(alone.splitlines()) <= set(made[0].splitlines())


def test_a_person_may_know_the_encoding_better(tmp_path):
    (tmp_path / "averland.html").write_bytes(
        "<meta charset=utf-8><p>Die Polizei löste in Öster eine Kundgebung auf.".encode("cp1252")
    )
    done = CliRunner().invoke(app, ["ingest", "averland.html", "--encoding", "windows-1252"])
    assert json.loads(done.stdout)["text"] == "Die Polizei löste in Öster eine Kundgebung auf."
    for name in ("klingon", "base64", "undefined"):
        done = CliRunner().invoke(app, ["ingest", "averland.html", "--encoding", name])
        assert isinstance(done.exception, UsageError)
        assert str(done.exception).startswith(f"--encoding: '{name}' is no encoding of text")


def test_a_title_is_of_one_report_only(report):
    done = CliRunner().invoke(app, ["ingest", str(report), str(report), "--title", "Averland", "--key", "a"])
    assert isinstance(done.exception, UsageError)
    assert str(done.exception) == "--title, --key: given for 2 reports; expected one report; ingest it alone"


@pytest.mark.parametrize("command", ["ingest", "tag"])
def test_pages_without_a_text_layer_are_named_and_the_others_written(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pdf = PlainPdf()
    pdf.text("Police broke up the rally in the square of the town.", 72, 700)
    pdf.turn()
    pdf.image(0, 0, 595, 842)
    Path("report.pdf").write_bytes(pdf.bytes())
    done = CliRunner().invoke(app, [command, "report.pdf", "-o", "out.jsonl"])
    assert isinstance(done.exception, PartialError)
    assert "not read: report.pdf: page 2 has no text layer (scanned?); run OCR, as ocrmypdf" in done.stderr
    assert Path("out.jsonl").read_text()


def test_a_report_that_is_given_up_names_the_options_that_allow_it_more(report, monkeypatch):
    def given_up(paths, _):
        yield ingest(paths[0])
        yield GivenUpError("long.pdf", "takes more than 20 s to read", fix="split it, or allow more time")

    monkeypatch.setattr("rightstag.reports.read_reports.read_reports", given_up)
    done = CliRunner().invoke(app, ["ingest", str(report), "-o", "out.jsonl"])
    assert isinstance(done.exception, PartialError)
    assert done.stderr.startswith(
        "not read: long.pdf: takes more than 20 s to read; split it, or allow more time\n"
        "note: --max-seconds and --max-mb allow a report more\n"
    )
