"""The characters of a PDF page as runs of one style on one base line, with the rules drawn between them."""

import ctypes
import math
import re
from collections import Counter
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from rightstag.reports.readers.pdf.bullets_and_initials import attach_drop_caps, find_drawn_bullets
from rightstag.reports.readers.pdf.geometry import Box, Page, Span, Style

# pdfium marks the hyphen of a broken word with a control character (an older release: with a non-character).
_HYPHENS = {0x02: "-", 0xFFFE: "-"}
_UNREADABLE = "\ufffd"  # a glyph that the PDF gives no character for
_BOLD_NAME = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique", re.IGNORECASE)
_BOLD_WEIGHT = 650
_STROKED = 2  # text render mode: filled and stroked, a poor man's bold
_RULE_HEIGHT = 3.0  # points; a thicker path is a box


class _Glyph(NamedTuple):  # there is one for every character: a tuple is made fastest
    text: str
    x0: float
    x1: float
    y: float
    style: Style


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """Return the spans and rules of a page in the order in which the file draws them."""
    textpage = page.get_textpage()
    try:
        glyphs = _glyphs(textpage.raw, textpage.count_chars())
    finally:
        textpage.close()
    angles = Counter(glyph.style.angle for glyph in glyphs if glyph and not glyph.text.isspace())
    upright = angles.most_common(1)[0][0] if angles else 0
    spans: list[Span] = []
    for angle in angles:
        spans += _spans([glyph for glyph in glyphs if glyph is None or glyph.style.angle == angle])
    aside = [span for span in spans if span.style.angle != upright]
    boxes = _boxes(page) if upright == 0 else []
    standing = attach_drop_caps([span for span in spans if span.style.angle == upright])
    for item, left, right in find_drawn_bullets(boxes, standing):
        standing.insert(standing.index(item), Span("• ", left, right, item.y, item.style))
    rules = [
        (left, right, (top + bottom) / 2) for left, right, top, bottom in boxes if _is_rule(right - left, bottom - top)
    ]
    return Page(number, standing, aside, rules)


def _glyphs(handle: object, count: int) -> list[_Glyph | None]:
    """Return the characters of a page; ``None`` where pdfium sees a line end."""
    styles: dict[int, Style] = {}
    glyphs: list[_Glyph | None] = []
    x, y, box, style = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF(), None
    for index in range(count):
        code = raw.FPDFText_GetUnicode(handle, index)
        if code in (0x0A, 0x0D):
            glyphs.append(None)
            continue
        source = raw.FPDFText_GetTextObject(handle, index)
        if source:
            address = ctypes.addressof(source.contents)
            style = styles.get(address) or styles.setdefault(address, _style(handle, index, source))
        if style is None:  # a space that pdfium put before the first character
            continue
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        raw.FPDFText_GetLooseCharBox(handle, index, box)
        glyphs.append(_Glyph(_character(code), *_extent(box, x.value, y.value, style.angle), style))
    return glyphs


def _character(code: int) -> str:
    if code in _HYPHENS:
        return _HYPHENS[code]
    text = chr(code)
    return text if text.isprintable() or text.isspace() or text == "\u00ad" or text > "\ue000" else _UNREADABLE


def _style(handle: object, index: int, source: object) -> Style:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(handle, index, matrix)
    # The size of the font is often 1, and the matrix scales it.
    size = raw.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
    font = raw.FPDFTextObj_GetFont(source)
    buffer = ctypes.create_string_buffer(256)
    raw.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = buffer.value.decode("utf-8", "replace")
    bold = (
        bool(_BOLD_NAME.search(name))
        or raw.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT
        or raw.FPDFTextObj_GetTextRenderMode(source) == _STROKED
    )
    angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
    return Style(round(size, 1) or 1.0, bold, bool(_ITALIC_NAME.search(name)), angle, name)


def _extent(box: raw.FS_RECTF, x: float, y: float, angle: int) -> tuple[float, float, float]:
    """Return where a character begins and ends along its line, and where the line stands, once the page is turned."""
    if angle == 0:  # nearly always, and this is the innermost step
        return box.left, box.right, -y
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    ends = [a * cos + b * sin for a in (box.left, box.right) for b in (box.bottom, box.top)]
    return min(ends), max(ends), x * sin - y * cos


def _spans(glyphs: list[_Glyph | None]) -> list[Span]:
    """Return runs of characters that follow each other on a line in one style."""
    spans: list[Span] = []
    last: Span | None = None
    before: _Glyph | None = None
    for glyph in glyphs:
        if glyph is None:
            last = None
        elif glyph.text.isspace():
            if last is not None:
                last.text += " "
        elif last is not None and before is not None and _follows(before, glyph):
            last.text += glyph.text
            last.x1 = max(last.x1, glyph.x1)
            before = glyph
        else:
            last, before = Span(glyph.text, glyph.x0, glyph.x1, glyph.y, glyph.style), glyph
            spans.append(last)
    return spans


def _follows(before: _Glyph, glyph: _Glyph) -> bool:
    em = before.style.size
    same_line = abs(glyph.y - before.y) < 0.05 * em
    ligature = glyph.x0 == before.x0  # its letters share one place
    same_style = glyph.style is before.style or glyph.style == before.style
    return same_line and same_style and (ligature or -0.5 * em < glyph.x0 - before.x1 < 0.9 * em)


def _boxes(page: pdfium.PdfPage) -> list[Box]:
    """Return what the drawn paths of a page take up."""
    bounds = (path.get_bounds() for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3))
    return [(left, right, -top, -bottom) for left, bottom, right, top in bounds]


def _is_rule(width: float, height: float) -> bool:
    return height <= _RULE_HEIGHT < width
