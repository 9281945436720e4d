"""What models say of the paragraphs that they were not trained on: the honest ground for every choice and figure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.features import MIN_GROUPS, Counts, count_terms, fit_encoder, group_floor
from models.scores import Evaluation
from rightstag.errors import GateError
from train.dataset import Dataset
from train.decide import Rule, decide_held_out, learn_rules
from train.goals import Goal
from train.linear import fit_labels
from train.predictions import judge_on
from train.splits import Folds, split

#: A label of fewer examples, or fewer counter-examples, is not learnt.
FEWEST = 10

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class HeldOut:
    """Labelled paragraphs, their parts, and what models of the other parts say.

    Attributes
    ----------
    logits
        Log-odds before calibration, shape (n, k).
    learnt
        Which labels have examples enough, shape (k,).
    """

    data: Dataset
    folds: Folds
    logits: Floats
    learnt: Bools

    def rules(self, goals: Sequence[Goal] = ()) -> list[Rule]:
        """Return how a model of all paragraphs is to be read: calibration and threshold of each label."""
        return learn_rules(self.logits, *self._cells, goals=goals)

    def decide(self, goals: Sequence[Goal] = ()) -> tuple[Floats, Bools]:
        """Return probabilities and decisions, by calibration and thresholds of the other parts too."""
        return decide_held_out(self.logits, *self._cells, goals=goals)

    def judge(self, how: str, goals: Sequence[Goal] = ()) -> Evaluation:
        """Return the figures, by source too, and what calibration brings."""
        from scipy.special import expit

        raw = np.asarray(expit(self.logits))
        return judge_on(self.data, *self.decide(goals), how=how, slices={"source": self.data.sources}, raw=raw)

    @property
    def _cells(self) -> tuple[npt.NDArray[np.int8], Bools, npt.NDArray[np.int64], Bools]:
        return self.data.matrix, self.data.known, self.folds.numbers, self.learnt


def hold_out(
    data: Dataset,
    *,
    counts: tuple[Counts, ...] = (),
    folds: Folds | None = None,
    seed: int = 0,
    min_groups: int = MIN_GROUPS,
    jobs: int = 1,
) -> HeldOut:
    """Train linear models on all parts but one, in turn.

    Parameters
    ----------
    counts
        Of the data's texts, where they are there already.
    folds
        As `split` makes them if not given.

    Raises
    ------
    GateError
        No label has examples enough.
    InputError
        The paragraphs cannot be divided.
    """
    learnt = learnable(data)
    folds = folds or split(data, seed=seed)
    counts = counts or count_terms(data.texts)
    return HeldOut(data, folds, cross_validate(data, counts, folds, learnt, min_groups=min_groups, jobs=jobs), learnt)


def cross_validate(
    data: Dataset, counts: tuple[Counts, ...], folds: Folds, learnt: Bools, *, min_groups: int, jobs: int = 1
) -> Floats:
    """Return the log-odds that models give to the fold that they were not trained on, shape (n, k)."""
    from joblib import Parallel, delayed

    def one(fold: int) -> Floats:
        train, test = folds.train(fold), folds.test(fold)
        floor = group_floor(data.groups[train], wanted=min_groups)
        encoder = fit_encoder(counts, train, data.groups, min_groups=floor)
        cells = (data.matrix[train], data.known[train], learnt, data.weights[train])
        weights, intercepts = fit_labels(encoder.encode(train), *cells)
        return np.asarray(encoder.encode(test) @ weights.T + intercepts)

    logits = np.empty((len(data), len(data.labels)))
    parts = Parallel(n_jobs=jobs, prefer="threads")(delayed(one)(fold) for fold in range(folds.count))
    for fold, part in enumerate(parts):
        logits[folds.test(fold)] = part
    return logits


def learnable(data: Dataset) -> Bools:
    """Return which labels have examples enough, shape (k,).

    Raises
    ------
    GateError
        None has.
    """
    yes = (data.matrix * data.known).sum(axis=0)
    no = data.known.sum(axis=0) - yes
    learnt: Bools = np.minimum(yes, no) >= FEWEST
    if not learnt.any():
        found = ", ".join(f"{label} {count}" for label, count in zip(data.labels, yes, strict=True))
        raise GateError(
            "training data",
            f"no label has examples enough ({found})",
            expected=f"{FEWEST} paragraphs with it and {FEWEST} without",
            fix="label more paragraphs",
        )
    return learnt
