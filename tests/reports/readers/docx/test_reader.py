"""Word documents: styles, lists, footnotes, running lines, and files that are none."""

import io
import zipfile

import docx
import pytest

from rightstag.errors import InputError
from rightstag.reports.readers.docx.reader import read_docx
from rightstag.reports.structure.segment import segment

NOTES = """<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:id="2"><w:p><w:r><w:t>Interview in Merovia.</w:t></w:r></w:p></w:footnote></w:footnotes>"""
BOMB = '<!DOCTYPE x [<!ENTITY a "{}">{}]>'.format(
    "a" * 100, "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(8))
)


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_parts(data: bytes, **changed: bytes) -> bytes:
    """Return a DOCX with parts of ``word/`` replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            name = part.removeprefix("word/").removesuffix(".xml")
            new.writestr(part, changed.pop(name, old.read(part)))
        for name, content in changed.items():
            new.writestr(f"word/{name}.xml", content)
    return out.getvalue()


@pytest.fixture
def report() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Averland 2021"
    document.core_properties.language = "en-GB"
    document.sections[0].header.paragraphs[0].text = "Report 12"
    document.sections[0].footer.paragraphs[0].text = "Not for sale"
    document.add_heading("Averland", 0)
    document.add_heading("Freedom of Assembly", 2)
    paragraph = document.add_paragraph("Police broke up ")
    paragraph.add_run("three").bold = True
    paragraph.add_run(" rallies in May.")
    document.add_paragraph("Free the organisers.", style="List Bullet")
    document.add_paragraph().add_run("Access to Squares").bold = True
    document.add_paragraph("They asked who pays us.", style="Quote")
    return saved(document)


def test_a_report(report):
    document = read_docx(report, "averland.docx")
    assert document.metadata == {"title": "Averland 2021", "language": "en-GB"}
    assert [(block.role, block.level, document.text[block.start : block.end]) for block in document.blocks] == [
        ("furniture", None, "Report 12"),
        ("heading", 1, "Averland"),
        ("heading", 2, "Freedom of Assembly"),
        ("paragraph", None, "Police broke up three rallies in May."),
        ("bullet", None, "Free the organisers."),
        ("heading", None, "Access to Squares"),
        ("paragraph", None, "They asked who pays us."),
        ("furniture", None, "Not for sale"),
    ]
    assert document.blocks[0].reason == "running header or footer"


def test_footnotes(report):
    with zipfile.ZipFile(io.BytesIO(report)) as parts:
        body, relations = parts.read("word/document.xml"), parts.read("word/_rels/document.xml.rels")
    mark = b'in May.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    link = b'<Relationship Id="n" Type="' + kind + b'" Target="footnotes.xml"/></Relationships>'
    data = with_parts(
        report,
        document=body.replace(b"in May.</w:t></w:r>", mark),
        footnotes=NOTES.encode(),
        **{"_rels/document.xml.rels": relations.replace(b"</Relationships>", link)},
    )
    document = read_docx(data, "averland.docx")
    texts = [(block.role, block.text or document.text[block.start : block.end]) for block in document.blocks]
    assert ("paragraph", "Police broke up three rallies in May.") in texts
    assert ("footnote", "Interview in Merovia.") in texts


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data[:5000], "damaged; expected a whole DOCX; save or download it again"),
        (lambda data: data[:-30], "damaged; expected a whole DOCX; save or download it again"),
        (
            lambda data: with_parts(data, document=b"<w:doc"),
            "damaged; expected a whole DOCX; save or download it again",
        ),
        (
            lambda data: with_parts(data, document=f"{BOMB}<x>&h;</x>".encode()),
            "damaged; expected a whole DOCX; save or download it again",
        ),
        (lambda _: b"%PDF-1.4", "no Word document; expected a DOCX; check the suffix"),
        (
            lambda _: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500),
            "protected by a password, or a Word document of before 2007; expected a DOCX without password; "
            "open it in Word and save it so",
        ),
        (lambda _: saved(docx.Document()), "no text; expected a report; check that it is complete"),
    ],
)
def test_what_cannot_be_read(report, change, message, capsys):
    with pytest.raises(InputError) as caught:
        read_docx(change(report), "averland.docx")
    assert str(caught.value) == f"averland.docx: {message}"
    assert capsys.readouterr() == ("", "")


def test_another_zip_file():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("photo.txt", "x")
    with pytest.raises(InputError, match=r"^a\.docx: a ZIP file without a Word document; expected a DOCX"):
        read_docx(out.getvalue(), "a.docx")


def test_numbers_that_word_counts_go_on_past_headings_and_bullets():
    document = docx.Document()
    document.add_paragraph("Nobody was told.", style="List Number")
    document.add_paragraph("Police", style="List Bullet")
    document.add_heading("Assembly", 2)
    document.add_paragraph("Nobody was told.", style="List Number")
    document.add_paragraph("Twelve were held.", style="List Number")
    pieces = segment(read_docx(saved(document), "averland.docx"))
    assert [(piece.text, piece.number) for piece in pieces if piece.kind != "heading"] == [
        ("Nobody was told.", "1"),
        ("Police", None),
        ("Nobody was told.", "2"),
        ("Twelve were held.", "3"),
    ]
