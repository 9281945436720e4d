"""Model selection: features and penalty by nested cross-validation and the one-standard-error rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from rightstag.models.linear.features import TermCounts, fit_tfidf
from rightstag.models.manifest import Candidate, Tried
from rightstag.train.dataset import Dataset
from rightstag.train.linear import STRENGTH, fit_labels
from rightstag.train.metrics import average_precision
from rightstag.train.splits import Folds

WORDS, BOTH = ("words",), ("words", "letters")
#: What is tried, the most promising first: a small budget goes to these.
GRID = (
    Candidate(blocks=BOTH, strength=STRENGTH),
    Candidate(blocks=WORDS, strength=STRENGTH),
    Candidate(blocks=BOTH, strength=STRENGTH / 3),
    Candidate(blocks=WORDS, strength=STRENGTH * 3),
    Candidate(blocks=BOTH, strength=STRENGTH * 3),
    Candidate(blocks=WORDS, strength=STRENGTH / 3),
)
BUDGET = len(GRID)

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Selection:
    """The chosen settings, and the out-of-fold predictions of nested cross-validation.

    Attributes
    ----------
    chosen
        The candidate for all rows.
    tried
        Every candidate, the simplest first, with its figures; empty where there was no choice.
    logits
        Log-odds of each part by the candidate that the other parts chose, trained on them, shape (n, k).
    """

    chosen: Candidate
    tried: tuple[Tried, ...]
    logits: Floats


def select(
    data: Dataset,
    counts: tuple[TermCounts, ...],
    folds: Folds,
    learnt: Bools,
    *,
    min_groups: int,
    budget: int = BUDGET,
    jobs: int = 1,
) -> Selection:
    """Choose for all rows by cross-validation, and for each part by cross-validation within the others.

    A model that chooses for one part by another has learnt from neither. With fewer than three parts nothing can be
    held out twice, and the most promising candidate is taken.

    Parameters
    ----------
    counts
        Of the data's texts.
    budget
        How many candidates are tried, from 1 on.
    """
    from joblib import Parallel, delayed

    parts, candidates = range(folds.count), simplest_first(budget if folds.count > 2 else 1)
    twice = combinations(parts, 2) if len(candidates) > 1 else ()
    out_of_fold = [frozenset(some) for some in (*combinations(parts, 1), *twice)]
    work = (delayed(_say)(data, counts, folds, learnt, away, candidates, min_groups) for away in out_of_fold)
    results: Any = Parallel(n_jobs=jobs)(work)  # processes: the solver's dice are one pair for all threads
    said: dict[frozenset[int], dict[int, Floats]] = dict(zip(out_of_fold, results, strict=True))

    def score(part: int, *others: int) -> Floats:
        """Return the score of each candidate on a part, trained without it and others."""
        return _scores(data, learnt, folds.test(part), said[frozenset({part, *others})][part])

    choices = [0 for _ in parts]
    if len(candidates) > 1:
        choices = [simplest(np.array([score(other, part) for other in parts if other != part])) for part in parts]
    logits = np.empty((len(data), len(data.labels)))
    for part, choice in enumerate(choices):
        logits[folds.test(part)] = said[frozenset({part})][part][choice]
    scores = np.array([score(part) for part in parts])
    tried = _tried(candidates, scores, choices) if len(candidates) > 1 else ()
    return Selection(candidates[simplest(scores)], tried, logits)


def simplest_first(budget: int) -> list[Candidate]:
    """Return the candidates within a budget: fewer features first, then the stronger penalty.

    Examples
    --------
    >>> [(len(candidate.blocks), candidate.strength) for candidate in simplest_first(3)]
    [(1, 1.5), (2, 0.5), (2, 1.5)]
    """
    return sorted(GRID[:budget], key=lambda candidate: (len(candidate.blocks), candidate.strength))


def simplest(scores: Floats) -> int:
    """Return the first column that is behind the best one by no more than the standard error of its distance.

    The rule of one standard error (Breiman and others, "Classification and Regression Trees", 1984), of differences
    within parts: some parts are harder than others for every candidate.

    Parameters
    ----------
    scores
        Of each part by each candidate, the simplest first, shape (parts, candidates).

    Examples
    --------
    >>> simplest(np.array([[0.70, 0.81, 0.80], [0.60, 0.69, 0.71], [0.80, 0.90, 0.91]]))
    1
    """
    behind, error = _behind(scores)
    return int(np.argmax(behind <= error))


def _behind(scores: Floats) -> tuple[Floats, Floats]:
    """Return the mean distance of each candidate from the best one, and its standard error."""
    behind = scores[:, [np.argmax(scores.mean(axis=0))]] - scores
    spread = behind.std(axis=0, ddof=1) if len(scores) > 1 else np.zeros(scores.shape[1])
    return behind.mean(axis=0), spread / np.sqrt(len(scores))


def _tried(candidates: Sequence[Candidate], scores: Floats, choices: Sequence[int]) -> tuple[Tried, ...]:
    behind, error = _behind(scores)
    return tuple(
        Tried(
            blocks=candidate.blocks,
            strength=candidate.strength,
            average_precision=round(float(scores[:, at].mean()), 4),
            behind=round(float(behind[at]), 4),
            error=round(float(error[at]), 4),
            chosen=choices.count(at),
        )
        for at, candidate in enumerate(candidates)
    )


def _say(  # noqa: PLR0917
    data: Dataset,
    counts: tuple[TermCounts, ...],
    folds: Folds,
    learnt: Bools,
    away: frozenset[int],
    candidates: Sequence[Candidate],
    min_groups: int,
) -> dict[int, Floats]:
    """Train every candidate without some folds, and predict each of these: log-odds, shape (candidates, rows, k)."""
    train = reduce(np.intersect1d, (folds.train(part) for part in sorted(away)))
    cells = data.matrix[train], data.known[train], learnt, data.weights[train]
    said: dict[int, list[Floats]] = {part: [] for part in away}
    for blocks, same in groupby(candidates, key=lambda candidate: candidate.blocks):
        read = tuple(each for each in counts if each.name in blocks)
        encoder = fit_tfidf(read, train, data.groups, min_groups=min_groups)
        models = fit_labels(encoder.encode(train), *cells, strengths=[candidate.strength for candidate in same])
        for part in away:
            features = encoder.encode(folds.test(part))
            said[part] += [np.asarray(features @ weights.T + intercepts) for weights, intercepts in models]
    return {part: np.array(logits) for part, logits in said.items()}


def _scores(data: Dataset, learnt: Bools, rows: Ints, logits: Floats) -> Floats:
    """Return the mean average precision, over the labels that occur, of each candidate, shape (candidates,)."""
    average_precisions = np.full((len(logits), len(learnt)), np.nan)
    for k in np.flatnonzero(learnt):
        known = data.known[rows, k]
        positive = data.matrix[rows[known], k] == 1
        if positive.any():
            ones = np.ones((1, len(positive)))
            average_precisions[:, k] = [average_precision(scores, positive, ones)[0] for scores in logits[:, known, k]]
    occurring = average_precisions[:, ~np.isnan(average_precisions[0])]
    return occurring.mean(axis=1) if occurring.size else np.zeros(len(logits))
