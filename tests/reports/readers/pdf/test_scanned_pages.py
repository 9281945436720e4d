"""Pages without a text layer among others are named, with what to do."""

import pytest
from plain_pdf import PlainPdf

from rightstag.errors import InputError
from rightstag.reports.readers.pdf.reader import read_pdf

SENTENCE = "Police broke up the rally in the square of the town."


def with_scans(pages, stamp=None):
    pdf = PlainPdf()
    pdf.text(SENTENCE, 72, 700)
    for page in range(2, pages + 1):
        pdf.turn()
        pdf.image(0, 0, 595, 842)
        if stamp:
            pdf.text(f"{stamp} {page}", 72, 20, 8)
    return pdf.bytes()


@pytest.mark.parametrize("stamp", [None, "Copy of the archive, page"])
def test_scanned_pages_among_others_are_named(stamp):
    document = read_pdf(with_scans(4, stamp), "a.pdf")
    assert document.warnings == (
        "pages 2-4 have no text layer (scanned?); run OCR, as ocrmypdf --skip-text in.pdf out.pdf does",
    )
    assert SENTENCE in document.text


def test_a_picture_in_the_text_and_an_empty_page_are_no_scans():
    pdf = PlainPdf()
    pdf.text(SENTENCE, 72, 700)
    pdf.image(72, 300, 300, 200)
    pdf.turn()
    assert read_pdf(pdf.bytes(), "a.pdf").warnings == ()


def test_a_picture_with_its_own_caption_is_no_scan():
    pdf = PlainPdf()
    pdf.text(SENTENCE, 72, 700)
    pdf.turn()
    pdf.image(0, 0, 595, 842)
    pdf.text("Families wait at the border of Tarsia, March 2024.", 72, 60)
    assert read_pdf(pdf.bytes(), "a.pdf").warnings == ()


def test_a_report_that_is_all_scans_is_refused():
    pdf = PlainPdf()
    pdf.image(0, 0, 595, 842)
    with pytest.raises(InputError, match="no text layer"):
        read_pdf(pdf.bytes(), "a.pdf")
