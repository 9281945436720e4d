"""Formats that are read: suffix and content choose the reader."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from rightstag.errors import InputError
from rightstag.reports.document import Document
from rightstag.reports.readers.refused import (
    refuse,
    refused_binary,
    refused_markup,
    refused_package,
    refused_suffix,
    without_prologue,
)

_OPEN_TEXT = "application/vnd.oasis.opendocument.text"
_HEAD = 65_536  # bytes in which a format shows


@dataclass(frozen=True, slots=True)
class Format:
    """A format and its reader.

    Attributes
    ----------
    name
        As users call it.
    suffixes
        In lower case, with the dot.
    magic
        Pattern at the beginning of its files; ``None`` where only the suffix, or a part of a package, tells.
    reader
        ``module:function`` below this package, imported on use; called with data and name, it returns a Document.
    binary
        Whether its suffix can mean nothing else, so that other content is an error.
    part
        Beginning of the name of a part that only its ZIP packages have.
    """

    name: str
    suffixes: tuple[str, ...]
    magic: re.Pattern[bytes] | None
    reader: str
    binary: bool = False
    part: str = ""


_HEADERS = rb"(?:[A-Za-z][\w-]{0,60}:[^\n]*\n(?:[ \t]+[^\n]*\n)*){0,200}?"
_SENT = rb"(?:to|cc|received|return-path|delivered-to):"
_MAIL = rb"(?:mime-version|received|return-path|message-id|content-type|delivered-to|x-mailer):"
_MHTML = rb"\s*(?!" + _HEADERS + _SENT + rb")" + _HEADERS + rb"content-type:\s*multipart/related\b"
#: A new format is a row here, and its reader. The last one takes what no other does.
READERS = (
    Format("PDF", (".pdf",), re.compile(rb".{0,1024}?%PDF-\d", re.DOTALL), "pdf.reader:read_pdf", binary=True),
    Format("DOCX", (".docx", ".docm", ".dotx"), None, "docx.reader:read_docx", binary=True, part="word/"),
    Format("ODT", (".odt", ".ott"), None, "odf.reader:read_odt", binary=True, part="content.xml"),
    Format("EPUB", (".epub",), None, "archive.epub:read_epub", binary=True, part="meta-inf/container.xml"),
    Format("MHTML", (".mhtml", ".mht"), re.compile(_MHTML, re.I), "archive.mhtml:read_mhtml", binary=True),
    Format("mail", (".eml",), re.compile(rb"(?:From [^\n]*\n)?" + _HEADERS + _MAIL, re.I), "mail.reader:read_mail"),
    Format("HTML", (".html", ".htm", ".xhtml"), None, "html.reader:read_html"),
    Format("Markdown", (".md", ".markdown"), None, "markdown:read_markdown"),
    Format("text", (".txt", ".text"), None, "text.reader:read_text"),
)
#: Suffixes of the reports in a folder.
SUFFIXES = frozenset(suffix for form in READERS for suffix in form.suffixes)
_NAMES = [form.name for form in READERS]
EXPECTED = f"{', '.join(_NAMES[:-1])} or {_NAMES[-1]}"
_BY_NAME = {form.name: form for form in READERS}
_HTML = re.compile(
    r"<(?:!doctype\s+html\b|(?:html|head|body|title|meta|div|p|h[1-6]|main|article|section|header|nav|table|ul|ol|span"
    r"|center|font|a|b|blockquote)(?=[\s>/]))",
    re.IGNORECASE,
)


def read_document(data: bytes, name: str) -> Document:
    r"""Read a report of any format; the content chooses the reader, then the suffix.

    Parameters
    ----------
    data
        The whole file.
    name
        File name, for its suffix and for messages.

    Raises
    ------
    InputError
        It is empty, or no report that can be read.

    Examples
    --------
    >>> read_document(b"Police dispersed a rally.\n", "a.txt").text
    'Police dispersed a rally.\n'
    """
    if not data.strip():
        raise InputError(name, "the file is empty", expected="a report", fix="check the file")
    module, function = choose_format(data, name).reader.split(":")
    read: Callable[[bytes, str], Document] = getattr(import_module(f"{__package__}.{module}"), function)
    document = read(data, name)
    if not any(c.isalnum() for c in document.text):
        raise InputError(name, "no words in it", expected="a report", fix="check the file")
    return document


def choose_format(data: bytes, name: str) -> Format:
    """Return the format of a file, by its content and then by its suffix.

    Raises
    ------
    InputError
        It is a format that is not read, or not what its suffix promises.
    """
    refusal = refused_binary(data)
    if refusal:
        raise refuse(name, refusal, EXPECTED)
    suffix = Path(name).suffix.lower()
    by_suffix = next((form for form in READERS if suffix in form.suffixes), None)
    if data.startswith(b"PK\x03\x04"):
        return _package_format(data, name, by_suffix)
    by_content = next((form for form in READERS if form.magic and form.magic.match(data[:_HEAD])), None)
    if by_content:
        return by_content
    if by_suffix and by_suffix.binary:
        found = f"not {'an' if by_suffix.name[0] in 'AEFHILMNORSX' else 'a'} {by_suffix.name} file"
        raise InputError(name, found, expected=f"what {suffix} promises", fix="check the file or its name")
    return _text_format(data, name, by_suffix)


def _package_format(data: bytes, name: str, by_suffix: Format | None) -> Format:
    """Return the format of a ZIP file, by the parts in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [part.filename.lower() for part in package.infolist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        if by_suffix and by_suffix.binary:
            return by_suffix  # its reader says what is damaged
        raise refuse(name, ("a damaged ZIP archive", "download it again"), EXPECTED) from None
    kind = _mimetype(data)
    packages = [form for form in READERS if form.part and any(part.startswith(form.part) for part in parts)]
    chosen = next((form for form in packages if kind == "application/epub+zip" and form.name == "EPUB"), None)
    chosen = chosen or next(iter(packages), None)
    if kind.startswith("application/vnd.") and not kind.startswith(_OPEN_TEXT):
        chosen = None
    if chosen is None:
        raise refuse(name, refused_package(parts), EXPECTED)
    return chosen


def _mimetype(data: bytes) -> str:
    """Return the type that OpenDocument and EPUB files state in their first part, uncompressed."""
    stated = re.match(rb"PK\x03\x04.{26}mimetype(?P<type>[\w./+-]{1,100})", data[:200], re.DOTALL)
    return stated["type"].decode("ascii") if stated else ""


def _text_format(data: bytes, name: str, by_suffix: Format | None) -> Format:
    """Return the format of text: by its first element, else by the suffix, else plain text."""
    head = _head_of(data)
    is_markup = by_suffix is not None and by_suffix.name in ("HTML", "Markdown")
    element = without_prologue(head)
    if element.startswith("<office:document"):
        return _BY_NAME["ODT"]
    if _HTML.match(head.lstrip()) or _HTML.match(element):
        return by_suffix if by_suffix and is_markup else _BY_NAME["HTML"]
    refusal = refused_suffix(Path(name).suffix.lower()) or refused_markup(head, known=is_markup)
    if refusal:
        raise refuse(name, refusal, EXPECTED)
    return by_suffix or READERS[-1]


def _head_of(data: bytes) -> str:
    """Return the beginning of a file as text, good enough to tell markup by: it is ASCII in every encoding."""
    head = data[:_HEAD]
    if b"\0" in head:
        return head.replace(b"\0", b"").decode("latin-1").lstrip("\xff\xfe")
    return head.decode("utf-8", "replace").lstrip("\ufeff")
