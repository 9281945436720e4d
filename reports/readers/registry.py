"""Formats that are read, and those that are refused by name: suffix and first bytes choose the reader."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from rightstag.errors import InputError
from rightstag.reports.document import Document


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
        Pattern in the first kilobyte of its files; ``None`` where only the suffix tells.
    reader
        ``module:function`` below this package, imported on use; called with data and name, it returns a Document.
    binary
        Whether its suffix can mean nothing else, so that other content is an error.
    """

    name: str
    suffixes: tuple[str, ...]
    magic: re.Pattern[bytes] | None
    reader: str
    binary: bool = False


#: A new format is a row here, and its reader. The last one takes what no other does.
READERS = (
    Format("PDF", (".pdf",), re.compile(rb"%PDF-\d"), "pdf.reader:read_pdf", binary=True),
    Format("DOCX", (".docx",), re.compile(rb"\APK\x03\x04"), "docx.reader:read_docx", binary=True),
    Format(
        "HTML",
        (".html", ".htm", ".xhtml"),
        re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<(?:\?xml|!--).*?>\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S),
        "html.reader:read_html",
    ),
    Format("Markdown", (".md", ".markdown"), None, "markdown:read_markdown"),
    Format("text", (".txt", ".text"), None, "text.reader:read_text"),
)
#: Suffixes of the reports in a folder.
SUFFIXES = frozenset(suffix for form in READERS for suffix in form.suffixes)

#: Formats that are known by their first bytes and not read, with what to do.
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Word file (.doc)", "save it as .docx"),
    (b"{\\rtf", "an RTF file", "save it as .docx"),
    (b"\x89PNG", "a picture", "give the report as text, or as a PDF that has text"),
    (b"\xff\xd8\xff", "a picture", "give the report as text, or as a PDF that has text"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
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
    document = _reader(data, name)(data, name)
    if not any(c.isalnum() for c in document.text):
        raise InputError(name, "no words in it", expected="a report", fix="check the file")
    return document


def _reader(data: bytes, name: str) -> Callable[[bytes, str], Document]:
    head = data[:1024]
    for start, found, fix in _REFUSED:
        if data.startswith(start):
            raise InputError(name, found, expected="PDF, DOCX, HTML, Markdown or text", fix=fix)
    suffix = Path(name).suffix.lower()
    by_content = (form for form in READERS if form.magic and form.magic.search(head))
    by_suffix = (form for form in READERS if suffix in form.suffixes)
    chosen = next(by_content, None) or next(by_suffix, READERS[-1])
    if chosen.binary and chosen.magic and not chosen.magic.search(head):
        found = f"not a {chosen.name} file"
        raise InputError(name, found, expected=f"what {suffix} promises", fix="check the file or its name")
    module, function = chosen.reader.split(":")
    read: Callable[[bytes, str], Document] = getattr(import_module(f"{__package__}.{module}"), function)
    return read
