"""Word weights: places of terms in a text, and the share of each word in the log-odds."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

#: scikit-learn's own idea of a word, and of the pieces that letter groups are cut from.
TOKEN = re.compile(r"(?u)\b\w\w+\b")
_PIECE = re.compile(r"\S+")

Span = tuple[int, int]


class WordWeight(NamedTuple):
    """A word at characters ``[start, end)`` of a text, and what it adds to the log-odds of a label."""

    start: int
    end: int
    weight: float

    def trimmed(self, text: str) -> "WordWeight":
        """Return the word without the punctuation around it."""
        return WordWeight(*trim(text, self.start, self.end), self.weight)


def lower_with_offsets(text: str) -> tuple[str, list[int]]:
    """Return the lower-cased text and, for each of its characters and the end, the place in the text.

    Lower-casing can lengthen a text (``İ`` becomes two characters), so places in the two differ.

    Examples
    --------
    >>> lower_with_offsets("Aİb")
    ('ai̇b', [0, 1, 1, 2, 3])
    """
    places = [place for place, character in enumerate(text) for _ in character.lower()]
    return text.lower(), [*places, len(text)]


def word_spans(lowered: str, sizes: range) -> Iterator[tuple[str, Span]]:
    """Yield every run of words as scikit-learn's word analyser makes them, and where it stands.

    Examples
    --------
    >>> list(word_spans("the rally", range(1, 3)))
    [('the', (0, 3)), ('rally', (4, 9)), ('the rally', (0, 9))]
    """
    tokens = [(match[0], match.span()) for match in TOKEN.finditer(lowered)]
    for size in sizes:
        for run in zip(*(tokens[start:] for start in range(size)), strict=False):
            yield " ".join(word for word, _ in run), (run[0][1][0], run[-1][1][1])


def letter_spans(lowered: str, sizes: range) -> Iterator[tuple[str, Span]]:
    """Yield every group of letters as scikit-learn's ``char_wb`` analyser makes them, and where it stands.

    A blank is put before and after each piece of text; it belongs to no place.

    Examples
    --------
    >>> list(letter_spans("ban", range(4, 6)))
    [(' ban', (0, 3)), ('ban ', (0, 3)), (' ban ', (0, 3))]
    """
    for match in _PIECE.finditer(lowered):
        padded = f" {match[0]} "
        for size in sizes:
            for start in range(max(len(padded) - size, 0) + 1):
                first = match.start() + start - 1
                yield padded[start : start + size], (max(first, match.start()), min(first + size, match.end()))
            if size >= len(padded):  # a short piece is given once, whole
                break


SPANS: Mapping[str, Callable[[str, range], Iterator[tuple[str, Span]]]] = {
    "word": word_spans,
    "char_wb": letter_spans,
}


def spread(text: str, terms: Mapping[str, float], analyzer: str, sizes: range) -> dict[Span, float]:
    """Share out what each term adds among the words of the text that it covers.

    Parameters
    ----------
    terms
        What each term adds in all, in log-odds.
    analyzer, sizes
        Of the vectoriser that found the terms.

    Returns
    -------
    dict
        Characters ``[start, end)`` of each word and what it adds; the sum is that of ``terms``.
    """
    lowered, places = lower_with_offsets(text)
    found = defaultdict(list)
    for term, span in SPANS[analyzer](lowered, sizes):
        if term in terms:
            found[term].append(span)
    words = [match.span() for match in _PIECE.finditer(lowered)]
    starts, ends = [start for start, _ in words], [end for _, end in words]
    shares: dict[Span, float] = defaultdict(float)
    for term, spans in found.items():
        for start, end in spans:
            covered = words[bisect_right(ends, start) : bisect_left(starts, end)]
            for first, last in covered:
                shares[places[first], places[last]] += terms[term] / len(spans) / len(covered)
    return dict(shares)


def trim(text: str, start: int, end: int) -> Span:
    """Return the place of a word without the punctuation around it.

    Examples
    --------
    >>> trim("a (rally),", 2, 10)
    (3, 8)
    """
    while end - start > 1 and not text[start].isalnum():
        start += 1
    while end - start > 1 and not text[end - 1].isalnum():
        end -= 1
    return start, end
