"""A model that some paragraphs would give beside the one in use, on paragraphs that are new to both."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models import Bundle
from models.features import MIN_GROUPS
from train.dataset import Dataset
from train.draws import figure
from train.heldout import hold_out
from train.metrics import f1_by_draw
from train.predictions import decided, seen_by


@dataclass(frozen=True)
class Comparison:
    """Macro F1 of two models on the same paragraphs, in [0, 1]; None where no label occurs among them.

    Attributes
    ----------
    rows
        How many paragraphs are new to both.
    new
        Of models trained like the new one, each on the other parts of the data.
    current
        Of the model in use.
    """

    rows: int
    new: float | None = None
    current: float | None = None


def compare(data: Dataset, current: Bundle, *, seed: int = 0, min_groups: int = MIN_GROUPS) -> Comparison:
    """Judge what training on the data would give, and the model in use, on the same held-out paragraphs.

    Paragraphs that the model in use was trained on are left out, since they would flatter it; every other one is
    judged by a model that was trained without its part of the data, thresholds and calibration included. A label
    that a model does not know it never gives.

    Raises
    ------
    GateError
        No label has examples enough.
    """
    data = data.in_order()  # as what is held out will be
    new = ~seen_by(current, data)
    if not new.any():
        return Comparison(0)
    ours = hold_out(data, seed=seed, min_groups=min_groups).decide()[1]
    theirs = decided(current, data)[1]
    return Comparison(int(new.sum()), _macro(ours, data, new), _macro(theirs, data, new))


def _macro(decisions: npt.NDArray[np.bool_], data: Dataset, rows: npt.NDArray[np.bool_]) -> float | None:
    weights = rows[np.newaxis].astype(np.float64)
    return figure(f1_by_draw(decisions, data.matrix, data.known & rows[:, np.newaxis], weights)[-1]).value
