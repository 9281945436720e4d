"""Web pages saved as one file (MHTML): the page, nothing of its packing."""

from email.message import Message

from rightstag.errors import InputError
from rightstag.reports.document import Document
from rightstag.reports.readers.html import read_page
from rightstag.reports.readers.html.dom import read_characters
from rightstag.reports.readers.mail.message import content, leaves, parse_message, text_of

_PAGES = ("text/html", "application/xhtml+xml")


def read_mhtml(data: bytes, name: str) -> Document:
    """Read a web page saved with its pictures in one file; pages in frames of it are left out.

    Parameters
    ----------
    data
        The file.
    name
        The file as the user named it, for messages.

    Raises
    ------
    InputError
        It holds no page, or the page shows no text.
    """
    message = parse_message(data, name)
    page = _page(message)
    if page is None:
        raise InputError(name, "an MHTML file without a page", expected="a saved web page", fix="save it again")
    document = read_page(_characters(page, name), name)
    address = message.get("Snapshot-Content-Location") or page.get("Content-Location") or ""
    url = str(address).strip()
    facts = {"url": url} if url.startswith(("http://", "https://")) else {}
    return Document(document.text, document.blocks, {**facts, **document.metadata}, document.warnings)


def _page(message: Message) -> Message | None:
    """Return the part that is the page: the one that the file names as its start, else the first."""
    pages = [part for part in leaves(message) if part.get_content_type() in _PAGES]
    start = str(message.get_param("start") or "")
    named = (part for part in pages if start and str(part.get("Content-ID", "")).strip() == start.strip())
    return next(named, next(iter(pages), None))


def _characters(page: Message, name: str) -> str:
    return text_of(page, name) if page.get_content_charset() else read_characters(content(page), name)
