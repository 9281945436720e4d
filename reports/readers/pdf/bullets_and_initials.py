"""Drawn bullets and drop caps (initials as tall as several lines)."""

from collections.abc import Iterable, Sequence

from rightstag.reports.readers.pdf.geometry import Box, Span

_DOT = (1.0, 8.0)  # points: what is smaller is dirt, what is larger a picture
_SQUARE = 1.3  # times as wide as tall, or as tall as wide, a bullet is at the most
_MOST_DOTS = 200  # of a page; with more it is a map or a chart
_BESIDE = 2.5  # of the letters' size: so near stands the item
_INITIAL = 1.7  # of the letters' size: an initial is as tall as two lines
_INITIAL_LETTERS = 2  # a quotation mark and a letter
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


def attach_drop_caps(spans: list[Span]) -> list[Span]:
    """Attach each drop cap to its word and return the other spans of the page.

    The lines beside an initial begin where it does, as they would without it.
    """
    initials = [
        span for span in spans if len(span.text.strip()) <= _INITIAL_LETTERS and span.text.strip()[-1:].isupper()
    ]
    gone = [initial for initial in initials if _set(initial, spans)]
    return [span for span in spans if not any(span is initial for initial in gone)]


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


def _is_dot(box: Box) -> bool:
    left, right, top, bottom = box
    small, large = sorted((right - left, bottom - top))
    return _DOT[0] <= small <= large <= min(_DOT[1], _SQUARE * small)
