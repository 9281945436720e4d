"""A cascade of a fast model and a sentence encoder, which reads the paragraphs that the fast one is unsure of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.models.bundle import Model
from rightstag.models.encoder import SentenceEncoder
from rightstag.models.explain import WordWeights
from rightstag.models.logistic import expit, logit
from rightstag.models.manifest import Gate
from rightstag.models.terms import TermBlock

Floats = npt.NDArray[np.float64]


def unsure(gates: Sequence[Gate], probabilities: Floats) -> npt.NDArray[np.bool_]:
    """Return a mask of the paragraphs left to the encoder, shape (n,): those with a label in doubt.

    Parameters
    ----------
    gates
        One a label.
    probabilities
        The quick model's, calibrated, shape (n, labels).

    Examples
    --------
    >>> gate = Gate(label="assembly", low=0.1, high=0.8, quick=0.5, encoder=1.0, intercept=0.0)
    >>> unsure([gate], np.array([[0.05], [0.1], [0.8], [0.9]])).tolist()
    [False, True, True, False]
    """
    low, high = (np.array([getattr(gate, side) for gate in gates]) for side in ("low", "high"))
    return np.asarray(((probabilities >= low) & (probabilities <= high)).any(axis=1))


def blend(gates: Sequence[Gate], probabilities: Floats, logits: Floats) -> Floats:
    """Return the calibrated probabilities of paragraphs that both models have read, shape (n, labels).

    Parameters
    ----------
    probabilities
        The quick model's, calibrated.
    logits
        The encoder's log-odds.
    """
    quick, encoder, shift = (
        np.array([getattr(gate, part) for gate in gates]) for part in ("quick", "encoder", "intercept")
    )
    return np.asarray(expit(quick * logit(probabilities) + encoder * logits + shift))


def _rescaled(gate: Gate, slope: float, shift: float) -> Gate:
    """Return the gate of a quick model, and of a sum of both models, that are rescaled."""
    if (slope, shift) == (1, 0):
        return gate
    low, high = (
        float(expit(slope * logit(np.array(side)) + shift)) if 0 < side < 1 else side for side in (gate.low, gate.high)
    )
    # The quick model's log-odds have slope and shift in them already.
    return msgspec.structs.replace(
        gate,
        low=low,
        high=high,
        encoder=slope * gate.encoder,
        intercept=slope * gate.intercept + shift - gate.quick * shift,
    )


@dataclass(frozen=True)
class Cascade:
    """A quick model and an encoder.

    Attributes
    ----------
    first
        Linear, or as quick.
    encoder
        Of the same labels in the same order.
    gates
        What each label leaves to the encoder, in the same order.
    columns
        Which of these labels it tells, all if not given. Which paragraphs the encoder reads depends on all of them, so
        that a model of some labels says of those what the whole one says.
    """

    first: Model
    encoder: SentenceEncoder
    gates: tuple[Gate, ...]
    columns: tuple[int, ...] | None = None

    def logits(self, texts: Sequence[str]) -> Floats:
        """Return calibrated log-odds, shape (texts, labels). A text's row does not depend on the other texts."""
        log_odds = self.first.logits(texts)
        probabilities = expit(log_odds)
        rows = np.flatnonzero(unsure(self.gates, probabilities))
        if rows.size:
            logits = self.encoder.logits([texts[int(row)] for row in rows])
            log_odds[rows] = logit(blend(self.gates, probabilities[rows], logits))
        return log_odds if self.columns is None else log_odds[:, list(self.columns)]

    def known_share(self, texts: Sequence[str]) -> Floats:
        """Return the share of each text's words in the quick model's vocabulary, shape (texts,)."""
        return self.first.known_share(texts)

    def word_weights(self, texts: Sequence[str], wanted: npt.NDArray[np.bool_]) -> list[WordWeights]:
        """Return the words of each text and their weights in the log-odds of the labels wanted of it, in column order.

        They are the quick model's where it was certain, else the encoder's: the words at which it found the label.
        """
        columns = np.arange(len(self.gates)) if self.columns is None else np.array(self.columns)
        whole = np.zeros((len(texts), len(self.gates)), dtype=bool)
        whole[:, columns] = wanted
        doubtful = unsure(self.gates, expit(self.first.logits(texts))) if len(texts) else np.zeros(0, dtype=bool)
        words = self.first.word_weights(texts, whole & ~doubtful[:, np.newaxis])
        for row in np.flatnonzero(doubtful):
            words[row] = self._weigh(texts[row], np.flatnonzero(whole[row]))
        order = [columns[row] for row in wanted]
        return [self._in_order(each, columns) for each, columns in zip(words, order, strict=True)]

    def _weigh(self, text: str, columns: npt.NDArray[np.int64]) -> WordWeights:
        spans, weights = self.encoder.word_weights(text, columns)
        return WordWeights(spans, weights * np.array([self.gates[column].encoder for column in columns]))

    @staticmethod
    def _in_order(words: WordWeights, columns: npt.NDArray[np.int64]) -> WordWeights:
        """Put weights that are in the order of all labels in that of some of them."""
        return WordWeights(words.spans, words.weights[:, np.argsort(np.argsort(columns))])

    def only(self, rows: Sequence[int]) -> "Cascade":
        """Return the same cascade with these of its labels, in this order."""
        columns = range(len(self.gates)) if self.columns is None else self.columns
        return replace(self, columns=tuple(columns[row] for row in rows))

    def rescaled(self, slopes: Floats, shifts: Floats) -> "Cascade":
        """Return the same cascade, each label's log-odds times its slope plus its shift.

        The quick model is rescaled and the gates with it, so that the encoder reads the paragraphs that it read before.
        """
        columns = list(range(len(self.gates)) if self.columns is None else self.columns)
        whole, moved = np.ones(len(self.gates)), np.zeros(len(self.gates))
        whole[columns], moved[columns] = slopes, shifts
        gates = tuple(_rescaled(*each) for each in zip(self.gates, whole.tolist(), moved.tolist(), strict=True))
        return replace(self, first=self.first.rescaled(whole, moved), gates=gates)

    @property
    def blocks(self) -> tuple[TermBlock, ...]:
        """The terms of the quick model."""
        return self.first.blocks

    def files(self) -> dict[str, bytes]:
        """Return the model's files by name."""
        return self.first.files() | self.encoder.files()
