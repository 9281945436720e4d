"""A bundle as the fitted scikit-learn pipeline that it is, for people's own code."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.pipeline import Pipeline

from rightstag.atomic import atomic_write
from rightstag.errors import UsageError
from rightstag.models.bundle import Bundle
from rightstag.models.cnn.model import Network
from rightstag.models.linear.features import vectorisers
from rightstag.models.linear.model import Linear
from rightstag.models.logistic import classifier
from rightstag.models.privacy import check_may_leave


class NetworkFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Transform texts to the features of a fitted network's head, shape (texts, 2 * filters).

    Parameters
    ----------
    network
        As a bundle has it; there is nothing to fit.
    """

    def __init__(self, network: Network) -> None:
        self.network = network

    def fit(self, texts: Sequence[str], labels: object = None) -> "NetworkFeatures":  # noqa: ARG002
        """Return the transformer unchanged."""
        return self

    def transform(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Return the largest and the scaled sum of the activations of every filter."""
        return self.network.pooled(texts).reshape(len(texts), -1)

    def __sklearn_is_fitted__(self) -> bool:
        """Tell scikit-learn to skip its check: always fitted."""
        return True


def to_pipeline(bundle: Bundle) -> Pipeline:
    """Return a bundle as a fitted scikit-learn pipeline: texts to probabilities, and to decisions by its thresholds.

    A linear model's has nothing of rightstag in it. ``predict_proba`` gives a column a label, ``predict`` the
    indicator matrix, both of shape (texts, labels).

    Raises
    ------
    UsageError
        The model has an encoder.
    """
    match bundle.model:
        case Linear() as model:
            features: Any = ("features", vectorisers(model.blocks))
            weights = model.weights
        case Network() as model:
            features = ("answers", NetworkFeatures(model))
            weights = model.weights.reshape(len(model.weights), -1)
        case _:
            found = "is no scikit-learn pipeline: it has an encoder"
            raise UsageError(bundle.name, found, fix="take the default model, or call predict_proba in your own code")
    return Pipeline([features, ("labels", classifier(weights, model.intercepts, bundle.thresholds))])


def export_pipeline(bundle: Bundle, path: Path) -> None:
    """Write the pipeline of a bundle; read back, it says what the bundle says.

    Parameters
    ----------
    path
        Ends in ``.joblib`` or ``.skops``.

    Raises
    ------
    UsageError
        There is no such format, or skops is not installed.
    SafetyError
        The model keeps every term of its texts.
    """
    check_may_leave(bundle)
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        found = f"no pipeline is written as '{path.suffix}'"
        raise UsageError(path, found, expected=f"a name that ends in {' or '.join(WRITERS)}")
    with atomic_write(path) as out:
        write(to_pipeline(bundle), out)


def _joblib(pipeline: object, out: IO[bytes]) -> None:
    import joblib

    joblib.dump(pipeline, out)


def _skops(pipeline: object, out: IO[bytes]) -> None:
    from zipfile import ZIP_DEFLATED

    try:
        import skops.io
    except ImportError as error:
        raise UsageError(
            "skops", "is not installed", fix="pip install 'rightstag[skops]', or export as .joblib"
        ) from error
    # It writes an entry a term: uncompressed that is twenty times a joblib file.
    skops.io.dump(pipeline, cast("BinaryIO", out), compression=ZIP_DEFLATED)


#: To add a format, add its suffix and a writer here.
WRITERS: dict[str, Callable[[Any, IO[bytes]], None]] = {".joblib": _joblib, ".skops": _skops}
