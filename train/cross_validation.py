"""What models say of the paragraphs that they were not trained on: the honest ground for every choice and figure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rightstag.errors import GateError
from rightstag.models.linear.features import MIN_GROUPS, TermCounts, count_terms
from rightstag.models.manifest import Candidate, Tried
from rightstag.models.scores import Evaluation
from rightstag.train.calibration import Rule, decide_held_out, learn_rules
from rightstag.train.dataset import Dataset
from rightstag.train.model_selection import BUDGET, GRID, select
from rightstag.train.predict import judge_on
from rightstag.train.splits import Folds, split
from rightstag.train.thresholds import Goal

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
    chosen, tried
        Of linear models, the settings for all paragraphs, and among which they were chosen.
    counts
        Of the texts, for linear models.
    """

    data: Dataset
    folds: Folds
    logits: Floats
    learnt: Bools
    chosen: Candidate = GRID[0]
    tried: tuple[Tried, ...] = ()
    counts: tuple[TermCounts, ...] = ()

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
    folds: Folds | None = None,
    seed: int = 0,
    min_groups: int = MIN_GROUPS,
    budget: int = BUDGET,
    jobs: int = 1,
) -> HeldOut:
    """Choose and train linear models on all parts but one, in turn.

    Parameters
    ----------
    folds
        Of the data as they are given. Without them the data are put in order, so that the one in which they were given
        changes nothing, and divided by `split`.
    budget
        Among how many settings features and strength are chosen (`model_selection`); 1 takes the usual ones.

    Raises
    ------
    GateError
        No label has examples enough.
    InputError
        The paragraphs cannot be divided.
    """
    learnt = learnable(data)
    if folds is None:
        data = data.in_order()
        folds = split(data, seed=seed)
    counts = count_terms(data.texts)
    found = select(data, counts, folds, learnt, min_groups=min_groups, budget=budget, jobs=jobs)
    return HeldOut(data, folds, found.logits, learnt, found.chosen, found.tried, counts)


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
