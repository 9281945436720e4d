"""The geometry of a PDF page: words and runs of text in one style, the rules between them, and bounding boxes."""

from dataclasses import dataclass
from typing import NamedTuple

#: Left, right, top and bottom of what is drawn, in points; top and bottom grow downwards.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """Type of a run: size in points, direction in degrees, and the name of its font."""

    size: float
    bold: bool
    italic: bool
    angle: int
    font: str = ""


class Word(NamedTuple):
    """Characters without white space from one text object; ``y`` is the base line and grows downwards, in points.

    Attributes
    ----------
    space
        White space before it, as pdfium gives or infers it; with a line end where it begins a line.
    ink
        ``"invisible"`` where nothing is painted, ``"white"`` where white is, else empty.
    """

    text: str
    x0: float
    x1: float
    y: float
    style: Style
    space: str = ""
    ink: str = ""

    def mirrored(self, axis: float) -> "Word":
        """Mirror the word; ``axis`` is the sum of a place and its mirror image."""
        return self._replace(x0=axis - self.x1, x1=axis - self.x0)


@dataclass(slots=True)
class Span:
    """A run of text in one style on one base line; ``y`` grows downwards, in points."""

    text: str
    x0: float
    x1: float
    y: float
    style: Style

    @property
    def size(self) -> float:
        """Size of the letters in points."""
        return self.style.size


@dataclass(frozen=True, slots=True)
class Page:
    """Text and rules of a page, turned upright; a page in a right-to-left script is its mirror image.

    Attributes
    ----------
    number
        From 1.
    spans
        The text, in the order in which the file draws it.
    aside
        Text that is no body text wherever it stands, by the reason: set at another angle, hidden, outside the page.
    rules
        Horizontal lines: where each begins, ends and lies, as of a span.
    pictured
        Whether images cover half of it, or many paths have the size of letters: what it shows may be text.
    """

    number: int
    spans: list[Span]
    aside: dict[str, list[Span]]
    rules: list[tuple[float, float, float]]
    pictured: bool = False
