"""What models say of the paragraphs that they were not trained on: the honest ground for every choice and figure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.features import MIN_GROUPS, count_terms
from models.scores import Evaluation
from train.dataset import Dataset
from train.decide import decide_held_out
from train.fit import cross_validate, learnable
from train.goals import Goal
from train.predictions import judge_on
from train.splits import Folds, split

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

    def decide(self, goals: Sequence[Goal] = ()) -> tuple[Floats, Bools]:
        """Return probabilities and decisions, by calibration and thresholds of the other parts too."""
        cells = self.data.matrix, self.data.known, self.folds.numbers, self.learnt
        return decide_held_out(self.logits, *cells, goals=goals)

    def judge(self, how: str, goals: Sequence[Goal] = ()) -> Evaluation:
        """Return the figures, by source too, and what calibration brings."""
        from scipy.special import expit

        probabilities, decisions = self.decide(goals)
        sources = {"source": [example.source for example in self.data.examples]}
        return judge_on(
            self.data, probabilities, decisions, how=how, slices=sources, raw=np.asarray(expit(self.logits))
        )


def hold_out(
    data: Dataset, *, folds: Folds | None = None, seed: int = 0, min_groups: int = MIN_GROUPS, jobs: int = 1
) -> HeldOut:
    """Train on all parts but one, in turn.

    Parameters
    ----------
    folds
        As `split` makes them if not given.

    Raises
    ------
    InputError
        No label has examples enough, or the paragraphs cannot be divided.
    """
    learnt = learnable(data)
    folds = folds or split(data, seed=seed)
    logits = cross_validate(data, count_terms(data.texts), folds, learnt, min_groups=min_groups, jobs=jobs)
    return HeldOut(data, folds, logits, learnt)
