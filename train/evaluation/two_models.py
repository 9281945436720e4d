"""A model that some paragraphs would give beside the one in use, on paragraphs that are new to both."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rightstag.models import Bundle
from rightstag.train.cross_validation import HeldOut
from rightstag.train.dataset import Dataset
from rightstag.train.metrics import f1_by_draw
from rightstag.train.predict import decided, seen_by


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


def compare(held_out: HeldOut, current: Bundle) -> Comparison:
    """Judge what training on the data would give, and the model in use, on the same held-out paragraphs.

    Paragraphs that the model in use was trained on are left out, since they would flatter it; every other one is
    judged by a model that was trained without its part of the data, thresholds and calibration included. A label
    that a model does not know it never gives.

    Parameters
    ----------
    held_out
        Of all the data, as `train_bundle` takes it too.
    """
    data = held_out.data
    new = ~seen_by(current, data)
    if not new.any():
        return Comparison(0)
    ours, theirs = held_out.decide()[1], decided(current, data)[1]
    return Comparison(int(new.sum()), _macro(ours, data, new), _macro(theirs, data, new))


def _macro(decisions: npt.NDArray[np.bool_], data: Dataset, rows: npt.NDArray[np.bool_]) -> float | None:
    weights = rows[np.newaxis].astype(np.float64)
    macro = f1_by_draw(decisions, data.matrix, data.known & rows[:, np.newaxis], weights)[-1, 0]
    return None if np.isnan(macro) else round(float(macro), 4)
