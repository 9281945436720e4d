"""Whatever is wrong with an input is said in one line, with the documented exit code, and leaves nothing behind."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "On 3 May police in Lower Averland broke up a picket and fined its organiser."


def pdf(text: str, **options: object) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, **options)
    canvas.drawString(72, 720, text)
    canvas.save()
    return out.getvalue()


def docx() -> bytes:
    from docx import Document

    document = Document()
    document.add_paragraph(SENTENCE)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as holder:
        holder.writestr("a.txt", SENTENCE)
    return out.getvalue()


#: name of the report, its bytes, and what the line must say
REPORTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.txt": (lambda: b"", "empty"),
    "blank.txt": (lambda: b" \n\n\t", "no text|empty"),
    "picture.txt": (lambda: bytes(range(256)) * 40, "binary|not text"),
    "archive.html": (archive, "ZIP|zip"),
    "blank.pdf": (lambda: pdf(""), "no text"),
    "locked.pdf": (lambda: pdf(SENTENCE, encrypt=StandardEncryption("a", "b")), "encrypted|password"),
    "cut.pdf": (lambda: pdf(SENTENCE)[:200], "PDF"),
    "cut.docx": (lambda: docx()[:2000], "DOCX|truncated|Word"),
    "old.docx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word file"),
    "large.txt": (lambda: (SENTENCE + "\n\n").encode() * 2_600_000, "larger than 100 MB"),
}


def run(*args: object, code: int) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "rightstag", *map(str, args)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "RIGHTSTAG_PSEUDONYM_KEY": "a key for tests only"},
    )
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    (line,) = [line for line in done.stderr.splitlines() if not line.startswith("note: ")]
    return line


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    make, said = REPORTS[name]
    (tmp_path / name).write_bytes(make())
    line = run("ingest", name, "-o", "out/paragraphs.jsonl", code=4)
    assert line.startswith(f"error: {name}")
    assert any(word in line for word in said.split("|")), line
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "utf-16-le"])
def test_text_in_another_encoding_is_read(encoding: str, tmp_path: Path) -> None:
    text = "The café “Zürich” was searched — its owner, José, was fined 40 crowns for a poster.\n\n" * 3
    bom = b"\xff\xfe" if encoding == "utf-16-le" else b""
    (tmp_path / "report.txt").write_bytes(bom + text.encode(encoding))
    subprocess.run(
        [sys.executable, "-m", "rightstag", "ingest", "report.txt", "-o", "out.jsonl"], check=True, capture_output=True
    )
    assert "café “Zürich” was searched — its owner, José" in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


def test_malformed_json_lines_are_named_by_line(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text('{"id": "1", "text": "a"}\n{"id": "2", "text": \n', encoding="utf-8")
    assert "p.jsonl, line 2: " in run("tag", "p.jsonl", "-o", "tags.csv", code=4)
    assert "p.jsonl, line 2: " in run("tasks", "p.jsonl", "-o", "tasks.json", code=4)
    assert [path.name for path in tmp_path.iterdir()] == ["p.jsonl"]


def test_an_export_of_another_labelling_config(tmp_path: Path) -> None:
    result = {"from_name": "mood", "to_name": "text", "type": "choices", "value": {"choices": ["happy"]}}
    answer = {"id": 1, "completed_by": 1, "result": [result], "was_cancelled": False}
    task = {"id": 7, "data": {"paragraph_id": "p-1", "text": "a"}, "annotations": [answer]}
    (tmp_path / "export.json").write_text(json.dumps([task]), encoding="utf-8")
    line = run("pull", "--from-file", "export.json", "-o", "annotations.jsonl", code=4)
    assert "export.json, task 7" in line
    assert "mood" in line
    assert not (tmp_path / "annotations.jsonl").exists()


@pytest.mark.parametrize(("field", "value", "said"), [("paragraph", "p-9", "p-9"), ("labels", ["torture"], "torture")])
def test_annotations_that_do_not_fit(field: str, value: object, said: str, tmp_path: Path) -> None:
    row = {"paragraph": "p-1", "annotator": "a", "labels": ["assembly"], "state": "labelled", field: value}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (tmp_path / "p.jsonl").write_text(json.dumps({"id": "p-1", "text": SENTENCE}), encoding="utf-8")
    assert said in run("train", "a.jsonl", "--paragraphs", "p.jsonl", "-o", "model", code=4)
    assert not (tmp_path / "model").exists()


def test_a_bundle_with_one_byte_changed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "models" / "default", tmp_path / "model")
    (tmp_path / "p.jsonl").write_text(json.dumps({"id": "p-1", "text": SENTENCE}), encoding="utf-8")
    for path in sorted((tmp_path / "model").iterdir()):
        data = path.read_bytes()
        path.write_bytes(data[:-20] + bytes([data[-20] ^ 1]) + data[-19:])
        line = run("tag", "p.jsonl", "--model", "model", "-o", "tags.csv", code=4)
        assert path.name in line
        path.write_bytes(data)
    assert not (tmp_path / "tags.csv").exists()


def test_a_taxonomy_with_a_duplicate_id(tmp_path: Path) -> None:
    text = (ROOT / "labels" / "taxonomy.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text.replace("id: expression", "id: assembly"), encoding="utf-8")
    assert "'assembly' belongs to 2 categories" in run("labels", "check", "--taxonomy", "mine.yaml", code=4)


@pytest.mark.parametrize("command", ["ingest", "tag"])
def test_an_output_folder_that_cannot_be_written(command: str, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(SENTENCE, encoding="utf-8")
    (tmp_path / "folder").write_text("a file, not a folder", encoding="utf-8")
    assert "folder: cannot be written to" in run(command, "report.txt", "-o", "folder/out.jsonl", code=2)
