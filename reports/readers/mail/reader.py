"""Mails: the text once, the headers set aside, and each attachment by the reader of its format."""

import re
from collections.abc import Iterator
from email.message import Message

from rightstag.errors import InputError
from rightstag.reports.document import Document
from rightstag.reports.readers.html import read_page
from rightstag.reports.readers.joined import furniture_document, heading_document, join_documents
from rightstag.reports.readers.mail.message import (
    children,
    content,
    file_name,
    header,
    leaves,
    parse_message,
    text_of,
)
from rightstag.reports.readers.registry import read_document
from rightstag.reports.readers.text.reader import read_text
from rightstag.reports.structure.furniture import MAIL

_BODIES = frozenset(("text/plain", "text/html", "text/enriched"))
_SIGNATURES = frozenset(("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"))
_SHOWN = ("Subject", "From", "To", "Cc", "Date")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DEEPEST = 5  # mails forwarded within mails
_MOST_ATTACHMENTS = 100


def read_mail(data: bytes, name: str) -> Document:
    r"""Read a mail: its text, then its attachments, each under its file name.

    Parameters
    ----------
    data
        The file.
    name
        The file as the user named it, for messages.

    Raises
    ------
    InputError
        It has no text, nor an attachment with text.

    Examples
    --------
    >>> document = read_mail(b"Subject: Rally\nMIME-Version: 1.0\n\nPolice broke up a rally.\n", "a.eml")
    >>> [(block.role, document.text[block.start : block.end]) for block in document.blocks]
    [('furniture', 'Subject: Rally'), (None, 'Police broke up a rally.')]
    """
    message = parse_message(data, name)
    parts = list(_documents(message, name, depth=0))
    if not any(block.role != "furniture" for part in parts for block in part.blocks):
        warnings = "; ".join(warning for part in parts for warning in part.warnings)
        found = f"a mail without text ({warnings})" if warnings else "a mail without text"
        raise InputError(name, found, expected="a report", fix="give the report itself")
    return join_documents(parts, _facts(message))


def _documents(message: Message, name: str, *, depth: int) -> Iterator[Document]:
    lines = [f"{field}: {value}" for field in _SHOWN if (value := header(message, field))]
    if lines:
        yield furniture_document("\n".join(lines), MAIL)
    bodies, attached = _split(message)
    for body in bodies:
        yield from _body(body, name)
    for place, part in enumerate(attached):
        if place >= _MOST_ATTACHMENTS:
            yield Document("", (), warnings=(f"{len(attached) - place} more attachments not read",))
            break
        yield from _attachment(part, name, depth=depth)


def _split(message: Message) -> tuple[list[Message], list[Message]]:
    """Return the parts that are the mail's own text, each in one form only, and the attachments."""
    bodies: list[Message] = []
    attached: list[Message] = []
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        inner = children(part)
        if part.get_content_type() == "multipart/alternative" and inner:
            waiting.insert(0, _richest(inner))
        elif part.get_content_maintype() == "multipart" and inner:
            waiting[:0] = inner
        elif part.get_content_type() in _BODIES and not _is_attachment(part):
            bodies.append(part)
        elif part.get_content_type() not in _SIGNATURES and not _is_within_text(part):
            attached.append(part)
    return bodies, attached


def _richest(alternatives: list[Message]) -> Message:
    """Return the last alternative with HTML in it, which the sender thinks the best, else the first."""
    with_html = [part for part in alternatives if any(leaf.get_content_type() == "text/html" for leaf in leaves(part))]
    return with_html[-1] if with_html else alternatives[0]


def _is_attachment(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(file_name(part))


def _is_within_text(part: Message) -> bool:
    """Check if a part is an inline picture, such as a logo, and no attachment."""
    shown = part.get_content_disposition() != "attachment" or part.get("Content-ID") is not None
    return part.get_content_maintype() == "image" and shown


def _body(part: Message, name: str) -> Iterator[Document]:
    text = text_of(part, name)
    if not any(c.isalnum() for c in text):
        return
    try:
        is_html = part.get_content_type() == "text/html"
        yield read_page(text, name, whole=True) if is_html else read_text(text.encode("utf-8", "replace"), name)
    except InputError as error:
        yield Document("", (), warnings=(str(error),))


def _attachment(part: Message, name: str, *, depth: int) -> Iterator[Document]:
    if part.get_content_type() == "message/rfc822" and depth < _DEEPEST:
        for inner in children(part):
            yield from _documents(inner, name, depth=depth + 1)
        return
    title = file_name(part) or part.get_content_type()
    try:
        document = read_document(content(part), title)
    except InputError as error:
        yield Document("", (), warnings=(f"attachment {error}",))
        return
    yield heading_document(title)
    yield document


def _facts(message: Message) -> dict[str, str]:
    year = _YEAR.search(header(message, "Date"))
    facts = {"title": header(message, "Subject"), "year": year[0] if year else ""}
    return {fact: value for fact, value in facts.items() if value}
