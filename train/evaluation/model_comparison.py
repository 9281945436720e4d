"""Whether a model may take the place of the one in use: both on the same paragraphs, each draw of reports for both."""

import msgspec
import numpy as np

from rightstag.errors import InputError
from rightstag.models import Bundle
from rightstag.stats import SIGNED, UNIT, ClusterBootstrap, Estimate, Floats
from rightstag.train.dataset import Dataset
from rightstag.train.metrics import f1_by_draw
from rightstag.train.predict import decided, seen_by

#: A drop of macro F1 beyond this closes the gate, even one that the paragraphs cannot tell from chance.
MARGIN = 0.01


class Side(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """F1 of the model in use and of the candidate, and the second less the first, drawn together."""

    current: Estimate
    candidate: Estimate
    difference: Estimate

    @property
    def drop(self) -> float:
        """By how much the candidate is worse; 0 where that is not defined."""
        return -(self.difference.value or 0.0)

    @property
    def dropped(self) -> bool:
        """Whether the candidate is worse beyond chance: the whole interval of the difference is below 0."""
        return self.difference.high is not None and self.difference.high < 0


class Paired(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two models on the paragraphs that are new to both.

    Attributes
    ----------
    rows, documents
        How many paragraphs, and of how many reports; the intervals come from drawing these anew.
    left_out
        How many more one of the two was trained on.
    """

    current: str
    candidate: str
    rows: int
    documents: int
    left_out: int
    labels: dict[str, Side]
    macro: Side


def compare_models(current: Bundle, candidate: Bundle, data: Dataset, *, seed: int = 0) -> Paired:
    """Judge two models on the paragraphs that neither was trained on, in pairs: each draw of reports is of both.

    The paired bootstrap of Efron and Tibshirani (1993), by report. A label that a model does not know it never gives.

    Raises
    ------
    InputError
        One of the two was trained on every paragraph.
    """
    seen = seen_by(current, data) | seen_by(candidate, data)
    if seen.all():
        found = f"one of the models was trained on each of the {len(data):,} paragraphs"
        raise InputError("data", found, expected="paragraphs new to both", fix="give others")
    fresh = data.take(np.flatnonzero(~seen).tolist())
    bootstrap = ClusterBootstrap(fresh.documents, seed=seed)
    before, after = (
        f1_by_draw(decided(model, fresh)[1], fresh.matrix, fresh.known, bootstrap.row_weights)
        for model in (current, candidate)
    )

    def estimate(values: Floats, bounds: tuple[float, float] = UNIT) -> Estimate:
        return bootstrap.estimate(values, "the label does not occur", bounds=bounds).rounded()

    sides = [
        Side(current=estimate(one), candidate=estimate(other), difference=estimate(other - one, SIGNED))
        for one, other in zip(before, after, strict=True)
    ]
    return Paired(
        current=current.name,
        candidate=candidate.name,
        rows=len(fresh),
        documents=len(np.unique(fresh.documents)),
        left_out=int(seen.sum()),
        labels=dict(zip(fresh.labels, sides[:-1], strict=True)),
        macro=sides[-1],
    )


def objections(paired: Paired, *, margin: float = MARGIN) -> tuple[str, ...]:
    """Return why the candidate may not take the place of the model in use; nothing where it may.

    Macro F1 may not drop beyond chance, nor by more than the margin; a label may not do both.

    Parameters
    ----------
    margin
        In F1, from 0.
    """
    if paired.macro.difference.value is None:
        return ("no label occurs among the paragraphs",)
    found = []
    if paired.macro.dropped:
        found.append(f"macro F1 drops by {paired.macro.drop:.3f}, beyond chance")
    elif paired.macro.drop > margin:
        found.append(f"macro F1 drops by {paired.macro.drop:.3f}, more than {margin:g}")
    worse = {label: side for label, side in paired.labels.items() if side.dropped and side.drop > margin}
    return (*found, *(f"F1 of {label} drops by {side.drop:.3f}, beyond chance" for label, side in worse.items()))
