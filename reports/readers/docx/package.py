"""Parts of a Word package by their relationships, and the namespaces of their XML."""

import posixpath
from functools import cached_property

from lxml import etree

from rightstag.reports.readers.packages import Package, parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
#: "Strict" documents have the same elements in other namespaces.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_DEFAULT = "word/document.xml"


class WordPackage:
    """A Word file: its main document and what that refers to."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.main = next(iter(self._related("").get("officeDocument", ())), _DEFAULT)

    @cached_property
    def _relations(self) -> dict[str, list[str]]:
        return self._related(self.main)

    def related(self, kind: str) -> list[str]:
        """Return the names of the parts that the main document refers to as ``styles``, ``header`` ..."""
        return self._relations.get(kind, [])

    def root(self, kind: str) -> etree._Element:
        """Return the root of the part of a kind, an empty element where there is none."""
        return next(
            (root for part in self.related(kind) if (root := self.xml(part)) is not None), etree.Element("none")
        )

    def xml(self, part: str) -> etree._Element | None:
        """Return the root of a part, its namespaces those of transitional documents."""
        data = self._package.read(part)
        for strict, usual in _STRICT if data and b"purl.oclc.org" in data else ():
            data = data.replace(strict, usual) if data else data
        return None if data is None else parse_xml(data)

    def _related(self, part: str) -> dict[str, list[str]]:
        folder, base = posixpath.split(part)
        root = self._package.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        related: dict[str, list[str]] = {}
        for entry in () if root is None else root.iter(_RELATIONSHIP):
            if entry.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, entry.get("Target", "")))
                related.setdefault(entry.get("Type", "").rpartition("/")[2], []).append(target.lstrip("/"))
        return related


def value(element: etree._Element | None, path: str) -> str | None:
    """Return ``w:val`` of the first element at a path of local names, ``None`` where there is none."""
    place = None if element is None else element.find("/".join(W + step for step in path.split("/")))
    return None if place is None else place.get(f"{W}val")


def number(text: str | None, *, most: int = 32_767) -> int | None:
    """Return a whole number from 0 to ``most``, ``None`` for anything else: files may hold any text."""
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) <= most else None
