"""Mails: their text once, headers set aside, attachments by their own readers."""

import textwrap
from email.message import EmailMessage

import pytest
from office import complaint, odt, paragraph, word

from rightstag.errors import InputError
from rightstag.reports.readers import read_document
from rightstag.reports.structure.segment import segment

ONE = "Police in Averland dispersed a peaceful rally in the town of Sel and held eleven people."
TWO = "The court in Oster refused to register the teachers union, citing a missing stamp."
THREE = "Border guards returned forty families who had asked for asylum without a hearing."


def mail(text: str = ONE, html: str = "", charset: str = "utf-8") -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Сводка Averland", "a@example.org", "b@example.org"
    message["Date"] = "Tue, 7 May 2024 10:00:00 +0000"
    message.set_content(text, charset=charset)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def read(message: EmailMessage):
    return segment(read_document(message.as_bytes(), "a.eml"))


def taggable(pieces) -> list[str]:
    return [piece.text for piece in pieces if piece.kind in ("paragraph", "bullet")]


@pytest.mark.parametrize(
    "message",
    [
        mail(),
        mail(f"{ONE}\n"),
        mail("Your program shows no HTML.", f"<html><body><p>{ONE}</p></body></html>"),
        mail(textwrap.fill(ONE, 50)),
    ],
)
def test_the_text_is_read_once_and_the_headers_are_set_aside(message):
    pieces = read(message)
    assert taggable(pieces) == [ONE]
    assert pieces[0].text.startswith("Subject: Сводка Averland From: a@example.org")
    assert pieces[0].reason == "header of a letter sent by mail"


def test_the_subject_and_the_date_are_facts():
    assert read_document(mail().as_bytes(), "a.eml").metadata == {"title": "Сводка Averland", "year": "2024"}


@pytest.mark.parametrize("charset", ["koi8-r", "windows-1251", "utf-8"])
def test_text_is_read_in_its_encoding(charset):
    text = "Полиция разогнала мирное шествие студентов в столице и задержала сорок человек."
    assert taggable(read(mail(text, charset=charset))) == [text]


def test_attachments_are_read_by_their_own_readers_under_their_name():
    message = mail()
    message.add_attachment(word(paragraph(TWO)), maintype="application", subtype="octet-stream", filename="отчёт.docx")
    message.add_attachment(odt(f"<text:p>{THREE}</text:p>"), maintype="application", subtype="x", filename="b.odt")
    message.add_attachment(f"<html><body><p>{TWO} Again.</p></body></html>", subtype="html", filename="../../c.html")
    message.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="map.png")
    pieces = read(message)
    assert [(piece.text, piece.trail) for piece in pieces if piece.kind == "paragraph"] == [
        (ONE, ()),
        (TWO, ("отчёт.docx",)),
        (THREE, ("b.odt",)),
        (f"{TWO} Again.", ("c.html",)),
    ]
    [warning] = read_document(message.as_bytes(), "a.eml").warnings
    assert warning.startswith("attachment map.png: a picture")


def test_a_forwarded_mail_is_read():
    outer = mail("See below, please.")
    outer.add_attachment(mail(TWO))
    assert taggable(read(outer)) == ["See below, please.", TWO]


def test_a_mail_without_text_is_refused():
    message = EmailMessage()
    message["Subject"], message["MIME-Version"] = "Photo", "1.0"
    message.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="map.png")
    with pytest.raises(InputError, match=r"^a\.eml: a mail without text \(attachment map\.png: a picture"):
        read_document(message.as_bytes(), "a.eml")


@pytest.mark.parametrize(
    "data",
    [
        b"MIME-Version: 1.0\nContent-Type: text/plain; charset=no-such\n\n" + ONE.encode(),
        b"MIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!! not base64",
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed\n\nno boundary. " + ONE.encode(),
        b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n--x\n\n' + ONE.encode(),
        b"MIME-Version: 1.0\nSubject: =?no-such?q?x?=\n\n" + ONE.encode(),
    ],
)
def test_damaged_mails_are_read_as_far_as_they_go_or_refused_in_one_line(data):
    assert "\n" not in complaint(data, "a.eml")


def test_mails_within_mails_within_mails_end():
    data = mail().as_bytes()
    for _ in range(60):
        data = b"MIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + data
    with pytest.raises(InputError):
        read_document(data, "a.eml")
