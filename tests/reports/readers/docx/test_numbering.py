"""Numbers as Word shows them: formats, styles, overrides, restarts; and none where they cannot be told."""

import pytest
from office import level, numbering, paragraph, run, word

from rightstag.reports.readers.docx import read_docx

SENTENCES = [f"Police in the town of Sel held {n} bakers for a day after a rally." for n in range(2, 12)]


def numbers(body: str, **parts: str) -> list[str | None]:
    document = read_docx(word(body, **parts), "averland.docx")
    return [block.number for block in document.blocks if block.role != "furniture"]


def items(*places: int | None, number: str = "1") -> str:
    """Return a paragraph for each level; None is one without a number."""
    return "".join(
        paragraph(text) if place is None else paragraph(text, number=number, level=place)
        for text, place in zip(SENTENCES, places, strict=False)
    )


@pytest.mark.parametrize(
    ("levels", "places", "expected"),
    [
        ([level(0, "%1.")], [0, None, 0, 0], ["1", None, "2", "3"]),
        ([level(0, "(%1)", "lowerLetter", start=26)], [0, 0], ["z", "aa"]),
        ([level(0, "%1)", "lowerRoman", start=9)], [0, 0], ["ix", "x"]),
        ([level(0, "Article %1.")], [0, 0], ["Article 1", "Article 2"]),
        ([level(0, "%1.", "upperRoman"), level(1, "%1.%2.")], [0, 1, 1, 0, 1], ["I", "I.1", "I.2", "II", "II.1"]),
        (
            [level(0, "%1.", "upperRoman"), level(1, "%1.%2", more="<w:isLgl/>")],
            [0, 0, 1],
            ["I", "II", "2.1"],
        ),
        (
            [level(0, "%1."), level(1, "%2.", more='<w:lvlRestart w:val="0"/>')],
            [0, 1, 1, 0, 1],
            ["1", "1", "2", "2", "3"],
        ),
        (
            [level(0, "%1."), level(1, "%1.%2."), level(2, "%3)", "lowerLetter", more='<w:lvlRestart w:val="1"/>')],
            [0, 1, 2, 1, 2, 0, 1, 2],
            ["1", "1.1", "a", "1.2", "b", "2", "2.1", "a"],
        ),
        ([level(0, "•", "bullet")], [0, 0], [None, None]),
        ([level(0, "%1.", "none")], [0], [None]),
        ([level(0, "%1.", "cardinalText")], [0], [None]),  # "One" depends on the language
        ([level(0, "%1."), level(1, "%1.%2.")], [1, 0], [None, "1"]),  # no outer paragraph came before
        ([level(0, "%1.", start=2_000_000_000)], [0, 0], [None, None]),
        ([level(0, "%1.", "lowerLetter", start=32_000)], [0], [None]),
        ([level(0, "%1.", "decimalZero")], [0, 0], ["01", "02"]),
        ([level(0, "%1、", "chineseCounting", start=10)], [0, 0], ["十", "十一"]),
        ([level(0, "%1)", "russianLower")], [0, 0], ["а", "б"]),
        ([level(0, "%1-", "arabicAlpha")], [0, 0], ["أ", "ب"]),
        ([level(0, "%9%1.")], [0], [None]),
    ],
)
def test_formats_and_levels(levels, places, expected):
    assert numbers(items(*places), numbering=numbering(*levels)) == expected


def test_a_list_that_overrides_its_start_counts_on_from_there_and_so_do_its_siblings():
    lists = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="15"/></w:lvlOverride></w:num>'
    )
    body = "".join(paragraph(text, number=n, level=0) for text, n in zip(SENTENCES, "112212", strict=False))
    shown = numbers(body, numbering=numbering(level(0, "%1."), lists=lists))
    assert shown == ["1", "2", "15", "16", "17", "18"]


def test_a_list_that_overrides_a_level_shows_its_own_format():
    lists = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        f"{level(0, '(%1)', 'lowerLetter', start=3)}</w:lvlOverride></w:num>"
    )
    assert numbers(items(0, 0), numbering=numbering(level(0, "%1."), lists=lists)) == ["c", "d"]


STYLES = (
    '<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="Base"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
    '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="Child"><w:name w:val="Child"/><w:basedOn w:val="Base"/>'
    '</w:style><w:style w:type="paragraph" w:styleId="Inner"><w:name w:val="Inner"/><w:basedOn w:val="Base"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Off"><w:name w:val="Off"/><w:basedOn w:val="Base"/>'
    '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
)


def test_styles_number_by_what_they_are_based_on():
    names = ["Base", "Child", "Inner", "Off", "Child"]
    body = "".join(paragraph(text, style=name) for text, name in zip(SENTENCES, names, strict=False))
    shown = numbers(body, styles=STYLES, numbering=numbering(level(0, "%1."), level(1, "%1.%2.")))
    assert shown == ["1", "2", "2.1", None, "3"]


def test_a_level_that_names_a_style_numbers_it():
    levels = [level(0, "%1."), level(1, "%1.%2.", more='<w:pStyle w:val="Child"/>')]
    body = paragraph(SENTENCES[0], style="Base") + paragraph(SENTENCES[1], style="Child")
    assert numbers(body, styles=STYLES, numbering=numbering(*levels)) == ["1", "1.1"]


def test_a_paragraph_may_take_itself_out_of_its_styles_list():
    body = paragraph(SENTENCES[0], style="Base") + paragraph(SENTENCES[1], style="Base", number="0")
    assert numbers(body, styles=STYLES, numbering=numbering(level(0, "%1."))) == ["1", None]


def test_a_list_takes_its_levels_from_a_numbering_style():
    styles = (
        '<w:style w:type="numbering" w:styleId="Ours"><w:name w:val="Ours"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    lists = (
        '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="Ours"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
    )
    listed = numbering('<w:styleLink w:val="Ours"/>', level(0, "§ %1"), lists=lists)
    assert numbers(items(0, 0, number="2"), styles=styles, numbering=listed) == ["§ 1", "§ 2"]


def test_hidden_and_deleted_paragraphs_are_not_counted():
    hidden = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr></w:pPr>'
        f"{run('Nobody sees this.', '<w:vanish/>')}</w:p>"
    )
    body = items(0) + hidden + paragraph(SENTENCES[1], number="1", level=0)
    assert numbers(body, numbering=numbering(level(0, "%1."))) == ["1", "2"]


def test_equal_texts_have_each_its_own_number():
    body = "".join(paragraph("Nobody was told.", number="1", level=0) for _ in range(3))
    assert numbers(body, numbering=numbering(level(0, "%1."))) == ["1", "2", "3"]


def test_headings_carry_their_number():
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = paragraph("Assembly", style="H1") + paragraph(SENTENCES[0]) + paragraph("Association", style="H1")
    assert numbers(body, styles=styles, numbering=numbering(level(0, "%1.", "upperRoman"))) == ["I", None, "II"]


@pytest.mark.parametrize(
    "broken",
    [
        '<w:num w:numId="1"/>',
        '<w:num w:numId="1"><w:abstractNumId w:val="9"/></w:num>',
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="x"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="gone"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    ],
)
def test_a_broken_list_gives_no_number(broken):
    assert numbers(items(0, 0), numbering=broken) == [None, None]
