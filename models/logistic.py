"""Log-odds and probabilities, without the weight of scipy; logistic regressions as scikit-learn has them."""

from typing import Any

import numpy as np
import numpy.typing as npt

#: Probabilities nearer to 0 or 1 than this are taken for this.
NEAREST = 1e-9


def expit(logits: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return the probabilities of log-odds, without overflow.

    Examples
    --------
    >>> expit(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    small = np.exp(-np.abs(logits))
    return np.asarray(np.where(logits >= 0, 1, small) / (1 + small), dtype=np.float64)


def logit(probabilities: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return the log-odds of probabilities, which are kept from 0 and 1.

    Examples
    --------
    >>> logit(np.array([0.5])).tolist()
    [0.0]
    """
    kept = np.clip(probabilities, NEAREST, 1 - NEAREST)
    return np.asarray(np.log(kept) - np.log1p(-kept), dtype=np.float64)


def classifier(
    weights: npt.NDArray[np.float64], intercepts: npt.NDArray[np.float64], thresholds: npt.NDArray[np.float64]
) -> Any:  # noqa: ANN401 - untyped
    """Return fitted scikit-learn logistic regressions, one a label, that decide by thresholds.

    Parameters
    ----------
    weights
        Shape (labels, features).
    intercepts, thresholds
        Shape (labels,); a label is given from its threshold on, a probability in [0, 1].

    Returns
    -------
    sklearn.multioutput.ClassifierChain
        ``predict_proba`` gives a column a label, ``predict`` the indicator matrix. The links of the chain weigh
        nothing: scikit-learn's other classifiers of many labels either decide at 0.5 or give a list of arrays.
    """
    from sklearn.multioutput import ClassifierChain

    labels = len(intercepts)
    chain = ClassifierChain(_regression(weights[0], intercepts[0], thresholds[0]), chain_method="predict")
    chain.estimators_ = [
        _regression(np.append(row, np.zeros(before)), intercept, threshold)
        for before, (row, intercept, threshold) in enumerate(zip(weights, intercepts, thresholds, strict=True))
    ]
    chain.order_, chain.classes_ = list(range(labels)), [np.array([0, 1])] * labels
    chain.chain_method_, chain.n_features_in_ = "predict", weights.shape[1]
    return chain


def _regression(weights: npt.NDArray[np.float64], intercept: float, threshold: float) -> Any:  # noqa: ANN401 - untyped
    from sklearn.frozen import FrozenEstimator
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import FixedThresholdClassifier

    fitted = LogisticRegression()
    fitted.classes_, fitted.n_features_in_ = np.array([0, 1]), len(weights)
    fitted.coef_, fitted.intercept_ = weights[np.newaxis], np.array([intercept])
    decider = FixedThresholdClassifier(FrozenEstimator(fitted), threshold=threshold, response_method="predict_proba")
    decider.estimator_ = decider.estimator
    return decider
