"""The page is one file that asks for nothing, shows all, and runs nothing that a report brought along."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import msgspec
import numpy as np
import pytest

from rightstag.labels import Category, load_taxonomy
from rightstag.reports.records import Paragraph, Report
from rightstag.tag.outputs.page.render import render
from rightstag.tag.tagger import tag_paragraphs

EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{ 7*7 }}"


class Reader(HTMLParser):
    """Collects elements and the text that a reader sees."""

    def __init__(self):
        super().__init__()
        self.elements, self.text, self._raw = [], [], None

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._raw = tag if tag in {"script", "style"} else None

    def handle_endtag(self, tag):
        self._raw = None

    def handle_data(self, data):
        if self._raw is None:
            self.text.append(data)


def read(stream):
    reader = Reader()
    reader.feed("".join(render(stream)))
    return reader


@pytest.fixture
def page(bundle, paragraphs):
    return read(tag_paragraphs(paragraphs, bundle))


@pytest.fixture
def evil(bundle):
    report = Report(
        key=EVIL, title=EVIL, publisher=EVIL, country=EVIL, language=EVIL, url=f"javascript:alert(1)//{EVIL}"
    )
    kinds = ("heading", "paragraph", "bullet", "footnote", "furniture")
    rows = [
        Paragraph(
            id=f"{n}{EVIL}",
            text=f"rally dispersed {EVIL}",
            kind=kind,
            trail=(EVIL,),
            number=EVIL,
            reason=EVIL,
            report=report,
        )
        for n, kind in enumerate(kinds)
    ]
    return tag_paragraphs(rows, bundle)


def test_every_paragraph_is_shown_once_whole(page, paragraphs):
    text = " ".join("".join(page.text).split())
    for paragraph in paragraphs:
        assert text.count(paragraph.text) >= 1
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {paragraph.id for paragraph in paragraphs} <= set(ids)


def test_words_that_weighed_are_marked_with_their_label(page):
    marks = [attrs["data-labels"] for tag, attrs in page.elements if tag == "mark"]
    assert marks == ["assembly"] * 4 + ["expression"] * 3


def test_a_tag_has_its_title_and_figures_not_only_a_colour(page):
    (hint,) = {attrs["title"] for tag, attrs in page.elements if tag == "li" and attrs.get("data-key") == "expression"}
    assert hint == "Freedom of expression, opinion and the press: probability 95 %, threshold 50 %, decision yes"
    assert "Freedom of expression, opinion and the press" in page.text


def test_nothing_that_a_report_says_becomes_markup(evil):
    page = read(evil)
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert not [tag for tag, _ in page.elements if tag == "img"]
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert not [attrs["href"] for tag, attrs in page.elements if tag == "a" and "javascript" in attrs["href"][:20]]
    assert "".join(page.text).count("{{ 7*7 }}") >= 5


def test_nothing_is_asked_for(page):
    linked = [attrs.get("src") or attrs.get("href") for tag, attrs in page.elements if tag not in {"a"}]
    assert all(link.startswith("data:") for link in linked if link)
    html = "".join(render([]))
    assert "@import" not in html
    assert "url(" not in html


def test_the_policy_allows_the_pages_own_script_and_style_only(bundle, paragraphs):
    html = "".join(render(tag_paragraphs(paragraphs, bundle)))
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy.startswith("default-src 'none'; ")
    for element in ("script", "style"):
        (content,) = re.findall(f"<{element}>(.*?)</{element}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}';" in policy
    assert not re.search(r"<[^>]+\sstyle=", html)


def test_the_same_tags_give_the_same_page(bundle, paragraphs):
    pages = {"".join(render(tag_paragraphs(paragraphs, bundle))) for _ in range(2)}
    assert len(pages) == 1


@pytest.fixture
def wells(bundle, monkeypatch):
    """Tags of a category that is not a shipped one."""
    monkeypatch.setattr(bundle, "labels", ("water",))
    monkeypatch.setattr(bundle, "thresholds", np.array([0.5]))
    monkeypatch.setattr(bundle, "predict_proba", lambda texts, headings: np.full((len(texts), 1), 0.9))
    monkeypatch.setattr(bundle, "explain", lambda text, labels: {labels[0]: [(0, 5, 1.0)]})
    return tag_paragraphs([Paragraph(id="a", text="Wells were closed.")], bundle)


def test_a_category_that_is_unknown_goes_by_its_id(wells):
    assert "water" in read(wells).text


def test_a_category_of_ones_own_has_its_title_and_colour(wells):
    water = Category(id="water", title="Right to water", colour="#123456")
    taxonomy = msgspec.structs.replace(load_taxonomy(), categories=(water,))
    page = "".join(render(wells, taxonomy))
    assert "Right to water" in page
    assert ".c0{--tag:#123456}" in page
