"""A fitted model: what it predicts, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import numpy.typing as npt

from models.explain import spread, trim
from models.features import BLOCKS, Block, vectorisers
from models.manifest import Manifest

if TYPE_CHECKING:
    from sklearn.pipeline import FeatureUnion, Pipeline

#: Explanations leave out what adds less to the log-odds than rounding would show.
_NEGLIGIBLE = 0.005


@dataclass(frozen=True)
class Bundle:
    """A model as it is stored: terms, weights, and what the manifest says of them.

    Attributes
    ----------
    blocks
        The terms that are read, block after block in column order.
    weights
        What a unit of each term adds to the calibrated log-odds, shape (labels, terms).
    intercepts
        Calibrated log-odds of an empty text, shape (labels,).
    seen
        Hashes of the paragraphs that it was trained on, sorted: figures on those would flatter.
    note
        What had to be said when it was loaded.
    """

    manifest: Manifest
    blocks: tuple[Block, ...]
    weights: npt.NDArray[np.float64]
    intercepts: npt.NDArray[np.float64]
    seen: npt.NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    note: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """Label ids in column order."""
        return tuple(label.id for label in self.manifest.labels)

    @property
    def thresholds(self) -> npt.NDArray[np.float64]:
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
    ) -> npt.NDArray[np.float64]:
        """Return the probability that each text reports each violation.

        Returns
        -------
        numpy.ndarray
            Calibrated, in [0, 1], shape (texts, labels). A text's row does not depend on the other texts.
        """
        from scipy.special import expit

        if not len(texts):
            return np.empty((0, len(self.labels)))
        return np.asarray(expit(self._vectorisers.transform(texts) @ self.weights.T + self.intercepts))

    def contributions(self, text: str, label: str) -> list[tuple[int, int, float]]:
        """Return what each word adds to the label's log-odds; with the intercept they sum to the log-odds.

        Returns
        -------
        list
            Characters ``[start, end)`` and weight of each word that counts, in reading order.
        """
        row = self.labels.index(label)
        features = self._vectorisers.transform([text])
        added = dict(zip(features.indices.tolist(), (features.data * self.weights[row, features.indices]), strict=True))
        shares: dict[tuple[int, int], float] = {}
        first = 0
        for block in self.blocks:
            last = first + len(block.terms)
            terms = {block.terms[column - first]: value for column, value in added.items() if first <= column < last}
            options = BLOCKS[block.name]
            low, high = options["ngram_range"]
            for span, share in spread(text, terms, options["analyzer"], range(low, high + 1)).items():
                shares[span] = shares.get(span, 0.0) + share
            first = last
        return [(start, end, float(shares[start, end])) for start, end in sorted(shares)]

    def explain(self, text: str, label: str, top: int = 5) -> list[tuple[int, int, float]]:
        """Return the words that speak most for the label, heaviest first.

        Returns
        -------
        list
            At most ``top`` of characters ``[start, end)``, without the punctuation around the word, and what it
            adds to the log-odds.
        """
        heaviest = sorted(self.contributions(text, label), key=lambda word: -word[2])[:top]
        return [(*trim(text, start, end), weight) for start, end, weight in heaviest if weight >= _NEGLIGIBLE]

    def only(self, labels: Sequence[str]) -> "Bundle":
        """Return the same model with these of its labels, in this order; it keeps its name."""
        rows = [self.labels.index(label) for label in labels]
        manifest = msgspec.structs.replace(self.manifest, labels=tuple(self.manifest.labels[row] for row in rows))
        return replace(self, manifest=manifest, weights=self.weights[rows], intercepts=self.intercepts[rows])

    def pipeline(self) -> "Pipeline":
        """Return the same model as a fitted scikit-learn pipeline, texts to probabilities of all labels.

        With a single label ``predict_proba`` has two columns, as scikit-learn's classifiers have; the last counts.
        """
        from sklearn.pipeline import Pipeline

        return Pipeline([("features", self._vectorisers), ("labels", classifier(self.weights, self.intercepts))])

    @cached_property
    def _vectorisers(self) -> "FeatureUnion":
        return vectorisers(self.blocks)


def classifier(weights: npt.NDArray[np.float64], intercepts: npt.NDArray[np.float64]) -> Any:  # noqa: ANN401 - untyped
    """Return fitted logistic regressions with these weights, one a label."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.preprocessing import LabelBinarizer

    estimators = []
    for row, intercept in zip(weights, intercepts, strict=True):
        estimator = LogisticRegression()
        estimator.classes_ = np.array([0, 1])
        estimator.coef_, estimator.intercept_ = row[np.newaxis], np.array([intercept])
        estimators.append(estimator)
    if len(estimators) == 1:
        return estimators[0]
    together = OneVsRestClassifier(LogisticRegression())
    together.estimators_ = estimators
    together.label_binarizer_ = LabelBinarizer(sparse_output=True).fit(np.eye(len(estimators), dtype=int))
    return together
