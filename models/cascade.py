"""Two models as one: the linear one answers where it is certain, and an encoder reads what is left."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from models.bundle import Bundle
from models.encoder import SentenceEncoder
from models.explain import trim
from models.manifest import Gate
from rightstag.errors import UsageError

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

#: Explanations leave out what adds less to the log-odds than rounding would show.
_NEGLIGIBLE = 0.005
#: Probabilities nearer to 0 or 1 than this are taken for this: their log-odds would drown the encoder's.
_NEAREST = 1e-9

Floats = npt.NDArray[np.float64]


def unsure(gates: Sequence[Gate], probabilities: Floats) -> npt.NDArray[np.bool_]:
    """Return which labels of which paragraphs the linear model leaves to the encoder, shape (n, labels).

    Parameters
    ----------
    gates
        One a label.
    probabilities
        The linear model's, calibrated, shape (n, labels).

    Examples
    --------
    >>> gate = Gate(label="assembly", low=0.1, high=0.8, linear=0.5, encoder=1.0, intercept=0.0)
    >>> unsure([gate], np.array([[0.05], [0.1], [0.8], [0.9]])).ravel().tolist()
    [False, True, True, False]
    """
    low, high = (np.array([getattr(gate, side) for gate in gates]) for side in ("low", "high"))
    return np.asarray((probabilities >= low) & (probabilities <= high))


def blend(gates: Sequence[Gate], probabilities: Floats, logits: Floats) -> Floats:
    """Return the calibrated probabilities of paragraphs that both models have read, shape (n, labels).

    Parameters
    ----------
    probabilities
        The linear model's, calibrated.
    logits
        The encoder's log-odds.
    """
    from scipy.special import expit, logit

    linear, encoder, shift = (
        np.array([getattr(gate, part) for gate in gates]) for part in ("linear", "encoder", "intercept")
    )
    return np.asarray(expit(linear * logit(np.clip(probabilities, _NEAREST, 1 - _NEAREST)) + encoder * logits + shift))


@dataclass(frozen=True)
class Cascade(Bundle):
    """A bundle with an encoder beside its terms and weights, which are those of the linear model.

    Attributes
    ----------
    encoder
        Of the same labels in the same order.
    """

    encoder: SentenceEncoder = field(kw_only=True)

    @property
    def gates(self) -> tuple[Gate, ...]:
        """What each label leaves to the encoder."""
        known = {gate.label: gate for gate in self.manifest.cascade.gates} if self.manifest.cascade else {}
        return tuple(known[label] for label in self.labels)

    def predict(self, texts: Sequence[str], trails: Sequence[tuple[str, ...]] | None = None) -> Floats:
        """Return the probability that each text reports each violation.

        Returns
        -------
        numpy.ndarray
            Calibrated, in [0, 1], shape (texts, labels). A text's row does not depend on the other texts, nor a label's
            column on the other labels.
        """
        probabilities = super().predict(texts, trails)
        left = unsure(self.gates, probabilities)
        rows = np.flatnonzero(left.any(axis=1))
        if rows.size:
            logits = self.encoder.logits([texts[row] for row in rows])
            both = blend(self.gates, probabilities[rows], logits)
            probabilities[rows] = np.where(left[rows], both, probabilities[rows])
        return probabilities

    def explain(self, text: str, label: str, top: int = 5) -> list[tuple[int, int, float]]:
        """Return the words that speak most for the label, heaviest first.

        They are the linear model's where it was certain, else the encoder's: the words at which it found the label.

        Returns
        -------
        list
            At most ``top`` of characters ``[start, end)``, without the punctuation around the word, and what it
            adds to the log-odds.
        """
        column = self.labels.index(label)
        if not unsure(self.gates, super().predict([text]))[0, column]:
            return super().explain(text, label, top)
        weight = self.gates[column].encoder
        words = [(start, end, weight * added) for start, end, added in self.encoder.contributions(text, column)]
        heaviest = sorted(words, key=lambda word: -word[2])[:top]
        return [(*trim(text, start, end), added) for start, end, added in heaviest if added >= _NEGLIGIBLE]

    def only(self, labels: Sequence[str]) -> "Cascade":
        """Return the same model with these of its labels, in this order; it keeps its name."""
        encoder = self.encoder.only([self.labels.index(label) for label in labels])
        part = super().only(labels)
        return replace(self, manifest=part.manifest, weights=part.weights, intercepts=part.intercepts, encoder=encoder)

    def pipeline(self) -> "Pipeline":
        """Refuse: scikit-learn has no part that runs an encoder.

        Raises
        ------
        UsageError
            Always.
        """
        found = "is no scikit-learn pipeline: it has an encoder"
        raise UsageError(self.name, found, fix="take the default model, or call predict in your own code")
