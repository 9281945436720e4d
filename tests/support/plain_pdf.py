"""PDF files in any script without a font file: every character is a glyph half as wide as tall, placed by the test."""

_WIDTH = 0.5  # of the size
_HEX = "".join(f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>\n" for high in range(256))
_BLOCKS = "\n".join(
    f"100 beginbfrange\n{''.join(_HEX.splitlines(keepends=True)[start : start + 100])}endbfrange".replace(
        "100 begin", f"{min(100, 256 - start)} begin", 1
    )
    for start in range(0, 256, 100)
)
_TO_UNICODE = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Plain def /CMapType 2 def\n"
    f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{_BLOCKS}\nendcmap end end"
)


class PlainPdf:
    """Pages on which a test puts each run of text where it wants it; ``crop`` is the shown part of every page."""

    def __init__(self, width: float = 595, height: float = 842, crop: tuple[float, ...] | None = None) -> None:
        self._box, self._crop = (0, 0, width, height), crop
        self._pages: list[list[str]] = [[]]

    def text(self, text: str, x: float, y: float, size: float = 10, *, state: str = "") -> None:
        """Put a run of text; ``state`` are text operators before it, as ``3 Tr`` for invisible text."""
        codes = text.encode("utf-16-be").hex()
        self._pages[-1].append(f"q BT /F1 {size} Tf {state} 1 0 0 1 {x:.2f} {y:.2f} Tm <{codes}> Tj ET Q")

    def from_right(self, text: str, right: float, y: float, size: float = 10) -> None:
        """Put a line that is read from the right, word by word in the order in which it is read, without spaces."""
        for word in text.split():
            right -= len(word) * _WIDTH * size
            self.text(word[::-1], right, y, size)
            right -= _WIDTH * size

    def rectangle(self, x: float, y: float, width: float, height: float, colour: str = "0 0 0") -> None:
        self._pages[-1].append(f"q {colour} rg {x} {y} {width} {height} re f Q")

    def image(self, x: float, y: float, width: float, height: float) -> None:
        self._pages[-1].append(f"q {width} 0 0 {height} {x} {y} cm /I1 Do Q")

    def turn(self) -> None:
        self._pages.append([])

    def bytes(self) -> bytes:
        first = 8  # objects before the pages
        kids = " ".join(f"{first + 2 * place} 0 R" for place in range(len(self._pages)))
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(self._pages)} >>",
            "<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H /DescendantFonts [4 0 R]"
            " /ToUnicode 6 0 R >>",
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /DW 500 /FontDescriptor 5 0 R"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
            "<< /Type /FontDescriptor /FontName /Plain /Flags 4 /FontBBox [0 -200 500 800] /ItalicAngle 0 /Ascent 800"
            " /Descent -200 /CapHeight 700 /StemV 80 >>",
            _stream(_TO_UNICODE),
            _stream("\x7f", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
                    " /BitsPerComponent 8"),
        ]  # fmt: skip
        shown = f"/CropBox [{' '.join(map(str, self._crop))}]" if self._crop else ""
        for place, page in enumerate(self._pages):
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [{' '.join(map(str, self._box))}] {shown}"
                f" /Contents {first + 2 * place + 1} 0 R"
                " /Resources << /Font << /F1 3 0 R >> /XObject << /I1 7 0 R >> >> >>"
            )
            objects.append(_stream("\n".join(page)))
        return _file(objects)


def _stream(content: str, entries: str = "") -> str:
    return f"<< {entries} /Length {len(content)} >>\nstream\n{content}\nendstream"


def _file(objects: list[str]) -> bytes:
    out = "%PDF-1.5\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return f"{out}startxref\n{out.index('xref')}\n%%EOF\n".encode("latin-1")
