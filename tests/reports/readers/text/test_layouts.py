"""One invented report in the layouts that publishers use: the cut must be the same in all of them."""

import textwrap

import pytest

from rightstag.reports.readers.text.reader import read_text
from rightstag.reports.structure.segment import Segment, segment

TITLE = "Averland"
SECTION = "Section 2. Respect for Civil Liberties"
MEDIA = "a. Freedom of Expression and the Press"
RALLIES = "b. Freedom of Peaceful Assembly"
RUN_IN = "Access to Squares"
PARAGRAPHS = (
    "Averland's press law of 2014 lets the ministry close any newspaper that prints what officials call false news, "
    "and the ministry used it nine times during the year. Editors in Port Selm said that they no longer sent reporters "
    "to the courts, since every account of a trial had brought a warning.",
    "On 12 March police searched the offices of the weekly Lantern and took its archive. A court later held that the "
    "search needed no warrant because the country was under a state of alert that parliament had never confirmed.",
    f"{RUN_IN}: The mayor of Port Selm listed three parking grounds outside town as the only places where more than "
    "ten people may gather. Requests for any other place were refused without a reason, said the Averland Lawyers' "
    "Guild.",
    "Dockers who marched to the customs house on 1 May were stopped at the bridge, and 64 of them were fined. Averland "
    "has not yet answered the letter that two rapporteurs of the region wrote on their behalf.",
)
TRAILS = (
    (TITLE, SECTION, MEDIA),
    (TITLE, SECTION, MEDIA),
    (TITLE, SECTION, RALLIES),
    (TITLE, SECTION, RALLIES),
)
REPORT = (TITLE, SECTION, MEDIA, *PARAGRAPHS[:2], RALLIES, *PARAGRAPHS[2:])


def wrapped(text: str, width: int = 78, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def one_line_each() -> str:
    return "\n".join(REPORT)


def blank_lines_between() -> str:
    return "\n\n".join(REPORT)


def wrapped_with_blank_lines() -> str:
    return "\n\n".join("\n".join(wrapped(text)) for text in REPORT)


def wrapped_without_blank_lines() -> str:
    return "\n".join(line for text in REPORT for line in wrapped(text, 97))


def blank_line_after_every_line() -> str:
    return "\n\n".join(f"{line} " for text in REPORT for line in wrapped(text, 97))


def first_lines_indented() -> str:
    return "\n".join(
        line for text in REPORT for line in wrapped(text, 72, "\t".expandtabs(4) if len(text) > 99 else "")
    )


def windows_line_ends() -> str:
    return wrapped_with_blank_lines().replace("\n", "\r\n")


def capital_headings() -> str:
    return "\n\n".join(text if len(text) > 99 else text.upper() for text in REPORT)


def underlined_headings() -> str:
    marks = {TITLE: "=", SECTION: "-", MEDIA: "~", RALLIES: "~"}
    return "\n\n".join(f"{text}\n{marks[text] * len(text)}" if text in marks else text for text in REPORT)


def form_feeds_and_page_numbers() -> str:
    lines = wrapped_with_blank_lines().split("\n")
    pages = [lines[start : start + 9] for start in range(0, len(lines), 9)]
    return "\f".join("\n".join([*page, "", f"{number:>40}", ""]) for number, page in enumerate(pages, 1))


def running_headers() -> str:
    lines = wrapped_with_blank_lines().split("\n")
    pages = [lines[start : start + 7] for start in range(0, len(lines), 7)]
    framed = [["CIVIC RECORD OF AVERLAND", *page, f"[Page {number}]"] for number, page in enumerate(pages, 1)]
    return "\n".join(line for page in framed for line in page)


LAYOUTS = (
    one_line_each,
    blank_lines_between,
    wrapped_with_blank_lines,
    wrapped_without_blank_lines,
    blank_line_after_every_line,
    first_lines_indented,
    windows_line_ends,
    capital_headings,
    underlined_headings,
    form_feeds_and_page_numbers,
    running_headers,
)


def read(text: str) -> list[Segment]:
    return segment(read_text(text.encode(), "report.txt"))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_cut_is_the_same_in_every_layout(layout):
    prose = [piece for piece in read(layout()) if piece.kind == "paragraph"]
    assert [piece.text for piece in prose] == list(PARAGRAPHS)
    assert [piece.run_in for piece in prose] == [None, None, RUN_IN, RUN_IN]
    without = [piece.trail[: len(piece.trail) - bool(piece.run_in)] for piece in prose]
    wanted = TRAILS if layout is not capital_headings else [tuple(entry.upper() for entry in trail) for trail in TRAILS]
    assert without == list(wanted)


@pytest.mark.parametrize("layout", [form_feeds_and_page_numbers, running_headers])
def test_what_a_page_edge_puts_into_a_paragraph_is_set_aside(layout):
    reasons = {piece.reason for piece in read(layout()) if piece.kind == "furniture"}
    header = set() if layout is form_feeds_and_page_numbers else {"running header or footer"}
    assert reasons == {"page number"} | header


def test_form_feeds_count_pages():
    assert {piece.page for piece in read(form_feeds_and_page_numbers())} == {1, 2, 3}
    assert {piece.page for piece in read(one_line_each())} == {None}


ITEMS = (
    "Release everyone who is held for taking part in a gathering, and return what was taken from them.",
    "Repeal article 9 of the press law.",
    "Stop refusing squares to those who ask for them, and give reasons in writing where the law allows a refusal.",
)


@pytest.mark.parametrize("mark", ["•", "*", "-", "–", "o", "\uf0b7", "▪"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_bullets_of_every_kind(mark, gap):
    listed = gap.join("\n    ".join(wrapped(f"  {mark} {item}", 70)) for item in ITEMS)
    pieces = read(f"{PARAGRAPHS[0]}\n\nRecommendations\n\nThe authorities of Averland should:\n\n{listed}\n")
    assert [piece.kind for piece in pieces] == ["paragraph", "heading", *["recommendation"] * 4]
    assert [piece.text for piece in pieces[3:]] == list(ITEMS)
    assert {piece.trail for piece in pieces[2:]} == {("Recommendations",)}


def test_numbered_paragraphs_keep_their_numbers():
    texts = [f"{number}. {text}" for number, text in zip(("1", "14 bis", "15", "16"), PARAGRAPHS, strict=True)]
    source = "\n\n".join("\n".join(wrapped(text, 70)) for text in ("I. MEDIA", *texts[:2], "II. RALLIES", *texts[2:]))
    prose = [piece for piece in read(source) if piece.kind == "paragraph"]
    assert [(piece.number, piece.text) for piece in prose] == list(zip(("1", "14 bis", "15", "16"), texts, strict=True))
    assert [piece.trail[:1] for piece in prose] == [("I. MEDIA",)] * 2 + [("II. RALLIES",)] * 2


@pytest.mark.parametrize(
    ("headings", "trail"),
    [
        (("I. Findings", "A. Media", "1. Blocking", "(a) Orders"), 4),
        (("Part One", "Chapter 2. Media", "2.1 Blocking", "2.1.1 Orders"), 4),
        (("FINDINGS", "Media"), 2),
        (("Findings", "Media"), 2),
    ],
)
def test_headings_that_follow_each_other_directly_are_nested(headings, trail):
    source = "\n\n".join((PARAGRAPHS[0], *headings, PARAGRAPHS[1]))
    last = read(source)[-1]
    assert last.trail == headings
    assert len(last.trail) == trail


def test_numbering_brings_the_trail_back_up():
    rows = ("I. Findings", "A. Media", None, "B. Rallies", None, "II. Law", None, "A. Courts", None, "H. Prisons", None)
    rows += ("I. Police", None, "III. Close", None)
    source = "\n\n".join(row or PARAGRAPHS[0] for row in rows)
    assert [piece.trail for piece in read(source) if piece.kind == "paragraph"] == [
        ("I. Findings", "A. Media"),
        ("I. Findings", "B. Rallies"),
        ("II. Law",),
        ("II. Law", "A. Courts"),
        ("II. Law", "H. Prisons"),
        ("II. Law", "I. Police"),
        ("III. Close",),
    ]


def test_lines_of_a_list_are_no_headings():
    source = f"{PARAGRAPHS[0]}\n\nThose who were fined are:\n\nMarek Ostrel\n\nIda Venn\n\n{PARAGRAPHS[1]}\n"
    assert [piece.kind for piece in read(source)] == ["paragraph"] * 5
    source = f"1. End the state of alert\n2. Release the editors\n3. Repeal article 9\n\n{PARAGRAPHS[0]}\n"
    assert [piece.number for piece in read(source)] == ["1", "2", "3", None]


def test_a_question_with_its_score_is_a_heading():
    question = "Are there free and independent media? 1 / 4"
    assert read(f"D1 0-4 pts\n{question}\n\n{PARAGRAPHS[0]}")[-1].trail[-1] == question


def test_numbered_headings_that_count_up_are_no_running_headers():
    heads = ("Article 19", "Article 21", "Article 22")
    source = "\n\n".join(text for pair in zip(heads, PARAGRAPHS, strict=False) for text in pair)
    assert [piece.trail for piece in read(source) if piece.kind == "paragraph"] == [
        ("Article 19",),
        ("Article 21",),
        ("Article 22", RUN_IN),
    ]


def test_joined_letters_are_read_as_letters():
    assert read("The o\ufb03ce re\ufb01led nothing, said the guild of Port Selm.")[0].text.startswith(
        "The office refiled"
    )
