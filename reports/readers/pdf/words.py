"""Words of a PDF page from pdfium: a few calls for each word, since one for each character would cost too much."""

import ctypes
import math
import re
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from rightstag.reports.readers.pdf import pdfium_calls as call
from rightstag.reports.readers.pdf.geometry import Style, Word

#: Space that pdfium infers from a gap, before a word of an OCR layer or of a script that may have no spaces.
INFERRED = "\u200a"

_TOKEN = re.compile(r"\S+")
# pdfium marks the hyphen of a broken word with a control character (an older release: with a non-character).
_HYPHENS = {"\x02": "-", "\ufffe": "-"}
_SPACELESS = "\u0e00"  # from Thai on come the scripts that set no spaces between words
_UNREADABLE = "\ufffd"  # a glyph that the PDF gives no character for
_FORMAT = "\u00ad\u200c\u200d"  # soft hyphen and joiners belong to words; other unseen characters do not
_UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BOLD_NAME = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique", re.IGNORECASE)
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BOLD_WEIGHT = 650
_STROKED = 2  # text render mode: filled and stroked, a poor man's bold
_UNPAINTED = (3, 7)  # text render modes that paint nothing: invisible, and clipping only
_WHITE = 0xF8  # of each colour, or more


class _Source(NamedTuple):
    """Properties shared by the characters of a text object."""

    style: Style
    ink: str
    y: float


class _Font(NamedTuple):
    name: str
    bold: bool
    italic: bool


class TextPage:
    """The characters of a page, asked for by index; close the page of pdfium after use."""

    def __init__(self, textpage: pdfium.PdfTextPage) -> None:
        self._handle = call.address(textpage.raw)
        self.text = self._text(textpage)
        self._sources: dict[int, _Source] = {}
        self._fonts: dict[int, _Font] = {}
        self._box = (ctypes.c_float * 4)()  # left, top, right, bottom
        self._box_address = ctypes.addressof(self._box)
        self._point = (ctypes.c_double * 2)()
        self._matrix = raw.FS_MATRIX()
        self._colour = (ctypes.c_uint * 4)()

    def _text(self, textpage: pdfium.PdfTextPage) -> str:
        """Return one character for each index."""
        count = textpage.count_chars()
        buffer = (ctypes.c_ushort * (count + 1))()
        units = raw.FPDFText_GetText(textpage.raw, 0, count, buffer)
        text = bytes(buffer)[: 2 * max(units - 1, 0)].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
        # pdfium leaves control characters out of the whole text.
        return "".join(chr(call.character(self._handle, index)) for index in range(count))

    def words(self, begin: int, stop: int) -> Iterator[Word]:
        """Yield the words of the characters ``[begin, stop)`` in pdfium's order, cut where their style changes."""
        places = [match.span() for match in _TOKEN.finditer(self.text, begin, stop)]
        objects = [call.text_object(self._handle, start) for start, _ in places]
        end, before = begin, 0
        for (start, until), one, following in zip(places, objects, [*objects[1:], 0], strict=False):
            space = self.text[end:start]
            # Characters of a text object follow each other: a word is whole where the next one is of the same object.
            whole = bool(one) and one == following
            for first, last, source in [(start, until, one)] if whole else self._runs(start, until, one or before):
                word = self._word(first, last, source, space)
                spaceless = word.ink or word.text[:1] >= _SPACELESS
                yield word._replace(space=INFERRED) if spaceless and self._is_inferred(end, start) else word
                space, before = "", source
            end = until

    def _is_inferred(self, start: int, end: int) -> bool:
        """Check if a space in ``[start, end)`` is inferred from a gap, not written in the file."""
        return self.text[start:end] == " " and not call.text_object(self._handle, start)

    def glyphs(self, start: int, end: int) -> Iterator[Word]:
        """Yield the characters ``[start, end)`` one by one, without the spaces that pdfium infers from gaps."""
        before = 0
        for index in range(start, end):
            own = call.text_object(self._handle, index)  # none where pdfium adds the character
            before = own or before
            if own or (before and not self.text[index].isspace()):
                yield self._word(index, index + 1, before, "")

    def _runs(self, start: int, end: int, one: int) -> list[tuple[int, int, int]]:
        """Cut a word where the text object changes; a character that pdfium adds is of the object before it."""
        if end - start == 1 or one == call.text_object(self._handle, end - 1):
            return [(start, end, one)] if one else []
        runs: list[tuple[int, int, int]] = []
        for index in range(start, end):
            one = call.text_object(self._handle, index) or one
            if runs and runs[-1][2] == one:
                runs[-1] = (runs[-1][0], index + 1, one)
            elif one:
                runs.append((index, index + 1, one))
        return runs

    def _word(self, start: int, end: int, address: int, space: str) -> Word:
        source = self._sources.get(address)
        if source is None:
            source = self._sources[address] = self._source(start, address)
        text = self.text[start:end]
        if not text.isprintable():
            text = readable(text)
        x0, x1, y = self._extent(start, end - 1, source)
        return Word(text, x0, x1, y, source.style, space, source.ink)

    def _extent(self, first: int, last: int, source: _Source) -> tuple[float, float, float]:
        """Return a word's start and end along its line, and the line's position, once the page is turned."""
        box = self._box
        call.loose_box(self._handle, first, self._box_address)
        left, top, right, bottom = box
        if last != first:
            call.loose_box(self._handle, last, self._box_address)
            left, top, right, bottom = min(left, box[0]), max(top, box[1]), max(right, box[2]), min(bottom, box[3])
        if source.style.angle == 0:  # nearly always; then all characters of a text object stand on one line
            return left, right, source.y
        x, y = self._origin(first)
        angle = math.radians(source.style.angle)
        cos, sin = math.cos(angle), math.sin(angle)
        ends = [a * cos + b * sin for a in (left, right) for b in (bottom, top)]
        return min(ends), max(ends), x * sin - y * cos

    def _origin(self, index: int) -> tuple[float, float]:
        point = ctypes.addressof(self._point)
        call.origin(self._handle, index, point, point + 8)
        x, y = self._point
        return x, y

    def _source(self, index: int, address: int) -> _Source:
        call.matrix(self._handle, index, ctypes.addressof(self._matrix))
        matrix = self._matrix
        # The size of the font is often 1, and the matrix scales it.
        size = call.font_size(self._handle, index) * math.hypot(matrix.c, matrix.d)
        font = self._font(call.font(address))
        mode = call.render_mode(address)
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
        style = Style(round(size, 1) or 1.0, font.bold or mode == _STROKED, font.italic, angle, font.name)
        ink = "invisible" if mode in _UNPAINTED else self._ink(index)
        return _Source(style, ink, -self._origin(index)[1])

    def _font(self, address: int) -> _Font:
        known = self._fonts.get(address)
        if known is None:
            buffer = ctypes.create_string_buffer(256)
            call.font_name(address, ctypes.addressof(buffer), 256)
            name = _SUBSET.sub("", buffer.value.decode("utf-8", "replace"))
            bold = bool(_BOLD_NAME.search(name)) or call.font_weight(address) >= _BOLD_WEIGHT
            known = self._fonts[address] = _Font(name, bold, bool(_ITALIC_NAME.search(name)))
        return known

    def _ink(self, index: int) -> str:
        colour = ctypes.addressof(self._colour)
        if not call.fill_colour(self._handle, index, *(colour + 4 * part for part in range(4))):
            return ""
        *parts, alpha = self._colour
        return "invisible" if alpha == 0 else "white" if min(parts) >= _WHITE else ""


def readable(text: str) -> str:
    """Replace hyphens that pdfium marks and characters that nobody can read; drop marks of direction."""
    return "".join(map(_readable, _UNSEEN.sub("", text)))


def _readable(character: str) -> str:
    if character in _HYPHENS:
        return _HYPHENS[character]
    shown = character.isprintable() or character.isspace() or character in _FORMAT or character > "\ue000"
    return character if shown else _UNREADABLE
