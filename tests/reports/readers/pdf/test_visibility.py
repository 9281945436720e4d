"""Text that nobody sees on a page is set aside with its reason, and an OCR layer is text."""

from plain_pdf import PlainPdf

from rightstag.reports.readers.pdf.reader import read_pdf

SEEN = "Police broke up the rally in the square."


def aside(pdf):
    document = read_pdf(pdf.bytes(), "a.pdf")
    return {document.text[b.start : b.end]: b.reason for b in document.blocks if b.role == "furniture"}


def test_text_outside_the_crop_box_is_set_aside():
    pdf = PlainPdf(crop=(60, 60, 540, 780))
    pdf.text(SEEN, 72, 700)
    pdf.text("plate 4, cyan", 72, 40)
    pdf.text("trim here", 545, 700)
    assert aside(pdf) == {"plate 4, cyan": "outside the page", "trim here": "outside the page"}


def test_invisible_text_is_hidden_unless_an_image_lies_below():
    pdf = PlainPdf()
    pdf.text(SEEN, 72, 700)
    pdf.text("words for search engines", 72, 400, state="3 Tr")
    assert aside(pdf) == {"words for search engines": "hidden text"}
    pdf = PlainPdf()
    pdf.image(0, 0, 595, 842)
    pdf.text(SEEN, 72, 700, state="3 Tr")
    assert aside(pdf) == {}
    assert read_pdf(pdf.bytes(), "a.pdf").text == SEEN


def test_white_text_is_hidden_on_white_and_seen_on_a_colour():
    pdf = PlainPdf()
    pdf.rectangle(60, 500, 400, 30, "0.1 0.2 0.5")
    pdf.text(SEEN, 72, 700)
    pdf.text("Chapter of courts", 72, 510, state="1 1 1 rg")
    pdf.text("white words", 72, 300, state="1 1 1 rg")
    assert aside(pdf) == {"white words": "hidden text"}


def test_a_page_of_invisible_text_alone_is_read():
    pdf = PlainPdf()
    pdf.text(SEEN, 72, 700, state="3 Tr")
    assert read_pdf(pdf.bytes(), "a.pdf").text == SEEN
