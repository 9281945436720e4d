"""Tables on a page, tables of contents, and lines that only look like furniture."""

import pytest
from invented_texts import keep_together, passage
from unicode_pdf import Book, wrap

from rightstag.reports.readers.pdf.reader import read_pdf
from rightstag.reports.records import TAGGABLE
from rightstag.reports.structure.segment import Segment, segment

LEFT, RIGHT = 72.0, 520.0
INCIDENTS = {
    "en": (
        ("Date", "Place", "What happened"),
        ("3 March", "Sel", "Police dispersed a march of students with tear gas and detained forty people."),
        ("9 April", "Port of Oster", "Officers closed the office of a newspaper and took its computers."),
        ("2 May", "Varn", "Guards pushed back two hundred people who had asked for asylum; three of them drowned."),
        ("5 June", "Camp", "Births were not written down."),
    ),
    "ru": (
        ("Дата", "Место", "Что произошло"),
        ("3 марта", "Сел", "Полиция разогнала марш студентов слезоточивым газом и задержала сорок человек."),
        ("9 апреля", "Порт Остер", "Чиновники закрыли редакцию газеты и забрали её компьютеры."),
        ("2 мая", "Варна", "Пограничники не пустили двести человек, просивших убежища; трое из них утонули."),
        ("5 июня", "Лагерь", "Рождения не записали."),
    ),
    "zh": (
        ("日期", "地点", "事件"),
        ("3月3日", "首都", "警方用催泪瓦斯驱散了学生的游行，并拘留了四十人。"),
        ("4月9日", "港口", "官员关闭了一家报纸的办公室，并没收了电脑。"),
        ("5月2日", "边境", "边防人员阻止了两百名寻求庇护的人入境，其中三人溺水身亡。"),
        ("6月5日", "营地", "内政部拒绝登记九名儿童的出生。"),
    ),
}


def read(book: Book) -> list[Segment]:
    return segment(read_pdf(book.bytes(), "report.pdf"))


def texts(pieces: list[Segment], *kinds: str) -> list[str]:
    return [piece.text for piece in pieces if piece.kind in (kinds or tuple(TAGGABLE))]


def cells_of(text: str, width: float) -> list[str]:
    spaced = " " in text
    return wrap(text.split() if spaced else keep_together(text), width, 10, space=" " if spaced else "")


def draw_table(book: Book, y: float, rows: tuple, *, ruled: bool, gap: float, starts=(72, 150, 250), end=500) -> float:
    widths = [b - a - 12 for a, b in zip(starts, (*starts[1:], end), strict=True)]
    for row in rows:
        if ruled:
            book.rule(LEFT, end, y - 11)
        lines = [cells_of(cell, width) for cell, width in zip(row, widths, strict=True)]
        for x, cell in zip(starts, lines, strict=True):
            book.lines(x, y, cell, size=10, lead=12)
        y += 12 * max(map(len, lines)) + gap
    if ruled:
        book.rule(LEFT, end, y - 11)
    return y


@pytest.mark.parametrize("language", INCIDENTS)
@pytest.mark.parametrize(("ruled", "gap"), [(True, 4), (False, 6), (False, 0)])
def test_rows_of_incidents_are_texts_with_their_header_words(language, ruled, gap):
    book = Book()
    before, after = passage(language, 0, 3), passage(language, 3, 3)
    y = book.lines(LEFT, 90, wrap(before.pieces, RIGHT - LEFT, 11, space=before.space), lead=15) + 14
    y = draw_table(book, y, INCIDENTS[language], ruled=ruled, gap=gap) + 16
    book.lines(LEFT, y, wrap(after.pieces, RIGHT - LEFT, 11, space=after.space), lead=15)
    names, *rows = INCIDENTS[language]
    told = texts(read(book))
    assert [told[0], told[-1]] == [before.text, after.text]
    assert len(told) == len(rows) + 2
    for row, text in zip(rows, told[1:-1], strict=True):
        assert [f"{name}: {cell}" in text for name, cell in zip(names, row, strict=True)] == [True] * 3


def test_a_table_goes_on_on_the_next_page_under_the_same_header():
    book = Book()
    names, *rows = INCIDENTS["en"]
    draw_table(book, 600, (names, *rows[:2]), ruled=True, gap=4)
    book.turn()
    draw_table(book, 90, tuple(rows), ruled=True, gap=4)
    told = texts(read(book))
    assert len(told) == 6
    assert all(text.startswith("Date: ") for text in told)


@pytest.mark.parametrize(
    "rows",
    [
        (("Year", "Rallies", "Banned"), ("2019", "120", "4"), ("2020", "88", "31"), ("2021", "7", "7")),
        (("Town", "Held", "Fined"), ("Sel", "14", "3"), ("Port of Oster", "22", "9"), ("Varn", "5", "1")),
        (("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"), *(tuple(str(7 * w + d) for d in range(1, 8)) for w in range(4))),
    ],
    ids=["years", "towns", "calendar"],
)
def test_figures_and_calendars_are_set_aside(rows):
    book = Book()
    text = passage("en", 0, 3)
    y = book.lines(LEFT, 90, wrap(text.pieces, RIGHT - LEFT, 11), lead=15) + 14
    starts = tuple(LEFT + 420 / len(rows[0]) * column for column in range(len(rows[0])))
    draw_table(book, y, rows, ruled=False, gap=3, starts=starts)
    pieces = read(book)
    assert texts(pieces) == [text.text]
    assert len(texts(pieces, "furniture")) == 1


@pytest.mark.parametrize("leader", [".", "·", "…", ". "])
@pytest.mark.parametrize("titled", [True, False])
def test_wrapped_entries_are_contents(leader, titled):
    book = Book()
    y = 90.0
    if titled:
        book.text(250, y, "CONTENTS", font="Plain-Bold")
        y += 30
    entries = [
        ("I. The parties", "2"),
        ("II. The facts as the commission found them in the course of its visit to the", "3"),
        ("III. Alleged error of the highest court of Averland in weighing the evidence of", "17"),
        ("IV. Costs", "18"),
    ]
    for text, page in entries:
        book.text(LEFT, y, text)
        if len(text) > 60:
            y += 14
            book.text(LEFT + 30, y, f"the town {leader * (90 // len(leader))} {page}")
        else:
            book.text(LEFT + 6 * len(text) + 10, y, f"{leader * (80 // len(leader))} {page}")
        y += 20
    book.turn()
    told = [passage("en", number, 3) for number in range(3)]
    y = 90
    for text in told:
        y = book.lines(LEFT, y, wrap(text.pieces, RIGHT - LEFT, 11), lead=15) + 10
    pieces = read(book)
    assert texts(pieces) == [text.text for text in told]
    assert texts(pieces, "heading") == []


@pytest.mark.parametrize("word", ["Article {}", "ANNEX {}", "Глава {}", "第{}章"])
def test_numbered_headings_at_the_top_of_pages_are_no_running_headers(word):
    book = Book()
    for number in (12, 13, 15, 18):
        book.text(LEFT, 90, word.format(number), size=14, font="Plain-Bold")
        y = 120.0
        for step in range(3):
            text = passage("en", number + 10 * step, 3)
            y = book.lines(LEFT, y, wrap(text.pieces, RIGHT - LEFT, 11), lead=15) + 8
        book.turn()
    assert texts(read(book), "heading") == [word.format(number) for number in (12, 13, 15, 18)]


@pytest.mark.parametrize(
    "line", ["Averland Watch {}", "{} | Report on Rights", "Доклад о правах {}", "Стр. {}", "第{}页", "- {} -"]
)
@pytest.mark.parametrize("place", [40, 810])
def test_running_lines_with_the_number_of_the_page_are_set_aside(line, place):
    book = Book()
    told = []
    for number in range(1, 6):
        book.text(LEFT if number % 2 else RIGHT - 100, place, line.format(number), size=9)
        text = passage("en", number, 3)
        told.append(text.text)
        book.lines(LEFT, 90, wrap(text.pieces, RIGHT - LEFT, 11), lead=15)
        book.turn()
    pieces = read(book)
    assert texts(pieces) == told
    assert len(texts(pieces, "furniture")) == 5
