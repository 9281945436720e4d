"""PDF reports made here, cut exactly; and the real ones against the paragraphs that people marked."""

import difflib
import io
import json
import textwrap

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from rightstag.errors import InputError
from rightstag.reports.readers.pdf.reader import read_pdf
from rightstag.reports.records import TAGGABLE, normalise
from rightstag.reports.structure.segment import segment

WIDTH, HEIGHT = A4
LEFT, RIGHT = 72, WIDTH - 72
PLAIN, BOLD, ITALIC = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"

RALLY = (
    "Police in the capital of Averland broke up a peaceful rally of teachers on 3 March and held forty of them "
    "overnight without access to a lawyer. Witnesses said that officers beat people who sat on the ground."
)
PRESS = (
    "The regulator of Merovia withdrew the licence of the last independent radio station after it had broadcast an "
    "interview with a member of the opposition. Its editor was fined twice and may not leave the country."
)
UNION = (
    "Dock workers who founded a union in the port of Tarsia were dismissed within a week. The labour court has not "
    "heard their complaint, and the ministry refuses to register any union that is not a member of its federation."
)


class Press:
    """A page that is set line by line, so that a test knows where everything stands."""

    def __init__(self, **options):
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=True, **options)
        self.y = HEIGHT - 90

    def line(self, text, x=LEFT, *, font=PLAIN, size=11, leading=14, y=None):
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.y if y is None else y, text)
        if y is None:
            self.y -= leading

    def centre(self, text, *, font=BOLD, size=11, gap=12):
        self.line(text, (WIDTH - stringWidth(text, font, size)) / 2, font=font, size=size)
        self.y -= gap

    def wrap(self, text, x=LEFT, right=RIGHT, *, font=PLAIN, size=11, indent=0, hanging=0, gap=8, justify=False):
        """Set a paragraph as a typesetter would, and return its lines."""
        words, rows, start = text.split(), [[]], x + indent
        for word in words:
            if rows[-1] and start + stringWidth(" ".join([*rows[-1], word]), font, size) > right:
                rows.append([])
                start = x + hanging
            rows[-1].append(word)
        for number, row in enumerate(rows):
            line = " ".join(row)
            begin = x + (hanging if number else indent)
            if justify and number + 1 < len(rows):
                self.canvas.setFont(font, size)
                spread = (right - begin - stringWidth(line, font, size)) / (len(row) - 1)
                self.canvas.drawString(begin, self.y, line, wordSpace=spread)
                self.y -= 14
            else:
                self.line(line, begin, font=font, size=size)
        self.y -= gap
        return [" ".join(row) for row in rows]

    def page(self):
        self.canvas.showPage()
        self.y = HEIGHT - 90

    def bytes(self):
        self.canvas.save()
        return self.out.getvalue()


def read(press):
    """Return what was read as pairs of role and text, after checking that nothing is lost or doubled."""
    document = read_pdf(press.bytes(), "report.pdf")
    ends = [0]
    for block in document.blocks:
        assert not document.text[ends[-1] : block.start].strip()
        assert block.start >= ends[-1]
        ends.append(block.end)
    assert not document.text[ends[-1] :].strip()
    return [
        (block.role, " ".join((document.text[block.start : block.end] if block.text is None else block.text).split()))
        for block in document.blocks
    ]


def texts(blocks, *roles):
    return [text for role, text in blocks if role in (roles or ("paragraph",))]


@pytest.mark.parametrize("justify", [False, True])
def test_lines_are_joined_to_paragraphs(justify):
    press = Press()
    for text in (RALLY, PRESS, UNION):
        press.wrap(text, justify=justify)
    assert read(press) == [("paragraph", RALLY), ("paragraph", PRESS), ("paragraph", UNION)]


def test_indented_paragraphs_without_a_gap_are_told_apart():
    press = Press()
    for text in (RALLY, PRESS, UNION):
        press.wrap(text, indent=20, gap=0)
    assert texts(read(press)) == [RALLY, PRESS, UNION]


def test_words_broken_over_a_line_end_are_whole_and_compounds_keep_their_hyphen():
    press = Press()
    press.wrap("Journalists spoke of self-censorship. Demonstrators were held.")
    press.line("The editors whom we met in the capital and in two other towns told us of self-")
    press.line("censorship, and of threats against those who wrote about the arrested demon-")
    press.line("strators of last year, who were given terms in the two prisons of the port of two-")
    press.line("and three years.")
    assert texts(read(press))[1] == (
        "The editors whom we met in the capital and in two other towns told us of self-censorship, and of threats "
        "against those who wrote about the arrested demonstrators of last year, who were given terms in the two "
        "prisons of the port of two- and three years."
    )


def test_two_columns_are_read_one_after_the_other():
    press = Press()
    press.centre("The State of Assembly in Averland", size=18, gap=20)
    top, middle = press.y, WIDTH / 2
    press.wrap(RALLY, right=middle - 10)
    press.wrap(PRESS, right=middle - 10)
    press.y = top - 5
    press.wrap(UNION, x=middle + 10)
    press.wrap(RALLY.replace("Averland", "Quillon"), x=middle + 10)
    press.y = top - 400
    press.wrap(PRESS.replace("Merovia", "Sandovia"))
    assert read(press) == [
        ("heading", "The State of Assembly in Averland"),
        ("paragraph", RALLY),
        ("paragraph", PRESS),
        ("paragraph", UNION),
        ("paragraph", RALLY.replace("Averland", "Quillon")),
        ("paragraph", PRESS.replace("Merovia", "Sandovia")),
    ]


def test_a_paragraph_goes_on_in_the_next_column():
    press = Press()
    top, middle = press.y, WIDTH / 2
    rows = textwrap.wrap(f"{RALLY} {PRESS} {UNION}", 40)
    for start, x in ((0, LEFT), (len(rows) // 2, middle + 10)):
        press.y = top
        for row in rows[start : start + len(rows) // 2 if start == 0 else None]:
            press.line(row, x)
    assert texts(read(press)) == [f"{RALLY} {PRESS} {UNION}"]


def un_report():
    press = Press()
    towns = [
        first + last
        for first in ("Bar", "Kel", "Mir", "Tas", "Vol", "Zur", "Dor", "Pel")
        for last in ("ow", "eth", "im", "und")
    ]
    numbered = [
        f"{number}. In {town}, it was as elsewhere. {(RALLY, PRESS, UNION)[number % 3]}"
        for number, town in enumerate(towns, 1)
    ]
    pages = 0
    for text in numbered:
        rows = textwrap.wrap(text, 88)
        for row in rows:
            if press.y < 130:
                press.page()
            if press.y == HEIGHT - 90:
                pages += 1
                press.line("A/HRC/77/AVL/1", LEFT if pages % 2 == 0 else RIGHT - 90, y=HEIGHT - 50)
                press.line(f"Page {pages}", LEFT if pages % 2 == 0 else RIGHT - 90, y=HEIGHT - 64)
            press.line(row)
        press.y -= 10
    return press, numbered, pages


def test_numbered_paragraphs_cross_pages_and_headers_are_set_aside():
    press, numbered, pages = un_report()
    blocks = read(press)
    assert pages > 2
    assert texts(blocks) == numbered
    assert texts(blocks, "furniture") == [
        text for page in range(1, pages + 1) for text in ("A/HRC/77/AVL/1", f"Page {page}")
    ]


def test_footers_with_the_page_number_are_set_aside():
    press = Press()
    for page, text in enumerate((RALLY, PRESS, UNION), 1):
        press.line("Averland Watch: No Square Left", y=HEIGHT - 40, size=9)
        press.wrap(text)
        press.line(f"{page} of 3", x=WIDTH / 2, y=40, size=9)
        press.page()
    blocks = read(press)
    assert texts(blocks) == [RALLY, PRESS, UNION]
    assert texts(blocks, "furniture")[-2:] == ["Averland Watch: No Square Left", "3 of 3"]


def test_headings_by_size_and_weight_have_levels():
    press = Press()
    for title, font, size in (("Averland 2021", BOLD, 20), ("Freedom of Assembly", BOLD, 14), ("Bans", BOLD, 11)):
        press.line(title, font=font, size=size, leading=24)
    press.wrap(RALLY)
    press.line("Freedom of the Press", font=BOLD, size=14, leading=20)
    press.wrap(PRESS)
    document = read_pdf(press.bytes(), "report.pdf")
    assert [block.level for block in document.blocks] == [1, 2, 3, None, 2, None]
    assert [piece.trail for piece in segment(document) if piece.kind == "paragraph"] == [
        ("Averland 2021", "Freedom of Assembly", "Bans"),
        ("Averland 2021", "Freedom of the Press"),
    ]


def test_numbered_headings_in_one_type_have_levels():
    press = Press()
    for heading, text in (("II. Findings", None), ("A. Assembly", RALLY), ("B. Press", PRESS), ("III. Unions", UNION)):
        press.centre(heading)
        if text:
            press.wrap(text)
    trails = [piece.trail for piece in segment(read_pdf(press.bytes(), "a.pdf")) if piece.kind == "paragraph"]
    assert trails == [("II. Findings", "A. Assembly"), ("II. Findings", "B. Press"), ("III. Unions",)]


def test_bullets_are_items_of_their_own():
    press = Press()
    press.wrap("The authorities of Averland should:")
    items = [
        "Release the teachers; pay them for the nights that they were held and for what the police broke in the square;"
    ]
    items += ["Let every union register.", "Drop the charges against the editor."]
    for item in items:
        press.line("•", y=press.y)
        press.wrap(item, x=LEFT + 18, gap=0)
    assert read(press) == [
        ("paragraph", "The authorities of Averland should:"),
        *(("bullet", f"• {item}") for item in items),
    ]


def test_footnotes_and_their_raised_marks_leave_the_text():
    press = Press()
    press.line("Police broke up the rally of 3 March")
    after = LEFT + stringWidth("Police broke up the rally of 3 March", PLAIN, 11)
    press.line("12", after, size=7, y=press.y + 18)
    press.line(" and that of 4 March. They covered 20 km", after + 8, y=press.y + 14)
    press.line(
        "2", after + 8 + stringWidth(" and that of 4 March. They covered 20 km", PLAIN, 11), size=7, y=press.y + 18
    )
    press.line("of streets, and held forty people in a school.")
    press.canvas.line(LEFT, 120, LEFT + 140, 120)
    press.line("12", size=5.5, y=108)
    press.line(
        "Interview with a teacher, Port Averland, 9 March 2021. The name of the teacher is", LEFT + 7, size=9, y=104
    )
    press.line("withheld.", size=9, y=93)
    press.line("13", size=5.5, y=84)
    press.line("Ibid.", LEFT + 7, size=9, y=80)
    assert read(press) == [
        (
            "paragraph",
            "Police broke up the rally of 3 March and that of 4 March. They covered 20 km2 of streets, and held forty "
            "people in a school.",
        ),
        (
            "footnote",
            "12 Interview with a teacher, Port Averland, 9 March 2021. The name of the teacher is withheld.",
        ),
        ("footnote", "13 Ibid."),
    ]


def test_a_paragraph_goes_on_past_the_footnotes_of_its_page():
    press = Press()
    press.y = 200
    rows = textwrap.wrap(f"{RALLY} {PRESS}", 88)
    for row in rows[:3]:
        press.line(row)
    press.canvas.line(LEFT, 120, LEFT + 140, 120)
    press.line("1/ Averland Gazette, No. 7.", size=9, y=104)
    press.page()
    for row in rows[3:]:
        press.line(row)
    assert read(press) == [("paragraph", f"{RALLY} {PRESS}"), ("footnote", "1/ Averland Gazette, No. 7.")]


def test_the_table_of_contents_is_set_aside():
    press = Press()
    press.centre("CONTENTS")
    for entry, page in (("I. Findings", 2), ("A. Assembly", 3), ("B. Press", 5), ("II. What should be done", 9)):
        press.line(f"{entry} {'.' * 60} {page}", leading=22)
    press.page()
    press.wrap(RALLY)
    blocks = read(press)
    assert texts(blocks) == [RALLY]
    assert len(texts(blocks, "furniture")) == 5


def test_a_table_of_figures_is_set_aside_whole():
    press = Press()
    press.wrap(RALLY)
    rows = [("Year", "Rallies", "Banned"), ("2019", "120", "4"), ("2020", "88", "31")]
    for row in rows:
        y = press.y
        for x, cell in zip((LEFT, LEFT + 120, LEFT + 240), row, strict=True):
            press.line(cell, x, y=y)
        press.y -= 14
    press.y -= 20
    press.wrap(PRESS)
    blocks = read(press)
    assert texts(blocks, "paragraph", None) == [RALLY, PRESS]
    assert texts(blocks, "furniture") == [" ".join(cell for row in rows for cell in row)]


def test_a_landscape_page_is_read_upright():
    press = Press()
    press.canvas.rotate(90)
    press.canvas.translate(0, -WIDTH)
    press.y = WIDTH - 100
    press.wrap(RALLY, right=HEIGHT - 72)
    press.wrap(PRESS, right=HEIGHT - 72)
    assert texts(read(press)) == [RALLY, PRESS]


def test_title_is_taken_from_the_file_where_it_is_one():
    press = Press()
    press.canvas.setTitle("No Square Left: Assembly in Averland")
    press.wrap(RALLY)
    assert read_pdf(press.bytes(), "a.pdf").metadata == {"title": "No Square Left: Assembly in Averland"}
    press = Press()
    press.canvas.setTitle("Microsoft Word - final_v3.doc")
    press.wrap(RALLY)
    assert read_pdf(press.bytes(), "a.pdf").metadata == {}


def scan():
    press = Press()
    press.canvas.rect(100, 100, 300, 500, fill=1)
    return press.bytes()


def encrypted():
    press = Press(encrypt=StandardEncryption("secret", canPrint=1))
    press.wrap(RALLY)
    return press.bytes()


def whole():
    press, _, _ = un_report()
    return press.bytes()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (scan(), "a.pdf: has no text layer (a scan?); expected a PDF with text; run OCR, as ocrmypdf does"),
        (
            encrypted(),
            "a.pdf: is encrypted and needs a password; expected a whole PDF; "
            "save a copy without the password (qpdf --decrypt)",
        ),
        (whole()[:-500], "a.pdf: is cut off; expected a whole PDF; download it again"),
        (b"%PDF-1.4\n%%EOF", "a.pdf: is damaged; expected a whole PDF; download it again, or print it anew as PDF"),
        (b"\x89PNG\r\n", "a.pdf: is not a PDF; expected a whole PDF; check the file, or give it its right suffix"),
        (b"", "a.pdf: is not a PDF; expected a whole PDF; check the file, or give it its right suffix"),
    ],
    ids=["scan", "encrypted", "cut off", "garbage", "other format", "empty"],
)
def test_what_cannot_be_read_is_said_in_one_line(data, message):
    with pytest.raises(InputError) as caught:
        read_pdf(data, "a.pdf")
    assert str(caught.value) == message


def is_found(text, others):
    matcher = difflib.SequenceMatcher(None, b=text, autojunk=False)
    for other in others:
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() >= 0.95 and matcher.quick_ratio() >= 0.95 and matcher.ratio() >= 0.95:
            return True
    return False


@pytest.mark.parametrize("name", ["un-resolution-central-america", "upr-italy-national-report"])
def test_marked_paragraphs_of_real_reports_are_found(corpus, name):
    data = (corpus / "reports" / f"{name}.pdf").read_bytes()
    marked = [normalise(text) for text in json.loads((corpus / "reports" / f"{name}.paragraphs.json").read_bytes())]
    pieces = segment(read_pdf(data, name))
    # People marked some footnotes too, which are kept, but not among what is tagged.
    kept = [normalise(piece.text) for piece in pieces if piece.kind not in ("furniture", "heading")]
    ours = [normalise(piece.text) for piece in pieces if piece.kind in TAGGABLE]
    assert sum(is_found(text, kept) for text in marked) >= 0.97 * len(marked)
    assert sum(not is_found(text, marked) for text in ours) <= 0.1 * len(marked)
