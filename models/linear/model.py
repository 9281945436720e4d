"""A linear model over TF-IDF of words, pairs of words and groups of letters: texts to log-odds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.models.arrays import check_unique, read_floats, to_bytes
from rightstag.models.compiled.batching import WORKLOAD, known_share
from rightstag.models.explain import TOKEN, WordWeights, lower_with_offsets, piece_spans, spread
from rightstag.models.linear.scoring import Reader, readers, score
from rightstag.models.manifest import json_bytes
from rightstag.models.terms import BLOCKS, TermBlock, known_word_share

if TYPE_CHECKING:
    from rightstag.models.linear.numba_backend import Terms

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Linear:
    """Terms and their weights.

    Attributes
    ----------
    blocks
        The terms that are read, block after block in column order.
    weights
        What a unit of each term adds to the calibrated log-odds, shape (labels, terms).
    intercepts
        Calibrated log-odds of an empty text, shape (labels,).
    """

    blocks: tuple[TermBlock, ...]
    weights: Floats
    intercepts: Floats

    def logits(self, texts: Sequence[str]) -> Floats:
        """Return calibrated log-odds, shape (texts, labels). A text's row does not depend on the other texts."""
        WORKLOAD.add(len(texts))
        return self.read_many(texts) if WORKLOAD.is_large else self.read_few(texts)

    def read_few(self, texts: Sequence[str]) -> Floats:
        """Compute `logits` in plain Python, equal to the last bit."""
        return score(texts, self._readers, len(self.weights)) + self.intercepts

    def read_many(self, texts: Sequence[str]) -> Floats:
        """Compute `logits` by a compiled loop."""
        from rightstag.models.linear import numba_backend

        return numba_backend.score(texts, self.compiled, len(self.weights)) + self.intercepts

    def known_share(self, texts: Sequence[str]) -> Floats:
        """Return the share of each text's words in the vocabulary, shape (texts,); 1 for a text without words."""
        return self.known_many(texts) if WORKLOAD.is_large else self.known_few(texts)

    def known_many(self, texts: Sequence[str]) -> Floats:
        """Compute `known_share` by a compiled loop."""
        return known_share(texts, self.compiled.table, letters=False, shortest=2)

    def known_few(self, texts: Sequence[str]) -> Floats:
        """Compute `known_share` in plain Python."""
        return known_word_share((TOKEN.findall(text.lower()) for text in texts), self._words)

    def word_weights(self, texts: Sequence[str], wanted: npt.NDArray[np.bool_]) -> list[WordWeights]:
        """Return the words of each text and their weights in the log-odds of the labels wanted of it, in column order.

        With the intercepts they sum to the log-odds.
        """
        return [self._weigh(text, np.flatnonzero(row)) for text, row in zip(texts, wanted, strict=True)]

    def _weigh(self, text: str, columns: npt.NDArray[np.int64]) -> WordWeights:
        lowered, places = lower_with_offsets(text)
        pieces = piece_spans(lowered)
        weights = np.zeros((len(pieces), len(columns)))
        for reader in self._readers:
            weights += spread(pieces, *reader.occurrences(lowered, columns))
        return WordWeights([(places[start], places[end]) for start, end in pieces.tolist()], weights)

    def only(self, rows: Sequence[int]) -> "Linear":
        """Return the same model with these of its labels, in this order."""
        return replace(self, weights=self.weights[list(rows)], intercepts=self.intercepts[list(rows)])

    def rescaled(self, slopes: Floats, shifts: Floats) -> "Linear":
        """Return the same model, each label's log-odds times its slope plus its shift."""
        return replace(self, weights=slopes[:, np.newaxis] * self.weights, intercepts=slopes * self.intercepts + shifts)

    def files(self) -> dict[str, bytes]:
        """Return the model's files by name."""
        files = {"weights.npy": to_bytes(self.weights), "intercepts.npy": to_bytes(self.intercepts)}
        for block in self.blocks:
            files[f"{block.name}.json"] = json_bytes(block.terms)
            files[f"{block.name}-idf.npy"] = to_bytes(block.idf)
        return files

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "Linear":
        """Load a model from its files; the inverse of `files`.

        Raises
        ------
        KeyError, ValueError
            A file is missing, or the arrays do not fit together.
        """
        blocks = tuple(_read_block(files, name) for name in BLOCKS if f"{name}.json" in files)
        intercepts = read_floats(files, "intercepts", [None])
        terms = sum(len(block.terms) for block in blocks)
        weights = read_floats(files, "weights", [len(intercepts), terms])
        return cls(blocks, weights, intercepts)

    @cached_property
    def compiled(self) -> "Terms":
        """The terms and weights as the compiled loop reads them."""
        from rightstag.models.linear.numba_backend import compile_terms

        return compile_terms(self.blocks, self.weights)

    @cached_property
    def _readers(self) -> list[Reader]:
        return readers(self.blocks, self.weights)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(term for block in self.blocks if block.name == "words" for term in block.terms)


def _read_block(files: Mapping[str, bytes], name: str) -> TermBlock:
    try:
        terms = msgspec.json.decode(files[f"{name}.json"], type=tuple[str, ...])
    except msgspec.DecodeError as error:
        raise ValueError(f"{name}.json: {error}") from error
    check_unique(f"{name}.json", terms)
    return TermBlock(name, terms, read_floats(files, f"{name}-idf", [len(terms)]))
