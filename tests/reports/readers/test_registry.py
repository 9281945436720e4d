"""Content chooses the reader; what is known and not read is refused by name, in one line."""

import io
import tarfile
import zipfile

import pytest
from office import complaint, epub, odt, paragraph, word, zipped

from rightstag.errors import InputError
from rightstag.reports.readers import read_document
from rightstag.reports.readers.registry import choose_format

TEXT = "Police broke up a rally in the port of Sel and held eleven people."
OPEN_TYPE = "application/vnd.oasis.opendocument"
PAGE = f"<!doctype html><html><body><p>{TEXT}</p></body></html>"
MHTML = (
    "From: <Saved by Browser>\r\nSubject: Averland\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
    f'\tboundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset="utf-8"\r\n\r\n{PAGE}\r\n--b--\r\n'
)
MAIL = f"From: a@example.org\nTo: b@example.org\nSubject: Sel\nMIME-Version: 1.0\n\n{TEXT}\n"


@pytest.mark.parametrize("suffix", ["", ".txt", ".html", ".dat"])
@pytest.mark.parametrize(
    ("data", "form"),
    [
        (word(paragraph(TEXT)), "DOCX"),
        (odt(f"<text:p>{TEXT}</text:p>"), "ODT"),
        (epub(f"<p>{TEXT}</p>"), "EPUB"),
        (MHTML.encode(), "MHTML"),
        (MAIL.encode(), "mail"),
        (b"%PDF-1.7", "PDF"),
        (PAGE.encode(), "HTML"),
        (f"<!-- {'<' * 500} -->\n<?xml version='1.0'?>\n<html><p>{TEXT}</p></html>".encode(), "HTML"),
        (PAGE.encode("utf-16"), "HTML"),
    ],
)
def test_content_chooses_the_format(data, form, suffix):
    assert choose_format(data, f"report{suffix}").name == form


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"{\\rtf1\\ansi Police came.}", "an RTF file"),
        (b"\n {\\rtf1 Police came.}", "an RTF file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "an old Word file (.doc)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "an old Excel file (.xls)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_".encode("utf-16-le"), "an Outlook mail (.msg)"),
        (zipped({"xl/workbook.xml": "<x/>"}), "an Excel file"),
        (zipped({"ppt/presentation.xml": "<x/>"}), "a PowerPoint file"),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
            "an office file other than ODT",
        ),
        (zipped({"a.txt": TEXT}), "a ZIP archive"),
        (b"PK\x03\x04" + b"x" * 99, "a damaged ZIP archive"),
        (b"\x1f\x8b\x08\x00" + bytes(50), "a compressed file"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "a compressed archive"),
        (b"GIF89a" + bytes(50), "a picture"),
        (b"%!PS-Adobe-3.0\n(Police came.) show", "a PostScript file"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n", "a web archive (WARC)"),
        (b"\\documentclass{article}\n\\begin{document}Police came.", "LaTeX"),
        (b"% a comment\n\\usepackage[utf8]{inputenc}\n", "LaTeX"),
        (b'{"text": "Police came."}\n', "JSON"),
        (b'[{"text": "Police came."}]', "JSON"),
        (b'["Police came.", "They left."]', "JSON"),
        (b"[" + b'"Police came.", ' * 9000 + b'"x"]', "JSON"),
        (b"<?xml version='1.0'?><rss><channel><title>Sel</title></channel></rss>", "XML (<rss>)"),
        (b"<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><p>Police came.</p></text></TEI>", "XML (<TEI>)"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<w:wordDocument xmlns:w='x'/>", "XML (<w:wordDocument>)"),
        ("<?xml version='1.0'?><rss><item>x</item></rss>".encode("utf-16"), "XML (<rss>)"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nPolice came.", "subtitles"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nPolice came.", "subtitles"),
        (b"BEGIN:VCARD\nFN:Ada\n", "a card of contacts"),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQ\n", "an encrypted"),
        (b"{{Infobox|x=1}}\n'''Averland''' is [[there]].", "wiki markup"),
        (b"".join(b"3 May,Sel,%d,rally\n" % n for n in range(9)), "a table"),
        (b"".join(b"3 May\tSel\t%d\n" % n for n in range(9)), "a table"),
    ],
)
@pytest.mark.parametrize("name", ["report.txt", "report", "report.md"])
def test_what_is_known_and_not_read_is_refused_by_name(data, found, name):
    if name.endswith(".md") and found in {"LaTeX", "subtitles", "wiki markup", "a table"} | {
        "a card of contacts",
        "an encrypted",
    }:
        pytest.skip("may be written in Markdown")
    with pytest.raises(InputError) as caught:
        read_document(data, name)
    assert str(caught.value).startswith(f"{name}: {found}")
    assert "\n" not in str(caught.value)


def test_tables_are_known_by_their_suffix():
    with pytest.raises(InputError, match=r"^a\.csv: a table"):
        read_document(b"text,label\nPolice came.,yes\n", "a.csv")


@pytest.mark.parametrize(
    "text",
    [
        "“We were beaten,” she said. [1] Nobody was charged.",
        "[1] Police came.\n[2] They left.",
        "{Draft} Police came to the square.",
        "<<Police came>> and left.",
        "From: the ministry\nTo: the people\n\nPolice came to the square.",
        "Date: 3 May\nPlace: Sel\n\nPolice came to the square.",
        "Police, guards, soldiers\n" * 3,
        "\\ is a sign. Police came.",
    ],
)
def test_text_that_only_looks_like_markup_is_read(text):
    assert choose_format(text.encode(), "report.txt").name == "text"


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"), io.BytesIO(b""))
    return out.getvalue()


def test_a_tar_archive_is_refused():
    with pytest.raises(InputError, match="a tar archive"):
        read_document(tar(), "a.txt")


def bomb(name: str, size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package, package.open(name, "w", force_zip64=True) as part:
        part.write(b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>")
        for _ in range(size // 1_000_000):
            part.write(b" " * 1_000_000)
    return out.getvalue()


def test_a_package_that_unpacks_to_more_than_a_report_is_refused():
    with pytest.raises(InputError, match=r"larger than \d+ MB unpacked"):
        read_document(bomb("word/document.xml", 310_000_000), "a.docx")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (word(paragraph(TEXT)), "a.docx"),
        (odt(f"<text:p>{TEXT}</text:p>"), "a.odt"),
        (epub(f"<p>{TEXT}</p>"), "a.epub"),
        (MHTML.encode(), "a.mhtml"),
        (MAIL.encode(), "a.eml"),
    ],
)
def test_a_damaged_file_gives_one_line_or_what_is_left(data, name):
    for cut in range(1, len(data), max(len(data) // 40, 1)):
        for broken in (data[:cut], data[:cut] + b"\xff\x00<" + data[cut + 3 :]):
            said = complaint(broken, name)
            assert not said or said.startswith(name)
            assert "\n" not in said
