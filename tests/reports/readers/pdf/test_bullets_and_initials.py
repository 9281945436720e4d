"""What stands beside, above and below the text of PDFs that browsers and publishers make."""

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from rightstag.reports.readers.pdf.reader import read_pdf
from rightstag.reports.records import TAGGABLE
from rightstag.reports.structure.segment import Segment, segment

LEFT, RIGHT, TOP = 72, A4[0] - 72, A4[1] - 90
FERRY = (
    "The ferrymen of Ostrel who refused to carry soldiers were dismissed in May, and the court that heard them in "
    "June would not let the public in. None of them has found other work since."
)
PRINTER = (
    "A printer in Lower Ostrel was fined for a poster that named the judge. His press was sealed for a month, and two "
    "of his workers were told not to leave the town."
)


def rows_of(text: str, width: float) -> list[str]:
    return list(simpleSplit(text, "Helvetica", 11, width))


class Sheet:
    """Pages that are set line by line."""

    def __init__(self) -> None:
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=True)
        self.y = TOP

    def line(self, text: str, x: float = LEFT, *, font: str = "Helvetica", size: float = 11, up: float = 0) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.y + up, text)

    def wrap(self, text: str, x: float = LEFT, *, right: float = RIGHT, gap: float = 8) -> None:
        for row in rows_of(text, right - x):
            self.line(row, x)
            self.y -= 14
        self.y -= gap

    def turn(self) -> None:
        self.canvas.showPage()
        self.y = TOP

    def read(self) -> list[Segment]:
        self.canvas.save()
        return segment(read_pdf(self.out.getvalue(), "report.pdf"))


def tagged(pieces: list[Segment]) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces if piece.kind in TAGGABLE]


@pytest.mark.parametrize("shape", ["disc", "square"])
def test_bullets_that_are_drawn_are_bullets(shape):
    sheet = Sheet()
    sheet.wrap(FERRY)
    for text in (PRINTER, FERRY):
        if shape == "disc":
            sheet.canvas.circle(LEFT + 8, sheet.y + 4, 1.6, stroke=0, fill=1)
        else:
            sheet.canvas.rect(LEFT + 6, sheet.y + 2, 4, 4, stroke=0, fill=1)
        sheet.wrap(text, LEFT + 20, gap=2)
    assert tagged(sheet.read()) == [("paragraph", FERRY), ("bullet", PRINTER), ("bullet", FERRY)]


def test_an_initial_over_several_lines_begins_its_word():
    sheet = Sheet()
    first, *rest = rows_of(FERRY[1:], RIGHT - LEFT - 28)
    sheet.line("T", font="Times-Bold", size=42, up=-30)
    for row in (first, *rest[:2]):
        sheet.line(row, LEFT + 28)
        sheet.y -= 14
    sheet.wrap(" ".join(rest[2:]))
    sheet.wrap(PRINTER)
    assert tagged(sheet.read()) == [("paragraph", FERRY), ("paragraph", PRINTER)]


def test_what_a_browser_prints_at_the_pages_edges_interrupts_no_paragraph():
    sheet = Sheet()
    rows = rows_of(" ".join([FERRY, PRINTER] * 6), RIGHT - LEFT)
    for page, start in enumerate(range(0, len(rows), 8), 1):
        for x, y, text in (
            (24, A4[1] - 20, "11/22/26, 11:21 PM"),
            (220, A4[1] - 20, "Ostrel: Rights in 2025 | Quay"),
            (24, 16, "https://quay.example/ostrel"),
            (560, 16, f"{page}/4"),
        ):
            sheet.canvas.setFont("Helvetica", 8)
            sheet.canvas.drawString(x, y, text)
        for row in rows[start : start + 8]:
            sheet.line(row)
            sheet.y -= 14
        sheet.turn()
    assert tagged(sheet.read()) == [("paragraph", " ".join([FERRY, PRINTER] * 6))]


def test_a_sentence_pulled_out_in_large_type_heads_nothing():
    sheet = Sheet()
    sheet.line("The ferries", font="Helvetica-Bold", size=15)
    sheet.y -= 24
    sheet.wrap(FERRY)
    sheet.line("“We were never heard.”", font="Helvetica-Oblique", size=16)
    sheet.y -= 26
    sheet.wrap(PRINTER)
    pieces = sheet.read()
    assert [piece.trail for piece in pieces if piece.kind in TAGGABLE] == [("The ferries",)] * 2
    assert [piece.reason for piece in pieces if piece.kind == "furniture"] == ["pull quote"]


def test_a_raised_number_belongs_to_the_note_at_its_right():
    sheet = Sheet()
    for text in (FERRY, PRINTER, FERRY):
        sheet.wrap(text)
    sheet.canvas.line(LEFT, 130, LEFT + 100, 130)
    sheet.y = 116
    sheet.line("1", size=5, up=3)
    sheet.line("The Ostrel Lantern, 3 May 2025, p. 2", LEFT + 9, size=8)
    assert [(p.kind, p.number) for p in sheet.read()][-1] == ("footnote", "1")


def test_the_title_above_a_table_of_contents_is_no_entry_of_it():
    sheet = Sheet()
    for text, size in (("Ostrel: A year of fines", 22), ("Contents", 15)):
        sheet.line(text, font="Helvetica-Bold", size=size)
        sheet.y -= 30
    for entry in ("1. Ferries", "2. Printers"):
        sheet.line(f"{entry} {'.' * 50} 2")
        sheet.y -= 14
    sheet.turn()
    for entry, text in (("1. Ferries", FERRY), ("2. Printers", PRINTER)):
        sheet.line(entry, font="Helvetica-Bold", size=15)
        sheet.y -= 24
        sheet.wrap(text)
    trails = [piece.trail for piece in sheet.read() if piece.kind in TAGGABLE]
    assert trails == [("Ostrel: A year of fines", "1. Ferries"), ("Ostrel: A year of fines", "2. Printers")]
