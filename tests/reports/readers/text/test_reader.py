"""Bytes become lines, and lines blocks; nothing is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightstag.errors import InputError
from rightstag.reports.readers.text.reader import read_text
from rightstag.reports.structure.hyphenation import join_lines
from rightstag.reports.structure.segment import segment

TEXT = "L’État d’Averland a réprimé les marches à Port Selm; la presse “libre” fut censurée dès l’été.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_is_read_in_the_encoding_that_it_is_in(encoding):
    assert read_text((TEXT * 3).encode(encoding), "a.txt").text == TEXT * 3


def test_cyrillic_text_that_is_not_utf_8_is_read():
    text = "Полиция разогнала митинг пекарей в Порт-Сельме и задержала одиннадцать человек без обвинения.\n" * 3
    assert read_text(text.encode("cp1251"), "a.txt").text == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89\x00\x01\x02" * 99, "binary data; expected text in UTF-8"),
        (b"Police came.\x01\x02\x03\x04" * 9, "binary data; expected text in UTF-8"),
        (bytes(range(128, 256)) * 9, "its encoding cannot be told; expected text in UTF-8"),
        (
            "Averland".encode("utf-16") + b"\x00\xd8",
            "not UTF-16, though its first bytes say so; expected text in UTF-8",
        ),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data, message):
    with pytest.raises(InputError) as caught:
        read_text(data, "a.txt")
    assert message in str(caught.value)
    assert str(caught.value).startswith("a.txt")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Police met the demon-", "strators."], "Police met the demonstrators."),
        (["an anti\u00ad", "corruption law"], "an anticorruption law"),
        (["the Nur-", "Selm road"], "the Nur-Selm road"),
        (["from 2014-", "2015 on"], "from 2014-2015 on"),
        (["two-", "and three-year terms"], "two- and three-year terms"),
        (["a  state", "of   alert"], "a state of alert"),
    ],
)
def test_words_cut_at_a_line_end_are_made_whole(lines, text):
    assert join_lines(lines, frozenset()) == text


def test_the_report_itself_tells_which_hyphens_are_its_own():
    lines = ["the long-", "term ban on re-", "entry"]
    assert join_lines(lines, frozenset(("long-term", "re-entry"))) == "the long-term ban on re-entry"
    assert join_lines(lines[1:], frozenset(("reentry", "entry"))) == "term ban on reentry"


def test_offsets_are_those_of_the_text():
    document = read_text(b"\n\n  Media\n\nPolice dispersed a rally in the\nmain square of the town.\n", "a.txt")
    assert [document.text[block.start : block.end] for block in document.blocks] == [
        "Media",
        "Police dispersed a rally in the\nmain square of the town.",
    ]


def test_a_page_number_inside_a_paragraph_follows_it():
    source = b"Police dispersed a rally of bakers in the main\nsquare of the\n\n12\n\ntown and held eleven of them.\n"
    document = read_text(source, "a.txt")
    assert sorted(document.text) == sorted(source.decode())
    assert [piece.text for piece in segment(document)] == [
        "Police dispersed a rally of bakers in the main square of the town and held eleven of them.",
        "12",
    ]


PIECES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60),
    st.sampled_from(
        ["\n", "\n\n", "\r\n", "\f", "\t", "  ", "12", "Page 3", "====", "-----", "• ", "- ", "a. ", "1. "]
    ),
    st.sampled_from(["Police came to the rally and held eleven of the bakers", "Recommendations", "demon-\nstrators"]),
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_every_character_of_a_text_lies_in_exactly_one_segment(source):
    document = read_text(source.encode(), "a.txt")
    assert sorted(document.text) == sorted(source.removeprefix("\ufeff"))
    pieces = segment(document)
    assert [piece.start for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]
    if pieces:
        assert (pieces[0].start, pieces[-1].end) == (0, len(document.text))
    else:
        assert not document.text.strip()
    assert segment(read_text(source.encode(), "a.txt")) == pieces
