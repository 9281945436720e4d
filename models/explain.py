"""Word weights: places of terms in a text, and the share of each word in the log-odds."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rightstag.models.stop_words import STOP_WORDS

#: scikit-learn's own idea of a word, and of the pieces that letter groups are cut from.
TOKEN = re.compile(r"(?u)\b\w\w+\b")
_PIECE = re.compile(r"\S+")

#: Characters that join the parts of a word.
_JOINERS = "'’-‐‑"
#: Explanations leave out what adds less to the log-odds than rounding would show.
_NEGLIGIBLE = 0.005

Span = tuple[int, int]
Floats = npt.NDArray[np.float64]


class WordWeight(NamedTuple):
    """A word at characters ``[start, end)`` of a text, and what it adds to the log-odds of a label."""

    start: int
    end: int
    weight: float


class WordWeights(NamedTuple):
    """The words of a text, in reading order, and the weights of each in the log-odds of some labels.

    Attributes
    ----------
    spans
        Characters ``[start, end)`` of each word.
    weights
        Shape (words, labels).
    """

    spans: list[Span]
    weights: Floats


def lower_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """Return the lower-cased text and, for each of its characters and the end, the place in the text.

    Lower-casing can lengthen a text (``İ`` becomes two characters), so places in the two differ.

    Examples
    --------
    >>> lower_with_offsets("Aİb")
    ('ai̇b', [0, 1, 1, 2, 3])
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered, range(len(text) + 1)
    places = [place for place, character in enumerate(text) for _ in character.lower()]
    return lowered, [*places, len(text)]


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


def piece_spans(lowered: str) -> npt.NDArray[np.int64]:
    """Return first and last character of what stands between white space, shape (pieces, 2)."""
    return np.array([match.span() for match in _PIECE.finditer(lowered)], dtype=np.int64).reshape(-1, 2)


def spread(pieces: npt.NDArray[np.int64], spans: npt.NDArray[np.int64], weights: Floats) -> Floats:
    """Share out the weights of terms among the pieces of text that they cover, evenly.

    Parameters
    ----------
    pieces
        As `piece_spans` gives them.
    spans
        First and last character of each occurrence of a term, shape (m, 2).
    weights
        Of each occurrence, shape (m, labels).

    Returns
    -------
    numpy.ndarray
        Shape (pieces, labels); the sums are those of ``weights``.

    Examples
    --------
    >>> spread(piece_spans("the rally"), np.array([[0, 9], [4, 7]]), np.array([[1.0], [2.0]])).tolist()
    [[0.5], [2.5]]
    """
    first = np.searchsorted(pieces[:, 0], spans[:, 0], side="right") - 1
    covered = np.searchsorted(pieces[:, 0], spans[:, 1], side="left") - first
    offsets = np.arange(covered.sum()) - np.repeat(np.cumsum(covered) - covered, covered)
    shares = np.zeros((len(pieces), weights.shape[1]))
    np.add.at(shares, np.repeat(first, covered) + offsets, np.repeat(weights / covered[:, np.newaxis], covered, axis=0))
    return shares


def heaviest(text: str, words: WordWeights, column: int, top: int) -> list[WordWeight]:
    """Return the words with the largest weights, heaviest first: never function words, word parts or numbers alone.

    Parameters
    ----------
    column
        Of the weights.
    top
        At most so many words.
    """
    heavy: list[WordWeight] = []
    for row in np.argsort(-words.weights[:, column], kind="stable").tolist():
        weight = float(words.weights[row, column])
        if weight < _NEGLIGIBLE or len(heavy) == top:
            break
        start, end = trim(text, *words.spans[row])
        if is_telling(text[start:end]):
            heavy.append(WordWeight(start, end, weight))
    return heavy


def is_telling(word: str) -> bool:
    """Check if a word can be evidence: it has two letters or more, and is no function word.

    Examples
    --------
    >>> [word for word in ("rally", "the", "Don’t", "2019", "s", "1st") if is_telling(word)]
    ['rally', '1st']
    """
    return sum(map(str.isalpha, word)) > 1 and word.lower().replace("’", "'") not in STOP_WORDS


def join_parts(text: str, words: WordWeights) -> WordWeights:
    """Put together what is one word to a reader: parts that an apostrophe or a hyphen joins.

    Examples
    --------
    >>> join_parts("non-violent act", WordWeights([(0, 3), (4, 11), (12, 15)], np.array([[1.0], [2.0], [0.5]])))
    WordWeights(spans=[(0, 11), (12, 15)], weights=array([[3. ],
           [0.5]]))
    """
    firsts = [
        row
        for row, (start, _) in enumerate(words.spans)
        if not row or words.spans[row - 1][1] != start - 1 or text[start - 1] not in _JOINERS
    ]
    if len(firsts) == len(words.spans):
        return words
    lasts = [*firsts[1:], len(words.spans)]
    spans = [(words.spans[first][0], words.spans[last - 1][1]) for first, last in zip(firsts, lasts, strict=True)]
    return WordWeights(spans, np.add.reduceat(words.weights, firsts, axis=0))


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
