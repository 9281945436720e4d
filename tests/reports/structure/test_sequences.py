"""Short lines that only their company tells: contents, chronologies, lead-ins, lines above and around titles."""

import pytest

from rightstag.reports.readers.html.reader import read_html
from rightstag.reports.readers.text.reader import read_text
from rightstag.reports.records import TAGGABLE
from rightstag.reports.structure.segment import Segment, segment

TRAM = "Police in Dellmoor stopped the tram drivers' march on the bridge and took down the name of everyone in it."
PRESS = "The Dellmoor Gazette lost its licence after it had printed the names of the men who beat two reporters."
CAMP = "Nobody in the camp at Orsk Ferry has a permit to work, and those who left it to find some were driven back."
MORE = "Dellmoor's ministry of justice did not answer the letter that the bar association wrote about the case."


def read(*lines: str) -> list[Segment]:
    return segment(read_text("\n\n".join(lines).encode(), "report.txt"))


def page(body: str, title: str = "") -> list[Segment]:
    return segment(read_html(f"<title>{title}</title><body>{body}</body>".encode(), "report.html"))


def tagged(pieces: list[Segment]) -> list[tuple[tuple[str, ...], str]]:
    return [(piece.trail, piece.text) for piece in pieces if piece.kind in TAGGABLE]


@pytest.mark.parametrize("mark", ["", "1. ", "• "])
def test_lines_that_come_back_as_headings_are_contents(mark):
    names = ("Tram drivers", "The press", "The camp")
    listed = [mark.replace("1", str(place)) + name for place, name in enumerate(names, 1)]
    body = [line for name, text in zip(names, (TRAM, PRESS, CAMP), strict=True) for line in (name.upper(), text)]
    pieces = read("Dellmoor bulletin 2023", "In this issue", *listed, *body)
    assert tagged(pieces) == [
        (("Dellmoor bulletin 2023", name.upper()), text) for name, text in zip(names, (TRAM, PRESS, CAMP), strict=True)
    ]
    assert [piece.reason for piece in pieces[1:5]] == ["table of contents"] * 4


def test_dates_head_the_entries_of_a_chronology():
    days = ("2 March 2023", "9 March 2023", "April 2023")
    pieces = read("Dellmoor: a chronology", days[0], TRAM, days[1], PRESS, days[2], CAMP, MORE)
    assert [trail[-1] for trail, _ in tagged(pieces)] == [*days, days[2]]
    assert [trail for trail, _ in tagged(read("Dellmoor: a chronology", days[0], TRAM, PRESS, CAMP))] == [
        ("Dellmoor: a chronology",)
    ] * 3


def test_a_numbered_lead_in_heads_nothing():
    pieces = read(
        "A. Associations", f"1. {TRAM}", "2. The registrar may:", "(a) refuse a name;", "(b) close an office."
    )
    assert [(piece.kind, piece.number, piece.trail) for piece in pieces[1:]] == [
        ("paragraph", number, ("A. Associations",)) for number in ("1", "2", "a", "b")
    ]
    assert read("1. Freedom of the press:", PRESS, "2. Camps:", CAMP)[0].kind == "heading"


def test_the_state_that_issues_a_report_is_not_its_title():
    title = "ANNUAL REPORT OF THE PUBLIC DEFENDER FOR 2022"
    pieces = read("REPUBLIC OF DELLMOOR", title, "CHAPTER I. LIBERTIES", "1. Assemblies", TRAM, PRESS, MORE)
    assert {trail for trail, _ in tagged(pieces)} == {(title, "CHAPTER I. LIBERTIES", "1. Assemblies")}


def test_header_and_close_of_a_bulletin_sent_by_mail():
    head = "From: news@dellmoor.example\nTo: friends@dellmoor.example\nSubject: Bulletin 19"
    more = "Read more: https://dellmoor.example/19"
    pieces = read(head, "Dellmoor bulletin 2023", TRAM, more, PRESS, "To unsubscribe, write to leave@dellmoor.example")
    assert [text for _, text in tagged(pieces)] == [TRAM, PRESS]


def test_what_a_page_prints_above_its_title_heads_nothing():
    body = (
        f"<div class='l'>World Review 2025</div><h1>Dellmoor</h1><p>{TRAM}</p><h2>Camps</h2><p>{CAMP}</p><p>{MORE}</p>"
    )
    pieces = page(body, "World Review 2025: Dellmoor | Rights Quay")
    assert [trail for trail, _ in tagged(pieces)] == [("Dellmoor",), *[("Dellmoor", "Camps")] * 2]


def test_a_heading_that_leads_to_the_sites_first_page_is_its_name():
    prose = "".join(f"<p>{text}</p>" for text in (TRAM, PRESS, CAMP, MORE))
    pieces = page(f"<h1><a href='https://quay.example/'>Rights Quay</a></h1><h3>Quarterly monitoring</h3>{prose}")
    assert {trail for trail, _ in tagged(pieces)} == {("Quarterly monitoring",)}


def test_what_is_not_printed_and_links_to_edit_are_furniture():
    heading = "<h2>Camps</h2><span>[<a href='/edit'>edit</a>]</span>"
    pieces = page(
        f"<h1>Dellmoor</h1><div class='noprint'>From the open record</div><p>{TRAM}</p>{heading}<p>{CAMP}</p>"
    )
    assert tagged(pieces) == [(("Dellmoor",), TRAM), (("Dellmoor", "Camps"), CAMP)]


def test_a_mark_that_says_footnote_is_taken_out():
    mark = '<sup><a href="#fn:1" class="footnote">[footnote 1]</a></sup>'
    assert [text for _, text in tagged(page(f"<p>{TRAM}{mark}</p><p>{CAMP}</p>"))] == [TRAM, CAMP]


def test_a_dateline_of_a_city_alone_is_no_run_in_heading():
    assert [piece.run_in for piece in page(f"<p><strong>DELLMOOR –</strong> {TRAM}</p><p>{CAMP}</p>")] == [None, None]


def test_rows_of_figures_are_a_table():
    pieces = read(TRAM, "Year Rallies Fines", "2021 14 3", "Dellmoor city 22 9", "Orsk Ferry 31 17", PRESS, CAMP)
    assert [text for _, text in tagged(pieces)] == [TRAM, PRESS, CAMP]


def test_headings_that_come_back_in_every_section_stand_within_it():
    ask = "Recommended questions"
    rows = ("I. Introduction", TRAM, "II. Articles", "Article 19", PRESS, ask, MORE, "Article 21", CAMP, ask, TRAM)
    levels = {"I. Introduction": 2, "II. Articles": 2, ask: 2, "Article 19": 3, "Article 21": 3}
    body = "".join(f"<h{levels[row]}>{row}</h{levels[row]}>" if row in levels else f"<p>{row}</p>" for row in rows)
    assert [trail for trail, _ in tagged(page(body))][1:] == [
        ("II. Articles", "Article 19"),
        ("II. Articles", "Article 19", ask),
        ("II. Articles", "Article 21"),
        ("II. Articles", "Article 21", ask),
    ]
