"""Lines and beginnings of paragraphs that a page sets apart by bold, italic or underlined type."""

import re

from lxml.html import HtmlElement

from rightstag.reports.readers.html.dom import lineage
from rightstag.reports.readers.html.prose import fold
from rightstag.reports.readers.html.runs import Piece, Run

_EMPHASIS = frozenset(("b", "strong", "u"))
_BOLD_STYLE = re.compile(r"\bfont-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_SET_APART = _EMPHASIS | {"i", "em"}
_LEAD_ENDS = (".", ":", "–", "—", "：", "。")
LONGEST_HEADING = 120


def lead_in(run: Run) -> str | None:
    """Return the words that a paragraph begins with in bold or italics and that end in a stop: what heads the rest."""
    written = [piece for piece in run.pieces if piece.text.strip()]
    plain = (
        place
        for place, piece in enumerate(written)
        if not any(element.tag in _SET_APART for element in lineage(piece.parent, run.block))
    )
    first = next(plain, len(written))
    lead = fold("".join(piece.text for piece in written[:first]))
    rest = fold("".join(piece.text for piece in written[first:]))
    stops = lead.endswith(_LEAD_ENDS) or rest.startswith(_LEAD_ENDS[1:])
    return lead if lead and rest and stops else None


def is_emphasised_line(pieces: list[Piece] | tuple[Piece, ...], block: HtmlElement) -> bool:
    """Check if a whole line is bold or underlined and short: a heading in all but name."""
    text = fold("".join(piece.text for piece in pieces))
    if not (text and len(text) <= LONGEST_HEADING and re.search(r"[^\W\d_]", text)) or text[-1] in ".,;!。，；！،؛۔।":
        return False
    return _BOLD_STYLE.search(block.get("style", "")) is not None or all(
        any(map(_is_emphasis, lineage(piece.parent, block))) for piece in pieces if piece.text.strip()
    )


def _is_emphasis(element: HtmlElement) -> bool:
    return element.tag in _EMPHASIS or _BOLD_STYLE.search(element.get("style", "")) is not None
