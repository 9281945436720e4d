"""Log-odds of a linear model in plain Python, for a few texts; equal to ``numba_backend`` to the last bit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rightstag.models.explain import SPANS, TOKEN, letter_spans
from rightstag.models.terms import BLOCKS, TermBlock

#: Pieces of text to remember: a backend that runs for weeks must not grow.
_MOST_KNOWN = 50_000


@dataclass(frozen=True)
class Reader:
    """The terms of one block and what each weighs.

    Attributes
    ----------
    rows
        Row of each term among the weights.
    weights
        For each term idf², then idf times what a unit of it adds to each label's log-odds, shape (terms, 1 + labels).
    """

    analyzer: str
    sizes: range
    rows: dict[str, int]
    weights: npt.NDArray[np.float64]
    _known: dict[str, tuple[list[int], npt.NDArray[np.float64]]] = field(default_factory=dict)

    def add_up(self, lowered: str) -> npt.NDArray[np.float64]:
        """Return the block's share of each label's log-odds, shape (labels,).

        Every mention is counted in full at first, and then repeats are damped: a text has many terms, few of which
        are repeated, and the frequent pieces of a text are looked up and added up only once.
        """
        term_rows, parts = self._words(lowered) if self.analyzer == "word" else self._letters(lowered)
        repeated = [(row, count) for row, count in Counter(term_rows).items() if count > 1]
        rows, counts = np.array(repeated, dtype=np.int64).reshape(-1, 2).T
        damped = 1 + np.log(counts)
        more = np.repeat((damped - counts)[:, np.newaxis], self.weights.shape[1], axis=1)
        more[:, 0] = damped * damped - counts
        sums = np.add.reduce(np.concatenate([parts, more * self.weights[rows]]), axis=0)
        return sums[1:] / np.sqrt(sums[0]) if sums[0] > 0 else np.zeros(sums.size - 1)

    def occurrences(
        self, lowered: str, columns: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return the spans of the block's terms, shape (m, 2), and their weights for some labels, (m, labels).

        The mentions of a term share evenly what all of them add together.
        """
        spans_of = SPANS[self.analyzer](lowered, self.sizes)
        mentions = [(self.rows[term], *span) for term, span in spans_of if term in self.rows]
        rows, spans = np.split(np.array(mentions, dtype=np.int64).reshape(-1, 3), [1], axis=1)
        terms, mention, counts = np.unique(rows, return_inverse=True, return_counts=True)
        damped = 1 + np.log(counts)
        norm = np.sqrt((damped * damped * self.weights[terms, 0]).sum())
        added = self.weights[np.ix_(terms, 1 + columns)] * (damped / counts / (norm or 1.0))[:, np.newaxis]
        return spans, added[mention.ravel()]

    def _words(self, lowered: str) -> tuple[list[int], npt.NDArray[np.float64]]:
        tokens = TOKEN.findall(lowered)
        runs = (
            " ".join(tokens[start : start + size])
            for start in range(len(tokens))
            for size in self.sizes
            if start + size <= len(tokens)
        )
        term_rows = [self.rows[run] for run in runs if run in self.rows]
        return term_rows, self.weights[term_rows]

    def _letters(self, lowered: str) -> tuple[list[int], npt.NDArray[np.float64]]:
        term_rows: list[int] = []
        parts: list[npt.NDArray[np.float64]] = [np.empty((0, self.weights.shape[1]))]
        for piece in lowered.split():
            if piece not in self._known:
                if len(self._known) >= _MOST_KNOWN:
                    self._known.clear()
                rows = [self.rows[group] for group, _ in letter_spans(piece, self.sizes) if group in self.rows]
                self._known[piece] = rows, np.add.reduce(self.weights[rows], axis=0, keepdims=True)
            rows, part = self._known[piece]
            term_rows += rows
            parts.append(part)
        return term_rows, np.concatenate(parts)


def readers(blocks: Sequence[TermBlock], weights: npt.NDArray[np.float64]) -> list[Reader]:
    """Build the reader of each block.

    Parameters
    ----------
    weights
        What a unit of each term adds to the log-odds, shape (labels, terms), block after block.
    """
    first, made = 0, []
    for block in blocks:
        options, last = BLOCKS[block.name], first + len(block.terms)
        low, high = options["ngram_range"]
        own = np.column_stack([block.idf, weights[:, first:last].T]) * block.idf[:, np.newaxis]
        rows = {term: row for row, term in enumerate(block.terms)}
        made.append(Reader(options["analyzer"], range(low, high + 1), rows, own))
        first = last
    return made


def score(texts: Sequence[str], block_readers: Sequence[Reader], labels: int) -> npt.NDArray[np.float64]:
    """Return the log-odds of each text, without intercepts, shape (texts, labels).

    A text's row does not depend on the other texts.
    """
    scores = np.zeros((len(texts), labels))
    for row, text in enumerate(texts):
        lowered = text.lower()
        for reader in block_readers:
            scores[row] += reader.add_up(lowered)
    return scores
