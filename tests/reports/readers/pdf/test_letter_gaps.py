"""Letters of an OCR layer and of wide headings are words again."""

import pytest
from plain_pdf import PlainPdf

from rightstag.reports.readers.pdf.reader import read_pdf

SENTENCE = "Police broke up the rally in the square of the town."


@pytest.mark.parametrize("printed", [True, False], ids=["with printed spaces", "without"])
@pytest.mark.parametrize("gap", [2.5, 4.0])
def test_the_letters_of_an_ocr_layer_are_words(printed, gap):
    pdf = PlainPdf()
    pdf.image(0, 0, 595, 842)
    x = 40.0
    for character in SENTENCE:
        if printed or character != " ":
            pdf.text(character, x, 700, state="3 Tr")
        x += 5 + gap
    assert read_pdf(pdf.bytes(), "a.pdf").text == SENTENCE


def test_a_heading_set_wide_is_words():
    pdf = PlainPdf()
    pdf.text("FREEDOM OF ASSEMBLY", 72, 700, 12, state="3.5 Tc")
    pdf.text(SENTENCE, 72, 660)
    assert read_pdf(pdf.bytes(), "a.pdf").text.split("\n")[0] == "FREEDOM OF ASSEMBLY"


def test_initials_stay_apart():
    pdf = PlainPdf()
    pdf.text("A list: A B C of the wards.", 72, 700)
    assert read_pdf(pdf.bytes(), "a.pdf").text == "A list: A B C of the wards."
