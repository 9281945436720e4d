"""A fitted model and what is known of it: what it predicts, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.models.explain import trim
from rightstag.models.linear.features import Block
from rightstag.models.logistic import expit
from rightstag.models.manifest import Manifest

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

#: Explanations leave out what adds less to the log-odds than rounding would show.
_NEGLIGIBLE = 0.005

Floats = npt.NDArray[np.float64]


class Model(Protocol):
    """A fitted model: texts to log-odds. `Linear`, `Network` and `Cascade` are the three kinds."""

    def logits(self, texts: Sequence[str]) -> Floats:
        """Return calibrated log-odds, shape (texts, labels). A text's row does not depend on the other texts."""
        ...

    def known_share(self, texts: Sequence[str]) -> Floats:
        """Return which share of the words of each text it knows, shape (texts,); 1 for a text without words."""
        ...

    def contributions(self, text: str, column: int) -> list[tuple[int, int, float]]:
        """Return what each word adds to the log-odds of a label: characters ``[start, end)``, weight."""
        ...

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The terms that it knows."""
        ...

    def pipeline(self) -> "Pipeline":
        """Return the same model as a fitted scikit-learn pipeline, texts to probabilities of all labels."""
        ...

    def only(self, rows: Sequence[int]) -> "Model":
        """Return the same model with these of its labels, in this order."""
        ...

    def files(self) -> dict[str, bytes]:
        """Return what is stored of it."""
        ...


@dataclass(frozen=True)
class Bundle:
    """A model as it is stored, with what the manifest says of it.

    Attributes
    ----------
    seen
        Hashes of the paragraphs that it was trained on, sorted: figures on those would flatter.
    note
        What had to be said when it was loaded.
    """

    manifest: Manifest
    model: Model
    seen: npt.NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    note: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """Label ids in column order."""
        return tuple(label.id for label in self.manifest.labels)

    @property
    def thresholds(self) -> Floats:
        """The probability from which on each label is given, shape (labels,)."""
        return np.array([label.threshold for label in self.manifest.labels])

    @property
    def taxonomy(self) -> str:
        """Version of the taxonomy that it was trained with."""
        return self.manifest.taxonomy

    @property
    def name(self) -> str:
        """Name and short hash: which model this is, beyond doubt."""
        return f"{self.manifest.name}-{self.manifest.hash[:8]}"

    def predict(
        self,
        texts: Sequence[str],
        trails: Sequence[tuple[str, ...]] | None = None,  # noqa: ARG002 - for models that read headings
    ) -> Floats:
        """Return the probability that each text reports each violation.

        Returns
        -------
        numpy.ndarray
            Calibrated, in [0, 1], shape (texts, labels). A text's row does not depend on the other texts.
        """
        return expit(self.model.logits(texts)) if len(texts) else np.empty((0, len(self.labels)))

    def known_share(self, texts: Sequence[str]) -> Floats:
        """Return which share of the words of each text the model knows, in [0, 1], shape (texts,).

        It is 1 for a text without words.
        """
        return self.model.known_share(texts)

    def contributions(self, text: str, label: str) -> list[tuple[int, int, float]]:
        """Return what each word adds to the label's log-odds; with those of an empty text they sum to the log-odds.

        Returns
        -------
        list
            Characters ``[start, end)`` and weight of each word that counts, in reading order.
        """
        return self.model.contributions(text, self.labels.index(label))

    def explain(self, text: str, label: str, top: int = 5) -> list[tuple[int, int, float]]:
        """Return the words that speak most for the label, heaviest first.

        Returns
        -------
        list
            At most ``top`` of characters ``[start, end)``, without the punctuation around the word, and what it
            adds to the log-odds.
        """
        words = [word for word in self.contributions(text, label) if any(map(str.isalnum, text[word[0] : word[1]]))]
        heaviest = sorted(words, key=lambda word: -word[2])[:top]
        return [(*trim(text, start, end), weight) for start, end, weight in heaviest if weight >= _NEGLIGIBLE]

    def pipeline(self) -> "Pipeline":
        """Return the same model as a fitted scikit-learn pipeline, texts to probabilities of all labels.

        With a single label ``predict_proba`` has two columns, as scikit-learn's classifiers have; the last counts.

        Raises
        ------
        UsageError
            The model has an encoder.
        """
        return self.model.pipeline()

    def only(self, labels: Sequence[str]) -> "Bundle":
        """Return the same model with these of its labels, in this order; it keeps its name."""
        rows = [self.labels.index(label) for label in labels]
        manifest = msgspec.structs.replace(self.manifest, labels=tuple(self.manifest.labels[row] for row in rows))
        return replace(self, manifest=manifest, model=self.model.only(rows))
