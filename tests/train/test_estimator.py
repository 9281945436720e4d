"""RightsClassifier keeps scikit-learn's contract, as far as it makes sense for texts and several labels."""

import io
from collections.abc import Callable
from dataclasses import replace
from unittest import SkipTest

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone, is_classifier
from sklearn.exceptions import NotFittedError, SkipTestWarning
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.utils.estimator_checks import check_estimator, estimator_checks_generator
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from rightstag.errors import GateError
from rightstag.models import load_bundle, save_bundle
from rightstag.train import train_bundle
from rightstag.train.dataset import Dataset
from rightstag.train.estimator import RightsClassifier


@pytest.fixture(scope="module")
def rows() -> tuple[list[str], np.ndarray, list[str]]:
    from toy_training import LABELS, from_rows, rows

    data = from_rows(rows(120))
    assert data.labels == LABELS
    return data.texts, data.matrix, [example.report for example in data.examples]


@pytest.fixture(scope="module")
def fitted(rows) -> RightsClassifier:
    return RightsClassifier(budget=1).fit(*rows)


def test_it_learns_what_train_learns(dataset: Callable[..., Dataset]) -> None:
    examples = tuple(replace(example, country=None) for example in dataset(120).examples)
    data = Dataset(examples, dataset(1).labels)
    bundle = train_bundle(data, taxonomy="1", budget=1)
    table = pd.DataFrame(data.matrix, columns=data.labels)
    model = RightsClassifier(budget=1).fit(data.texts, table, [example.report for example in examples])
    assert model.classes_.tolist() == list(data.labels)
    assert model.bundle_.manifest.settings == bundle.manifest.settings
    assert model.bundle_.manifest.labels == bundle.manifest.labels
    assert np.array_equal(model.predict_proba(data.texts), bundle.predict_proba(data.texts))
    assert model.bundle_.manifest.data.fingerprint == bundle.manifest.data.fingerprint
    assert np.array_equal(model.predict(data.texts), model.predict_proba(data.texts) >= model.thresholds_)
    assert model.score(data.texts, data.matrix) > 0.9
    assert any(label.calibration.slope != 1 for label in model.bundle_.manifest.labels)


def test_labels_come_as_lists_matrices_tables_or_sparse(fitted, rows) -> None:
    texts, matrix, groups = rows
    names = np.array(["assembly", "expression", "refugees"])
    lists = [names[row == 1].tolist() for row in matrix]
    expected = fitted.predict_proba(texts)
    for given in (lists, pd.DataFrame(matrix, columns=names), csr_matrix(matrix), matrix.astype(float).tolist()):
        model = RightsClassifier(budget=1).fit(pd.Series(texts), given, groups)
        assert np.array_equal(model.predict_proba(np.array(texts)), expected)
        assert model.score(texts, given) == fitted.score(texts, matrix)
    assert fitted.classes_.tolist() == [0, 1, 2]
    assert RightsClassifier(budget=1).fit(texts, lists).classes_.tolist() == names.tolist()


def test_what_nobody_judged_is_neither_yes_nor_no(rows) -> None:
    texts, matrix, groups = rows
    partly = matrix.astype(float)
    partly[:40, 0] = np.nan
    card = RightsClassifier(budget=1).fit(texts, partly, groups).bundle_.manifest.labels[0]
    assert (card.positives, card.negatives) == (matrix[40:, 0].sum(), (1 - matrix[40:, 0]).sum())


def test_decisions_are_where_the_decision_function_is_not_negative(fitted, rows) -> None:
    texts = rows[0]
    assert np.array_equal(fitted.decision_function(texts) >= 0, fitted.predict(texts) == 1)


def test_its_features_are_the_terms_of_the_model(fitted) -> None:
    names = fitted.get_feature_names_out()
    assert len(names) == fitted.bundle_.model.weights.shape[1]
    assert "words__rally" in names


def test_clone_cross_validation_and_search_work(rows) -> None:
    texts, matrix, groups = rows
    model = RightsClassifier(budget=1, goal="recall=0.9")
    assert clone(model).get_params() == model.get_params()
    assert is_classifier(model)
    scores = cross_val_score(model, texts, matrix, cv=2, params={"groups": groups})
    assert (scores > 0.6).all()
    assert cross_val_score(model, texts, matrix, cv=2, scoring="f1_micro").min() > 0.6
    search = GridSearchCV(Pipeline([("tags", model)]), {"tags__min_groups": [2, 5]}, cv=2).fit(texts, matrix)
    assert search.predict_proba(texts[:3]).shape == (3, 3)


def test_joblib_and_skops_keep_it_and_a_bundle_is_in_it(fitted, rows, tmp_path) -> None:
    skops = pytest.importorskip("skops.io", reason="skops is not installed: pip install 'rightstag[skops]'")
    expected = fitted.predict_proba(rows[0])
    stream = io.BytesIO()
    joblib.dump(fitted, stream)
    stream.seek(0)
    kept = skops.dumps(fitted)
    assert skops.get_untrusted_types(data=kept) == ["rightstag.train.estimator.RightsClassifier"]
    for again in (joblib.load(stream), skops.loads(kept, trusted=["rightstag.train.estimator.RightsClassifier"])):
        assert np.array_equal(again.predict_proba(rows[0]), expected)
        assert again.get_params() == fitted.get_params()
    saved = save_bundle(fitted.bundle_, tmp_path / "model")
    assert np.array_equal(load_bundle(tmp_path / "model").predict_proba(rows[0]), expected)
    assert saved.labels == ("0", "1", "2")


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        ("a text", [["a"]], "a string, where several texts were expected"),
        (["a", None], [["a"], []], "text 1: NoneType, where a string was expected"),
        (["a", 3], [["a"], []], "text 1: int, where a string was expected"),
        (["a"], [["a"], []], "1 texts, labels of 2: give as many of each"),
        (["a", "b"], ["x", "y"], "could not convert"),
        (["a", "b"], [0, 1], r"y of the shape \(2,\): give an indicator matrix"),
        (["a", "b"], [[0], [2]], "y holds other numbers than 0, 1 and NaN"),
    ],
)
def test_what_cannot_be_learnt_from_is_refused(texts, labels, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        RightsClassifier().fit(texts, labels)


def test_it_says_that_it_is_not_fitted() -> None:
    for ask in ("predict", "predict_proba", "decision_function"):
        with pytest.raises(NotFittedError):
            getattr(RightsClassifier(), ask)(["a"])


@pytest.mark.filterwarnings(f"ignore::{SkipTestWarning.__module__}.SkipTestWarning")
def test_scikit_learns_own_checks_take_it_for_an_estimator_of_texts() -> None:
    assert all(result["status"] != "failed" for result in check_estimator(RightsClassifier(), on_fail=None))


class OverNumbers(RightsClassifier):
    """Spells rows of numbers as words and classes as an indicator matrix: scikit-learn's checks know no texts."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = False, True
        tags.target_tags.multi_output, tags.target_tags.single_output = False, True
        tags.classifier_tags.multi_label, tags.classifier_tags.multi_class = False, True
        return tags

    def fit(self, X, y):  # noqa: N803
        cells, y = validate_data(self, X, y)
        check_classification_targets(y)
        names, counts = np.unique(y, return_counts=True)
        times = -(-ENOUGH // counts.min())  # the checks have as few as one row a class
        padded = [
            f"{text} {words}" for text, words in zip(spell(cells) * times, filler(len(cells) * times), strict=True)
        ]
        super().fit(padded, (np.tile(y, times)[:, np.newaxis] == names).astype(int), range(len(padded)))
        self.classes_ = names
        return self

    def _spelled(self, X):  # noqa: N803
        check_is_fitted(self, "bundle_")
        return spell(validate_data(self, X, reset=False))

    def predict_proba(self, X):  # noqa: N803
        odds = RightsClassifier.predict_proba(self, self._spelled(X))
        return odds / odds.sum(axis=1, keepdims=True)

    def decision_function(self, X):  # noqa: N803
        found = self.predict_proba(X)
        return found[:, 1] - 0.5 if len(self.classes_) == 2 else found

    def predict(self, X):  # noqa: N803
        best = self.predict_proba(X).argmax(axis=1)
        return self.classes_[best]

    def score(self, X, y):  # noqa: N803
        return float((self.predict(X) == y).mean())


#: Examples that a label must have to be learnt.
ENOUGH = 10


def filler(count: int) -> list[str]:
    """Return words that mean nothing, so that no two texts are near-duplicates."""
    draw = np.random.default_rng(0)
    letters = list("abcdefghijklmnopqrstuvwxyz")
    return [" ".join("".join(draw.choice(letters, 6)) for _ in range(30)) for _ in range(count)]


def spell(rows: np.ndarray) -> list[str]:
    """Return a word for each half unit of each number, and for its sign."""
    cells = np.asarray(rows, dtype=float)
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [
        " ".join(
            f"col{letters[column % 26]}{letters[column // 26 % 26]}{'neg' if value < 0 else 'pos'}"
            + (f" col{letters[column % 26]}val{letters[int(abs(value) * 2) % 26]}" if np.isfinite(value) else "")
            for column, value in enumerate(row)
        )
        for row in cells
    ]


#: Checks of scikit-learn that make no sense here, and why.
NOT_FOR_TEXTS = {
    "check_classifiers_one_label": "a label without counter-examples is not learnt: GateError, one line, says so",
    "check_fit2d_1sample": "one text teaches nothing: GateError, one line, says so",
}


@pytest.mark.parametrize(
    ("estimator", "check"),
    [
        pytest.param(estimator, check, id=f"{getattr(check, 'func', check).__name__}-{number}")
        for number, (estimator, check) in enumerate(estimator_checks_generator(OverNumbers(budget=1)))
    ],
)
def test_scikit_learns_checks_pass_over_texts_that_spell_their_numbers(estimator, check) -> None:
    name = getattr(check, "func", check).__name__
    if name in NOT_FOR_TEXTS:
        with pytest.raises((GateError, AssertionError)):
            check(estimator)
        return
    try:
        check(estimator)
    except SkipTest as reason:
        pytest.skip(str(reason))
