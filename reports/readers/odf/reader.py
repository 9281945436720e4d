"""Texts of OpenDocument (ODT): through HTML, as Word documents."""

from html import escape

from lxml import etree

from rightstag.errors import InputError
from rightstag.reports.document import Document
from rightstag.reports.readers.html import read_markup
from rightstag.reports.readers.odf.body import Body
from rightstag.reports.readers.odf.names import DC, OFFICE, STYLE, TEXT
from rightstag.reports.readers.odf.styles import Styles
from rightstag.reports.readers.packages import Package, damage_reported, parse_xml

_PARTS = ("styles.xml", "content.xml")
_FACTS = ("title", "publisher", "language")
_ENCRYPTED = b"encryption-data"


def read_odt(data: bytes, name: str) -> Document:
    """Read a text of an office suite, packed (.odt) or in one XML file (.fodt).

    Parameters
    ----------
    data
        The file.
    name
        The file as the user named it, for messages.

    Raises
    ------
    InputError
        It is damaged or protected, or holds no text.
    """
    with damage_reported(name, "ODT"):
        if data.startswith(b"PK"):
            package = Package(data, name)
            if _ENCRYPTED in (package.read("META-INF/manifest.xml") or b""):
                raise InputError(name, "protected by a password", expected="an ODT", fix="save it without password")
            roots = [root for part in _PARTS if (root := package.xml(part)) is not None]
            meta = package.xml("meta.xml")
        else:
            roots = [parse_xml(data)]
            meta = roots[0]
        text = next((body for root in roots[::-1] for body in root.iter(f"{OFFICE}text")), None)
        if text is None:
            raise ValueError("office:text")
        markup = _markup(roots, text)
    document = read_markup(markup, name, whole=True)
    return Document(document.text, document.blocks, {**document.metadata, **_facts(meta)})


def _markup(roots: list[etree._Element], text: etree._Element) -> str:
    body = Body(Styles(roots), _deletions(text))
    headers, footers = (_running(roots, place) for place in ("header", "footer"))
    converted = body.convert(text)
    return "".join(["<body>", *headers, converted, *body.notes, *footers, "</body>"])


def _deletions(text: etree._Element) -> dict[str, etree._Element]:
    """Return the content of each deletion that the text keeps track of, by the id of the change."""
    return {
        region.get(f"{TEXT}id", ""): deletion
        for region in text.iter(f"{TEXT}changed-region")
        for deletion in region.iter(f"{TEXT}deletion")
    }


def _running(roots: list[etree._Element], place: str) -> list[str]:
    """Return the running headers or footers, each line once, as furniture."""
    texts = (
        "".join(str(part) for part in paragraph.itertext())
        for root in roots
        for element in root.iter(f"{STYLE}{place}", f"{STYLE}{place}-left", f"{STYLE}{place}-first")
        for paragraph in element.iter(f"{TEXT}p", f"{TEXT}h")
    )
    lines = dict.fromkeys(text for text in texts if text.strip())
    return [f'<p class="running-{place}">{escape(line)}</p>' for line in lines]


def _facts(meta: etree._Element | None) -> dict[str, str]:
    if meta is None:
        return {}
    stated = {fact: next((e.text or "" for e in meta.iter(f"{DC}{fact}")), "") for fact in _FACTS}
    return {fact: " ".join(text.split()) for fact, text in stated.items() if text.strip()}
