"""The geometry of a PDF page: runs of text in one style, the rules drawn between them, and bounding boxes."""

from dataclasses import dataclass

#: Left, right, top and bottom of what is drawn, in points; top and bottom grow downwards.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """How a run is set: size in points, its direction in degrees, and the name of its font."""

    size: float
    bold: bool
    italic: bool
    angle: int
    font: str = ""


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
    """What lies on a page, turned upright; ``aside`` are the runs that are set at another angle.

    ``rules`` are horizontal: where each begins, ends and lies, as of a span.
    """

    number: int
    spans: list[Span]
    aside: list[Span]
    rules: list[tuple[float, float, float]]
