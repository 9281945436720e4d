"""A small convolutional network over words: what a window of words says, wherever in the paragraph it stands.

Each word has a vector; filters look at one, three or five neighbouring words; of every filter the strongest answer in
the paragraph and the sum of its answers are read by a linear head (Kim, "Convolutional Neural Networks for Sentence
Classification", 2014). A filter is linear in the words it sees, so that what each word adds to it stands in a table,
and reading a word is adding rows up: as cheap as a linear model over pairs of words, and it knows what stands where.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from models.arrays import from_bytes, to_bytes
from models.explain import lower_with_offsets
from models.features import Block

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

#: What is read: words, and what ends a sentence or a part of one.
_TOKEN = re.compile(r"\w+|[.;!?]")
#: Stands for every number.
NUMBER = "#"
#: Row of the vectors for a word that is not known; the known ones follow.
UNKNOWN, FIRST = 0, 1
#: How much the sum of a filter's answers weighs beside the strongest, over the root of the number of tokens.
SUM_SCALE = np.float32(0.3)
#: Tokens that are read at a time: bounds the memory.
_AT_ONCE = 50_000


def tokens(lowered: str) -> list[str]:
    """Return the tokens of a lower-cased text.

    Examples
    --------
    >>> tokens("on 3 may, police fired.")
    ['on', '#', 'may', 'police', 'fired', '.']
    """
    return [NUMBER if token.isdigit() else token for token in _TOKEN.findall(lowered)]


@dataclass(frozen=True)
class Network:
    """The network of a bundle.

    Attributes
    ----------
    words
        The words it knows, sorted; their vectors begin at row ``FIRST``.
    vectors
        Shape (1 + words, d); the first is every unknown word's.
    filters
        By number of words that they look at (odd): shape (width, d, channels).
    biases
        Of all filters, widths in order, shape (all channels,).
    weights
        What the strongest answer, then the scaled sum of the answers, of each filter add to the calibrated log-odds,
        shape (labels, 2, all channels).
    intercepts
        Shape (labels,).
    """

    words: tuple[str, ...]
    vectors: Singles
    filters: Mapping[int, Singles]
    biases: Singles
    weights: Floats
    intercepts: Floats

    def logits(self, texts: Sequence[str]) -> Floats:
        """Return calibrated log-odds, shape (texts, labels). A text's row does not depend on the other texts."""
        # Not one product of matrices: its last bits depend on how many rows there are.
        rows = [np.einsum("lpc,pc->l", self.weights, answers) for answers in self.pooled(texts)]
        return np.array(rows).reshape(len(texts), len(self.intercepts)) + self.intercepts

    def pooled(self, texts: Sequence[str]) -> Singles:
        """Return the strongest answer and the scaled sum of the answers of each filter, shape (texts, 2, channels)."""
        parts: list[Singles] = [np.zeros((0, 2, len(self.biases)), dtype=np.float32)]
        for first, last in _shares([len(text) for text in texts]):
            ids = [self.encode(text.lower()) for text in texts[first:last]]
            parts.append(_pool(self._answers(ids), np.array([len(each) for each in ids])))
        return np.concatenate(parts)

    def known_share(self, texts: Sequence[str]) -> Floats:
        """Return which share of the words of each text it knows, shape (texts,); 1 for a text without words."""
        shares = np.ones(len(texts))
        for row, text in enumerate(texts):
            words = [token for token in tokens(text.lower()) if token.isalpha()]
            if words:
                shares[row] = sum(word in self._rows for word in words) / len(words)
        return shares

    def contributions(self, text: str, column: int) -> list[tuple[int, int, float]]:
        """Return what each word adds to the log-odds of a label; with what an empty text has they sum to the log-odds.

        Of each answer that counts, a word gets what its row added to it; the biases of those answers are shared out
        evenly.

        Returns
        -------
        list
            Characters ``[start, end)`` and weight of each token, in reading order.
        """
        lowered, places = lower_with_offsets(text)
        spans = [(places[match.start()], places[match.end() - 1] + 1) for match in _TOKEN.finditer(lowered)]
        ids = self.encode(lowered)
        answers = self._answers([ids])
        if not len(ids):
            return []
        strongest, added = self.weights[column]
        use = added * float(SUM_SCALE) / np.sqrt(len(ids)) * (answers > 0)
        best = answers.argmax(axis=0)
        channels = np.arange(answers.shape[1])
        use[best, channels] += strongest * (answers[best, channels] > 0)
        shares = np.full(len(ids), float((use * self.biases).sum()) / len(ids))
        for low, high, offset, table in self._tables:
            rows = slice(max(0, -offset), len(ids) - max(0, offset))
            seen = slice(max(0, offset), len(ids) - max(0, -offset))
            shares[seen] += (use[rows, low:high] * table[ids[seen]]).sum(axis=1)
        return [(start, end, float(share)) for (start, end), share in zip(spans, shares, strict=True)]

    def pipeline(self) -> "Pipeline":
        """Return the same model as a fitted scikit-learn pipeline, texts to probabilities of all labels."""
        from sklearn.pipeline import Pipeline

        from models.estimators import NetworkFeatures
        from models.linear import classifier

        head = classifier(self.weights.reshape(len(self.weights), -1), self.intercepts)
        return Pipeline([("answers", NetworkFeatures(self)), ("labels", head)])

    def only(self, rows: Sequence[int]) -> "Network":
        """Return the same network with these of its labels, in this order."""
        return replace(self, weights=self.weights[list(rows)], intercepts=self.intercepts[list(rows)])

    def files(self) -> dict[str, bytes]:
        """Return what is stored of it."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "vectors": self.vectors.astype(np.float16),
            "biases": self.biases,
            "weights": self.weights,
            "intercepts": self.intercepts,
        }
        arrays |= {f"filters-{width}": filters for width, filters in self.filters.items()}
        return {"words.txt": "\n".join(self.words).encode(), **{f"{n}.npy": to_bytes(a) for n, a in arrays.items()}}

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "Network":
        """Return what `files` gave.

        Raises
        ------
        KeyError, ValueError
            A file is missing, or the arrays do not fit together.
        """
        words = tuple(files["words.txt"].decode().split("\n"))
        widths = sorted(int(name[len("filters-") : -len(".npy")]) for name in files if name.startswith("filters-"))
        filters = {width: from_bytes(files[f"filters-{width}.npy"]) for width in widths}
        names = ("vectors", "biases", "weights", "intercepts")
        vectors, biases, weights, intercepts = (from_bytes(files[f"{name}.npy"]) for name in names)
        network = cls(words, vectors.astype(np.float32), filters, biases, weights, intercepts)
        channels = sum(each.shape[2] for each in filters.values())
        found = vectors.shape[0], biases.shape, weights.shape
        expected = FIRST + len(words), (channels,), (len(intercepts), 2, channels)
        if found != expected:
            raise ValueError(f"arrays of the shapes {found} where {expected} were expected")
        return network

    def encode(self, lowered: str) -> npt.NDArray[np.int64]:
        """Return the row of each token of a lower-cased text, shape (tokens,)."""
        rows = self._rows
        return np.array([rows.get(token, UNKNOWN) for token in tokens(lowered)], dtype=np.int64)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The words as a block of terms, of which the network does not tell in how many texts they occur."""
        words = tuple(word for word in self.words if len(word) > 1 and word[0].isalnum())
        return (Block("words", words, np.full(len(words), np.nan)),)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {word: row for row, word in enumerate(self.words, FIRST)}

    @cached_property
    def _tables(self) -> list[tuple[int, int, int, Singles]]:
        """What each word adds to the filters that see it: first and last channel, the word's place, rows by word."""
        tables, low = [], 0
        for width, filters in self.filters.items():
            high = low + filters.shape[2]
            tables += [(low, high, at - width // 2, self.vectors @ filters[at]) for at in range(width)]
            low = high
        return tables

    def _answers(self, texts: Sequence[npt.NDArray[np.int64]]) -> Singles:
        """Return each filter's answer at each token of the texts, one text after the other, shape (tokens, channels).

        Nothing is added where a window reaches beyond its text.
        """
        reach = max(self.filters) // 2
        gap = np.full(reach, -1)
        ids = np.concatenate([part for text in texts for part in (text, gap)] or [gap])
        at = np.flatnonzero(ids >= 0)
        answers = np.repeat(self.biases[np.newaxis], len(at), axis=0)
        for low, high, offset, table in self._tables:
            seen = np.where(at + offset < 0, -1, ids[at + offset])
            answers[:, low:high] += np.where((seen >= 0)[:, np.newaxis], table[seen], np.float32(0))
        return np.maximum(answers, np.float32(0))


def _pool(answers: Singles, lengths: npt.NDArray[np.int64]) -> Singles:
    """Return the strongest and the scaled sum of the answers in texts of so many tokens each."""
    filled = np.flatnonzero(lengths)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])[filled]
    pooled = np.zeros((len(lengths), 2, answers.shape[1]), dtype=np.float32)
    if len(filled):
        pooled[filled, 0] = np.maximum.reduceat(answers, starts, axis=0)
        sums = np.add.reduceat(answers, starts, axis=0)
        pooled[filled, 1] = sums * (SUM_SCALE / np.sqrt(lengths[filled].astype(np.float32)))[:, np.newaxis]
    return pooled


def _shares(sizes: Sequence[int]) -> list[tuple[int, int]]:
    """Return first and last text of shares of about as many characters, at most some tokens each."""
    shares, first, total = [], 0, 0
    for last, size in enumerate(sizes):
        if total + size > 4 * _AT_ONCE and last > first:
            shares.append((first, last))
            first, total = last, 0
        total += size
    return [*shares, (first, len(sizes))] if sizes else []
