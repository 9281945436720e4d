"""Cross-validation: out-of-fold predictions, on which every choice and figure rests."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rightstag.errors import GateError
from rightstag.models.hierarchy import with_parents
from rightstag.models.linear.features import MIN_GROUPS, TermCounts, count_terms
from rightstag.models.manifest import Candidate, Tried
from rightstag.models.scores import Evaluation
from rightstag.train.background import background_terms
from rightstag.train.calibration import DecisionRule, decide_out_of_fold, fit_decision_rules
from rightstag.train.dataset import Dataset
from rightstag.train.model_selection import BUDGET, GRID, select
from rightstag.train.predict import metrics_on
from rightstag.train.splits import Folds, split
from rightstag.train.thresholds import Goal

#: A label of fewer examples, or fewer counter-examples, is not learnt: one cannot be both learnt from and held out.
FEWEST = 2

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class OutOfFoldPredictions:
    """Out-of-fold predictions: the log-odds that models of the other folds give to each labelled paragraph.

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
    seed, min_groups
        As `cross_validate` was given them.
    """

    data: Dataset
    folds: Folds
    logits: Floats
    learnt: Bools
    chosen: Candidate = GRID[0]
    tried: tuple[Tried, ...] = ()
    counts: tuple[TermCounts, ...] = ()
    seed: int = 0
    min_groups: int = MIN_GROUPS

    def rules(self, goals: Sequence[Goal] = ()) -> list[DecisionRule]:
        """Fit calibration and threshold of each label, for a model of all paragraphs."""
        return fit_decision_rules(self.logits, *self._cells, goals=goals)

    def decide(self, goals: Sequence[Goal] = ()) -> tuple[Floats, Bools]:
        """Return probabilities and decisions, by calibration and thresholds of the other parts too.

        A parent has at least the probability of its children, and is given with them.
        """
        decided = decide_out_of_fold(self.logits, *self._cells, goals=goals)
        return with_parents(*decided, self.data.labels, self.data.parents)

    def metrics(self, how: str, goals: Sequence[Goal] = ()) -> Evaluation:
        """Compute the figures, by source too, and those of calibration; intervals draw anew what was held out."""
        from scipy.special import expit

        raw = np.asarray(expit(self.logits))
        slices = {"source": self.data.sources}
        return metrics_on(self.data, *self.decide(goals), how=how, folds=self.folds, slices=slices, raw=raw)

    @property
    def _cells(self) -> tuple[npt.NDArray[np.int8], Bools, npt.NDArray[np.int64], Bools]:
        return self.data.matrix, self.data.known, self.folds.numbers, self.learnt


def cross_validate(
    data: Dataset,
    *,
    folds: Folds | None = None,
    seed: int = 0,
    min_groups: int = MIN_GROUPS,
    budget: int = BUDGET,
    jobs: int = 1,
) -> OutOfFoldPredictions:
    """Cross-validate linear models: choose and train on all folds but one, and predict that one, in turn.

    Parameters
    ----------
    folds
        Of the data as they are given. Without them the data are put in order, so that the one in which they were given
        changes nothing, and divided by `split`.
    seed
        Of the split.
    min_groups
        In how many known countries (or reports) a term must occur to be read, if it does not stand in the background
        vocabulary; 0 reads every term.
    budget
        Among how many settings features and strength are chosen (`model_selection`); 1 takes the usual ones.

    Raises
    ------
    GateError
        No label has examples enough.
    InputError
        The paragraphs cannot be divided.
    """
    learnt = labels_with_enough_examples(data)
    if folds is None:
        data = data.in_order()
        folds = split(data, seed=seed)
    counts = count_terms(data.texts, background_terms())
    chosen = select(data, counts, folds, learnt, min_groups=min_groups, budget=budget, jobs=jobs)
    return OutOfFoldPredictions(
        data, folds, chosen.logits, learnt, chosen.chosen, chosen.tried, counts, seed=seed, min_groups=min_groups
    )


def labels_with_enough_examples(data: Dataset) -> Bools:
    """Return a mask of the labels with examples enough, shape (k,).

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
