"""Result of every reader: the report's text and the blocks that make it up."""

from dataclasses import dataclass, field
from typing import Literal

#: A ``row`` of a table that reports in words is a paragraph, whatever its wording.
Role = Literal["heading", "paragraph", "bullet", "row", "footnote", "furniture"]


@dataclass(frozen=True, slots=True)
class Block:
    """A run of the document's text that belongs together: a paragraph, a heading, a list item, a menu.

    Attributes
    ----------
    start, end
        The characters ``[start, end)`` of ``Document.text``.
    role
        What the format itself says it is; ``None`` where it does not say and the wording must decide.
    level
        Depth of a heading, 1 outermost, where the format says.
    page
        Page it begins on, from 1.
    reason
        Why the format sets it aside, for footnotes and furniture.
    text
        The text as it is meant to be read, where it is not simply the span with white space folded
        (a word hyphenated over a line end, a footnote mark that the format tells apart).
    number
        The number of a paragraph where the format counts it and the text does not hold it.
    lead
        The words that a paragraph begins with in another type and that head it, where the format says.
    """

    start: int
    end: int
    role: Role | None = None
    level: int | None = None
    page: int | None = None
    reason: str | None = None
    text: str | None = None
    number: str | None = None
    lead: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A report as its format gives it.

    Attributes
    ----------
    text
        Every visible character of the report, in reading order.
    blocks
        In order and without overlap; only white space lies between them.
    metadata
        What the format states of the report: ``title``, ``publisher``, ``language``, ``url``, ``year``, ``country``.
    warnings
        Content of the file that could not be read, one line each: pages without a text layer, words lost in conversion.
    """

    text: str
    blocks: tuple[Block, ...]
    metadata: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
