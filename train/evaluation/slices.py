"""Parts of the paragraphs that a model may do worse on: of one source, country, year, language or length."""

from collections.abc import Callable, Sequence

from rightstag.models.scores import Slice
from rightstag.train.dataset import Dataset, Example

#: Up to how many words a paragraph is of which length.
LENGTHS = ((50, "1-50 words"), (120, "51-120 words"))
_LONG = "121 words or more"
#: With fewer labels to be found than this a slice is not called the worst: one miss would make it so.
FEWEST_POSITIVE = 10

#: By what paragraphs are sliced. Another kind of slice is another entry here.
_KINDS: dict[str, Callable[[Example], str | int | None]] = {
    "source": lambda example: example.source,
    "country": lambda example: example.country,
    "year": lambda example: example.year,
    "language": lambda example: example.language,
    "length": lambda example: length_of(example.text),
}


def slices_of(data: Dataset) -> dict[str, list[str | None]]:
    """Return the slice of each paragraph, by kind of slice; None where it is unknown."""
    raw = {kind: [of(example) for example in data.examples] for kind, of in _KINDS.items()}
    return {kind: [None if value is None else str(value) for value in values] for kind, values in raw.items()}


def length_of(text: str) -> str:
    """Return the length bin of a paragraph by its number of words, such as ``1-50 words``.

    Examples
    --------
    >>> length_of("Police broke up the rally."), length_of("again " * 200)
    ('1-50 words', '121 words or more')
    """
    words = len(text.split())
    return next((name for most, name in LENGTHS if words <= most), _LONG)


def worst(slices: Sequence[Slice]) -> dict[str, str]:
    """Return the slice of the lowest macro F1 of each kind, where there are two or more to choose from."""
    lowest = {}
    for kind in dict.fromkeys(part.by for part in slices):
        parts = [
            (part.macro.f1.value, part.value)
            for part in slices
            if part.by == kind and part.macro.f1.value is not None and part.macro.support >= FEWEST_POSITIVE
        ]
        if len(parts) > 1:
            lowest[kind] = min(parts)[1]
    return lowest
