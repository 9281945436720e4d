"""OpenDocument texts: their headings, numbers, notes and tables; nothing lost."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import OPEN, odt, zipped

from rightstag.errors import InputError
from rightstag.reports.readers import read_document
from rightstag.reports.structure.segment import segment

ONE = "Police in Averland dispersed a peaceful rally in the town of Sel and held eleven people."
TWO = "The court in Oster refused to register the teachers union, citing a missing stamp."


def read(body: str, styles: str = "", **parts: str):
    return segment(read_document(odt(body, styles, **parts), "averland.odt"))


def told(pieces) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces]


def style(name: str, text: str = "", more: str = "", family: str = "text") -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}" {more}><style:text-properties {text}/></style:style>'
    )


def levels(*entries: str, name: str = "L") -> str:
    inner = "".join(
        f'<text:list-level-style-number text:level="{place}" {entry}/>' for place, entry in enumerate(entries, 1)
    )
    return f'<text:list-style style:name="{name}">{inner}</text:list-style>'


def items(*texts: str, more: str = "") -> str:
    inner = "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)
    return f'<text:list text:style-name="L" {more}>{inner}</text:list>'


def test_headings_and_paragraphs():
    spaced = f'{ONE}<text:s text:c="3"/>Again.<text:tab/>And<text:line-break/>again.'
    body = f'<text:h text:outline-level="2">Assembly</text:h><text:p>{spaced}</text:p>'
    assert told(read(body)) == [("heading", "Assembly"), ("paragraph", f"{ONE} Again. And again.")]


@pytest.mark.parametrize(
    ("entries", "more", "numbers"),
    [
        (['style:num-format="1" style:num-suffix="."'], "", ["1", "2"]),
        (['style:num-format="i" text:start-value="9"'], "", ["ix", "x"]),
        (['style:num-format="A"'], "", ["A", "B"]),
        (['style:num-format=""'], "", [None, None]),
        (['style:num-format="1" text:start-value="2000000000"'], "", ["1", "2"]),
    ],
)
def test_lists_are_numbered_as_shown(entries, more, numbers):
    assert [piece.number for piece in read(items(ONE, TWO, more=more), levels(*entries))] == numbers


def test_a_list_goes_on_where_it_says_so_and_items_may_begin_anew():
    body = items(ONE) + f"<text:p>{TWO}</text:p>" + items(ONE, more='text:continue-numbering="true"')
    late = '<text:list-item text:start-value="15"><text:p>x y z.</text:p></text:list-item>'
    body += f'<text:list text:style-name="L">{late}</text:list>'
    assert [piece.number for piece in read(body, levels('style:num-format="1"'))] == ["1", None, "2", "15"]


def test_inner_lists_show_the_outer_number():
    inner = f"<text:list><text:list-item><text:p>{TWO}</text:p></text:list-item></text:list>"
    body = f'<text:list text:style-name="L"><text:list-item><text:p>{ONE}</text:p>{inner}</text:list-item></text:list>'
    listed = levels('style:num-format="1"', 'style:num-format="1" text:display-levels="2"')
    assert [piece.number for piece in read(body, listed)] == ["1", "1.1"]


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ('style:text-line-through-style="solid"', "struck out"),
        ('style:text-line-through-type="double"', "struck out"),
        ('text:display="none"', "hidden text"),
    ],
)
def test_text_that_nobody_sees_is_set_aside(properties, reason):
    styles = style("T0", properties) + style("T1", "", 'style:parent-style-name="T0"')
    pieces = read(
        '<text:p>Police <text:span text:style-name="T1">beat and killed </text:span>came to Sel.</text:p>', styles
    )
    assert [(p.kind, p.text, p.reason) for p in pieces] == [
        ("paragraph", "Police came to Sel.", None),
        ("furniture", "beat and killed", reason),
    ]


def test_tracked_deletions_and_comments_are_set_aside():
    tracked = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>and killed</text:p>'
        "</text:deletion></text:changed-region></text:tracked-changes>"
    )
    note = "<office:annotation><text:p>Is this true?</text:p></office:annotation>"
    pieces = read(f'{tracked}<text:p>Police beat <text:change text:change-id="c1"/>bakers{note} in Sel.</text:p>')
    assert {piece.text: piece.reason for piece in pieces} == {
        "Police beat bakers in Sel.": None,
        "and killed": "deleted by a reviewer",
        "Is this true?": "comment of a reviewer",
    }


def test_notes_frames_and_fields():
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
        "<text:p>Interview in Sel.</text:p></text:note-body></text:note>"
    )
    frame = (
        f"<draw:frame><draw:text-box><text:p>{TWO}</text:p></draw:text-box><svg:desc>a drawing</svg:desc></draw:frame>"
    )
    field = '<text:bookmark-ref text:ref-name="x">article 12</text:bookmark-ref>'
    pieces = read(f"<text:p>Police came{note} by {field} of the law.{frame}</text:p>")
    assert told(pieces) == [
        ("paragraph", "Police came by article 12 of the law."),
        ("paragraph", TWO),
        ("footnote", "Interview in Sel."),
    ]


def test_rows_of_incidents_are_paragraphs():
    def row(*cells: str) -> str:
        inner = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
        return f"<table:table-row>{inner}</table:table-row>"

    head = f"<table:table-header-rows>{row('Date', 'Event')}</table:table-header-rows>"
    pieces = read(
        f"<table:table>{head}{row('3 May', 'A rally in Sel was banned.')}{row('9 May', 'Two held')}</table:table>"
    )
    assert [text for kind, text in told(pieces) if kind == "paragraph"] == [
        "Date: 3 May; Event: A rally in Sel was banned.",
        "Date: 9 May; Event: Two held",
    ]


def test_a_flat_file_is_read():
    flat = (
        f'<?xml version="1.0"?><office:document {OPEN}><office:body><office:text><text:p>{ONE}</text:p></office:text>'
        "</office:body></office:document>"
    )
    assert told(segment(read_document(flat.encode(), "averland.fodt"))) == [("paragraph", ONE)]


def test_a_protected_file_is_refused():
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": b"\x8f\x00"}
    data = zipped(parts | {"META-INF/manifest.xml": "<manifest:encryption-data/>"})
    with pytest.raises(InputError, match="protected by a password"):
        read_document(data, "a.odt")


WORDS = st.sampled_from(["Police", "came.", "Полиция", "警方驱散", "حرية", "पुलिस", "ने", "ตำรวจ", "12", "“x”"])
SPANS = st.builds(
    lambda words, name: f'<text:span text:style-name="{name}">{" ".join(words)} </text:span>',
    st.lists(WORDS, min_size=1, max_size=3),
    st.sampled_from(["none", "T0", "T1"]),
)
PARAGRAPHS = st.lists(SPANS, min_size=1, max_size=4).map(lambda spans: f"<text:p>{''.join(spans)}</text:p>")
BLOCKS = PARAGRAPHS | PARAGRAPHS.map(lambda p: f"<text:list><text:list-item>{p}</text:list-item></text:list>")
BLOCKS |= st.lists(PARAGRAPHS, min_size=1, max_size=3).map(
    lambda cells: (
        "<table:table><table:table-row>"
        + "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
        + "</table:table-row></table:table>"
    )
)


@settings(max_examples=100)
@given(st.lists(BLOCKS, min_size=1, max_size=4))
def test_words_out_are_words_in(blocks):
    styles = style("T0", 'text:display="none"') + style("T1", 'style:text-line-through-style="solid"')
    document = read_document(odt("".join(blocks), styles), "a.odt")
    written = [word for text in re.findall(r">([^<]*)</text:span>", "".join(blocks)) for word in text.split()]
    assert sorted(document.text.split()) == sorted(written)
