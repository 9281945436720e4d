"""Small reports about invented countries, set as publishers set theirs: title pages, site labels, notes, labels."""

from textwrap import wrap

import pytest

from rightstag.reports.readers.html.reader import read_html
from rightstag.reports.readers.text.reader import read_text
from rightstag.reports.records import TAGGABLE
from rightstag.reports.structure.segment import Segment, segment

RALLY = "Police in Lasko broke up a march of tram drivers on 3 May and held eleven of them overnight without charge."
COURT = "Tovaria's high court found in June that the order had no ground in law, and fined the ministry one crown."
PRESS = "Two editors left Tovaria after the public prosecutor of Tovaria had named them on the evening news."
CAMPS = "Nobody in the camps near Port Amel has been heard by a judge, though the law gives each of them three days."


def read(*lines: str, gap: str = "\n\n") -> list[Segment]:
    return segment(read_text(gap.join(lines).encode(), "report.txt"))


def page(markup: str) -> list[Segment]:
    return segment(read_html(markup.encode(), "report.html"))


def tagged(pieces: list[Segment]) -> list[tuple[tuple[str, ...], str]]:
    return [(piece.trail, piece.text) for piece in pieces if piece.kind in TAGGABLE]


def test_labels_of_a_site_above_the_title_head_nothing():
    caption = "A woman passes a closed tram depot in Lasko, Tovaria, 4 August 2021. © 2021 Ana Reli/Quay Pictures"
    pieces = read("Languages", "Tovaria", "Events of 2021", caption, RALLY, "Prisons", COURT, PRESS)
    assert tagged(pieces) == [(("Tovaria",), RALLY), (("Tovaria", "Prisons"), COURT), (("Tovaria", "Prisons"), PRESS)]


def test_the_masthead_of_an_official_document_heads_nothing():
    title = "Concluding observations on the fourth periodic report of Tovaria"
    head = ("United Nations", "Convention against Torture", "Distr.: General", "28 August 2022", "Original: English")
    pieces = read(*head, "Committee against Torture", f"{title}*", "A. Introduction", f"1. {RALLY}", f"2. {COURT}")
    assert tagged(pieces) == [((title, "A. Introduction"), f"1. {RALLY}"), ((title, "A. Introduction"), f"2. {COURT}")]


def test_lines_between_the_title_and_a_date_are_subtitles():
    rows = ("Tovaria: A year of silence", "Briefing paper for the dialogue on human rights", "April 2023")
    pieces = read(*rows, RALLY, "The press", PRESS, COURT)
    assert [trail for trail, _ in tagged(pieces)] == [rows[:1], (rows[0], "The press"), (rows[0], "The press")]


def test_recommendations_that_close_every_section_stand_within_it():
    close = "Recommendations to the authorities:"
    pieces = read("Rallies", RALLY, close, "• Free the drivers.", "The press", PRESS, close, "• Free the editors.")
    assert [piece.trail for piece in pieces if piece.kind == "recommendation"] == [
        ("Rallies", close),
        ("The press", close),
    ]


def test_a_paragraph_goes_on_past_the_notes_at_a_pages_foot():
    upper, lower = wrap(f"{RALLY}1", 60), wrap(f"{COURT} {CAMPS}", 60)
    note = ["1 “Fined for marching”, The Lantern, 12 May 2022, and letters", "of the drivers to the ministry.", "7"]
    pieces = read(*upper, *lower[:2], *note, *lower[2:], *wrap(PRESS, 60), gap="\n \n")
    assert [piece.text for piece in pieces if piece.kind == "footnote"] == [" ".join(note[:2])]
    assert [text for _, text in tagged(pieces)] == [RALLY, f"{COURT} {CAMPS}", PRESS]


@pytest.mark.parametrize("start", ["1 ", "1“"])
def test_a_note_is_known_by_the_mark_it_answers(start):
    pieces = read(f"{RALLY}1", COURT, f"{start}The Lantern, 12 May 2022, p. 3")
    assert [piece.kind for piece in pieces] == ["paragraph", "paragraph", "footnote"]
    assert read(RALLY, COURT, "1 The Lantern, 12 May 2022, p. 3")[-1].kind != "footnote"


def test_scores_above_and_between_the_answers_are_no_text():
    rows = ("Tovaria", "A. Access 11 / 25", "B. Content 13 / 35", "C. Users 9 / 40", "34 / 100 Not Free", "Overview")
    pieces = read(*rows, PRESS, "A1 0-6 pts", "Can people afford a connection?", "4.006.00", RALLY, COURT)
    question = ("Tovaria", "A1", "Can people afford a connection?")
    assert tagged(pieces) == [(("Tovaria", "Overview"), PRESS), (question, RALLY), (question, COURT)]


def test_a_press_release():
    title = "Tovaria: Free the drivers, say experts"
    rows = ("FOR IMMEDIATE RELEASE", title, "LASKO – 8 June 2022", PRESS, COURT, "ENDS")
    notes = (
        "*The experts: Ms. Ira Velde and Mr. Otto Reyes.",
        "For more information please contact: press@quay.example",
    )
    assert tagged(read(*rows, *notes)) == [((title,), PRESS), ((title,), COURT)]


def test_labels_that_most_paragraphs_begin_with_are_run_in_headings():
    labels = (
        "Overview of the rights situation",
        "Our key focus areas",
        "Regional and bilateral engagement",
        "Money spent",
    )
    prose = (RALLY, COURT, PRESS, CAMPS)
    pieces = read(*(f"{at}. {label}: {text}" for at, (label, text) in enumerate(zip(labels, prose, strict=True), 1)))
    assert [piece.run_in for piece in pieces] == list(labels)
    assert read(f"1. {labels[0]}: {RALLY}", COURT, PRESS, CAMPS)[0].run_in is None


def test_what_a_page_sets_apart_at_a_paragraphs_beginning_heads_it():
    pieces = page(
        f"<p><i>Article 3. Right of organisations to draw up their rules.</i> {RALLY}</p><p><em>Note:</em> {COURT}</p>"
        f"<p><b>LASKO (8 June 2022) –</b> {PRESS}</p><p><i>The Lantern</i> closed. {CAMPS}</p>"
    )
    assert {piece.run_in for piece in pieces} == {"Article 3. Right of organisations to draw up their rules"}


def test_the_main_heading_beside_the_text_titles_it():
    body = "".join(f"<p>{text}</p>" for text in (RALLY, COURT, PRESS, CAMPS))
    menu = "".join(f'<a href="/{at}">Topic {at}</a> ' for at in range(5))
    markup = f"<title>World Report: Rights in Tovaria</title><h1><a href='/'>Rights</a></h1><h1>Tovaria</h1>{menu}"
    assert {trail for trail, _ in tagged(page(f"{markup}<article>{body}</article>"))} == {("Tovaria",)}


def test_a_convention_number_at_a_line_end_begins_no_paragraph():
    text = f"{RALLY} The government has not ratified ILO Convention No. 190. {COURT}"
    width = next(width for width in range(40, 120) if any(line.endswith("No.") for line in wrap(text, width)))
    pieces = read(*wrap(text, width), "", *wrap(PRESS, width), gap="\n")
    assert [text for _, text in tagged(pieces)] == [text, PRESS]


def test_an_acronym_is_no_heading_in_capitals():
    pieces = read("The tram drivers' strike", RALLY, "COVID-19", COURT, "Prisons", PRESS)
    assert [trail for trail, _ in tagged(pieces)] == [("The tram drivers' strike",), ("COVID-19",), ("Prisons",)]


@pytest.mark.parametrize(
    "names", [("Heading-1", "Heading-2"), ("MsoHeading7", "c6 heading2"), ("title", "s2 subheading")]
)
def test_paragraphs_that_a_converter_calls_headings_are_headings(names):
    chapter, section = (
        f'<p class="{name}"><span>{text}</span></p>' for name, text in zip(names, ("1. Law", "1.1 Press"), strict=True)
    )
    pieces = page(f"{chapter}<p class='Body-text'>{RALLY}</p>{section}<p>{PRESS}</p><p>{COURT}</p>")
    assert [trail for trail, _ in tagged(pieces)] == [("1. Law",), *[("1. Law", "1.1 Press")] * 2]
    assert page(f"<h2>Law</h2><p class='headline'>{RALLY}</p>")[-1].kind == "paragraph"


def test_the_title_in_a_page_header_is_the_reports():
    body = "".join(f"<p>{text}</p>" for text in (RALLY, COURT, PRESS))
    head = "<title>Tovaria in spring</title><div class='page-header'><h2>Tovaria in spring</h2></div>"
    markup = f"{head}<div itemprop='articleBody'>{body}</div>"
    assert {trail for trail, _ in tagged(page(markup))} == {("Tovaria in spring",)}


def test_a_subtitle_above_the_authors_line_heads_nothing():
    head = "<h1>The long winter</h1><h3>What a year did to the drivers</h3><div class='byline'>Ana Reli, 3 May</div>"
    pieces = page(f"{head}<p>{RALLY}</p><p>{COURT}</p><h2>The press</h2><p>{PRESS}</p>")
    assert [trail for trail, _ in tagged(pieces)] == [("The long winter",)] * 2 + [("The long winter", "The press")]


def test_a_stated_title_is_not_displaced_by_a_line_with_a_year():
    head = "<h1>Quay letter</h1><pre>Ina Veld at quay.example Mon May 12 10:14:03 2003\n\nRIGHTS LETTER, 12 May 2003"
    assert {trail[0] for trail, _ in tagged(page(f"{head}\n\n{RALLY}\n\n{COURT}</pre>"))} == {"Quay letter"}
