"""Books and saved pages: their chapters in order, nothing of the packing."""

import io
import zipfile

import pytest
from office import epub

from rightstag.errors import InputError
from rightstag.reports.readers import read_document
from rightstag.reports.structure.segment import segment

ONE = "Police in Averland dispersed a peaceful rally in the town of Sel and held eleven people."
TWO = "The court in Oster refused to register the teachers union, citing a missing stamp."


def told(data: bytes, name: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in segment(read_document(data, name))]


def test_chapters_come_in_the_order_of_reading():
    book = epub(f"<h1>Assembly</h1><p>{ONE}</p>", f"<h1>Association</h1><p>{TWO}</p>", names=("z.xhtml", "a.xhtml"))
    assert told(book, "averland.epub") == [
        ("heading", "Assembly"),
        ("paragraph", ONE),
        ("heading", "Association"),
        ("paragraph", TWO),
    ]
    assert read_document(book, "a.epub").metadata == {"title": "Averland 2023", "language": "en"}


@pytest.mark.parametrize("name", ["text/chapter%20one.xhtml", "../OEBPS/x.xhtml", "x.xhtml#part"])
def test_names_of_chapters_are_addresses(name):
    stored = {"text/chapter%20one.xhtml": "OEBPS/text/chapter one.xhtml"}.get(name, "OEBPS/x.xhtml")
    page = f"<html xmlns='http://www.w3.org/1999/xhtml'><body><p>{ONE}</p></body></html>"
    assert told(epub("", names=(name,), more={stored: page}), "a.epub") == [("paragraph", ONE)]


def test_a_name_that_leads_out_of_the_book_is_no_file():
    book = epub(f"<p>{ONE}</p>", "", names=("a.xhtml", "../../../etc/passwd"))
    document = read_document(book, "a.epub")
    assert document.text.strip() == ONE


def test_what_is_missing_is_named():
    book = epub(f"<p>{ONE}</p>", f"<p>{TWO}</p>", names=("a.xhtml", "b.xhtml"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            if not part.endswith("b.xhtml"):
                new.writestr(part, old.read(part))
    assert read_document(out.getvalue(), "a.epub").warnings == ("OEBPS/b.xhtml: not in the book",)
    assert read_document(book, "a.epub").warnings == ()


def test_a_protected_book_is_refused():
    locked = "<encryption xmlns='x'><CipherReference URI='OEBPS/chapter0.xhtml'/></encryption>"
    with pytest.raises(InputError, match=r"protected \(DRM\)"):
        read_document(epub(f"<p>{ONE}</p>", more={"META-INF/encryption.xml": locked}), "a.epub")


def test_encrypted_fonts_lock_no_book():
    fonts = "<encryption xmlns='x'><CipherReference URI='OEBPS/font.otf'/></encryption>"
    assert told(epub(f"<p>{ONE}</p>", more={"META-INF/encryption.xml": fonts}), "a.epub") == [("paragraph", ONE)]


def mhtml(page: str, *, charset: str = "utf-8", encoding: str = "8bit", more: str = "") -> bytes:
    head = (
        "From: <Saved by a Browser>\r\nSnapshot-Content-Location: https://example.org/a\r\nSubject: Averland\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
    )
    picture = "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
    body = f'--b\r\nContent-Type: text/html; charset="{charset}"\r\nContent-Transfer-Encoding: {encoding}\r\n{more}\r\n'
    return (head + picture + body).encode() + page.encode(charset) + b"\r\n--b--\r\n"


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
def test_a_saved_page_is_read_in_its_encoding(charset):
    text = "Полиция разогнала мирное шествие студентов в столице и задержала сорок человек."
    document = read_document(mhtml(f"<html><body><p>{text}</p></body></html>", charset=charset), "a.mhtml")
    assert document.text == text
    assert document.metadata["url"] == "https://example.org/a"


def test_frames_and_pictures_of_a_saved_page_are_left_out():
    frame = b"--b\r\nContent-Type: text/html\r\n\r\n<p>Buy our flour.</p>\r\n--b--\r\n"
    data = mhtml(f"<html><body><p>{ONE}</p></body></html>").replace(b"--b--\r\n", frame)
    assert told(data, "a.mht") == [("paragraph", ONE)]


def test_a_saved_page_without_a_page_is_refused():
    data = mhtml("x").replace(b"text/html", b"image/gif")
    with pytest.raises(InputError, match="an MHTML file without a page"):
        read_document(data, "a.mhtml")
