"""Every word of a Word file is in the document: in its text, or set aside with its reason."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import WORD, level, numbering, paragraph, run, word, zipped

from rightstag.errors import InputError
from rightstag.reports.readers.docx import read_docx
from rightstag.reports.readers.docx.losses import lost_words
from rightstag.reports.structure.segment import segment

BEFORE, AFTER = "Police in Sel beat", " the bakers of the town after a rally in May."


def read(body: str, **parts: str) -> list[tuple[str, str, str | None]]:
    pieces = segment(read_docx(word(body, **parts), "averland.docx"))
    return [(piece.kind, piece.text, piece.reason) for piece in pieces]


def field(instruction: str, result: str) -> str:
    kinds = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{kinds[0]}<w:r><w:instrText>{instruction}</w:instrText></w:r>{kinds[1]}{run(result)}{kinds[2]}"


@pytest.mark.parametrize(
    ("middle", "text"),
    [
        (f'<w:fldSimple w:instr=" PAGEREF x ">{run(" all 12 of")}</w:fldSimple>', " all 12 of"),
        (field(" REF law ", " by article 12"), " by article 12"),
        (field(' HYPERLINK "https://example.org" ', " and held"), " and held"),
        (field(" IF " + "", field(" DOCPROPERTY Town ", " in Lund")), " in Lund"),
        (f'<w:hyperlink r:id="rId9">{run(" and held")}</w:hyperlink>', " and held"),
        ("<w:r><w:t> non</w:t><w:noBreakHyphen/><w:t>members and</w:t></w:r>", " non\u2011members and"),
        ("<w:r><w:t> demon</w:t><w:softHyphen/><w:t>strators and</w:t></w:r>", " demonstrators and"),
        ('<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>', "α"),
        ("<w:r><w:br/><w:t>and held</w:t></w:r>", " and held"),
        ("<w:r><w:tab/><w:t>and held</w:t><w:cr/></w:r>", " and held"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run(' and held')}</w:sdtContent></w:sdt>", " and held"),
        (f"<w:smartTag>{run(' and held')}</w:smartTag>", " and held"),
        (f"<w:ins>{run(' and held')}</w:ins>", " and held"),
        (f"<w:moveTo>{run(' and held')}</w:moveTo>", " and held"),
        (f'<w:dir w:val="rtl"><w:bdo w:val="rtl">{run(" and held")}</w:bdo></w:dir>', " and held"),
        (f"<w:customXml><w:unheardOf>{run(' and held')}</w:unheardOf></w:customXml>", " and held"),
        ("<m:oMath><m:r><m:t> 3 in 4</m:t></m:r></m:oMath>", " 3 in 4"),
        (
            "<w:r><w:ruby><w:rubyPr/><w:rubyBase><w:r><w:t> and held</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            " and held",
        ),
        (
            "<w:r><mc:AlternateContent><mc:Choice><w:t> and held</w:t></mc:Choice><mc:Fallback><w:t> and held</w:t>"
            "</mc:Fallback></mc:AlternateContent></w:r>",
            " and held",
        ),
    ],
)
def test_words_in_a_line_stay_in_it(middle, text):
    assert read(paragraph(run(BEFORE) + middle + run(AFTER))) == [
        ("paragraph", " ".join(f"{BEFORE}{text}{AFTER}".split()), None)
    ]


STYLES = (
    '<w:style w:type="character" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Child"><w:name w:val="Child"/><w:basedOn w:val="Gone"/></w:style>'
    '<w:style w:type="character" w:styleId="Cut"><w:name w:val="Cut"/><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Old"><w:name w:val="Old"/><w:rPr><w:dstrike/></w:rPr></w:style>'
)


@pytest.mark.parametrize(
    ("middle", "reason"),
    [
        (run(" and killed", "<w:vanish/>"), "hidden text"),
        (run(" and killed", '<w:vanish w:val="1"/>'), "hidden text"),
        (run(" and killed", '<w:rStyle w:val="Gone"/>'), "hidden text"),
        (run(" and killed", '<w:rStyle w:val="Child"/>'), "hidden text"),
        (run(" and killed", "<w:strike/>"), "struck out"),
        (run(" and killed", "<w:dstrike/>"), "struck out"),
        (run(" and killed", '<w:rStyle w:val="Cut"/>'), "struck out"),
        ("<w:del><w:r><w:delText> and killed</w:delText></w:r></w:del>", "deleted by a reviewer"),
        (f"<w:moveFrom>{run(' and killed')}</w:moveFrom>", "deleted by a reviewer"),
        ("<w:r><w:ruby><w:rt><w:r><w:t> and killed</w:t></w:r></w:rt></w:ruby></w:r>", "reading aid"),
    ],
)
def test_words_that_nobody_sees_are_set_aside(middle, reason):
    assert read(paragraph(run(BEFORE) + middle + run(AFTER)), styles=STYLES) == [
        ("paragraph", f"{BEFORE}{AFTER}", None),
        ("furniture", "and killed", reason),
    ]


@pytest.mark.parametrize(
    "off", ['<w:vanish w:val="0"/>', '<w:strike w:val="false"/>', '<w:rStyle w:val="Gone"/><w:vanish w:val="0"/>']
)
def test_what_is_switched_off_is_seen(off):
    assert read(paragraph(run(BEFORE) + run(" and held", off) + run(AFTER)), styles=STYLES) == [
        ("paragraph", f"{BEFORE} and held{AFTER}", None)
    ]


def test_a_paragraph_of_a_struck_out_style_is_set_aside():
    kinds = read(paragraph(BEFORE + AFTER) + paragraph("Nobody was held.", style="Old"), styles=STYLES)
    assert kinds == [("paragraph", BEFORE + AFTER, None), ("furniture", "Nobody was held.", "struck out")]


def test_a_deleted_paragraph_end_joins_what_it_divided():
    first = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run(BEFORE)}</w:p>"
    assert read(first + paragraph(run(AFTER))) == [("paragraph", BEFORE + AFTER, None)]


BOX = f"<w:txbxContent>{paragraph('A guard shot at a boat on the river.')}</w:txbxContent>"


@pytest.mark.parametrize(
    "box",
    [
        f"<w:r><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></w:r>",
        f"<w:r><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></w:r>",
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
    ],
)
def test_a_text_box_is_a_text_of_its_own_once(box):
    document = read_docx(word(paragraph(run(BEFORE) + box + run(AFTER))), "averland.docx")
    assert [piece.text for piece in segment(document)] == [BEFORE + AFTER, "A guard shot at a boat on the river."]
    assert document.warnings == ()


def test_drawn_text_is_read():
    drawn = "<a:p><a:r><a:t>Guards shot at a </a:t></a:r><a:r><a:t>boat.</a:t></a:r></a:p>"
    drawing = f"<w:r><w:drawing>{drawn}</w:drawing></w:r>"
    texts = [text for _, text, _ in read(paragraph(run(BEFORE + AFTER) + drawing))]
    assert texts == [BEFORE + AFTER, "Guards shot at a boat."]


def test_comments_and_running_lines_are_set_aside():
    pieces = read(
        paragraph(BEFORE + AFTER),
        comments=f"<w:comment>{paragraph('Is this true?')}</w:comment>",
        header1=paragraph("Report 12"),
    )
    assert [(text, reason) for kind, text, reason in pieces if kind == "furniture"] == [
        ("Report 12", "running header or footer"),
        ("Is this true?", "comment of a reviewer"),
    ]


def test_content_that_is_not_read_is_named():
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="x" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" Target="more.html"/>'
        "</Relationships>"
    )
    body = f"<w:document {WORD}><w:body>{paragraph(BEFORE + AFTER)}<w:altChunk r:id='x'/></w:body></w:document>"
    data = zipped({"word/document.xml": body, "word/_rels/document.xml.rels": links})
    assert read_docx(data, "a.docx").warnings == ("1 embedded document not read",)


def test_words_that_the_text_lacks_are_named():
    assert lost_words(["Police came to Sel."], "Police came") == ["to", "Sel."]
    assert lost_words(["Police came to Sel."], "Policecame to Sel.") == []


TABLE = "<w:tbl>{}</w:tbl>"


def row(*cells: str, head: bool = False, more: str = "") -> str:
    marked = "<w:tblHeader/>" if head else ""
    inner = "".join(f"<w:tc><w:tcPr>{more}</w:tcPr>{paragraph(cell)}</w:tc>" for cell in cells)
    return f"<w:tr><w:trPr>{marked}</w:trPr>{inner}</w:tr>"


def test_rows_of_incidents_are_paragraphs_with_the_words_of_their_head():
    rows = [row("3 May", "Sel", "A rally was banned."), row("9 May", "Lund", "Two were held.")]
    table = TABLE.format(row("Date", "Place", "Event", head=True) + "".join(rows))
    assert [text for kind, text, _ in read(table + paragraph(BEFORE + AFTER)) if kind == "paragraph"] == [
        "Date: 3 May; Place: Sel; Event: A rally was banned.",
        "Date: 9 May; Place: Lund; Event: Two were held.",
        BEFORE + AFTER,
    ]


def test_cells_merged_downwards_belong_to_each_row():
    start, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    cell = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>"
    first = cell.format(start, paragraph("3 May")) + cell.format("", paragraph("A rally in Sel was banned."))
    second = cell.format(on, paragraph("")) + cell.format("", paragraph("Two bakers were held."))
    table = TABLE.format(f"<w:tr>{first}</w:tr><w:tr>{second}</w:tr>")
    assert [text for _, text, _ in read(table)] == ["3 May: A rally in Sel was banned.", "3 May: Two bakers were held."]


def test_a_list_that_starts_beyond_belief_makes_no_large_record():
    listed = numbering(level(0, "%1.", "lowerRoman", start=2_000_000_000))
    data = word(paragraph(BEFORE + AFTER, number="1", level=0), numbering=listed)
    [block] = read_docx(data, "a.docx").blocks
    assert block.number is None


@pytest.mark.parametrize(
    "body",
    ["<w:p>" * 400, "<w:p><w:r/></w:p>", "<w:sdt/>", "<w:tbl/>", "<w:tbl><w:tr/></w:tbl>"],
)
def test_a_hostile_body_is_refused_in_one_line(body):
    with pytest.raises(InputError):
        read_docx(word(body), "a.docx")


def test_deep_nesting_is_refused_or_read():
    deep = "<w:sdt><w:sdtContent>" * 120 + paragraph(BEFORE + AFTER) + "</w:sdtContent></w:sdt>" * 120
    assert [text for _, text, _ in read(deep)] == [BEFORE + AFTER]


WORDS = st.sampled_from(
    [
        "Police",
        "came.",
        "Полиция",
        "задержала",
        "警方驱散",
        "حرية",
        "التجمع",
        "पुलिस",
        "ने",
        "ตำรวจ",
        "μέρα",
        "12",
        "“x”",
        "a-b",
    ]
)
PROPERTIES = st.sampled_from(["", "<w:b/>", "<w:strike/>", "<w:vanish/>", "<w:i/>", '<w:vertAlign w:val="subscript"/>'])
RUNS = st.builds(
    lambda words, look: run(" ".join(words) + " ", look), st.lists(WORDS, min_size=1, max_size=4), PROPERTIES
)
WRAPPED = RUNS | st.builds(
    lambda runs, tag: f"<w:{tag}>{''.join(runs)}</w:{tag}>",
    st.lists(RUNS, max_size=3),
    st.sampled_from(["ins", "smartTag", "hyperlink", "del", "unheardOf"]),
)
PARAGRAPHS = st.lists(WRAPPED, min_size=1, max_size=4).map(lambda runs: f"<w:p>{''.join(runs)}</w:p>")
BLOCKS = PARAGRAPHS | st.lists(PARAGRAPHS, min_size=1, max_size=3).map(
    lambda cells: TABLE.format(f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>")
)


@settings(max_examples=150)
@given(st.lists(BLOCKS, min_size=1, max_size=5))
def test_words_out_are_words_in(blocks):
    document = read_docx(word(paragraph("Anfang.") + "".join(blocks)), "a.docx")
    written = [word for text in re.findall(r"<w:t [^>]*>([^<]*)</w:t>", "".join(blocks)) for word in text.split()]
    assert sorted(document.text.split()) == sorted([*written, "Anfang."])
    covered = "".join(document.text[block.start : block.end] for block in document.blocks)
    assert "".join(covered.split()) == "".join(document.text.split())
    assert document.warnings == ()
