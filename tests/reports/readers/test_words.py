"""Words out are words in, what is set aside included: web pages, Markdown, text, books and mails in eight scripts."""

from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import epub

from rightstag.reports.readers import read_document
from rightstag.reports.structure.segment import segment

SENTENCES = {
    "latin": ["Police held eleven people in Sel.", "The court closed the paper of the port, and nobody was charged."],
    "cyrillic": ["Полиция задержала сорок студентов в столице.", "Суд закрыл газету порта, и никто не был обвинён."],
    "arabic": ["فرقت الشرطة مسيرة سلمية للطلاب.", "أغلقت المحكمة صحيفة الميناء ولم يوجه اتهام إلى أحد."],
    "hebrew": ["המשטרה פיזרה הפגנה שקטה של סטודנטים.", "בית המשפט סגר את עיתון הנמל ואיש לא הואשם."],
    "devanagari": ["पुलिस ने छात्रों के शांतिपूर्ण जुलूस को तितर-बितर कर दिया।", "अदालत ने बंदरगाह के अखबार को बंद कर दिया।"],
    "chinese": ["警方在首都驱散了学生的和平游行。", "法院关闭了港口的报纸，并没收了报社的电脑。"],
    "thai": ["ตำรวจสลายการเดินขบวนอย่างสงบของนักศึกษา", "ศาลสั่งปิดหนังสือพิมพ์ของท่าเรือ"],
    "greek": ["Η αστυνομία διέλυσε ειρηνική πορεία φοιτητών.", "Το δικαστήριο έκλεισε την εφημερίδα του λιμανιού."],
}
TEXTS = st.sampled_from([text for texts in SENTENCES.values() for text in texts])
INLINE = st.sampled_from(
    ["{}", "<b>{}</b>", "<del>{}</del>", "<span hidden>{}</span>", "<a href=x>{}</a>", "<i>{}</i>"]
)
BLOCK = st.sampled_from(
    [
        *(
            "<p>{}</p>",
            "<div>{}</div>",
            "<ul><li>{}</li></ul>",
            "<ol start=3><li>{}</ol>",
            "<h2>{}</h2>",
            "<nav>{}</nav>",
        ),
        *("<blockquote>{}</blockquote>", "<s><p>{}</p></s>", "<p style='display:none'>{}</p>", "<footer>{}</footer>"),
        *("<p><span style='display:block'>{}</span></p>", "<details><summary>One</summary>{}</details>"),
        "<table><tr><th>Date</th><th>Event</th></tr><tr><td>3 May</td><td>{}</td></tr></table>",
        "<div class=sr-only>{}</div>",
    ]
)
RUNS = st.builds(str.format, INLINE, TEXTS)
BLOCKS = st.builds(lambda block, runs: block.format(" ".join(runs)), BLOCK, st.lists(RUNS, min_size=1, max_size=3))
PAGES = st.lists(BLOCKS, min_size=1, max_size=6).map("\n".join)


def letters(text: str) -> list[str]:
    return sorted(c for c in text if c.isalnum())


def shown(markup: str) -> str:
    from lxml import html

    return html.fromstring(f"<div>{markup}</div>").text_content()


def is_covered(document) -> bool:
    """Tell whether every character lies in one block, and in one segment."""
    covered = "".join(document.text[block.start : block.end] for block in document.blocks)
    pieces = "".join(document.text[piece.start : piece.end] for piece in segment(document))
    return letters(covered) == letters(document.text) and pieces == document.text


@settings(max_examples=150)
@given(PAGES)
def test_web_pages(page):
    document = read_document(f"<!doctype html><html><body>{page}</body></html>".encode(), "a.html")
    assert letters(document.text) == letters(shown(page))
    assert is_covered(document)


@settings(max_examples=40)
@given(st.lists(PAGES, min_size=1, max_size=3))
def test_books(pages):
    document = read_document(epub(*(page.replace("<span hidden>", "<span hidden=''>") for page in pages)), "a.epub")
    assert letters(document.text) == letters("".join(map(shown, pages)))
    assert is_covered(document)


MARKS = st.sampled_from(
    ["{}", "# {}", "## {}", "- {}", "7. {}", "> {}", "**{}**", "~~{}~~", "| {} | 3 May |\n|---|---|\n| x | y |"]
)


@settings(max_examples=100)
@given(st.lists(st.builds(str.format, MARKS, TEXTS), min_size=1, max_size=6))
def test_markdown(blocks):
    document = read_document("\n\n".join(blocks).encode(), "a.md")
    written = "\n\n".join(blocks).replace("7. ", "")
    assert letters(document.text) == letters(written)
    assert is_covered(document)


@settings(max_examples=100)
@given(st.lists(TEXTS, min_size=1, max_size=8), st.integers(8, 60), st.sampled_from(["\n", "\n\n"]))
def test_text_of_any_width(texts, width, gap):
    source = gap.join("\n".join(text[at : at + width] for at in range(0, len(text), width)) for text in texts)
    document = read_document(source.encode(), "a.txt")
    assert document.text == source
    assert is_covered(document)
    assert letters("".join(piece.text for piece in segment(document))) == letters(source)


@settings(max_examples=50)
@given(st.lists(TEXTS, min_size=1, max_size=4), PAGES, st.booleans())
def test_mails(texts, page, attach):
    message = EmailMessage()
    message["Subject"] = "Sel"
    message.set_content("\n\n".join(texts))
    if attach:
        message.add_attachment(f"<html><body>{page}</body></html>", subtype="html", filename="a.html")
    document = read_document(message.as_bytes(), "a.eml")
    added = f"a.html{shown(page)}" if attach else ""
    assert letters(document.text) == letters(f"Subject: Sel{''.join(texts)}{added}")
    assert is_covered(document)


@pytest.mark.parametrize("script", SENTENCES)
def test_each_script_is_read_as_paragraphs(script):
    one, two = SENTENCES[script]
    for data, name in (
        (f"<html><body><p>{one}</p><p>{two}</p></body></html>", "a.html"),
        (f"{one}\n\n{two}\n", "a.md"),
    ):
        pieces = segment(read_document(data.encode(), name))
        assert [(piece.kind, piece.text) for piece in pieces] == [("paragraph", one), ("paragraph", two)]
