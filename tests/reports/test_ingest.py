"""A report file becomes paragraphs, or one line that says why not."""

import io
import zipfile
from pathlib import Path

import pytest

from rightstag.errors import InputError, UsageError
from rightstag.reports import ingest as module
from rightstag.reports.ingest import ingest
from rightstag.reports.read_reports import read_reports
from rightstag.reports.readers.registry import EXPECTED
from rightstag.reports.records import paragraph_id

REPORT = """Averland

Freedom of Assembly

Police in Port Selm dispersed a rally of bakers on 3 May and held eleven of them overnight without charge.

Not applicable.

Freedom of Association

Not applicable.

Share this page
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "averland-2021.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_paragraphs_have_ids_positions_and_offsets(report):
    paragraphs = ingest(report)
    assert [paragraph.position for paragraph in paragraphs] == list(range(7))
    assert len({paragraph.id for paragraph in paragraphs}) == 7
    assert "".join(REPORT[paragraph.start : paragraph.end] for paragraph in paragraphs) == REPORT
    key = paragraphs[0].report.key
    same = [paragraph.id for paragraph in paragraphs if paragraph.text == "Not applicable."]
    assert same == [paragraph_id(key, "Not applicable.", ordinal) for ordinal in (0, 1)]


def test_a_revised_edition_keeps_the_ids_of_what_it_did_not_change(report):
    before = {paragraph.text: paragraph.id for paragraph in ingest(report)}
    report.write_text(
        REPORT.replace("Averland\n", "Averland\n\nA new first paragraph, put in later.\n"), encoding="utf-8"
    )
    after = {paragraph.text: paragraph.id for paragraph in ingest(report)}
    assert before.items() <= after.items()


def test_what_is_known_better_overrides_the_document(report):
    stated = ingest(report, overrides={"key": "our-key", "year": 2020, "publisher": "Guild of Bakers"})[0].report
    assert (stated.key, stated.year, stated.publisher) == ("our-key", 2020, "Guild of Bakers")
    assert len(stated.sha256) == 64


def test_two_reports_of_one_key_are_refused(report):
    first, second = read_reports([report, report])
    assert isinstance(first, list)
    assert str(second).startswith(f"{report}: has the key 'averland-2021', as {report} has")


def test_content_chooses_the_reader_before_the_suffix(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("<!DOCTYPE html><html><body><h1>Rallies</h1><p>Police came.</p></body></html>", encoding="utf-8")
    assert [paragraph.text for paragraph in ingest(page)] == ["Rallies", "Police came."]


def packed() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>" * 99)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "the file is empty; expected a report; check the file"),
        ("a.html", b" \n\t ", "the file is empty; expected a report; check the file"),
        ("a.txt", b"* * *\n\n---\n", "no words in it; expected a report; check the file"),
        ("a.pdf", b"Police came.", "not a PDF file; expected what .pdf promises; check the file or its name"),
        ("a.docx", b"\x00\x01\x02", "not a DOCX file; expected what .docx promises; check the file or its name"),
        (
            "a.txt",
            b"\x89PNG\r\n\x1a\n\x00\x00",
            f"a picture; expected {EXPECTED}; give the report as text, or as a PDF that has text",
        ),
        (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            f"an old Word file (.doc); expected {EXPECTED}; save it as .docx",
        ),
        (
            "a.txt",
            b"\x7fELF\x02\x01\x01\x00" * 9,
            "binary data; expected text in UTF-8; save it as UTF-8, or give the original file (HTML, PDF, DOCX)",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(tmp_path, name, data, message):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        ingest(path)
    assert str(caught.value) == f"{path}: {message}"


@pytest.mark.parametrize(
    ("name", "data"), [("cut.docx", packed()[:200]), ("cut.pdf", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n")]
)
def test_a_truncated_file_is_refused_in_one_line(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        ingest(path)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_report_that_is_too_large_is_refused_before_it_is_read(report, monkeypatch):
    monkeypatch.setattr(module, "LIMIT", 100)
    with pytest.raises(InputError, match="larger than"):
        ingest(report)


def test_a_missing_file_is_a_matter_of_usage(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        ingest(tmp_path / "none.txt")
