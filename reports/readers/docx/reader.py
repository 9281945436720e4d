"""Word documents: through HTML, with the running headers and footers that the conversion leaves out."""

import io
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape
from itertools import islice
from xml.parsers.expat import ExpatError

from lxml import etree

from rightstag.errors import InputError
from rightstag.reports.document import Block, Document
from rightstag.reports.readers.docx.numbering import counted
from rightstag.reports.readers.html.reader import read_markup

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LARGEST = 300_000_000  # bytes of all parts unpacked; a report is a few million
_RUNNING = re.compile(r"word/(?P<place>header|footer)\d*\.xml")
_NEXT = 20  # numbered paragraphs that may be empty, or not be found for other reasons
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_FACTS = ("title", "publisher", "language")

#: What mammoth does not map by itself.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name^='toc '] => p.toc:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
u => u
"""


# Whatever a converter that trusts its input may raise on a damaged one.
_FAULTS = (
    AttributeError,
    EOFError,
    ExpatError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    etree.XMLSyntaxError,
    zipfile.BadZipFile,
    zlib.error,
)


def read_docx(data: bytes, name: str) -> Document:
    """Read a Word document.

    Parameters
    ----------
    data
        The file.
    name
        The file as the user named it, for messages.

    Raises
    ------
    InputError
        It is damaged, encrypted, or no DOCX at all; or it holds no text.
    """
    _check_kind(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _check_parts(parts, name)
            facts = _facts(parts)
            running = {place: _running(parts, place) for place in ("header", "footer")}
            numbers = list(counted(parts))
        markup = f"<body>{running['header']}{_body(data)}{running['footer']}</body>"
    except _FAULTS as error:
        raise InputError(name, "damaged", expected="a whole DOCX", fix="save or download it again") from error
    document = read_markup(markup, name, whole=True)
    blocks = tuple(_with_numbers(document.blocks, document.text, numbers))
    return Document(document.text, blocks, {**document.metadata, **facts})


def _check_kind(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        found = "protected by a password, or a Word document of before 2007"
        raise InputError(name, found, expected="a DOCX without password", fix="open it in Word and save it so")
    if not data.startswith(b"PK"):
        raise InputError(name, "no Word document", expected="a DOCX", fix="check the suffix")


def _check_parts(parts: zipfile.ZipFile, name: str) -> None:
    if not any(part.filename.startswith("word/") for part in parts.infolist()):
        raise InputError(name, "a ZIP file without a Word document", expected="a DOCX", fix="unpack it and check")
    if sum(part.file_size for part in parts.infolist()) > _LARGEST:
        raise InputError(name, f"larger than {_LARGEST / 1e6:.0f} MB unpacked", expected="one report", fix="split it")


def _with_numbers(blocks: Iterable[Block], text: str, counted: Iterable[tuple[str, str]]) -> Iterator[Block]:
    """Give blocks the numbers that Word counts for them; both go in order."""
    left = deque((" ".join(words.split()), number) for words, number in counted)
    for block in blocks:
        words = " ".join((text[block.start : block.end] if block.text is None else block.text).split())
        place = next((place for place, (other, _) in enumerate(islice(left, _NEXT)) if other == words), None)
        if place is None:
            yield block
            continue
        number = [left.popleft() for _ in range(place + 1)][-1][1]
        yield replace(block, number=None if block.role == "heading" else number)


def _body(data: bytes) -> str:
    import mammoth

    # Pictures would be copied into the page, and no text is in them.
    no_pictures = mammoth.images.img_element(lambda _: {})
    result = mammoth.convert_to_html(io.BytesIO(data), style_map=_STYLES, convert_image=no_pictures)
    return str(result.value)


def _running(parts: zipfile.ZipFile, place: str) -> str:
    """Return the running headers or footers, each line once, as furniture."""
    names = sorted(part for part in parts.namelist() if (m := _RUNNING.fullmatch(part)) and m["place"] == place)
    lines = dict.fromkeys(line for part in names for line in _lines(_parse(parts.read(part))))
    return "".join(f'<p class="running-{place}">{escape(line)}</p>' for line in lines)


def _lines(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter(f"{_WORD}p"):
        line = "".join(run.text or "" for run in paragraph.iter(f"{_WORD}t"))
        if line.strip():
            yield line


def _facts(parts: zipfile.ZipFile) -> dict[str, str]:
    if "docProps/core.xml" not in parts.namelist():
        return {}
    root = _parse(parts.read("docProps/core.xml"))
    stated = {fact: (root.findtext(f"{_DUBLIN_CORE}{fact}") or "").strip() for fact in _FACTS}
    return {fact: value for fact, value in stated.items() if value}


def _parse(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
