"""A small convolutional network over words: what a window of words says, wherever in the paragraph it stands.

Each word has a vector; filters look at one, three or five neighbouring words; of every filter the strongest answer in
the paragraph and the sum of its answers are read by a linear head (Kim, "Convolutional Neural Networks for Sentence
Classification", 2014). A filter is linear in the words it sees, so that what each word adds to it stands in a table,
and reading a word is adding rows up: as cheap as a linear model over pairs of words, and it knows what stands where.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from rightstag.models.arrays import check_unique, read_floats, to_bytes
from rightstag.models.cnn.numpy_backend import (
    SUM_SCALE,
    Integers,
    answers,
    pack_lanes,
    pool,
    reach,
    rounded,
    shares,
)
from rightstag.models.cnn.tokens import FIRST, TOKEN, UNKNOWN, tokens
from rightstag.models.compiled.batching import WORKLOAD, classes, frozen, known_share, lowered_batches, pack
from rightstag.models.explain import WordWeights, lower_with_offsets
from rightstag.models.terms import TermBlock, known_word_share

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

#: Largest answer in steps.
_MOST = 32_000


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
        WORKLOAD.add(len(texts))
        return self.read_many(texts) if WORKLOAD.is_large else self.read_few(texts)

    def read_few(self, texts: Sequence[str]) -> Floats:
        """Compute `logits` by numpy, equal to the last bit."""
        rows = np.repeat(self.intercepts[np.newaxis], len(texts), axis=0)
        # Not one product of matrices: its last bits depend on how many rows there are.
        for (most, total), said in zip(self._head.swapaxes(0, 1), self._pooled(texts).transpose(2, 1, 0), strict=True):
            rows += most * said[0, :, np.newaxis] + total * said[1, :, np.newaxis]
        return rows

    def read_many(self, texts: Sequence[str]) -> Floats:
        """Compute `logits` by a compiled loop."""
        from rightstag.models.cnn.numba_backend import read_bytes

        rows = np.empty((len(texts), len(self.intercepts)))
        model = [frozen(array) for array in (classes(), *self.compiled)]
        for batch, data, offsets in lowered_batches(texts):
            rows[batch] = read_bytes(frozen(data), frozen(offsets), *model)
        return rows

    def pooled(self, texts: Sequence[str]) -> Floats:
        """Return the strongest answer and the scaled sum of the answers of each filter, shape (texts, 2, channels)."""
        return self._pooled(texts) * self._steps

    def _pooled(self, texts: Sequence[str]) -> Floats:
        """Compute `pooled` in steps."""
        parts: list[Floats] = [np.zeros((0, 2, len(self.biases)))]
        for first, last in shares([len(text) for text in texts]):
            ids = [self.encode(text.lower()) for text in texts[first:last]]
            parts.append(pool(self._answers(ids), np.array([len(each) for each in ids])))
        return np.concatenate(parts)

    def known_share(self, texts: Sequence[str]) -> Floats:
        """Return the share of each text's words in the vocabulary, shape (texts,); 1 for a text without words."""
        return self.known_many(texts) if WORKLOAD.is_large else self.known_few(texts)

    def known_many(self, texts: Sequence[str]) -> Floats:
        """Compute `known_share` by a compiled loop."""
        return known_share(texts, self.compiled[0], letters=True, shortest=1)

    def known_few(self, texts: Sequence[str]) -> Floats:
        """Compute `known_share` in plain Python."""
        return known_word_share((tokens(text.lower()) for text in texts), self._rows)

    def word_weights(self, texts: Sequence[str], wanted: npt.NDArray[np.bool_]) -> list[WordWeights]:
        """Return the tokens of each text and their weights in the log-odds of the labels wanted of it, in column order.

        With what an empty text has they sum to the log-odds. Of each answer that counts, a token gets what its row
        added to it; the biases of those answers are shared out evenly.
        """
        return [self._weigh(text, np.flatnonzero(row)) for text, row in zip(texts, wanted, strict=True)]

    def _weigh(self, text: str, columns: npt.NDArray[np.int64]) -> WordWeights:
        lowered, places = lower_with_offsets(text)
        spans = [(places[match.start()], places[match.end() - 1] + 1) for match in TOKEN.finditer(lowered)]
        ids = self.encode(lowered)
        if not len(ids):
            return WordWeights([], np.zeros((0, len(columns))))
        answers = self._answers([ids])
        strongest, total = (self.weights[columns] * self._steps).transpose(1, 0, 2)
        total = total * (SUM_SCALE / np.sqrt(len(ids)))
        best, counts = answers.argmax(axis=0), (answers > 0).astype(np.int16)
        most = np.asarray(counts.any(axis=0))
        added, summed = np.zeros((len(ids), len(columns))), np.zeros(answers.shape, dtype=np.int32)
        for low, place, table in self._tables:
            rows = slice(max(0, -place), len(ids) - max(0, place))
            seen = slice(max(0, place), len(ids) - max(0, -place))
            summed[seen, low:] += counts[rows, low:] * table[ids[seen]]
            at = best[low:] + place
            channels = np.flatnonzero(most[low:] & (at >= 0) & (at < len(ids)))
            words = at[channels]
            np.add.at(added, words, table[ids[words], channels][:, np.newaxis] * strongest[:, low + channels].T)
        peaks, answered, sums = (
            most * self._steady,
            counts.sum(axis=0, dtype=np.int64) * self._steady,
            summed.astype(float),
        )
        # Not one product of matrices: its last bits depend on how many labels there are.
        for column, (peak, rest) in enumerate(zip(strongest.copy(), total.copy(), strict=True)):
            added[:, column] += sums @ rest + (peaks @ peak + answered @ rest) / len(ids)
        return WordWeights(spans, added)

    def only(self, rows: Sequence[int]) -> "Network":
        """Return the same network with these of its labels, in this order."""
        return replace(self, weights=self.weights[list(rows)], intercepts=self.intercepts[list(rows)])

    def rescaled(self, slopes: Floats, shifts: Floats) -> "Network":
        """Return the same network, each label's log-odds times its slope plus its shift."""
        weights = slopes[:, np.newaxis, np.newaxis] * self.weights
        return replace(self, weights=weights, intercepts=slopes * self.intercepts + shifts)

    def files(self) -> dict[str, bytes]:
        """Return the model's files by name."""
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
        """Load a model from its files; the inverse of `files`.

        Raises
        ------
        KeyError, ValueError
            A file is missing, or the arrays do not fit together.
        """
        words = tuple(files["words.txt"].decode().split("\n"))
        check_unique("words.txt", words)
        widths = sorted(int(name[len("filters-") : -len(".npy")]) for name in files if name.startswith("filters-"))
        if not widths or min(widths) < 1 or any(width % 2 == 0 for width in widths):
            raise ValueError(f"filters that look at {widths} words, where odd numbers were expected")
        vectors = read_floats(files, "vectors", [FIRST + len(words), None])
        filters = {width: read_floats(files, f"filters-{width}", [width, vectors.shape[1], None]) for width in widths}
        channels = sum(each.shape[2] for each in filters.values())
        intercepts = read_floats(files, "intercepts", [None])
        weights = read_floats(files, "weights", [len(intercepts), 2, channels])
        return cls(
            words, vectors.astype(np.float32), filters, read_floats(files, "biases", [channels]), weights, intercepts
        )

    def encode(self, lowered: str) -> npt.NDArray[np.int64]:
        """Return the row of each token of a lower-cased text, shape (tokens,)."""
        rows = self._rows
        return np.array([rows.get(token, UNKNOWN) for token in tokens(lowered)], dtype=np.int64)

    @property
    def blocks(self) -> tuple[TermBlock, ...]:
        """The words as a block of terms, of which the network does not tell in how many texts they occur."""
        words = tuple(word for word in self.words if len(word) > 1 and word[0].isalnum())
        return (TermBlock("words", words, np.full(len(words), np.nan)),)

    @cached_property
    def compiled(self) -> tuple[npt.NDArray[Any], ...]:
        """Arguments of `rightstag.models.cnn.numba_backend.read_bytes`, from the table of words on."""
        from rightstag.models.compiled.hash_table import build_table

        slots = 1 << (2 * len(self.words)).bit_length()
        table = build_table(*pack(self.words), np.ones(len(self.words), bool), classes(), slots)
        return table, *pack_lanes(self._tables, self._steady), self._head, self.intercepts

    @cached_property
    def _head(self) -> Floats:
        """Weights of a step of each answer for each label, shape (2, channels, labels)."""
        return np.ascontiguousarray((self.weights * self._steps).transpose(1, 2, 0))

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {word: row for row, word in enumerate(self.words, FIRST)}

    @cached_property
    def _sums(self) -> list[tuple[int, int, Floats]]:
        """Contributions of each word to the filters that see it.

        For each place in reach: the first channel of the filters that reach so far (wider ones come later), the place,
        and a row a word.
        """
        channels = np.cumsum([0, *(each.shape[2] for each in self.filters.values())])
        sums = []
        for place in sorted(range(-reach(max(self.filters)), reach(max(self.filters)) + 1), key=abs):
            seen = [
                (low, width) for low, width in zip(channels, self.filters, strict=False) if reach(width) >= abs(place)
            ]
            parts = [self.filters[width][reach(width) + place].astype(np.float64) for _, width in seen]
            sums.append((int(seen[0][0]), place, self.vectors.astype(np.float64) @ np.concatenate(parts, axis=1)))
        return sums

    @cached_property
    def _steps(self) -> Floats:
        """Step of each filter's answer; the largest possible answer still fits a 16-bit integer."""
        most = np.abs(self.biases).astype(np.float64)
        for low, _, table in self._sums:
            most[low:] += np.abs(table).max(axis=0)
        return np.asarray(np.maximum(most, 1e-9) / _MOST)

    @cached_property
    def _tables(self) -> list[tuple[int, int, Integers]]:
        """The sums in steps: whole numbers, so that adding them up gives the same in any order, and fast."""
        return [(low, place, rounded(table / self._steps[low:])) for low, place, table in self._sums]

    @cached_property
    def _steady(self) -> Integers:
        """The biases in steps."""
        return rounded(self.biases / self._steps)

    def _answers(self, texts: Sequence[npt.NDArray[np.int64]]) -> Integers:
        return answers(texts, self._tables, self._steady)
