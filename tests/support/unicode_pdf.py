"""PDF pages in any script, set line by line: what a test draws it knows the place of, and no font need be installed."""

import unicodedata
from collections.abc import Iterable, Sequence

from reportlab.pdfbase.pdfmetrics import stringWidth

A4 = (595.0, 842.0)
_USUAL, _SQUARE = 560, 1000  # widths of characters in thousandths of their size


def width_of(text: str, size: float) -> float:
    """Return the width of a text in points."""
    return sum(map(_advance, text)) * size / 1000


def _advance(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return _SQUARE
    return round(stringWidth(character, "Helvetica", 1000)) if character.isascii() else _USUAL


def wrap(words: Sequence[str], width: float, size: float, *, space: str = " ", indent: float = 0.0) -> list[str]:
    """Break words into lines; ``space`` is what stands between them, nothing in Chinese or Thai."""
    lines, room = [""], width - indent
    for word in words:
        longer = f"{lines[-1]}{space}{word}" if lines[-1] else word
        if lines[-1] and width_of(longer, size) > room:
            lines.append(word)
            room = width
        else:
            lines[-1] = longer
    return lines


class Book:
    """A PDF of pages on which text, rules and boxes are drawn; ``y`` grows downwards from the top edge, in points."""

    def __init__(self, size: tuple[float, float] = A4) -> None:
        self.size = size
        self.pages: list[list[str]] = [[]]
        self.codes: dict[str, int] = {}
        self.fonts: dict[str, str] = {}
        self.drawn: list[str] = []

    def text(self, x: float, y: float, text: str, *, size: float = 11, font: str = "Plain") -> None:
        """Draw a text at its base line; a font whose name says so is bold, italic or of symbols."""
        self.drawn.append(text)
        name = self.fonts.setdefault(font, f"F{len(self.fonts)}")
        codes = "".join(f"{self.codes.setdefault(c, len(self.codes) + 1):04x}" for c in text)
        self._draw(f"BT /{name} {size} Tf {x:.2f} {self.size[1] - y:.2f} Td <{codes}> Tj ET")

    def rule(self, x0: float, x1: float, y: float) -> None:
        """Draw a horizontal line."""
        self._draw(f"0.5 w {x0:.2f} {self.size[1] - y:.2f} m {x1:.2f} {self.size[1] - y:.2f} l S")

    def lines(
        self, x: float, y: float, lines: Iterable[str], *, size: float = 11, lead: float = 14, font: str = "Plain"
    ) -> float:
        """Draw lines below each other; return where the next one would stand."""
        for line in lines:
            self.text(x, y, line, size=size, font=font)
            y += lead
        return y

    def turn(self) -> None:
        """Begin a new page."""
        self.pages.append([])

    def _draw(self, operators: str) -> None:
        self.pages[-1].append(operators)

    def bytes(self) -> bytes:
        """Return the file."""
        objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]

        def add(body: bytes) -> int:
            objects.append(body)
            return len(objects)

        cmap = add(_stream(_to_unicode(self.codes)))
        widths = " ".join(f"{code} [{_advance(c)}]" for c, code in self.codes.items())
        fonts = ""
        for font, name in self.fonts.items():
            descriptor = add(
                f"<</Type/FontDescriptor/FontName/{font}/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0/Ascent 800"
                f"/Descent -200/CapHeight 700/StemV 80>>".encode()
            )
            cid = add(
                f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{font}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
                f"/Supplement 0>>/FontDescriptor {descriptor} 0 R/DW 500/W[{widths}]>>".encode()
            )
            top = add(
                f"<</Type/Font/Subtype/Type0/BaseFont/{font}/Encoding/Identity-H/DescendantFonts[{cid} 0 R]"
                f"/ToUnicode {cmap} 0 R>>".encode()
            )
            fonts += f"/{name} {top} 0 R"
        kids = []
        for page in self.pages:
            content = add(_stream("\n".join(page)))
            kids.append(
                add(
                    f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {self.size[0]} {self.size[1]}]/Contents {content} 0 R"
                    f"/Resources<</Font<<{fonts}>>>>>>".encode()
                )
            )
        objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>".encode()
        return _file(objects)


def _stream(text: str) -> bytes:
    data = text.encode()
    return b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)


def _to_unicode(codes: dict[str, int]) -> str:
    pairs = [f"<{code:04x}> <{c.encode('utf-16-be').hex()}>" for c, code in codes.items()]
    parts = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    mapped = "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Test def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{mapped}\nendcmap end end"
    )


def _file(objects: Sequence[bytes]) -> bytes:
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(data))
    )
