"""Books (EPUB): the chapters in the order of reading."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml import etree

from rightstag.errors import InputError
from rightstag.reports.document import Document
from rightstag.reports.readers.html import read_page
from rightstag.reports.readers.html.dom import read_characters
from rightstag.reports.readers.joined import join_documents
from rightstag.reports.readers.packages import Package, damage_reported

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = frozenset(("application/xhtml+xml", "text/html", "application/xml", "text/xml"))
_FACTS = {"title": "title", "publisher": "publisher", "language": "language", "date": "year"}
_MOST_CHAPTERS = 5_000
_YEAR = 4  # digits that a date begins with


def read_epub(data: bytes, name: str) -> Document:
    """Read a book: the pages of its reading order, one after the other.

    Parameters
    ----------
    data
        The file.
    name
        The file as the user named it, for messages.

    Raises
    ------
    InputError
        It is damaged or protected, or no page of it shows text.
    """
    with damage_reported(name, "EPUB"):
        package = Package(data, name)
        opf = _package_file(package)
        root = package.xml(opf)
        if root is None:
            raise ValueError(opf)
        chapters = list(_chapters(package, root, posixpath.dirname(opf), name))
    if not any(document.text for document in chapters):
        raise InputError(name, "no text", expected="a book with text", fix="check that it is complete")
    return join_documents(chapters, _facts(root))


def _package_file(package: Package) -> str:
    """Return the name of the file that lists the parts of the book."""
    container = package.xml(_CONTAINER)
    files = _named(container, "rootfile") if container is not None else iter(())
    return next((file.get("full-path", "") for file in files), "")


def _chapters(package: Package, root: etree._Element, folder: str, name: str) -> Iterator[Document]:
    items = {item.get("id", ""): item for item in _named(root, "item")}
    protected = _protected(package)
    for place, reference in enumerate(_named(root, "itemref")):
        item = items.get(reference.get("idref", ""))
        if place >= _MOST_CHAPTERS or item is None or "nav" in item.get("properties", "").split():
            continue
        target = unquote(urlsplit(item.get("href", "")).path)
        part = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        if part.lower() in protected:
            raise InputError(name, "protected (DRM)", expected="a book that may be read", fix="ask its publisher")
        yield _chapter(package, part, item.get("media-type", ""), name)


def _chapter(package: Package, part: str, media: str, name: str) -> Document:
    """Return a page of a book; one that is missing or has no text is an empty document, which says so."""
    data = package.read(part)
    if data is None:
        return Document("", (), warnings=(f"{part}: not in the book",))
    if media not in _PAGES:
        return Document("", (), warnings=(f"{part}: {media or 'an unknown format'}, not read",))
    try:
        return read_page(read_characters(data, name), name, whole=True)
    except InputError:  # a cover of one picture
        return Document("", ())


def _protected(package: Package) -> frozenset[str]:
    """Return the parts that are encrypted; fonts often are, and hold no text."""
    root = package.xml(_ENCRYPTION)
    references = _named(root, "CipherReference") if root is not None else iter(())
    return frozenset(unquote(reference.get("URI", "")).lstrip("/").lower() for reference in references)


def _facts(root: etree._Element) -> dict[str, str]:
    stated = {fact: next((e.text or "" for e in _named(root, name)), "").strip() for name, fact in _FACTS.items()}
    stated["year"] = stated["year"][:_YEAR] if stated["year"][:_YEAR].isdigit() else ""
    return {fact: " ".join(text.split()) for fact, text in stated.items() if text}


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return root.iter(f"{{*}}{name}")
