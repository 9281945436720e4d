"""What is on a page comes out of it, in scripts from both sides, and nothing else: words out = words in."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_pdf import PlainPdf

from rightstag.reports.readers.pdf.reader import read_pdf

SCRIPTS = {
    "Latin": "abcdefghijklmnopqrstuvwxyzéößł",
    "Cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "Greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "Hebrew": "אבגדהוזחטיכלמנסעפצקרשתםןףץך",
    "Arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "Persian": "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "Chinese": "警方在首都驱散了学生的和平游行并拘留四十人",
    "Thai": "กขคงจฉชซญดตถทธนบปผพฟมยรลวสหอ",
}
FROM_RIGHT = {"Hebrew", "Arabic", "Persian"}
SPACELESS = {"Chinese", "Thai"}


def words_in(alphabet):
    return st.lists(st.text(alphabet=sorted(set(alphabet)), min_size=2, max_size=9), min_size=3, max_size=60)


def lines_of(words, letters=60):
    lines = [[]]
    for word in words:
        if len(" ".join([*lines[-1], word])) > letters:
            lines.append([])
        lines[-1].append(word)
    return [" ".join(line) for line in lines if line]


def words_out(data):
    document = read_pdf(data, "report.pdf")
    read = [document.text[b.start : b.end] if b.text is None else b.text for b in document.blocks]
    return Counter(word for text in read for word in text.split())


@pytest.mark.parametrize("script", SCRIPTS)
@settings(max_examples=25)
@given(data=st.data())
def test_words_out_are_words_in(script, data):
    words = data.draw(words_in(SCRIPTS[script]))
    whole = data.draw(st.booleans(), label="whole lines, not word by word")
    pdf = PlainPdf()
    for row, line in enumerate(lines_of(words)):
        y = 760 - 14 * row
        if script not in FROM_RIGHT:
            pdf.text(line, 72, y)
        elif whole:
            pdf.text(line[::-1], 520 - 5 * len(line), y)
        else:
            pdf.from_right(line, 520, y)
    if script in SPACELESS:
        assert Counter("".join(words_out(pdf.bytes()).elements())) == Counter("".join(words))
    else:
        assert words_out(pdf.bytes()) == Counter(words)


def test_what_is_set_aside_is_among_the_words():
    texts = ["Police broke up the rally in the square.", "printed on plate four", "keywords for machines"]
    pdf = PlainPdf(crop=(50, 50, 545, 792))
    for text, y, state in zip(texts, (700, 20, 400), ("", "", "3 Tr"), strict=True):
        pdf.text(text, 72, y, state=state)
    assert words_out(pdf.bytes()) == Counter(" ".join(texts).split())


def test_a_word_in_two_types_is_one_word():
    pdf = PlainPdf()
    pdf.text("Ave", 72, 700, 10)
    pdf.text("rland", 87, 700, 10, state="2 Tr")  # a bolder stroke
    assert words_out(pdf.bytes()) == Counter(["Averland"])
