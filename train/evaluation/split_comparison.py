"""Compare ways of splitting: one recipe at its usual settings, judged by country, at random, by source and by year."""

import msgspec
import numpy as np

from rightstag.models.linear.features import MIN_GROUPS
from rightstag.models.scores import Evaluation
from rightstag.stats import Estimate
from rightstag.train.cross_validation import cross_validate
from rightstag.train.dataset import Dataset
from rightstag.train.fit import train_bundle
from rightstag.train.predict import metrics_on, predict_dataset
from rightstag.train.splits import FOLDS, Folds, split

#: Of all paragraphs about this share are the later years.
LATER = 0.2
#: What is held out, of which there are several.
_PLURALS = {"country": "countries", "report": "reports", "near-duplicate group": "near-duplicate groups"}


class SplitScore(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Figures of the recipe under one way of splitting.

    Attributes
    ----------
    how
        What is held out.
    rows
        How many paragraphs are judged.
    f1, average_precision
        Means over the labels.
    inflation
        By how much F1 is above that of whole countries (or reports) held out; None for that one itself.
    """

    how: str
    rows: int
    f1: Estimate
    average_precision: Estimate
    inflation: float | None = None


def compare_splits(
    data: Dataset, *, seed: int = 0, min_groups: int = MIN_GROUPS, jobs: int = 1
) -> tuple[SplitScore, ...]:
    """Judge the recipe on a split that does not leak, on a naive one, on unseen sources and on later years.

    Unseen sources and later years are left out where fewer than two are known.

    Raises
    ------
    GateError
        No label has examples enough.
    InputError
        The paragraphs cannot be divided.
    """
    honest = split(data, seed=seed)
    ways = {f"whole {_PLURALS[honest.by]}": honest, "single paragraphs at random (naive)": _random_folds(data, seed)}
    if (by_source := _by_source(data, honest)) is not None:
        ways["whole sources, one in turn"] = by_source
    results = {
        how: cross_validate(data, folds=folds, min_groups=min_groups, budget=1, jobs=jobs).metrics(how)
        for how, folds in ways.items()
    }
    if (later := _temporal_holdout(data, honest, min_groups=min_groups, jobs=jobs)) is not None:
        results[later.how] = later
    first = next(iter(results.values())).macro.f1.value
    return tuple(_cut(one, first if number else None) for number, one in enumerate(results.values()))


def _random_folds(data: Dataset, seed: int) -> Folds:
    """Return folds of paragraphs at random, whatever report or near-duplicate group they are of."""
    numbers = np.random.default_rng(seed).permutation(len(data)) % FOLDS
    return Folds(numbers, "paragraph", np.arange(len(data)))


def _by_source(data: Dataset, honest: Folds) -> Folds | None:
    names, numbers = np.unique([example.source or "" for example in data.examples], return_inverse=True)
    return Folds(numbers, "source", honest.duplicates) if len(names) > 1 else None


def _temporal_holdout(data: Dataset, honest: Folds, *, min_groups: int, jobs: int) -> Evaluation | None:
    """Judge a model of the earlier years on the later ones; None where only one year is known."""
    known = np.array([example.year or 0 for example in data.examples])
    choices = np.unique(known[known > 0])[1:]
    if not len(choices):
        return None
    first = min(choices.tolist(), key=lambda year: abs((known >= year).sum() / (known > 0).sum() - LATER))
    late = np.flatnonzero(known >= first)
    twins = np.isin(honest.duplicates, honest.duplicates[late])
    early = np.flatnonzero((known > 0) & (known < first) & ~twins)
    if not len(early):
        return None
    model = train_bundle(data.take(early.tolist()), taxonomy="", min_groups=min_groups, budget=1, jobs=jobs)
    test = data.take(late.tolist())
    return metrics_on(test, *predict_dataset(model, test), how=f"the years from {first} on")


def _cut(metrics: Evaluation, first: float | None) -> SplitScore:
    f1 = metrics.macro.f1
    inflation = None if first is None or f1.value is None else round(f1.value - first, 4)
    return SplitScore(
        how=metrics.how,
        rows=metrics.rows,
        f1=f1,
        average_precision=metrics.macro.average_precision,
        inflation=inflation,
    )
