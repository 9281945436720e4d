"""A linear model: what each word, pair of words and group of letters adds to the log-odds of a label."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.models.arrays import check_unique, read_floats, to_bytes
from rightstag.models.compiled.batching import WORKLOAD, known_share
from rightstag.models.explain import TOKEN, WordWeight, spread
from rightstag.models.linear.features import vectorisers
from rightstag.models.linear.scoring import Reader, readers, score
from rightstag.models.manifest import json_bytes
from rightstag.models.terms import BLOCKS, TermBlock, known_word_share

if TYPE_CHECKING:
    from sklearn.pipeline import FeatureUnion

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
        """Return what `logits` does, to the last bit, in plain Python."""
        return score(texts, self._readers, len(self.weights)) + self.intercepts

    def read_many(self, texts: Sequence[str]) -> Floats:
        """Return what `logits` does, by a compiled loop."""
        from rightstag.models.linear import numba_backend

        return numba_backend.score(texts, self.compiled, len(self.weights)) + self.intercepts

    def known_share(self, texts: Sequence[str]) -> Floats:
        """Return which share of the words of each text it knows, shape (texts,); 1 for a text without words."""
        return self.known_many(texts) if WORKLOAD.is_large else self.known_few(texts)

    def known_many(self, texts: Sequence[str]) -> Floats:
        """Return what `known_share` does, by a compiled loop."""
        return known_share(texts, self.compiled.table, letters=False, shortest=2)

    def known_few(self, texts: Sequence[str]) -> Floats:
        """Return what `known_share` does, in plain Python."""
        return known_word_share((TOKEN.findall(text.lower()) for text in texts), self._words)

    def contributions(self, text: str, column: int) -> list[WordWeight]:
        """Return what each word adds to the log-odds of a label; with the intercept they sum to the log-odds.

        Returns
        -------
        list
            Characters ``[start, end)`` and weight of each word that counts, in reading order.
        """
        features = self.vectorisers.transform([text])
        weighed = features.data * self.weights[column, features.indices]
        added = dict(zip(features.indices.tolist(), weighed, strict=True))
        shares: dict[tuple[int, int], float] = {}
        first = 0
        for block in self.blocks:
            last = first + len(block.terms)
            terms = {block.terms[at - first]: value for at, value in added.items() if first <= at < last}
            options = BLOCKS[block.name]
            low, high = options["ngram_range"]
            for span, share in spread(text, terms, options["analyzer"], range(low, high + 1)).items():
                shares[span] = shares.get(span, 0.0) + share
            first = last
        return [WordWeight(start, end, float(shares[start, end])) for start, end in sorted(shares)]

    def only(self, rows: Sequence[int]) -> "Linear":
        """Return the same model with these of its labels, in this order."""
        return replace(self, weights=self.weights[list(rows)], intercepts=self.intercepts[list(rows)])

    def files(self) -> dict[str, bytes]:
        """Return what is stored of it."""
        files = {"weights.npy": to_bytes(self.weights), "intercepts.npy": to_bytes(self.intercepts)}
        for block in self.blocks:
            files[f"{block.name}.json"] = json_bytes(block.terms)
            files[f"{block.name}-idf.npy"] = to_bytes(block.idf)
        return files

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "Linear":
        """Return what `files` gave.

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
    def vectorisers(self) -> "FeatureUnion":
        """Fitted scikit-learn vectorisers of its terms."""
        return vectorisers(self.blocks)

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
