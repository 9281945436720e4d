"""Layouts that publishers use, in six scripts: what is read is what was set."""

from collections import Counter
from itertools import cycle

import pytest
from invented_texts import HEADINGS, LANGUAGES, Passage, passage
from unicode_pdf import Book, width_of, wrap

from rightstag.reports.readers.pdf.reader import read_pdf
from rightstag.reports.records import TAGGABLE
from rightstag.reports.structure.scripts import joint
from rightstag.reports.structure.segment import Segment, segment

STOPPED = [
    language for language in LANGUAGES if language != "th"
]  # Thai marks no sentence's end: a short line may go on
LEFT, RIGHT, TOP, FOOT = 72.0, 520.0, 90.0, 760.0


class Setter:
    """Sets passages into a column and turns the page at its foot."""

    def __init__(
        self, *, left: float = LEFT, right: float = RIGHT, size: float = 11, lead: float = 15, foot: float = FOOT
    ):
        self.book = Book()
        self.left, self.right, self.size, self.lead, self.foot, self.y = left, right, size, lead, foot, TOP
        self.on_turn = lambda: None

    def turn(self) -> None:
        self.book.turn()
        self.y = TOP
        self.on_turn()

    def line(self, text: str, x: float | None = None, *, size: float | None = None, font: str = "Plain") -> None:
        if self.y > self.foot:
            self.turn()
        self.book.text(self.left if x is None else x, self.y, text, size=size or self.size, font=font)
        self.y += self.lead * (size or self.size) / self.size

    def set(
        self,
        text: Passage,
        *,
        gap: float = 8,
        left: float | None = None,
        size: float | None = None,
        right: float | None = None,
    ) -> None:
        left, size = self.left if left is None else left, size or self.size
        for row in wrap(text.pieces, (right or self.right) - left, size, space=text.space):
            self.line(row, left, size=size)
        self.y += gap

    def read(self) -> list[Segment]:
        document = read_pdf(self.book.bytes(), "report.pdf")
        pieces = segment(document)
        drawn = letters(
            "".join(text for text in self.book.drawn if len(text) > 1)
        )  # signs of symbol fonts are no letters
        assert not drawn - letters(document.text), "words that were drawn are missing"
        assert not drawn - letters("".join(piece.text + (piece.number or "") for piece in pieces))
        return pieces


def with_room(language: str, first: int, sentences: int, width: float, size: float = 11) -> Passage:
    """Return a paragraph whose last line is short: where it ends with a full line, nothing tells its end from a cut."""
    choices = (passage(language, first + 60 * turn, sentences + more) for turn in range(9) for more in range(4))
    return next(text for text in choices if width_of(rows_of(text, width, size)[-1], size) < width - 7 * size)


def rows_of(text: Passage, width: float, size: float) -> list[str]:
    return wrap(text.pieces, width, size, space=text.space)


def tagged(pieces: list[Segment]) -> list[str]:
    return [piece.text for piece in pieces if piece.kind in TAGGABLE]


def joined(rows: list[str], language: str) -> str:
    return "".join(row + joint(row, below) for row, below in zip(rows, [*rows[1:], ""], strict=True))


def numbered(number: int, text: Passage) -> Passage:
    """Put a number before a passage, as before an item of a list."""
    if text.space:
        return Passage((f"{number}.", *text.pieces), text.space)
    return Passage((f"{number}. {text.pieces[0]}", *text.pieces[1:]), text.space)


def letters(text: str) -> Counter[str]:
    return Counter(c for c in text if c.isalnum())


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_are_joined_as_the_script_joins_words(language):
    page = Setter()
    texts = [with_room(language, number, 3, RIGHT - LEFT) for number in range(14)]
    for text in texts:
        page.set(text)
    assert tagged(page.read()) == [text.text for text in texts]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sign", ["size", "weight", "number"])
def test_headings_are_told_without_capitals(language, sign):
    page = Setter()
    headings = [f"{n}. {text}" if sign == "number" else text for n, text in enumerate(HEADINGS[language], 1)]
    for number, heading in enumerate(headings):
        font, size = ("Plain-Bold", 11) if sign == "weight" else ("Plain", 15 if sign == "size" else 11)
        page.line(heading, font=font, size=size)
        page.y += 6
        for step in range(2):
            page.set(passage(language, 2 * number + step))
    pieces = page.read()
    assert [piece.text for piece in pieces if piece.kind == "heading"] == headings
    assert tagged(pieces) == [passage(language, number).text for number in range(6)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("sign", "font"), [("q", "Wingdings"), ("l", "ABCDEF+F7"), ("•", "Plain"), ("–", "Plain")])
def test_items_stand_alone_whatever_their_bullet_is_encoded_as(language, sign, font):
    page = Setter()
    opening = passage(language, 0)
    page.set(opening, gap=0)
    items = [passage(language, number) for number in range(1, 6)]
    for item in items:
        page.book.text(page.left, page.y, sign, font=font)
        page.set(item, left=page.left + 16, gap=0)
    pieces = page.read()
    assert tagged(pieces) == [text.text for text in (opening, *items)]
    assert [piece.kind for piece in pieces[1:]] == ["bullet"] * 5


@pytest.mark.parametrize("language", STOPPED)
@pytest.mark.parametrize("tops", [(0, 40), (40, 0), (31, 0, 0), (0, 26, 13), (0, 0, 50)])
def test_columns_are_read_one_after_the_other_wherever_they_begin(language, tops):
    page = Setter(size=9, lead=11)
    page.line("Averland 2024", size=18)
    top, width = page.y + 14, (RIGHT - LEFT) / len(tops)
    texts = []
    for column, down in enumerate(tops):
        page.y = top + down
        for number in range(3):
            texts.append(with_room(language, 3 * column + number, 2, width - 16, 9))
            page.set(texts[-1], left=LEFT + column * width, right=LEFT + (column + 1) * width - 16, gap=7)
    assert tagged(page.read()) == [text.text for text in texts]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("step", "side"), [(1, "left"), (5, "left"), (1, "right"), (5, "flush left"), (1, "flush left")]
)
def test_line_numbers_are_in_no_text(language, step, side):
    page = Setter(left=110)
    texts = [passage(language, number, 3) for number in range(8)]
    count = 0
    for text in texts:
        for row in wrap(text.pieces, page.right - page.left, 11, space=text.space):
            if page.y > page.foot:
                page.turn()
                count = 0 if side == "flush left" else count
            count += 1
            if count % step == 0:
                mark = str(count)
                x = {"left": 90 - width_of(mark, 8), "flush left": 75, "right": 545}[side]
                page.book.text(x, page.y, mark, size=8)
            page.line(row)
        page.y += 8
    pieces = page.read()
    assert tagged(pieces) == [text.text for text in texts]
    assert {piece.reason for piece in pieces if piece.kind == "furniture"} == {"line number"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("side", "lines"), [("left", 1), ("right", 1), ("right", 2), ("left", 3)])
def test_margin_notes_stay_beside_the_text(language, side, lines):
    page = Setter(left=150, right=450)
    texts = [with_room(language, number, 3, 300) for number in range(9)]
    notes = []
    for number, text in enumerate(texts):
        beside = page.y + (number % 3) * page.lead
        page.set(text)
        if number % 2 == 0 and page.y > beside:
            notes.append([f"A/AVL/{number}/{row}, 4{row}." for row in range(lines)])
            page.book.lines(60 if side == "left" else 466, beside, notes[-1], size=7, lead=9)
    pieces = page.read()
    assert tagged(pieces) == [text.text for text in texts]
    assert [piece.text for piece in pieces if piece.kind == "footnote"] == [" ".join(note) for note in notes]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("places", [(560, 560), (24, 560), (24, 24)])
def test_thumb_letters_at_the_edge_cut_no_sentence(language, places):
    page = Setter()
    thumbs = iter("ABCDEFGH")

    def draw() -> None:
        number = len(page.book.pages)
        page.book.text(places[number % 2], 200 + 40 * (number % 3), next(thumbs), size=12, font="Plain-Bold")

    page.on_turn = draw
    draw()
    texts = [with_room(language, number, 4, RIGHT - LEFT) for number in range(30)]
    for text in texts:
        page.set(text)
    pieces = page.read()
    assert tagged(pieces) == [text.text for text in texts]
    assert not any(piece.kind == "heading" for piece in pieces)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["head", "foot", "head outside"])
def test_guide_words_cut_no_sentence(language, place):
    page = Setter(lead=16)
    words = {
        "en": "Ave Bel Cor Del Est Fen Gal",
        "ru": "Аве Бел Вор Гал Дел Ест Жар",
        "el": "Αβε Βελ Γαλ Δελ Εστ Ζαν Ηρα",
    }
    guides = cycle(
        words.get(language, "集会 新闻 难民 工会 国籍 法院 警方" if language == "zh" else words["en"]).split()
    )

    def draw() -> None:
        x = LEFT if place != "head outside" or len(page.book.pages) % 2 else RIGHT - 30
        page.book.text(x, FOOT + 50 if place == "foot" else TOP - 36, next(guides))

    page.on_turn = draw
    draw()
    texts = [with_room(language, number, 5, RIGHT - LEFT) for number in range(34)]
    for text in texts:
        page.set(text)
    pieces = page.read()
    assert tagged(pieces) == [text.text for text in texts]
    assert not any(piece.kind == "heading" for piece in pieces)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("end", ["20{}", "(199{})", "{}/2021", "№ {}"])
def test_the_last_line_of_a_page_is_text_though_it_holds_figures(language, end):
    page = Setter()
    stop = {"zh": "。", "hi": "।", "th": ""}.get(language, ".")
    texts = []
    for number in (12, 19, 15):
        rows = wrap(passage(language, number, 4).pieces, RIGHT - LEFT, 11, space=passage(language, 0).space)[:3]
        page.y = FOOT - 3 * page.lead
        for row in (*rows, end.format(number) + stop):
            page.line(row)
        texts.append(joined([*rows, end.format(number) + stop], language))
        page.turn()
    assert tagged(page.read()) == texts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("mark", "apart"), [("raised", 4), ("raised", 34), ("1/", 4), ("[1]", 4), ("*", 4)])
def test_notes_are_whole_though_their_lines_begin_with_numbers(language, mark, apart):
    page = Setter()
    texts = [passage(language, number, 3) for number in range(4)]
    for number, text in enumerate(texts):
        rows = wrap(text.pieces, RIGHT - LEFT, 11, space=text.space)
        for row in rows:
            page.line(row)
        if number == 2:
            x = LEFT + width_of(rows[-1], 11) + 1
            cited = "1" if mark == "raised" else mark
            page.book.text(
                x, page.y - page.lead - (4 if mark == "raised" else 0), cited, size=7 if mark == "raised" else 11
            )
        page.y += 8
    page.book.rule(LEFT, LEFT + 130, 660)
    note = passage(language, 1, 2)
    first, *rest = wrap(note.pieces, 260, 8, space=note.space)
    rows = [first, f"14 {rest[0]}", f"2 {rest[1]}" if len(rest) > 1 else "2 040", "40 112"]
    if mark == "raised":
        page.book.text(LEFT, 671, "1", size=5)
        page.book.text(LEFT + apart, 674, rows[0], size=8)
    else:
        page.book.text(LEFT, 674, f"{mark} {rows[0]}", size=8)
    page.book.lines(LEFT, 684, rows[1:], size=8, lead=10)
    pieces = page.read()
    notes = [piece.text for piece in pieces if piece.kind == "footnote"]
    assert len(notes) == 1
    assert letters("".join(rows)) <= letters(notes[0])
    assert len(tagged(pieces)) == 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["{}. ", "({}) ", "{}) ", ""])
def test_quotations_in_small_type_are_text(language, form):
    page = Setter()
    opening = [passage(language, number, 3) for number in range(3)]
    for text in opening:
        page.set(text)
    quoted = [passage(language, number, 2) for number in range(3)]
    for number, text in enumerate(quoted, 1):
        page.set(
            Passage(
                (form.format(number).strip(), *text.pieces)
                if form and text.space
                else (form.format(number) + text.pieces[0], *text.pieces[1:]),
                text.space,
            ),
            left=LEFT + 34,
            size=8,
            right=RIGHT - 30,
        )
    pieces = page.read()
    assert not any(piece.kind == "footnote" for piece in pieces)
    assert [text.split(" ", 1)[-1][-20:] for text in tagged(pieces)] == [
        t.text.split(" ", 1)[-1][-20:] for t in (*opening, *quoted)
    ]


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_notes_below_a_quotation_in_small_type_are_notes(language):
    page = Setter()
    texts = [passage(language, number, 3) for number in range(3)]
    for text in texts:
        page.set(text)
    last = rows_of(texts[-1], RIGHT - LEFT, 11)[-1]
    page.book.text(LEFT + width_of(last, 11) + 1, page.y - 8 - page.lead - 4, "1", size=6)
    quoted = [numbered(number, passage(language, number + 6)) for number in range(1, 4)]
    for text in quoted:
        page.set(text, left=LEFT + 30, size=9, right=RIGHT - 30)
    note = passage(language, 20)
    page.book.text(LEFT, 700, "1", size=5)
    page.book.lines(LEFT + 6, 703, rows_of(note, RIGHT - LEFT, 8), size=8, lead=10)
    pieces = page.read()
    assert tagged(pieces) == [text.text for text in (*texts, *quoted)]
    assert [piece.text.removeprefix("1").strip() for piece in pieces if piece.kind == "footnote"] == [note.text]


@pytest.mark.parametrize("language", STOPPED)
def test_columns_stand_between_lines_across_the_page(language):
    page = Setter(size=10, lead=12)
    texts = [with_room(language, 0, 4, RIGHT - LEFT, 10)]
    page.set(texts[0])
    top, ends = page.y + 6, []
    for column, down in enumerate((30, 0)):
        page.y, left = top + down, LEFT + column * 230
        for number in range(3):
            if number == 1:
                page.line(HEADINGS[language][column], left, size=12, font="Plain-Bold")
                page.y += 4
            texts.append(passage(language, 5 + 3 * column + number))
            page.set(texts[-1], left=left, right=left + 205)
        ends.append(page.y)
    page.y = max(ends) + 20
    texts.append(with_room(language, 14, 4, RIGHT - LEFT, 10))
    page.set(texts[-1])
    assert tagged(page.read()) == [text.text for text in texts]


@pytest.mark.parametrize("thumb", ["AB", "3", "IV"])
def test_a_thumb_may_be_a_number_or_two_letters(thumb):
    page = Setter()
    page.on_turn = lambda: page.book.text(565, 150 + 30 * len(page.book.pages), thumb, size=14, font="Plain-Bold")
    page.on_turn()
    texts = [with_room("en", number, 4, RIGHT - LEFT) for number in range(24)]
    for text in texts:
        page.set(text)
    assert tagged(page.read()) == [text.text for text in texts]


@pytest.mark.parametrize(("language", "end"), [("en", "{} MAY 2022."), ("ru", "{} МАРТА 2022 Г."), ("ru", "А/АВЛ/{}.")])
def test_a_last_line_in_capitals_is_no_printers_code(language, end):
    page = Setter()
    texts = []
    for number in (12, 17, 22):
        rows = [*rows_of(passage(language, number, 4), RIGHT - LEFT, 11)[:3], end.format(number)]
        page.y = FOOT - 3 * page.lead
        for row in rows:
            page.line(row)
        texts.append(" ".join(rows))
        page.turn()
    assert tagged(page.read()) == texts
