"""One logistic regression a label, on TF-IDF terms that the label itself weighs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

#: The usual inverse strength of the penalty: 2 is best on unseen countries, 1 on unseen kinds of reports. No class
#: weights: calibration and thresholds do what they would.
STRENGTH = 1.5
#: Where the solver stops: ten times as fine changes no ranking.
TOLERANCE = 1e-3
#: What every term is taken to have occurred in either class already, in TF-IDF units.
SMOOTHING = 1.0

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def fit_labels(
    features: "csr_matrix",
    matrix: npt.NDArray[np.int8],
    known: Bools,
    learnt: Bools,
    certainty: Floats | None = None,
    *,
    strengths: Sequence[float] = (STRENGTH,),
) -> list[tuple[Floats, Floats]]:
    """Fit one logistic regression a label on the cells that are known, at each of some strengths.

    Parameters
    ----------
    certainty
        How much each cell weighs, in (0, 1] where it is known, shape (n, k); all the same if not given.
    strengths
        Inverse strengths of the penalty, scikit-learn's ``C``.

    Returns
    -------
    list of tuple of numpy.ndarray
        For each strength, weights of shape (k, terms) and intercepts of shape (k,). A label that is not learnt, or of
        one class here, or with no term to read, has no weights and the log-odds of its base rate.
    """
    from scipy.sparse import csr_matrix, diags
    from sklearn.linear_model import LogisticRegression

    terms = features.shape[1]  # pyright: ignore[reportOptionalSubscript] - only scipy's stubs doubt that it has a shape
    models: list[tuple[Floats, Floats]] = [(np.zeros((len(learnt), terms)), np.empty(len(learnt))) for _ in strengths]
    for k, use in enumerate(learnt):
        rows = np.flatnonzero(known[:, k])
        values = matrix[rows, k]
        yes = int(values.sum())
        if not use or not terms or yes in {0, len(rows)}:
            for _, intercepts in models:
                intercepts[k] = np.log((yes + 0.5) / (len(rows) - yes + 0.5))
            continue
        certain = None if certainty is None else certainty[rows, k]
        scales = term_scales(features[rows], values == 1)
        scaled = csr_matrix(features[rows] @ diags(scales))
        for strength, (weights, intercepts) in zip(strengths, models, strict=True):
            # In the dual, with fewer paragraphs than terms, a quarter of the primal's time. What it draws by chance is
            # fixed, and it uses no threads: the same bytes every time.
            fitted = LogisticRegression(
                C=strength, solver="liblinear", dual=True, tol=TOLERANCE, max_iter=1000, random_state=0
            ).fit(scaled, values, sample_weight=certain)
            weights[k], intercepts[k] = np.asarray(fitted.coef_)[0] * scales, np.asarray(fitted.intercept_)[0]
    return models


def term_scales(features: "csr_matrix", positive: Bools) -> Floats:
    """Return the scale of each term: the absolute log-count ratio of the two classes, with a floor.

    The absolute log-count ratio of Wang and Manning, "Baselines and Bigrams" (2012), with a floor.

    Parameters
    ----------
    features
        Texts by terms.
    positive
        Which texts have the label, shape (n,); some do and some do not.

    Returns
    -------
    numpy.ndarray
        Shape (terms,), 0.5 for a term as common in both classes.
    """
    shares = [np.asarray(features[rows].sum(axis=0)).ravel() + SMOOTHING for rows in (positive, ~positive)]
    yes, no = (share / share.sum() for share in shares)
    return np.asarray(np.abs(np.log(yes / no)) + 0.5)
