"""Draw a sample briefing as a PDF: ``make_pdf.py SOURCE.md OUT.pdf``.

The source is plain Markdown: a front matter, ``#`` and ``##`` headings, paragraphs, ``-`` bullets, and footnotes
(``[^1]`` in the text, ``[^1]: ...`` at its end). The same source gives the same bytes.
"""

import re
import sys
from html import escape
from pathlib import Path

import yaml
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

LEFT, TOP, BOTTOM = 72, A4[1] - 84, 78  # points
WIDTH = A4[0] - 2 * LEFT
BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=14.5, alignment=TA_JUSTIFY, spaceAfter=7)
STYLES = {
    "body": BODY,
    "- ": ParagraphStyle("bullet", BODY, leftIndent=16, bulletIndent=4, spaceAfter=4),
    "# ": ParagraphStyle("part", fontName="Helvetica-Bold", fontSize=15, leading=19, spaceBefore=12, spaceAfter=7),
    "## ": ParagraphStyle("section", fontName="Helvetica-Bold", fontSize=12, leading=15, spaceBefore=6, spaceAfter=5),
    "title": ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=22, leading=27, spaceAfter=6),
    "subtitle": ParagraphStyle("subtitle", fontName="Helvetica", fontSize=13, leading=17, spaceAfter=4),
    "date": ParagraphStyle("date", fontName="Helvetica", fontSize=10, leading=14, spaceAfter=16),
    "note": ParagraphStyle("note", fontName="Times-Roman", fontSize=8, leading=9.5, spaceAfter=2),
}
MARK = re.compile(r"\[\^(\d+)\]")


class Pages:
    """Pages that fill from the top with text and from the bottom with the notes that it marks."""

    def __init__(self, canvas: Canvas, header: str) -> None:
        self.canvas, self.header = canvas, header
        self.y, self.notes = TOP, []

    def add(self, kind: str, text: str, notes: list[Paragraph]) -> None:
        """Set a block, over as many pages as it needs; its notes stand where it ends."""
        piece = Paragraph(text, STYLES[kind], bulletText="•" if kind == "- " else None)
        self.y -= piece.style.spaceBefore
        keep_with = 40 if kind in ("# ", "## ") else 0  # a heading does not stand alone at the foot of a page
        while height(piece) + keep_with > self.room(notes):
            parts = [] if keep_with else piece.split(WIDTH, min(self.room([]), height(piece) - 1))
            if parts:
                self.draw(parts[0])
                piece = parts[1]
            self.turn()
        self.notes += notes
        self.draw(piece)
        self.y -= piece.style.spaceAfter

    def room(self, notes: list[Paragraph]) -> float:
        notes = self.notes + notes
        return self.y - BOTTOM - sum(map(height, notes)) - (12 if notes else 0)

    def draw(self, piece: Paragraph) -> None:
        self.y -= height(piece)
        piece.drawOn(self.canvas, LEFT, self.y)

    def turn(self) -> None:
        """Finish the page: notes under a rule, running header (not on the first page), page number."""
        page = self.canvas.getPageNumber()
        foot = BOTTOM + sum(map(height, self.notes))
        if self.notes:
            self.canvas.line(LEFT, foot + 5, LEFT + 120, foot + 5)
        for note in self.notes:
            foot -= height(note)
            note.drawOn(self.canvas, LEFT, foot)
        self.canvas.setFont("Helvetica", 8.5)
        if page > 1:
            self.canvas.drawString(LEFT, A4[1] - 50, self.header)
        self.canvas.drawCentredString(A4[0] / 2, 44, f"Page {page}")
        self.canvas.showPage()
        self.y, self.notes = TOP, []


def height(piece: Paragraph) -> float:
    return piece.wrap(WIDTH, A4[1])[1]


def blocks(source: str) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Return the (kind, text) of each block, and the footnotes by number."""
    lines = [line for line in source.splitlines() if line.strip()]
    notes = dict(re.fullmatch(r"\[\^(\d+)\]: (.*)", line).groups() for line in lines if line.startswith("[^"))
    body = [line for line in lines if not line.startswith("[^")]
    kinds = [next((kind for kind in ("# ", "## ", "- ") if line.startswith(kind)), "") for line in body]
    return [(kind or "body", line.removeprefix(kind)) for kind, line in zip(kinds, body, strict=True)], notes


def marked(text: str) -> str:
    return MARK.sub(r'<super rise="4" size="6.5">\1</super>', escape(text, quote=False))


def make(source: Path, out: Path) -> None:
    _, front, body = source.read_text(encoding="utf-8").split("---\n", 2)
    about = yaml.safe_load(front)
    # Uncompressed, so that the bytes do not depend on the machine's zlib.
    canvas = Canvas(str(out), pagesize=A4, invariant=1, pageCompression=0, lang="en")
    canvas.setTitle(about["title"])
    canvas.setAuthor(about["publisher"])
    canvas.setCreator(about["publisher"])
    pages = Pages(canvas, about["header"])
    for kind in ("title", "subtitle", "date"):
        pages.add(kind, marked(about[kind]), [])
    texts, notes = blocks(body)
    for kind, text in texts:
        wanted = [Paragraph(marked(f"[^{n}] {notes[n]}"), STYLES["note"]) for n in MARK.findall(text)]
        pages.add(kind, marked(text), wanted)
    pages.turn()
    canvas.save()


if __name__ == "__main__":
    make(*map(Path, sys.argv[1:3]))
