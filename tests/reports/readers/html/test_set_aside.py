"""Text that is not on the page, numbers of lists, and what tools put into a page."""

import pytest

from rightstag.reports.readers.html import read_html
from rightstag.reports.structure.segment import segment

ONE = "Police in Averland dispersed a peaceful rally in the town of Sel and detained eleven of its organisers."
TWO = "The court in Oster refused to register the teachers union for the third time, citing a missing stamp."
THREE = "Border guards returned forty families who had asked for asylum at the crossing of Varn without a hearing."


def read(markup: str, head: str = ""):
    page = f"<!doctype html><html><head><title>Averland 2023</title>{head}</head><body>{markup}</body></html>"
    return segment(read_html(page.encode(), "page.html"))


def taggable(pieces) -> list[str]:
    return [piece.text for piece in pieces if piece.kind in ("paragraph", "bullet", "recommendation")]


def reasons(pieces) -> dict[str, str | None]:
    return {piece.text: piece.reason for piece in pieces if piece.kind == "furniture"}


@pytest.mark.parametrize(
    ("struck", "style"),
    [
        ("<del>{}</del>", ""),
        ("<s>{}</s>", ""),
        ("<strike>{}</strike>", ""),
        ('<span style="text-decoration: line-through">{}</span>', ""),
        ('<span style="color:red;text-decoration-line:line-through">{}</span>', ""),
        ("<em class='out old'>{}</em>", ".out{text-decoration:line-through red}"),
        ("<em class='out'>{}</em>", "p > em.out, i { text-decoration : line-through !important }"),
        ("<em>{}</em>", "@media screen { body em{text-decoration:line-through} }"),
        ("<b><del>{}</del></b>", ""),
    ],
)
def test_struck_out_words_are_set_aside(struck, style):
    pieces = read(f"<p>Police {struck.format('beat and killed')} dispersed a rally.</p>", f"<style>{style}</style>")
    assert taggable(pieces) == ["Police dispersed a rally."]
    assert reasons(pieces) == {"beat and killed": "struck out"}


@pytest.mark.parametrize(
    "style", ["@media print{em{display:none}}", "em:hover{display:none}", "em{color:red}", "div em{display:none}"]
)
def test_rules_that_do_not_hold_on_the_page_hide_nothing(style):
    assert taggable(read("<p>Police <em>came</em> to Sel.</p>", f"<style>{style}</style>")) == ["Police came to Sel."]


def test_paragraphs_that_are_struck_out_are_set_aside():
    pieces = read(f"<p>{ONE}</p><del><p>{TWO}</p><ul><li>Four died.</li></ul></del><p>{THREE}</p>")
    assert taggable(pieces) == [ONE, THREE]
    assert reasons(pieces) == {f"{TWO} Four died.": "struck out"}


@pytest.mark.parametrize(
    "hidden",
    [
        f"<p style='display:none'>{TWO}</p>",
        f"<p hidden>{TWO}</p>",
        f"<div class=gone>{TWO}</div>",
        f"<p><span class='sr-only'>{TWO}</span></p>",
        f"<p><span style='visibility: hidden'>{TWO}</span></p>",
    ],
)
def test_a_hidden_paragraph_is_set_aside(hidden):
    pieces = read(f"<p>{ONE}</p>{hidden}<p>{THREE}</p>", "<style>.gone{display:none}</style>")
    assert taggable(pieces) == [ONE, THREE]
    assert reasons(pieces) == {TWO: "hidden text"}


def test_reading_aids_are_set_aside():
    pieces = read("<p><ruby>警察<rp>(</rp><rt>けいさつ</rt><rp>)</rp></ruby>がデモを解散させ、四十人を拘束した。</p>")
    assert taggable(pieces) == ["警察がデモを解散させ、四十人を拘束した。"]
    assert reasons(pieces) == {"けいさつ": "reading aid"}


@pytest.mark.parametrize("style", ["", "span{display:block}"])
def test_spans_with_lines_of_their_own_do_not_run_together(style):
    own = "" if style else " style='display:block'"
    pieces = read(
        f"<p><span{own}>Guards returned</span><span{own}>forty families.</span></p>", f"<style>{style}</style>"
    )
    assert taggable(pieces) == ["Guards returned forty families."]


def test_spans_of_whole_sentences_are_paragraphs():
    block = "<span style='display:block'>{}</span>"
    assert taggable(read(f"<div>{block.format(ONE)}{block.format(TWO)}</div>")) == [ONE, TWO]


@pytest.mark.parametrize(
    ("attributes", "items", "expected"),
    [
        ("", ["<li>"] * 2, ["1", "2"]),
        ("start=45", ["<li>"] * 2, ["45", "46"]),
        ("start=45", ["<li>", "<li value=50>", "<li>"], ["45", "50", "51"]),
        ("reversed", ["<li>"] * 3, ["3", "2", "1"]),
        ("reversed start=10", ["<li>"] * 2, ["10", "9"]),
        ("type=a start=26", ["<li>"] * 2, ["z", "aa"]),
        ("type=I start=4", ["<li>"] * 2, ["IV", "V"]),
        ("style='list-style-type: lower-roman'", ["<li>"] * 2, ["i", "ii"]),
        ("style='list-style: upper-alpha inside'", ["<li>"] * 2, ["A", "B"]),
        ("style='list-style: none'", ["<li>"] * 2, [None, None]),
        ("style='list-style-type: hebrew'", ["<li>"], [None]),
        ("type=i start=4000", ["<li>"], ["4000"]),
        ("start=9999999999999999999", ["<li>"], ["1"]),
        ("start=x", ["<li>"], ["1"]),
        ("style='list-style-type: arabic-indic'", ["<li>"], ["١"]),
    ],
)
def test_items_have_the_numbers_that_are_shown(attributes, items, expected):
    texts = [ONE, TWO, THREE]
    pieces = read(f"<ol {attributes}>{''.join(a + b for a, b in zip(items, texts, strict=False))}</ol>")
    assert [piece.number for piece in pieces] == expected


def test_an_item_of_several_paragraphs_has_its_number_once():
    pieces = read(f"<ol start=7><li><p>{ONE}</p><p>{TWO}</p></li><li>{THREE}<ol type=a><li>{ONE}</ol></ol>")
    assert [piece.number for piece in pieces] == ["7", None, "8", "a"]


TOOLBARS = {
    "by comments": f"<!-- BEGIN SHELF TOOLBAR INSERT --><div><h2>About</h2><p>{THREE}</p></div>"
    "<!-- END SHELF TOOLBAR INSERT -->",
    "by name, words and address": "<div id='wb-frame-top'><a href='/web/2020*/x'>12 captures</a>"
    f"<h2>ABOUT THIS CRAWL</h2><p>{THREE}</p></div>",
    "by words, address and input": "<table><tr><td><form action='/20200503100211/x'><input></form></td>"
    f"<td>This page was archived by a library. {THREE}</td></tr></table>",
    "a copy in a cache": "<div>This is a cache of <a href='/search?q=cache:x'>https://example.org/a</a>. It is a "
    "snapshot of the page as it appeared on 3 May 2020 10:02:11.</div>",
    "of a search engine": "<div id='engine-cache-hdr'>This is a snapshot of the page as it appeared on 3 May 2023"
    f" 10:00:00 GMT. {THREE}</div>",
    "in another language": "<div class='archive-banner'>存档于 2020年5月3日 10:02:11 <h2>关于</h2>"
    f"<p>{THREE}</p></div>",
}


@pytest.mark.parametrize("toolbar", TOOLBARS.values(), ids=list(TOOLBARS))
@pytest.mark.parametrize("below", [False, True])
def test_toolbars_of_archives_are_set_aside(toolbar, below):
    page = f"<h1>Averland 2023</h1><h2>Association</h2><p>{ONE}</p><p>{TWO}</p>"
    pieces = read(page + toolbar if below else toolbar + page)
    assert taggable(pieces) == [ONE, TWO]
    assert [piece.text for piece in pieces if piece.kind == "heading"] == ["Averland 2023", "Association"]
    assert set(reasons(pieces).values()) == {"inserted by a web archive"}


def test_a_report_that_speaks_of_captures_is_no_toolbar():
    text = "Soldiers captured the crawler of a web archive at 10:30 and held its driver in the port for two days."
    assert taggable(read(f"<div class=capture>{text}</div><p>{ONE}</p><div>{TWO}</div>")) == [text, ONE, TWO]


CARDS = [
    f"<div><h2>We value your privacy</h2><p>We and our partners store cookies to protect you. {THREE}</p>"
    "<div><button>Options</button><button>AGREE</button></div></div>",
    f"<div role=dialog><h2>Votre vie privée</h2><p>Avec nos partenaires. {THREE}</p>"
    "<a href='#'>Tout accepter</a></div>",
    f"<section style='position:fixed'><p>Datenschutz: {THREE}</p>"
    "<input type=button value='Alle akzeptieren'></section>",
]


@pytest.mark.parametrize("card", CARDS)
def test_consent_cards_are_set_aside(card):
    pieces = read(f"<h1>Averland 2023</h1><h2>Association</h2><p>{ONE}</p><p>{TWO}</p>{card}")
    assert taggable(pieces) == [ONE, TWO]
    assert [piece.text for piece in pieces if piece.kind == "heading"] == ["Averland 2023", "Association"]


def test_a_part_that_stays_in_place_is_laid_over_the_page():
    over = f"<div class=x><h2>Support us</h2><p>{THREE}</p></div>"
    page = f"<h1>Averland 2023</h1><h2>Association</h2><p>{ONE}</p><p>{TWO}</p>{over}"
    pieces = read(page, "<style>.x{position:fixed;bottom:0}</style>")
    assert taggable(pieces) == [ONE, TWO]
    assert reasons(pieces) == {f"Support us {THREE}": "laid over the page"}


def test_a_page_on_privacy_with_a_button_is_read():
    text = "The right to privacy and the consent of patients were ignored by the ministry during the whole year."
    assert taggable(read(f"<div><h2>Privacy</h2><p>{text}</p><p>{ONE}</p><form><button>OK</button></form></div>")) == [
        text,
        ONE,
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "<p><b>3 May 2023</b></p>",
        "<h3>Sel, 3 May 2023</h3>",
        "<p><strong>5 мая 2023 года</strong></p>",
        "<p><b>3 May 2023</b></p><p><b>Ada Quill</b></p>",
        "<h4>Ada Quill</h4>",
        "<p><b>Ada van Quill</b></p>",
    ],
)
def test_a_date_or_a_name_under_the_title_heads_nothing(lines):
    pieces = read(f"<h1>Averland: a union refused</h1>{lines}<p>{ONE}</p><h2>Background</h2><p>{TWO}</p>")
    assert [piece.text for piece in pieces if piece.kind == "heading"] == ["Averland: a union refused", "Background"]
    assert taggable(pieces) == [ONE, TWO]


def test_dates_that_head_the_entries_of_a_chronology_stay_headings():
    entries = "".join(f"<h2>{day} May 2023</h2><p>{text}</p>" for day, text in enumerate([ONE, TWO, THREE], 1))
    pieces = read(f"<h1>Averland: a chronology</h1><p>{ONE}</p>{entries}")
    assert [piece.text for piece in pieces if piece.kind == "heading"][1:] == ["1 May 2023", "2 May 2023", "3 May 2023"]


def test_a_comment_that_never_ends_is_read_at_once():
    pieces = read("<p>" + "<!--" * 20_000 + f"--><p>{ONE}</p>")
    assert taggable(pieces) == [ONE]
