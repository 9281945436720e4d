"""A model as plain arrays, and texts to log-odds by them: compiled where there is much to read, else plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from rightstag.models.linear.features import BLOCKS, Block
from rightstag.models.linear.scoring import (
    Reader,
    readers,
    score,
    sentences,
)

Floats = npt.NDArray[np.float64]

#: After how many texts loading numba and the compiled code (about a second) is won back.
MANY = 4_000
#: Texts that the compiled loop reads at a time: bounds its memory.
AT_ONCE = 16_384
#: Row of each analyzer in ``sizes``.
_ANALYZERS = {"word": 0, "char_wb": 1}
#: Columns of a weight row are a multiple of it (a cache line).
_LANES = 8


@dataclass(frozen=True)
class Compiled:
    """A vocabulary and its weights as the compiled loop reads them; can be saved as they are, and memory-mapped.

    Attributes
    ----------
    table
        Open-addressing hash table: in each slot the upper bits of a term's hash and its row; 0 where there is none.
    sizes
        Fewest and most words of a term of words, and letters of a term of letters, shape (2, 2); 0 where there is
        no such block.
    weights
        For each term, for whole texts and (if scored) for single sentences: idf², idf times what a unit of the term
        adds to each label's log-odds, and zeros; shape (terms, 1 or 2, columns).
    """

    table: npt.NDArray[np.uint64]
    sizes: npt.NDArray[np.int64]
    weights: Floats


def compile_terms(blocks: Sequence[Block], weights: Floats, sentence_weights: Floats | None = None) -> Compiled:
    """Return a model as the compiled loop reads it; the same model gives the same bytes.

    Parameters
    ----------
    blocks
        The terms, block after block.
    weights, sentence_weights
        What a unit of each term adds to the log-odds of a whole text, and of a single sentence, shape (labels, terms).
    """
    from rightstag.models.cnn.hash_table import build_table

    terms = [term for block in blocks for term in block.terms]
    idf = np.concatenate([np.empty(0), *(block.idf for block in blocks)])
    order = np.argsort(idf, kind="stable")  # frequent terms side by side: they stay in the cache
    letters = np.repeat(
        [BLOCKS[block.name]["analyzer"] == "char_wb" for block in blocks], [len(b.terms) for b in blocks]
    )
    data, offsets = pack([terms[row] for row in order])
    slots = 1 << (4 * len(terms) // 3).bit_length()  # at most three in four are taken
    table = build_table(data, offsets, letters[order], classes(), slots)
    sizes = np.zeros((2, 2), np.int64)
    for block in blocks:
        sizes[_ANALYZERS[BLOCKS[block.name]["analyzer"]]] = BLOCKS[block.name]["ngram_range"]
    parts = [weights] if sentence_weights is None else [weights, sentence_weights]
    columns = -(-(1 + len(weights)) // _LANES) * _LANES
    rows = np.zeros((len(terms), len(parts), columns))
    rows[:, :, 0] = (idf * idf)[order, np.newaxis]
    for part, added in enumerate(parts):
        rows[:, part, 1 : 1 + len(added)] = (added.T * idf[:, np.newaxis])[order]
    return Compiled(table, sizes, rows)


@dataclass(frozen=True)
class Scorer:
    """Linear model of texts, and of the sentences in them if it has weights for those.

    Attributes
    ----------
    blocks
        The terms, block after block.
    weights, sentence_weights
        What a unit of each term adds to the log-odds of a whole text, and of a single sentence, shape (labels, terms).
    """

    blocks: tuple[Block, ...]
    weights: Floats
    sentence_weights: Floats | None = None

    def score(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Return the log-odds, without intercepts, of each text and of the best of its sentences.

        A text's row does not depend on the other texts, nor on whether it was computed by the compiled loop.

        Returns
        -------
        tuple
            Shapes (texts, labels) and (texts, labels), or (texts, 0) without weights of sentences.
        """
        return self.score_many(texts) if worth_compiling(len(texts)) else self.score_few(texts)

    def score_few(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Return what `score` does, in plain Python."""
        whole = score(texts, self._readers, len(self.weights))
        if self.sentence_weights is None:
            return whole, np.empty((len(texts), 0))
        best = [score(sentences(text), self._sentence_readers, len(self.weights)).max(axis=0) for text in texts]
        return whole, np.array(best).reshape(whole.shape)

    def score_many(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Return what `score` does, by the compiled loop."""
        return run(self.compiled, texts, labels=len(self.weights))

    @cached_property
    def compiled(self) -> Compiled:
        """The model as arrays."""
        return compile_terms(self.blocks, self.weights, self.sentence_weights)

    @cached_property
    def _readers(self) -> list[Reader]:
        return readers(self.blocks, self.weights)

    @cached_property
    def _sentence_readers(self) -> list[Reader]:
        return readers(self.blocks, self.weights if self.sentence_weights is None else self.sentence_weights)


def run(model: Compiled, texts: Sequence[str], *, labels: int) -> tuple[Floats, Floats]:
    """Return what `Scorer.score` does, by the compiled loop.

    Parameters
    ----------
    labels
        How many columns of the weights are in use.
    """
    from rightstag.models.linear.numba_backend import Terms, score_bytes

    terms = Terms(frozen(model.table), frozen(model.sizes), frozen(model.weights))
    sentences = model.weights.shape[1] > 1
    whole, best = np.empty((len(texts), labels)), np.empty((len(texts), labels if sentences else 0))
    for first in range(0, len(texts), AT_ONCE):
        rows = slice(first, first + AT_ONCE)
        data, offsets = pack([text.lower() for text in texts[rows]])
        damped = np.ones(int(np.diff(offsets).max()) + 1)  # no term occurs more often than there are bytes
        damped[1:] += np.log(np.arange(1, len(damped)))
        scores = score_bytes(frozen(data), frozen(offsets), frozen(classes()), terms, damped)
        for out, columns in zip((whole, best), scores, strict=True):
            out[rows] = columns[:, 1 : 1 + out.shape[1]]
    return whole, best


def known_share(
    texts: Sequence[str], table: npt.NDArray[np.uint64], *, letters: bool, shortest: int
) -> npt.NDArray[np.float64]:
    """Return which share of the words of each text is in a table of terms, by a compiled loop.

    Parameters
    ----------
    letters, shortest
        As `rightstag.models.cnn.hash_table.known_words` takes them.
    """
    from rightstag.models.cnn.hash_table import known_words

    shares = np.empty(len(texts))
    for first in range(0, len(texts), AT_ONCE):
        data, offsets = pack([text.lower() for text in texts[first : first + AT_ONCE]])
        arrays = frozen(data), frozen(offsets), frozen(classes()), frozen(table)
        shares[first : first + AT_ONCE] = known_words(*arrays, letters, shortest)
    return shares


def worth_compiling(texts: int = 0) -> bool:
    """Return whether to load the compiled code for so many texts more: in all, those before them are counted too."""
    _read.append(_read.pop() + texts)
    return _read[0] >= MANY


#: How many texts this process has read: a long input comes in short parts.
_read = [0]


def pack(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Return the UTF-8 of texts with a blank after each, and where each begins and the last ends."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    offsets = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(text) + 1 for text in encoded], out=offsets[1:])
    return np.frombuffer(b" ".join([*encoded, b""]), np.uint8), offsets


def frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a view that cannot be written to, as memory-mapped arrays are: so there is one thing to compile."""
    view = array.view(np.ndarray)
    view.flags.writeable = False
    return view


@lru_cache(maxsize=1)
def classes() -> npt.NDArray[np.uint8]:
    """Return the classes of every code point."""
    from rightstag.models.cnn.hash_table import character_classes

    return character_classes()
