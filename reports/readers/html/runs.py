"""Runs of a web page's text: pieces between two block boundaries."""

from dataclasses import dataclass, field
from typing import NamedTuple

from lxml.html import HtmlElement

from rightstag.reports.readers.html.prose import fold


class Piece(NamedTuple):
    """Text and the element that it stands in directly.

    ``ends_line`` marks the white space of a line break; ``aside`` is why the piece is not on the page.
    """

    text: str
    parent: HtmlElement
    aside: str | None = None
    ends_line: bool = False


@dataclass(slots=True, eq=False)
class Run:
    """Text between two block boundaries.

    Attributes
    ----------
    block
        The innermost block element around it.
    pieces
        In order.
    aside
        Why it is not on the page: struck out, hidden; ``None`` for what is shown.
    text
        With its white space folded.
    """

    block: HtmlElement
    pieces: tuple[Piece, ...]
    aside: str | None = None
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = fold("".join([piece.text for piece in self.pieces]))
