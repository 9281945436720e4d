"""The network's reading of texts as a part that scikit-learn's pipelines take."""

from collections.abc import Sequence
from typing import Any

import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin

from rightstag.models.cnn.model import Network


class NetworkFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Texts to what a fitted network's head reads, shape (texts, 2 * filters).

    Parameters
    ----------
    network
        As a bundle has it; there is nothing to fit.
    """

    def __init__(self, network: Network) -> None:
        self.network = network

    def fit(self, texts: Sequence[str], labels: object = None) -> "NetworkFeatures":  # noqa: ARG002
        """Return the transformer as it is."""
        return self

    def transform(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Return the strongest answers and the scaled sums of all filters."""
        return self.network.pooled(texts).reshape(len(texts), -1)

    def __sklearn_is_fitted__(self) -> bool:
        """Return that it is."""
        return True
