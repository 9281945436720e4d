"""The baseline: scikit-learn's TF-IDF and logistic regression, at default settings."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rightstag.train.dataset import Dataset
from rightstag.train.splits import Folds

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline


def baseline_pipeline() -> "Pipeline":
    """Return TF-IDF of words and letter groups with one-vs-rest logistic regression, nothing else set."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import FeatureUnion, Pipeline

    words = TfidfVectorizer(ngram_range=(1, 2))
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
    classifier = OneVsRestClassifier(LogisticRegression(max_iter=1000))
    return Pipeline([("features", FeatureUnion([("words", words), ("letters", letters)])), ("labels", classifier)])


def baseline_probabilities(data: Dataset, folds: Folds) -> npt.NDArray[np.float64]:
    """Return the out-of-fold probabilities of the baseline, shape (n, k).

    They know nothing of unknown cells, which count as no.
    """
    texts = np.array(data.texts, dtype=object)
    labels = data.matrix * data.known
    probabilities = np.zeros(labels.shape)
    for fold in range(folds.count):
        train, test = folds.train(fold), folds.test(fold)
        # scikit-learn warns of a label of one class, and gives it no probability to speak of: leave it at 0.
        columns = np.flatnonzero(np.ptp(labels[train], axis=0))
        if len(columns) < 2:
            continue
        pipeline = baseline_pipeline().fit(texts[train], labels[train][:, columns])
        probabilities[np.ix_(test, columns)] = pipeline.predict_proba(texts[test])
    return probabilities
