"""Learning curve: figures of models trained on growing parts of the data."""

import numpy as np

from rightstag.errors import GateError, InputError
from rightstag.models.linear.features import MIN_GROUPS
from rightstag.reports.deduplicate import duplicate_groups
from rightstag.train.dataset import Dataset
from rightstag.train.evaluation.records import LearningCurvePoint
from rightstag.train.fit import train_bundle
from rightstag.train.predict import metrics_on, predict_dataset
from rightstag.train.splits import alone_if_unknown

#: Of the training data, in whole reports.
SHARES = (0.1, 0.2, 0.4, 0.7, 1.0)


def learning_curve(
    training: Dataset, test: Dataset, *, seed: int = 0, min_groups: int = MIN_GROUPS, jobs: int = 1
) -> tuple[LearningCurvePoint, ...]:
    """Train on growing parts of the training data, each holding the one before, and judge each model on the test data.

    All are of the usual settings, so that more data are all that sets them apart.

    Paragraphs of the test data's reports, and near-duplicates of its paragraphs, are not learnt from. Parts too small
    to learn any label from are left out.

    Raises
    ------
    GateError
        There are no examples enough even in all of the training data.
    InputError
        Nothing of the training data is new to the test data.
    """
    training = training.take(_apart(training, test))
    if not len(training):
        why = "every paragraph is of a report of the data to judge on, or nearly repeats a paragraph of it"
        raise InputError("the training data", why, fix="give other paragraphs")
    _, reports = np.unique(alone_if_unknown(training.reports, np.arange(len(training))), return_inverse=True)
    order = np.random.default_rng(seed).permutation(int(reports.max()) + 1)
    rank = np.argsort(order)[reports]
    points: list[LearningCurvePoint] = []
    for share in SHARES:
        part = training.take(np.flatnonzero(rank < np.ceil(share * len(order))).tolist())
        try:
            model = train_bundle(part, taxonomy="", seed=seed, min_groups=min_groups, budget=1, jobs=jobs)
        except GateError:
            if share == SHARES[-1]:
                raise
            continue
        macro = metrics_on(test, *predict_dataset(model, test), how="").macro
        points.append(LearningCurvePoint(rows=len(part), f1=macro.f1, average_precision=macro.average_precision))
    return tuple(points)


def _apart(training: Dataset, test: Dataset) -> list[int]:
    """Return the rows that share neither report nor wording with the test data."""
    groups = duplicate_groups([*training.texts, *test.texts])
    twins = np.isin(groups[: len(training)], groups[len(training) :])
    reports = {example.report for example in test.examples} - {None}
    return [row for row, e in enumerate(training.examples) if not twins[row] and e.report not in reports]
