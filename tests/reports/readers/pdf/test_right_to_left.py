"""Lines that are read from the right, with numbers and words of other scripts in them."""

import pytest
from plain_pdf import PlainPdf

from rightstag.reports.readers.pdf.reader import read_pdf
from rightstag.reports.structure.segment import segment

# Each line in logical order, and as the eye meets it from left to right: set by hand from the Unicode algorithm.
LINES = [
    ("قال الشهود", "دوهشلا لاق"),
    ("في 3 مارس 2024 أغلق", "قلغأ 2024 سرام 3 يف"),
    ("بتاريخ 12/03/2024 أغلق", "قلغأ 12/03/2024 خيراتب"),
    ("القرار A/HRC/52/1 لم", "مل A/HRC/52/1 رارقلا"),
    ("منظمة Averland Watch رفعت", "تعفر Averland Watch ةمظنم"),
    ("دفع 15% منها", "اهنم 15% عفد"),
    ("העיתון Harbour News נסגר", "רגסנ Harbour News ןותיעה"),
    ("ב-3 במרץ 2024 נסגר", "רגסנ 2024 ץרמב 3-ב"),
]
REST = "فرقت الشرطة مسيرة سلمية في العاصمة"  # most letters of a page tell from which side it is read


@pytest.mark.parametrize(("logical", "visual"), LINES)
@pytest.mark.parametrize("word_by_word", [False, True])
def test_lines_come_in_logical_order(logical, visual, word_by_word):
    pdf = PlainPdf()
    x = 300
    for piece in visual.split(" ") if word_by_word else [visual]:
        pdf.text(piece, x, 700)
        x += 5 * len(piece) + 5
    pdf.from_right(REST, 520, 600)
    assert read_pdf(pdf.bytes(), "a.pdf").text.split("\n")[0] == logical


def test_brackets_open_before_a_word_however_they_are_written():
    for visual in ("عماج )ةدهاش( لاق", "عماج (ةدهاش) لاق"):
        pdf = PlainPdf()
        pdf.text(visual, 300, 700)
        assert read_pdf(pdf.bytes(), "a.pdf").text == "قال (شاهدة) جامع"


def test_presentation_forms_are_letters():
    pdf = PlainPdf()
    pdf.text("\ufe94\ufec3\ufeae\ufeb7", 300, 700)  # shin, ra, ta, ta marbuta as glyphs, from left to right
    assert read_pdf(pdf.bytes(), "a.pdf").text == "شرطة"


def test_an_arabic_name_in_an_english_line_keeps_its_place():
    pdf = PlainPdf()
    pdf.text("The weekly دهاشلا ديرب was closed in May.", 72, 700)
    assert read_pdf(pdf.bytes(), "a.pdf").text == "The weekly بريد الشاهد was closed in May."


def test_paragraphs_and_columns_run_from_the_right():
    pdf = PlainPdf()
    right, left = "فرقت الشرطة مسيرة سلمية في العاصمة", "أغلقت المحكمة جريدة الميناء نهائيا"
    columns = [[text, text, text, f"{text.split()[0]}."] for text in (right, left)]  # the last line of each is short
    for row, (one, other) in enumerate(zip(*columns, strict=True)):
        pdf.from_right(one, 540, 700 - 14 * row)
        pdf.from_right(other, 280, 700 - 14 * row)
    texts = [piece.text for piece in segment(read_pdf(pdf.bytes(), "a.pdf"))]
    assert texts == [" ".join(column) for column in columns]
