"""A linear model: what each word, pair of words and group of letters adds to the log-odds of a label."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rightstag.models.arrays import from_bytes, to_bytes
from rightstag.models.explain import TOKEN, spread
from rightstag.models.linear.compiled import Scorer, known_share, worth_compiling
from rightstag.models.linear.features import BLOCKS, Block, vectorisers
from rightstag.models.linear.scoring import share_in
from rightstag.models.manifest import json_bytes

if TYPE_CHECKING:
    from sklearn.pipeline import FeatureUnion, Pipeline

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

    blocks: tuple[Block, ...]
    weights: Floats
    intercepts: Floats

    def logits(self, texts: Sequence[str]) -> Floats:
        """Return calibrated log-odds, shape (texts, labels). A text's row does not depend on the other texts."""
        return self._scorer.score(texts)[0] + self.intercepts

    def known_share(self, texts: Sequence[str]) -> Floats:
        """Return which share of the words of each text it knows, shape (texts,); 1 for a text without words."""
        return self.known_many(texts) if worth_compiling() else self.known_few(texts)

    def known_many(self, texts: Sequence[str]) -> Floats:
        """Return what `known_share` does, by a compiled loop."""
        return known_share(texts, self._scorer.compiled.table, letters=False, shortest=2)

    def known_few(self, texts: Sequence[str]) -> Floats:
        """Return what `known_share` does, in plain Python."""
        return share_in((TOKEN.findall(text.lower()) for text in texts), self._words)

    def contributions(self, text: str, column: int) -> list[tuple[int, int, float]]:
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
        return [(start, end, float(shares[start, end])) for start, end in sorted(shares)]

    def only(self, rows: Sequence[int]) -> "Linear":
        """Return the same model with these of its labels, in this order."""
        return replace(self, weights=self.weights[list(rows)], intercepts=self.intercepts[list(rows)])

    def pipeline(self) -> "Pipeline":
        """Return the same model as a fitted scikit-learn pipeline, texts to probabilities of all labels.

        With a single label ``predict_proba`` has two columns, as scikit-learn's classifiers have; the last counts.
        """
        from sklearn.pipeline import Pipeline

        return Pipeline([("features", self.vectorisers), ("labels", classifier(self.weights, self.intercepts))])

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
        blocks = tuple(
            Block(name, tuple(json.loads(files[f"{name}.json"])), from_bytes(files[f"{name}-idf.npy"]))
            for name in BLOCKS
            if f"{name}.json" in files
        )
        weights, intercepts = from_bytes(files["weights.npy"]), from_bytes(files["intercepts.npy"])
        terms = sum(len(block.terms) for block in blocks)
        found = weights.shape, sum(block.idf.size for block in blocks)
        expected = (len(intercepts), terms), terms
        if found != expected:
            raise ValueError(f"arrays of the shapes {found} where {expected} were expected")
        return cls(blocks, weights, intercepts)

    @cached_property
    def vectorisers(self) -> "FeatureUnion":
        """Fitted scikit-learn vectorisers of its terms."""
        return vectorisers(self.blocks)

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(self.blocks, self.weights)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(term for block in self.blocks if block.name == "words" for term in block.terms)


def classifier(weights: Floats, intercepts: Floats) -> Any:  # noqa: ANN401 - untyped
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
