"""What a block is by its wording and its neighbours, whatever format it came in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightstag.reports.document import Block, Document
from rightstag.reports.structure.segment import Segment, segment

PROSE = "Police in Port Selm dispersed a rally of bakers on 3 May and held eleven of them overnight without charge."
OTHER = "The ministry of justice refused to register the bakers' guild for the third time, without giving a reason."


def cut(*texts: str, role: str | None = None) -> list[Segment]:
    source, blocks = "", []
    for text in texts:
        blocks.append(Block(len(source), len(source) + len(text), role))
        source += text + "\n\n"
    return segment(Document(source, tuple(blocks)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("An official website of the Government of Averland. Here's how you know", "banner of the web site"),
        ("A .gov website belongs to an official organisation of Averland.", "banner of the web site"),
        ("Secure .gov websites use HTTPS", "banner of the web site"),
        ("Skip to main content", "control or menu of the web page"),
        ("SHARE THIS PAGE", "control or menu of the web page"),
        ("See all scores and data on Averland.", "control or menu of the web page"),
        ("© 2021 Meridian House. All rights reserved.", "control or menu of the web page"),
        ("2019 Scores", "score line"),
        ("Status: Not Free", "score line"),
        ("Press Freedom Rating (1 = best, 7 = worst): 4.5", "score line"),
        ("Trend Arrow: ↓", "score line"),
        ("41 100 partly free", "score line"),
        ("Consolidated Authoritarian Regime", "score line"),
        ("Scoring Key: X / Y (Z)", "key to the ratings"),
        ("Y = Best Possible Score", "key to the ratings"),
        ("Examines how votes are counted, and by whom. 2.251 7.007", "key to the ratings"),
        ("The ratings run from 1 to 7, with 7 the best.", "key to the ratings"),
        ("The views expressed here are those of the authors and of nobody else.", "disclaimer"),
        ("By Perpetua Alcorán and Jorun Vask", "author line"),
        ("Authors: Perpetua Alcorán, Jorun Vask", "author line"),
        ("Page 3 of 12", "page number"),
        ("- xiv -", "page number"),
        ("3.2 Prisons .................. 17", "table of contents"),
        ("26 April 2021", "date line"),
        ("* * *", "no words"),
    ],
)
def test_furniture_is_set_aside_with_its_reason(text, reason):
    for role in (None, "paragraph"):
        piece = cut(PROSE, text, OTHER, role=role)[1]
        assert (piece.kind, piece.reason) == ("furniture", reason)


@pytest.mark.parametrize(
    "text",
    [
        "Not applicable.",
        "See the ministry's own report on religious communities at https://example.org/report.",
        "The ratings agency that the state owns refused two newspapers a licence after they reported a strike.",
        "Share prices of the state press rose after the ministry closed its only rival.",
        "Search warrants were not shown to the editors, and the printers were sealed for nine days.",
        "By law an association needs 500 members before it may rent a hall.",
        "Free of charge, lawyers of the guild defended 64 dockers.",
        "In 2019, 12 people were held for wearing a green ribbon.",
        "No score was kept of the raids.",
    ],
)
def test_report_text_that_begins_like_furniture_stays(text):
    assert cut(PROSE, text, OTHER)[1].kind == "paragraph"


def test_a_note_on_the_author_goes_with_the_author_line():
    pieces = cut(PROSE, "Author: Perpetua Alcorán", "Perpetua Alcorán is a lawyer in San Velado.", OTHER)
    assert [piece.kind for piece in pieces] == ["paragraph", "furniture", "furniture", "paragraph"]
    assert pieces[2].reason == "note on the author"


def test_what_follows_the_last_paragraph_among_site_furniture_is_the_sites():
    pieces = cut(PROSE, "Country Reports", "Edit Your Custom Report", "Ministry of External Relations", "Our Times")
    assert [piece.kind for piece in pieces] == ["paragraph", *["furniture"] * 4]
    assert pieces[1].reason == pieces[-1].reason == "among furniture after the report's last paragraph"
    # Without a word of a web site they are left to the reader.
    assert cut(PROSE, "Country Reports", "Our Times", OTHER)[2].kind == "heading"


@pytest.mark.parametrize(
    ("text", "trail"),
    [
        ("Access to Asylum: The law provides for protection, but no office takes applications.", "Access to Asylum"),
        ("Outlook for 2022: Parliament will vote on the bill in the spring session.", "Outlook for 2022"),
        (
            "12. Press and Media, Including Online: The ministry owns all four channels.",
            "Press and Media, Including Online",
        ),
        ("Exile: The law does not prohibit forced exile by order of a court.", "Exile"),
        ("The court then gave its reasons: Nobody had asked for a permit in time.", None),
        ("Two laws apply: The press law of 2014 and the law on the state of alert.", None),
        ("Note: The figures do not include those held at the border post.", None),
        ("She said: “They never showed me a warrant, and I was held for two days.”", None),
        ("He was charged under article 9: insulting the office of the president.", None),
    ],
)
def test_run_in_headings_close_the_trail_and_stay_in_the_text(text, trail):
    piece = cut("Refugees", text)[1]
    assert (piece.text, piece.run_in, piece.trail) == (text, trail, ("Refugees", trail) if trail else ("Refugees",))


def test_a_run_in_heading_holds_until_the_next_heading():
    pieces = cut("Media", f"Libel Laws: {PROSE}", OTHER, f"National Security: {PROSE}", "Rallies", OTHER)
    assert [piece.trail for piece in pieces] == [
        (),
        ("Media", "Libel Laws"),
        ("Media", "Libel Laws"),
        ("Media", "National Security"),
        (),
        ("Rallies",),
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Recommendations", "recommendation"),
        ("V. CONCLUSIONS AND RECOMMENDATIONS", "recommendation"),
        ("Key Recommendations to the Government of Averland", "recommendation"),
        ("IX. RECOMMENDATIONS", "recommendation"),
        ("6.2 Recommendations", "recommendation"),
        ("Priority recommendations", "recommendation"),
        ("Handlungsempfehlungen", "recommendation"),
        ("Considerações finais e recomendações", "recommendation"),
        ("Выводы и предложения / Рекомендации", "recommendation"),
        ("Wnioski i zalecenia", "recommendation"),
        ("Conclusies en aanbevelingen", "recommendation"),
        ("Συμπεράσματα και συστάσεις", "recommendation"),
        ("מסקנות והמלצות", "recommendation"),
        ("نتیجه‌گیری و توصیه‌ها", "recommendation"),
        ("結論及び勧告", "recommendation"),
        ("결론 및 권고사항", "recommendation"),
        ("ข้อสรุปและข้อเสนอแนะ", "recommendation"),
        ("Implementation of Recommendations", "paragraph"),
        ("Recommendations of the previous review", "paragraph"),
    ],
)
def test_recommendations_are_told_by_their_heading(heading, kind):
    assert cut(heading, PROSE)[1].kind == kind


def test_footnotes_by_number_by_citation_and_by_heading():
    pieces = cut(
        PROSE, "• 3Roman Quill, “Bread and Law”, Averland Daily, 2 May 2019.", "4 Ibid., p. 12.", "12 people met."
    )
    assert [(piece.kind, piece.number) for piece in pieces[1:]] == [
        ("footnote", "3"),
        ("footnote", "4"),
        ("paragraph", None),
    ]
    pieces = cut(PROSE, "Notes", "1. Averland Daily, 2 May 2019.", "2. Guild of Bakers, letter of 4 May.")
    assert [(piece.kind, piece.number) for piece in pieces[2:]] == [("footnote", "1"), ("footnote", "2")]
    assert all(piece.reason for piece in pieces[2:])


@pytest.mark.parametrize(
    ("first", "trail"),
    [
        (("Averland", "Summary"), ("Averland",)),
        (("World Report 2022: Averland",), ("World Report 2022: Averland",)),
        (("Council of Caldor", "Forty-eighth session", "Report on Averland", "Summary"), ("Report on Averland",)),
        (("Civic Barometer 2021", "Averland", "Overview"), ("Civic Barometer 2021",)),
        (("Score changes in 2021",), ()),
    ],
)
def test_the_title_of_the_report_stands_above_all(first, trail):
    rows = ("Political Rights: 6 / 40", "A. Elections: 2 / 12", PROSE, "Civil Liberties: 9 / 60", "D. Media: 1 / 16")
    assert cut(*first, PROSE, *rows, OTHER)[-1].trail == (*trail, *rows[3:])
    assert cut(*rows, OTHER)[-1].trail == rows[3:]


def test_a_rating_by_questions():
    rows = ("A Elections", "A1 0-4 pts", "Was the president elected in a free and fair vote? 1 / 4", PROSE)
    rows += ("B Parties", "B1 0-4 pts", "Can people found a party? 2 / 4", OTHER)
    assert cut(*rows)[-1].trail == ("B Parties", "B1", "Can people found a party? 2 / 4")


def test_what_the_format_says_stands():
    source = "Averland\n\nstopped here\n\nShare"
    blocks = (Block(0, 8, "paragraph"), Block(10, 22, "heading", level=2), Block(24, 29, "bullet"))
    assert [piece.kind for piece in segment(Document(source, blocks))] == ["paragraph", "heading", "furniture"]


def test_stated_levels_make_the_trail_unless_one_level_holds_all_numbering():
    rows = [("Averland", 1), ("Media", 2), ("Blocking", 3), ("Rallies", 2), (PROSE, None)]
    assert _levelled(rows)[-1].trail == ("Averland", "Rallies")
    rows = [("Section 1. Prisons", 4), ("a. Torture", 4), (PROSE, None), ("Section 2. Freedoms", 4), ("a. Speech", 4)]
    assert _levelled([*rows, (PROSE, None)])[-1].trail == ("Section 2. Freedoms", "a. Speech")


def _levelled(rows: list[tuple[str, int | None]]) -> list[Segment]:
    source, blocks = "", []
    for text, level in rows:
        blocks.append(Block(len(source), len(source) + len(text), "heading" if level else "paragraph", level))
        source += text + "\n"
    return segment(Document(source, tuple(blocks)))


LINES = st.lists(
    st.one_of(
        st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=80),
        st.sampled_from(
            [PROSE, "Recommendations", "Share", "1. Media", "• End torture", "a. Press", "2019 Scores", "12"]
        ),
    ).filter(lambda text: bool(text.strip())),
    max_size=12,
)


@given(LINES, st.sampled_from([None, "paragraph", "heading", "bullet", "footnote", "furniture"]))
def test_every_character_lies_in_exactly_one_segment(texts, role):
    pieces = cut(*texts, role=role)
    assert [piece.start for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]
    assert len(pieces) == len(texts)
    if pieces:
        assert (pieces[0].start, pieces[-1].end) == (0, sum(len(text) + 2 for text in texts))
    assert all(piece.reason for piece in pieces if piece.kind == "furniture" and role is None)
