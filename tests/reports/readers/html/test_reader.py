"""Web pages: what is read, what is set aside and why, and that nothing is lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from rightstag.errors import InputError
from rightstag.reports.countries import country_code
from rightstag.reports.document import Document
from rightstag.reports.metadata import report_metadata
from rightstag.reports.readers.html.reader import read_html

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
FILLER = (
    "<p>" + "Officers held forty people in the yard of the school until the evening and let them go then. " * 3 + "</p>"
)


def read(markup: str) -> Document:
    return read_html(markup.encode(), "page.html")


def told(document: Document) -> list[tuple[str | None, str]]:
    """Return the role and the reading text of all blocks but those of furniture."""
    return [
        (block.role, block.text or document.text[block.start : block.end])
        for block in document.blocks
        if block.role != "furniture"
    ]


def set_aside(document: Document) -> dict[str, str]:
    """Return the furniture, white space folded, with its reason."""
    return {
        " ".join(document.text[block.start : block.end].split()): block.reason or ""
        for block in document.blocks
        if block.role == "furniture"
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_of_each_kind_of_site(page):
    document = read_html(page.read_bytes(), page.name)
    lines = []
    for block in document.blocks:
        name = f"heading {block.level or '?'}" if block.role == "heading" else block.role or "open"
        text = block.text or document.text[block.start : block.end]
        lines += [] if name == "furniture" else [f"{name}: {text}\n"]
    assert "".join(lines) == page.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Word<b>s</b> and <i>more</i><em>over</em></p>", "Words and moreover"),
        ("<p>one<br>two</p>", "one two"),
        ("<p>a&nbsp;b &#8203;c&shy;d</p>", "a b cd"),
        ("<p>شهر\u200cها</p>", "شهر\u200cها"),
        ("<p>a<!-- no -->b<script>x()</script><style>p{}</style>c</p>", "abc"),
        ("<p>a<wbr>b<img alt='no'>c</p>", "abc"),
        ("just text", "just text"),
        ("<o:p>Word's own</o:p>", "Word's own"),
        ("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>x</p></body></html>", "x"),
        ("<!DOCTYPE html [<!ENTITY a 'lol'>]><p>AT&amp;T &a; &amp", "]> AT&T &a; &"),
    ],
)
def test_text_as_a_browser_shows_it(markup, expected):
    assert " ".join(read(markup).text.split()) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One.<br><br>Two.</p>", [("paragraph", "One."), ("paragraph", "Two.")]),
        ("<p><b>Prison</b><br>Cells are wet.</p>", [("heading", "Prison"), ("paragraph", "Cells are wet.")]),
        ("<p><strong>Prison Conditions</strong></p>", [("heading", "Prison Conditions")]),
        ("<p><strong>They left.</strong></p>", [("paragraph", "They left.")]),
        ("<p><strong>Asylum:</strong> None was given.</p>", [("paragraph", "Asylum: None was given.")]),
        ("<ul><li>a</li><li><p>b</p></li></ul>", [("bullet", "a"), ("bullet", "b")]),
        ("<ul><li><h3>A</h3><p>b</p></li></ul>", [("heading", "A"), ("paragraph", "b")]),
        ("<div>Bare.<p>Own.</p>Bare again.</div>", [(None, "Bare."), ("paragraph", "Own."), (None, "Bare again.")]),
        ("<blockquote>They said so.</blockquote>", [("paragraph", "They said so.")]),
        ("<h2>Media <a href='#media'>¶</a></h2>", [("heading", "Media")]),
        ("<h4>Section 1.</h4><h3>The Person</h3>", [("heading", "Section 1.\n\nThe Person")]),
        ("<details><summary>Media</summary>Shut.</details>", [("heading", "Media"), (None, "Shut.")]),
        ("<button aria-expanded=false>Media</button>", [("heading", "Media")]),
        ("<pre>One\nline.\n\nTwo.</pre>", [(None, "One line."), (None, "Two.")]),
        ("<div role=heading aria-level=3>Media</div>", [("heading", "Media")]),
    ],
)
def test_blocks(markup, expected):
    assert told(read(markup)) == expected


@pytest.mark.parametrize(
    ("markup", "text", "reason"),
    [
        ("<nav>Home</nav>", "Home", "menu"),
        ("<ul class='main-menu'><li>Home</ul>", "Home", "menu"),
        ("<div role=banner>Rights Watch</div>", "Rights Watch", "site banner"),
        ("<header><p>Rights Watch</header>", "Rights Watch", "site banner"),
        ("<footer>Contact</footer>", "Contact", "page footer"),
        ("<div class=siteFooter>Contact</div>", "Contact", "page footer"),
        ("<div class=breadcrumb>Reports</div>", "Reports", "breadcrumbs"),
        ("<div id=cookie-notice>We use them.</div>", "We use them.", "cookie notice"),
        ("<div class=share__list>Post this</div>", "Post this", "share buttons"),
        ("<section class=related-reports><h2>Also</h2><p>More.</section>", "Also More.", "related links"),
        (
            "<ul><li><a href=1>One</a><li><a href=2>Two</a><li><a href=3>Three</a></ul>",
            "One Two Three",
            "list of links",
        ),
        ("<p><a href=1>Download the report</a></p>", "Download the report", "link"),
        ("<figure><img src=x><figcaption>A square</figcaption></figure>", "A square", "image caption"),
        ("<label>Year</label>", "Year", "form"),
        ("<select><option>2020<option>2021</select>", "2020 2021", "form"),
        ("<button>Menu</button>", "Menu", "button"),
        ("<table><tr><td>Arrests<td>40</table>", "Arrests 40", "table"),
        ("<aside class=pullquote>They took it.</aside>", "They took it.", "aside"),
        ("<p class=byline>By Ada</p>", "By Ada", "page details"),
    ],
)
def test_furniture_has_its_reason(markup, text, reason):
    assert set_aside(read(FILLER + markup))[text] == reason


def test_text_outside_the_body_is_set_aside():
    document = read(f"<div>Ministry of Truth</div><main>{FILLER}</main><div>Since 1990</div>")
    assert set_aside(document) == {"Ministry of Truth": "outside the report", "Since 1990": "outside the report"}


def test_a_menu_that_is_never_closed_holds_the_report_all_the_same():
    document = read(f"<header><nav><ul><li><a href=1>Home</a><li><main><h1>Averland</h1>{FILLER * 3}</main>")
    assert [role for role, _ in told(document)] == ["heading", "paragraph", "paragraph", "paragraph"]


@pytest.mark.parametrize("collapsed", ["class=collapse aria-hidden=true", "hidden", "style='display:none'"])
def test_a_collapsed_section_is_content(collapsed):
    document = read(f"<h2>Media</h2>{FILLER}<h2>Assembly</h2><div {collapsed}>{FILLER}</div>")
    assert [role for role, _ in told(document)] == ["heading", "paragraph", "heading", "paragraph"]


def test_words_that_only_look_like_furniture():
    names = ("footnote-free", "recommendations", "section-header", "navigable", "shared-values", "searches")
    markup = "".join(f"<div class={name}><p>Text {number}.</p></div>" for number, name in enumerate(names))
    assert [text for _, text in told(read(FILLER + markup))][1:] == [f"Text {n}." for n in range(len(names))]


def test_sections_within_sections_stand_below_their_heading():
    document = read(f"<section><h3>A</h3>{FILLER}<section><h3>B</h3>{FILLER}<h4>C</h4>{FILLER}</section></section>")
    assert [block.level for block in document.blocks if block.role == "heading"] == [3, 4, 5]


def test_the_main_heading_in_a_section_of_its_own_stays_the_outermost():
    document = read(f"<article><section><h1>A</h1></section>{FILLER}<h3>B</h3>{FILLER}<section><h2>C</h2></section>")
    assert [block.level for block in document.blocks if block.role == "heading"] == [1, 3, 2]


@pytest.mark.parametrize("stated", ['epub:type="footnote"', "role=doc-footnote", "class=endnotes"])
def test_an_aside_that_is_a_note_is_a_footnote(stated):
    assert ("footnote", "A diary of May.") in told(
        read(f"{FILLER}<aside id=f1 {stated}><p>A diary of May.</p></aside>")
    )


def test_footnotes_and_their_marks():
    document = read(
        "<p>It rained.<sup><a href='#fn1'>1</a></sup> The ban<sup>2</sup>, of 40 km<sup>2</sup>, holds."
        "<ol><li id=fn1>A diary. <a href='#ref1'>↩</a></li></ol><p><sup>2</sup> An act.</p>"
    )
    assert told(document) == [
        ("paragraph", "It rained. The ban, of 40 km2, holds."),
        ("footnote", "A diary."),
        ("footnote", "2 An act."),
    ]


def test_a_note_is_known_by_its_way_back():
    document = read("<p>It rained.</p><ol><li id=x1>A diary. <a href='#x1-link'>↩︎</a></li></ol>")
    assert told(document) == [("paragraph", "It rained."), ("footnote", "A diary.")]


def test_a_title_beside_the_text_that_no_element_names():
    text = "".join(f"<div>{FILLER[3:-4]}</div>" for _ in range(3))
    menu = "<div><a href=1>A</a><a href=2>B</a></div>"
    foot = "<div>Write to <a href=3>us</a></div>"
    document = read(f"<div>{menu}<div><div>Averland</div><div>{text}</div></div>{foot}</div>")
    assert told(document)[0] == (None, "Averland")
    assert set_aside(document)["Write to us"] == "outside the report"


def test_a_row_with_a_sentence_is_a_paragraph():
    sentence = "Sign the protocol and change the press law so that it fits, before the year is out."
    document = read(f"<table><tr><th>Advice<th>Answer<tr><td><p>{sentence}</p><td><p>Noted</p></table>")
    assert told(document) == [("row", f"Advice: {sentence} Answer: Noted")]


def test_what_the_page_states():
    document = read(
        "<html lang=en-GB><title>Averland | The Observatory</title>"
        "<meta property=og:site_name content='The Observatory'>"
        "<link rel=canonical href=https://example.org/averland><meta name=date content=2021-03-04>"
        f"<h1>Averland: Events of 2020</h1>{FILLER}"
    )
    assert document.metadata == {
        "title": "Averland: Events of 2020",
        "publisher": "The Observatory",
        "language": "en-GB",
        "url": "https://example.org/averland",
        "year": "2021",
    }
    assert {type(value) for value in document.metadata.values()} == {str}


@pytest.mark.parametrize(
    "data",
    [
        "<p>café “x”</p>".encode(),
        "<p>café “x”</p>".encode("utf-8-sig"),
        "<p>café “x”</p>".encode("utf-16"),
        "<meta charset=windows-1252><p>café “x”</p>".encode("cp1252"),
        "<meta charset=iso-8859-1><p>café “x”</p>".encode("cp1252"),
        "<meta charset=iso-8859-1><p>café “x”</p>".encode(),
        "<meta http-equiv=Content-Type content='text/html; charset=cp1252'><p>café “x”</p>".encode("cp1252"),
        "<?xml version='1.0' encoding='cp1252'?><html><p>café “x”</p></html>".encode("cp1252"),
    ],
)
def test_encodings(data):
    assert read_html(data, "page.html").text == "café “x”"


@pytest.mark.parametrize("depth", [300, 1500])
def test_unclosed_elements_lose_no_text(depth):
    assert read("<font>" * depth + "deep" + "<p>after").text == "deep\n\nafter"


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        ("", "page.html: no text; expected a report; check that it is complete"),
        ("<!-- x -->", "page.html: no text; expected a report; check that it is complete"),
        ("<script>x</script>", "page.html: no text; expected a report; check that it is complete"),
        ("<div>" * 3000, "page.html: elements nested more than 2,000 deep; expected a web page; save it as text"),
    ],
)
def test_what_cannot_be_read(markup, message):
    with pytest.raises(InputError) as caught:
        read(markup)
    assert str(caught.value) == message


INLINE = st.sampled_from(["b", "em", "a href=x", "span", "sup", "span class=share", "button", "font"])
BLOCK = st.sampled_from(
    ["p", "div", "h2", "ul", "li", "nav", "main", "footer", "td", "tr", "table", "div class=menu", "blockquote", "pre"]
)
WORDS = st.sampled_from(["Rain fell.", "one", "two ", " three", "1", "", "[2]", "Section 1.", "¶"])


@settings(max_examples=200)
@given(st.recursive(WORDS, lambda inner: st.tuples(BLOCK | INLINE | st.just("br"), st.lists(inner, max_size=4))))
def test_every_character_is_in_exactly_one_block(tree):
    def write(node: object) -> str:
        return node if isinstance(node, str) else f"<{node[0]}>{''.join(map(write, node[1]))}</{node[0].split()[0]}>"

    markup = f"<body>{write(tree)}.</body>"
    document = read(markup)
    shown = lxml_html.fromstring(markup).text_content()
    assert document.text.split() == document.text.replace("\n", " ").split()
    assert "".join(document.text.split()) == "".join(shown.split())
    covered = [range(block.start, block.end) for block in document.blocks]
    assert [n for span in covered for n in span] == sorted({n for span in covered for n in span})
    outside = set(range(len(document.text))) - {n for span in covered for n in span}
    assert all(document.text[n].isspace() for n in outside)


class TestRealPages:
    """The country reports of one publisher over nine years; what is their body, a selector of that site says."""

    BODY = '//div[@id="report_content"]//p[not(contains(@class, "section"))]'
    AROUND = "//nav//li//a | //footer//p | //footer//a | //*[@role='banner']//p | //*[@id='mininav']//a"

    @pytest.fixture(params=["2016", "2018", "2019", "2021", "2022", "2024"])
    def page(self, request, corpus):
        (path,) = (corpus / "reports").glob(f"state-{request.param}-*.html")
        data = path.read_bytes()
        return lxml_html.fromstring(data.decode()), read_html(data, path.name)

    @staticmethod
    def texts(root, selector):
        texts = (" ".join(element.text_content().split()) for element in root.xpath(selector))
        return [text.replace("\u200b", "").replace("\u00ad", "") for text in texts if text.strip()]

    def test_every_paragraph_of_the_body_is_one_paragraph(self, page):
        root, document = page
        body = self.texts(root, self.BODY)
        assert len(body) > 70
        assert [text for role, text in told(document) if role in ("paragraph", "bullet", None)] == body

    def test_no_line_from_around_the_body_is_among_the_paragraphs(self, page):
        root, document = page
        body = set(self.texts(root, self.BODY))
        around = {text for text in self.texts(root, self.AROUND) if text not in body}
        around -= {" ".join(e.text_content().split()) for e in root.xpath('//div[@id="report_content"]//a')}
        read = {text for role, text in told(document) if role != "heading"}
        assert around
        assert not around & read

    def test_the_page_says_which_report_it_is(self, page):
        _, document = page
        report = report_metadata(document, Path("page.html"))
        year, country = report.url.split("/")[4][:4], report.url.strip("/").split("/")[-1]
        assert (report.year, report.country) == (int(year), country_code(country))
        assert year in report.title
        assert country.title() in report.title


PARTS = [
    f"Police in Lower Orsk held {number} bakers for a day after they had asked the town about the price of flour."
    for number in range(2, 10)
]


@pytest.mark.parametrize(
    "names",
    [
        "elementor-element elementor-widget elementor-widget-text-editor",  # WordPress page builders
        "so-panel widget widget_sow-editor",
        "banner-content",
        "modal-content",
    ],
)
def test_a_page_built_of_boxes_that_are_named_like_furniture_is_read(names):
    boxes = "".join(f"<div class='row'><div class='{names}'><p>{part}</p></div></div>" for part in PARTS)
    page = f"<nav><a href='/a'>Home</a></nav><h1>Orsk</h1>{boxes}<footer><p>{PARTS[0]}</p></footer>"
    assert [text for role, text in told(read_html(page.encode(), "page.html")) if role == "paragraph"] == PARTS


@pytest.mark.parametrize(
    "name", ["id='social-and-cultural-rights'", "id='search-and-seizure'", "class='social-rights'"]
)
def test_a_section_named_for_its_subject_is_no_furniture(name):
    heading = name.split("'")[1].replace("-", " ").capitalize()
    section = f"<section {name}><h2>{heading}</h2><p>{PARTS[0]}</p><p>{PARTS[1]}</p></section>"
    page = f"<h1>Orsk</h1>{section}<section>{''.join(f'<p>{part}</p>' for part in PARTS[2:])}</section>"
    assert [text for role, text in told(read_html(page.encode(), "page.html")) if role == "paragraph"] == PARTS


def test_single_breaks_between_whole_sentences_end_paragraphs():
    lines = "<br>\n".join(PARTS[:3])
    assert [text for _, text in told(read_html(f"<div>{lines}</div>".encode(), "page.html"))] == PARTS[:3]
    wrapped = PARTS[0].replace(" after", "<br>after") + "<br>" + PARTS[1]
    assert [text for _, text in told(read_html(f"<p>{wrapped}</p>".encode(), "page.html"))] == [" ".join(PARTS[:2])]


def test_lines_that_a_style_makes_bold_are_headings():
    styled = f"<p><span style='font-weight: bold'>Flour</span></p><p>{PARTS[0]}</p><p style='font-weight:700'>Bread</p>"
    pieces = told(read_html(f"{styled}<p>{PARTS[1]}</p>".encode(), "page.html"))
    assert [role for role, _ in pieces] == ["heading", "paragraph"] * 2


def test_lines_above_the_paragraphs_of_a_page_without_other_headings_head_them():
    rows = "".join(
        f"<p>{line}</p><p>{part}</p>" for line, part in zip(("Flour", "<em>Bread</em>"), PARTS, strict=False)
    )
    opened = [role for role, _ in told(read_html(f"<h1>Orsk</h1><p>{PARTS[2]}</p>{rows}".encode(), "page.html"))]
    assert opened == ["heading", "paragraph", None, "paragraph", None, "paragraph"]
    kept = told(read_html(f"<h1>Orsk</h1><h2>Food</h2>{rows}".encode(), "page.html"))
    assert "paragraph" in {role for role, text in kept if text == "Flour"}
