"""The page in a real browser: filters by click and key, asks for nothing, runs nothing that a report brought along."""

import msgspec
import pytest

from rightstag.reports.records import Paragraph
from rightstag.tag.outputs.formats import write_tags
from rightstag.tag.tagger import tag_paragraphs


@pytest.fixture
def show(browser, tmp_path):
    """Open a page of tagged paragraphs; what it asks for and says on the console is kept on it, and must be nothing."""
    opened = []

    def open_page(stream, *, fragment="", **options):
        path = tmp_path / f"{len(opened)}.html"
        write_tags(path, stream)
        page = browser.new_page(**options)
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("dialog", lambda dialog: (page.said.append(dialog.message), dialog.dismiss()))
        opened.append(page)
        page.goto(f"{path.as_uri()}{fragment}")
        return page

    yield open_page
    for page in opened:
        assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
        assert page.said == []
        page.close()


def visible(page, selector=".para"):
    return page.eval_on_selector_all(selector, "found => found.filter(e => !e.hidden).map(e => e.id)")


def test_a_click_on_a_category_shows_its_paragraphs_under_their_headings(show, tagged):
    page = show(tagged)
    assert visible(page) == ["p1", "p3", "p4", "p7", "p8", "p9"]
    page.get_by_label("Freedom of peaceful assembly").check()
    assert visible(page) == ["p3", "p4"]
    assert visible(page, ".heading") == ["p0", "p2"]
    assert page.evaluate("location.hash") == "#show=assembly"
    page.get_by_label("Freedom of expression, opinion and the press").check()
    assert visible(page) == ["p3", "p4", "p7"]
    page.get_by_role("button", name="Show everything").click()
    page.locator("#p1").wait_for(state="visible")
    assert visible(page) == ["p1", "p3", "p4", "p7", "p8", "p9"]
    assert visible(page, ".heading") == ["p0", "p2", "p6"]


def test_the_rest_can_be_hidden(show, tagged):
    page = show(tagged)
    page.get_by_label("Only tagged paragraphs").check()
    assert visible(page) == ["p3", "p4", "p7"]


def test_the_address_keeps_the_choice(show, tagged):
    page = show(tagged, fragment="#show=expression")
    assert visible(page) == ["p7"]
    assert page.get_by_label("Freedom of expression, opinion and the press").is_checked()


def test_with_a_category_chosen_only_its_words_stay_marked(show, bundle):
    text = "Police dispersed a rally and blocked a newspaper."
    page = show(tag_paragraphs([Paragraph(id="a", text=text)], bundle))
    page.get_by_label("Freedom of peaceful assembly").check()
    lit = page.eval_on_selector_all("mark:not(.off)", "marks => marks.map(mark => mark.textContent)")
    assert lit == ["dispersed", "rally"]


def test_keys_and_buttons_walk_through_what_is_tagged(show, tagged):
    page = show(tagged)
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "p3"
    page.keyboard.press("n")
    page.get_by_role("button", name="Next").click()
    assert page.evaluate("document.activeElement.id") == "p7"
    assert page.get_by_role("status").inner_text() == "3 of 3 paragraphs"
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.id") == "p4"


def test_the_filter_works_from_the_keyboard(show, tagged):
    page = show(tagged)
    page.get_by_label("Freedom of peaceful assembly").focus()
    page.keyboard.press("Space")
    assert visible(page) == ["p3", "p4"]


def test_what_awaits_review_can_be_found(show, bundle, paragraphs):
    page = show(tag_paragraphs(paragraphs, bundle, review=0.16))
    page.get_by_label("To review", exact=False).first.check()
    assert visible(page) == ["p3", "p4", "p7", "p8"]


@pytest.mark.parametrize("width", [360, 1400])
def test_it_fits_the_screen(show, tagged, width):
    page = show(tagged, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_that_a_report_says_runs(show, bundle, report):
    evil = "<script>alert(1)</script><img src=https://example.org/x onerror=alert(2)>"
    reports = msgspec.structs.replace(report, title=evil, publisher=evil)
    rows = [
        Paragraph(id=f"{n}", text=f"rally dispersed {evil}", kind=kind, trail=(evil,), report=reports)
        for n, kind in enumerate(("heading", "paragraph", "footnote"))
    ]
    page = show(tag_paragraphs(rows, bundle))
    assert evil in page.locator(".para").inner_text()
    assert evil in page.locator("h1").inner_text()


def test_without_scripts_everything_is_there(show, tagged):
    page = show(tagged, java_script_enabled=False)
    assert page.locator(".para").count() == 6
    assert not page.locator(".filters").is_visible()


def test_five_thousand_paragraphs_open(show, bundle):
    rows = [
        Paragraph(id=f"{n}", text="Police dispersed a rally. " * 12, trail=(f"Part {n // 50}",)) for n in range(5000)
    ]
    page = show(tag_paragraphs(rows, bundle))
    page.get_by_label("Freedom of peaceful assembly").check()
    assert len(visible(page)) == 5000


def test_a_page_with_nothing_scored_opens(show):
    page = show(tag_paragraphs([Paragraph(id="a", text="Share", kind="furniture", reason="menu")], None))
    assert page.locator(".aside").count() == 1
