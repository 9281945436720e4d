"""Drawn bullets, glyphs of symbol fonts as bullets, and drop caps (initials as tall as several lines)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rightstag.reports.readers.pdf.geometry import Box, Page, Span

_DOT = (1.0, 8.0)  # points: what is smaller is dirt, what is larger a picture
_SYMBOL_FONT = re.compile(r"dingbat|wingding|webding|symbol|bullet|marlett|awesome|ornament|icons?\b", re.IGNORECASE)
_FEW_SIGNS = 3  # as many signs of one font, and nothing else in it, are bullets
_SIGN_KINDS = 2
_BAND = 4  # points: the spans beside a sign are looked for in its band of the page
_SAME_HEIGHT = 0.4  # of the letters' size
_APART, _ITEM = 0.15, 5.0  # of the letters' size: an item stands so far from its sign
_SQUARE = 1.3  # times as wide as tall, or as tall as wide, a bullet is at the most
_MOST_DOTS = 200  # of a page; with more it is a map or a chart
_BESIDE = 2.5  # of the letters' size: so near stands the item
_INITIAL = 1.7  # of the letters' size: an initial is as tall as two lines
_INITIAL_LETTERS = 2  # a quotation mark and a letter
_MOST_INITIALS = 50  # of a page; with more it is a table or a poster
_INITIAL_LINES = 2
_NEAR = 1.0  # of the letters' size: so near stands the text beside an initial


def find_drawn_bullets(boxes: Iterable[Box], spans: Sequence[Span]) -> list[tuple[Span, float, float]]:
    """Find drawn bullets: small squares or discs with nothing at their left; return each item's span and the edges.

    Parameters
    ----------
    boxes
        Of the paths of a page.
    spans
        Of the same page.
    """
    dots = [box for box in boxes if _is_dot(box)]
    if len(dots) > _MOST_DOTS:
        return []
    bullets = []
    for left, right, top, bottom in dots:
        beside = [span for span in spans if span.y - 0.9 * span.size < (top + bottom) / 2 < span.y]
        items = [span for span in beside if 0 < span.x0 - right < _BESIDE * span.size]
        if items and not any(left - span.x0 > 0 and left - span.x1 < _BESIDE * span.size for span in beside):
            bullets.append((min(items, key=lambda span: span.x0), left, right))
    return bullets


def name_symbol_bullets(pages: Sequence[Page]) -> None:
    """Write a bullet for each glyph of a symbol font that stands before an item; files encode them as letters.

    A font is one of symbols by its name, or because all that it sets in the document is a sign or two before items.

    Parameters
    ----------
    pages
        Of the whole document; the texts of their spans change.
    """
    used: Counter[str] = Counter(span.style.font for page in pages for span in page.spans)
    leading: dict[str, list[Span]] = defaultdict(list)
    for page in pages:
        signs = [span for span in page.spans if _is_sign(span)]
        bands = _bands(page.spans) if signs else {}
        for span in signs:
            if _leads_item(span, bands):
                leading[span.style.font].append(span)
    for font, signs in leading.items():
        kinds = {span.text.strip() for span in signs}
        alone = len(signs) == used[font] >= _FEW_SIGNS and len(kinds) <= _SIGN_KINDS
        for span in signs if alone or _SYMBOL_FONT.search(font) else ():
            span.text = "• "


def attach_drop_caps(spans: list[Span]) -> list[Span]:
    """Attach each drop cap to its word and return the other spans of the page.

    The lines beside an initial begin where it does, as they would without it.
    """
    smallest = min((span.size for span in spans), default=0.0)
    initials = [
        span
        for span in spans
        if span.size > _INITIAL * smallest
        and len(span.text.strip()) <= _INITIAL_LETTERS
        and span.text.strip()[-1:].isupper()
    ]
    gone = {id(initial) for initial in initials[:_MOST_INITIALS] if _set(initial, spans)}
    return [span for span in spans if id(span) not in gone]


def _set(initial: Span, spans: Sequence[Span]) -> bool:
    beside = [
        span
        for span in spans
        if initial.size > _INITIAL * span.size
        and initial.y - initial.size < span.y <= initial.y + 0.2 * span.size
        and -0.3 * span.size < span.x0 - initial.x1 < _NEAR * span.size
    ]
    if len({round(span.y) for span in beside}) < _INITIAL_LINES:
        return False
    first = min(beside, key=lambda span: span.y)
    first.text = initial.text.lstrip() + first.text
    for span in beside:
        span.x0 = initial.x0
    return True


def _is_sign(span: Span) -> bool:
    text = span.text.strip()
    return len(text) == 1 and not text.isdigit()


def _bands(spans: Sequence[Span]) -> dict[int, list[Span]]:
    """Sort the spans of a page by all the heights at which a sign is on their line."""
    bands: dict[int, list[Span]] = defaultdict(list)
    for span in spans:
        reach = _SAME_HEIGHT * span.size
        for band in range(int((span.y - reach) // _BAND), int((span.y + reach) // _BAND) + 1):
            bands[band].append(span)
    return bands


def _leads_item(sign: Span, bands: Mapping[int, Sequence[Span]]) -> bool:
    """Check if text stands at the right of a sign on its line, a little apart, and none at its left."""
    near = bands.get(int(sign.y // _BAND), ())
    beside = [span for span in near if span is not sign and abs(span.y - sign.y) < _SAME_HEIGHT * span.size]
    before = any(0 <= sign.x0 - span.x1 < _BESIDE * span.size for span in beside)
    after = min((span.x0 - sign.x1 for span in beside if span.x0 > sign.x0), default=0.0)
    return not before and _APART * sign.size < after < _ITEM * sign.size


def _is_dot(box: Box) -> bool:
    left, right, top, bottom = box
    small, large = sorted((right - left, bottom - top))
    return _DOT[0] <= small <= large <= min(_DOT[1], _SQUARE * small)
