"""The page's model: every paragraph once under its headings, every character of its text once, counts that add up."""

from hypothesis import given
from hypothesis import strategies as st

from rightstag.reports.records import TAGGABLE, Paragraph, Report
from rightstag.tag.outputs.page.outline import (
    Heading,
    PageEntry,
    chapters,
    pieces,
)
from rightstag.tag.records import Evidence, Tag
from rightstag.tag.tagger import TaggedParagraph, tag_paragraphs


def shape(chapter):
    """Return what is printed: headings with their level, and the ids of paragraphs."""
    return [
        (each.level, each.text) if isinstance(each, Heading) else each.paragraph.id
        for each in chapter.body
        if not getattr(each, "run_in", False)
    ]


def tag(label, *spans):
    evidence = tuple(Evidence(start=start, end=end, weight=weight) for start, end, weight in spans)
    return Tag(
        paragraph="a",
        label=label,
        probability=0.9,
        threshold=0.5,
        decision="yes",
        model="m",
        taxonomy="1",
        evidence=evidence,
    )


def test_headings_stand_where_the_report_has_them(bundle, paragraphs):
    (chapter,) = chapters(tag_paragraphs(paragraphs, bundle))
    assert shape(chapter) == [
        (1, "Averland"),
        "p1",
        (2, "Freedom of Assembly"),
        "p3",
        "p4",
        (2, "Freedom of Expression"),
        "p7",  # its run-in heading is in its text already
        "p8",
        "p9",
    ]
    assert [paragraph.id for paragraph in chapter.aside] == ["p5", "p10"]


def test_without_heading_records_the_trails_give_the_headings(bundle, paragraphs):
    whole = chapters(tag_paragraphs(paragraphs, bundle))
    bare = chapters(tag_paragraphs([p for p in paragraphs if p.kind in TAGGABLE], bundle))
    assert shape(bare[0]) == shape(whole[0])


def test_a_run_in_heading_is_a_section_and_is_not_printed(bundle):
    trail = ("Averland", "Violence and Harassment")
    texts = ("Violence and Harassment: Masked men beat the reporter of a local radio.", "Nobody was charged.")
    paragraphs = [
        Paragraph(id=f"{n}", text=f"{text} A rally was dispersed.", trail=trail) for n, text in enumerate(texts)
    ]
    (chapter,) = chapters(tag_paragraphs(paragraphs, bundle))
    assert shape(chapter) == [(1, "Averland"), "0", "1"]
    assert [(section.text, section.anchor, section.count.tagged) for section in chapter.sections] == [
        ("Violence and Harassment", "0", 2)
    ]


def test_a_heading_that_comes_again_is_printed_again(bundle):
    rows = [("heading", "Case"), ("paragraph", "One."), ("heading", "Case"), ("paragraph", "Two.")]
    paragraphs = [
        Paragraph(id=f"{n}", kind=kind, text=text, trail=("Case",) if kind == "paragraph" else ())
        for n, (kind, text) in enumerate(rows)
    ]
    (chapter,) = chapters(tag_paragraphs(paragraphs, bundle))
    assert shape(chapter) == [(1, "Case"), "1", (1, "Case"), "3"]


def test_counts_add_up_section_by_section(bundle, paragraphs):
    (chapter,) = chapters(tag_paragraphs(paragraphs, bundle, review=0.16))
    counts = {section.text: (section.count.tagged, section.count.marked) for section in chapter.sections}
    assert counts == {"Freedom of Assembly": (0, 2), "Freedom of Expression": (1, 2), "Internet": (1, 1)}
    # "Averland" stands over all of it, and would only repeat this:
    assert chapter.count.by_key == {"expression": 1, "review": 4}
    assert chapter.count.marked == 4


def test_reports_are_told_apart_by_their_key(bundle):
    reports = [Report(key="a"), Report(key="b"), None]
    paragraphs = [Paragraph(id=f"{n}", text="x", report=reports[n % 3]) for n in range(6)]
    found = chapters(tag_paragraphs(paragraphs, bundle))
    assert [(chapter.report, shape(chapter)) for chapter in found] == [
        (reports[0], ["0", "3"]),
        (reports[1], ["1", "4"]),
        (None, ["2", "5"]),
    ]


def test_what_speaks_against_a_label_is_not_marked():
    assert [piece.labels for piece in pieces("a rally", [tag("x", (2, 7, -1.0))])] == [()]


SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30), st.floats(0.1, 3)).map(lambda s: (*sorted(s[:2]), s[2]))
)


@given(st.text(min_size=30, max_size=30), SPANS, SPANS)
def test_marking_keeps_every_character_once(text, one, two):
    cut = pieces(text, [tag("x", *one), tag("y", *two)])
    assert "".join(piece.text for piece in cut) == text
    at = 0
    for piece in cut:
        for label, spans in (("x", one), ("y", two)):
            covered = {
                any(start <= place < end for start, end, _ in spans) for place in range(at, at + len(piece.text))
            }
            assert covered == {label in piece.labels}
        at += len(piece.text)


def test_the_body_holds_what_was_scored_and_no_more(bundle, paragraphs):
    (chapter,) = chapters(TaggedParagraph(paragraph) for paragraph in paragraphs)
    entries = [each.paragraph for each in chapter.body if isinstance(each, PageEntry)]
    assert entries == [paragraph for paragraph in paragraphs if paragraph.kind in TAGGABLE]
