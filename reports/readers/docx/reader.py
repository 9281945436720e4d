"""Word documents: through HTML that holds every word of the file, with the numbers that Word counts."""

import re
from collections.abc import Iterable, Iterator
from html import escape

from lxml import etree

from rightstag.errors import InputError
from rightstag.reports.document import Document
from rightstag.reports.readers.docx.body import Body
from rightstag.reports.readers.docx.inline import plain_text, set_aside
from rightstag.reports.readers.docx.losses import conversion_warnings
from rightstag.reports.readers.docx.numbering import Numbering
from rightstag.reports.readers.docx.package import W, WordPackage
from rightstag.reports.readers.docx.styles import Styles
from rightstag.reports.readers.html import NUMBER, read_markup
from rightstag.reports.readers.packages import Package, damage_reported

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_FACTS = ("title", "publisher", "language")
_COMMENT = "comment of a reviewer"
_DIGITS = re.compile(r"\d+")


def read_docx(data: bytes, name: str) -> Document:
    """Read a Word document.

    Hidden and struck-out text, deletions and comments are in the document as furniture, each with its reason.

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
    with damage_reported(name, "DOCX"):
        package = Package(data, name)
        if not any(part.startswith("word/") for part in package.names):
            raise InputError(name, "a ZIP file without a Word document", expected="a DOCX", fix="unpack it and check")
        word = WordPackage(package)
        main = word.xml(word.main)
        if main is None or main.find(f"{W}body") is None:
            raise ValueError(word.main)
        styles = Styles(word.root("styles"))
        body = Body(styles, Numbering(word.root("numbering"), styles))
        headers, footers = _running(word, "header"), _running(word, "footer")
        text = body.convert(main)
        notes, note_roots = _notes(word, body)
        comments = word.root("comments")
        markup = "".join(["<body>", *headers[0], text, *notes, *_comments(comments), *footers[0], "</body>"])
        facts = _facts(package)
    document = read_markup(markup, name, whole=True)
    roots = [main, *headers[1], *note_roots, comments, *footers[1]]
    warnings = conversion_warnings(word, roots, document.text)
    return Document(document.text, document.blocks, {**document.metadata, **facts}, warnings)


def _check_kind(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        found = "protected by a password, or a Word document of before 2007"
        raise InputError(name, found, expected="a DOCX without password", fix="open it in Word and save it so")
    if not data.startswith(b"PK"):
        raise InputError(name, "no Word document", expected="a DOCX", fix="check the suffix")


def _running(word: WordPackage, place: str) -> tuple[list[str], list[etree._Element]]:
    """Return the running headers or footers, each line once, as furniture; and the parts that hold them."""
    parts = sorted(set(word.related(place)), key=lambda part: [*map(int, _DIGITS.findall(part)), 0])
    roots = [root for part in parts if (root := word.xml(part)) is not None]
    texts = (plain_text(paragraph) for root in roots for paragraph in root.iter(f"{W}p"))
    lines = dict.fromkeys(text for text in texts if text.strip())
    return [f'<p class="running-{place}">{escape(line)}</p>' for line in lines], roots


def _notes(word: WordPackage, body: Body) -> tuple[list[str], list[etree._Element]]:
    """Return the notes that the text refers to, as HTML and as they stand in the file."""
    elements = {
        (kind, note.get(f"{W}id", "")): note
        for kind in ("footnote", "endnote")
        for note in word.root(f"{kind}s").iter(f"{W}{kind}")
    }
    referred = [(elements[key], number) for key, number in body.notes.items() if key in elements]
    markup = [f'<div class="footnote" {NUMBER}="{number}">{body.convert(note)}</div>' for note, number in referred]
    return markup, [note for note, _ in referred]


def _comments(root: etree._Element) -> Iterable[str]:
    texts = (plain_text(paragraph) for paragraph in root.iter(f"{W}p"))
    return (set_aside(f"<p>{escape(text)}</p>", _COMMENT, tag="div") for text in texts if text.strip())


def _facts(package: Package) -> dict[str, str]:
    root = package.xml("docProps/core.xml")
    stated = dict(_stated(root)) if root is not None else {}
    return {fact: text for fact, text in stated.items() if text}


def _stated(root: etree._Element) -> Iterator[tuple[str, str]]:
    for fact in _FACTS:
        yield fact, (root.findtext(f"{_DUBLIN_CORE}{fact}") or "").strip()
