"""A scikit-learn estimator over raw texts; it learns what ``rightstag train`` learns."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from rightstag.labels import Category, Taxonomy
from rightstag.labels.indicator import to_indicator
from rightstag.models.linear.features import MIN_GROUPS
from rightstag.models.logistic import logit
from rightstag.models.storage.bundle_files import from_files, to_files
from rightstag.train.dataset import Dataset, Example
from rightstag.train.fit import train_bundle
from rightstag.train.model_selection import BUDGET
from rightstag.train.thresholds import parse_goals

Floats = npt.NDArray[np.float64]
Indicator = npt.NDArray[np.int64]


class RightsClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Learn from labelled texts which labels a text has; several labels a text, or none.

    Features, strength of the penalty, calibration and thresholds are chosen by cross-validation, as ``rightstag train``
    chooses them.

    Parameters
    ----------
    goal
        What the thresholds are for: ``f1``, ``f2`` (or another F-beta), ``precision=0.9`` or ``recall=0.9``.
    min_groups
        A term counts only when so many groups (reports) share it, fewer where there are few, or when it is one of the
        words of reports at large; 0 keeps every term, names among them.
    budget
        Number of settings of features and strength to choose among; 1 takes the usual ones and is quickest.
    random_state
        The same texts, labels and seed give the same model.
    n_jobs
        Number of processors to use; the result does not depend on it.

    Attributes
    ----------
    classes_
        The labels, columns of all matrices, shape (k,).
    thresholds_
        The probability from which on each label is given, shape (k,).
    bundle_
        The model, as `rightstag.save_model` takes it; its manifest has the figures on unseen texts.

    Examples
    --------
    >>> deeds = {"dispersed a rally": ["assembly"], "closed a newspaper": ["expression"], "repaired a road": []}
    >>> who, where = ["Police", "Officials", "Soldiers", "A mayor"], ["in Sel", "near Ost", "at the port", "on 4 May"]
    >>> rows = [(f"{x} {deed} {y}.", deeds[deed]) for x in who for deed in deeds for y in where]
    >>> model = RightsClassifier(budget=1).fit(*zip(*rows))
    >>> model.classes_.tolist(), model.predict(["A rally was dispersed.", "A road was repaired."]).tolist()
    (['assembly', 'expression'], [[1, 0], [0, 0]])
    """

    def __init__(
        self,
        *,
        goal: str = "f1",
        min_groups: int = MIN_GROUPS,
        budget: int = BUDGET,
        random_state: int = 0,
        n_jobs: int = 1,
    ) -> None:
        self.goal = goal
        self.min_groups = min_groups
        self.budget = budget
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: Iterable[str], y: Any, groups: Sequence[object] | None = None) -> "RightsClassifier":  # noqa: ANN401, N803
        """Learn from labelled texts.

        Parameters
        ----------
        X
            Texts, n of them.
        y
            An indicator matrix or table of shape (n, k), in which NaN is *not judged*; or a list of labels for each
            text, an empty one being *none applies*.
        groups
            The report of each text, which is never on both sides of a split, shape (n,). Without it every report is
            unknown, and only terms that reports at large use are learnt.

        Raises
        ------
        ValueError
            Texts, labels and groups differ in number, or are not of these forms.
        GateError
            No label has examples enough.
        """
        texts = _checked_texts(X)
        labels, matrix, known = _indicator(y)
        if len(matrix) != len(texts) or (groups is not None and len(groups) != len(texts)):
            given = f"{len(texts)} texts, labels of {len(matrix)}" + (
                f", {len(groups)} groups" if groups is not None else ""
            )
            raise ValueError(f"{given}: give as many of each")
        examples = [
            Example(
                id=str(row),
                text=text,
                labels=matrix[row],
                known=known[row],
                report=None if groups is None else str(groups[row]),
            )
            for row, text in enumerate(texts)
            if known[row].any()
        ]
        names = tuple(map(str, labels))
        self.bundle_ = train_bundle(
            Dataset(tuple(examples), names),
            taxonomy=_taxonomy(names),
            seed=self.random_state,
            min_groups=self.min_groups,
            budget=self.budget,
            jobs=self.n_jobs,
            goals=parse_goals([self.goal], names),
        )
        self.classes_ = np.array(labels)
        self.thresholds_ = self.bundle_.thresholds
        return self

    def predict_proba(self, X: Iterable[str]) -> Floats:  # noqa: N803
        """Return the calibrated probability of each label, shape (n, k)."""
        check_is_fitted(self, "bundle_")
        return self.bundle_.predict_proba(_checked_texts(X))

    def predict(self, X: Iterable[str]) -> Indicator:  # noqa: N803
        """Return the indicator matrix of the labels given by the thresholds, shape (n, k)."""
        return (self.predict_proba(X) >= self.thresholds_).astype(np.int64)

    def decision_function(self, X: Iterable[str]) -> Floats:  # noqa: N803
        """Return the log-odds of each label above its threshold's, shape (n, k): 0 or more where it is given."""
        return logit(self.predict_proba(X)) - logit(self.thresholds_)

    def score(self, X: Iterable[str], y: Any, sample_weight: Sequence[float] | None = None) -> float:  # noqa: ANN401, N803
        """Return the mean F1 of the labels (macro-F1), in [0, 1]."""
        from sklearn.metrics import f1_score

        expected = _aligned(y, self.classes_.tolist())
        predicted = self.predict(X)
        return float(f1_score(expected, predicted, average="macro", sample_weight=sample_weight, zero_division=0.0))

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:  # noqa: ARG002
        """Return the terms that the model reads, as ``words__rally`` and ``letters__ral``."""
        check_is_fitted(self, "bundle_")
        names = [f"{block.name}__{term}" for block in self.bundle_.model.blocks for term in block.terms]
        return np.array(names, dtype=object)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = True, False
        tags.target_tags.multi_output, tags.target_tags.single_output = True, False
        tags.classifier_tags.multi_label, tags.classifier_tags.multi_class = True, False
        return tags

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = dict(super().__getstate__())
        if "bundle_" in state:  # as files: plain bytes, which joblib and skops both keep, checked when they come back
            state["bundle_"] = to_files(state["bundle_"])
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        if "bundle_" in state:
            state = {**state, "bundle_": from_files(state["bundle_"], Path(type(self).__name__))}
        super().__setstate__(state)


def _taxonomy(labels: Sequence[str]) -> Taxonomy:
    categories = tuple(Category(id=label, title=label) for label in labels)
    return Taxonomy(version="own", title="Labels of an estimator", unit="text", question="", categories=categories)


def _checked_texts(texts: Iterable[str]) -> list[str]:
    if isinstance(texts, str):
        raise ValueError("a string, where several texts were expected: give a list")  # noqa: TRY004 - as scikit-learn
    listed = list(texts)
    for place, text in enumerate(listed):
        if not isinstance(text, str):
            raise ValueError(f"text {place}: {type(text).__name__}, where a string was expected")  # noqa: TRY004
    return listed


def _indicator(y: Any) -> tuple[list[Any], npt.NDArray[np.int8], npt.NDArray[np.bool_]]:  # noqa: ANN401
    """Return the labels, the cells that are 1, and the cells that are known, both of shape (n, k)."""
    if _is_lists(y):
        labels = sorted({label for row in y for label in row})
        matrix = to_indicator(y, labels)
        return labels, matrix, np.ones(matrix.shape, dtype=bool)
    columns = getattr(y, "columns", None)
    dense = y.toarray() if hasattr(y, "toarray") else y
    cells = np.asarray(dense, dtype=np.float64)
    if cells.ndim != 2 or not cells.shape[1]:
        raise ValueError(
            f"y of the shape {cells.shape}: give an indicator matrix of shape (n, k), or a list of labels for each text"
        )
    known = ~np.isnan(cells)
    if not np.isin(cells[known], (0, 1)).all():
        raise ValueError("y holds other numbers than 0, 1 and NaN")
    labels = list(range(cells.shape[1])) if columns is None else list(columns)
    return labels, (known & (cells == 1)).astype(np.int8), known


def _is_lists(y: Any) -> bool:  # noqa: ANN401
    rows = y.tolist() if getattr(y, "ndim", 0) == 1 else y
    if not isinstance(rows, list | tuple) or not rows:
        return False
    return all(
        isinstance(row, list | tuple | set | frozenset) and all(isinstance(label, str) for label in row) for row in rows
    )


def _aligned(y: Any, classes: list[Any]) -> npt.NDArray[np.int8]:  # noqa: ANN401
    """Return the labels as a matrix of these columns."""
    if _is_lists(y):
        return to_indicator(y, classes)
    return _indicator(y)[1]
