"""Paired comparison of two models, and the gate that a candidate must pass."""

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.errors import InputError
from rightstag.models import Bundle
from rightstag.stats import SIGNED, UNIT, ClusterBootstrap, Estimate, Floats
from rightstag.train.cross_validation import OutOfFoldPredictions
from rightstag.train.dataset import Dataset
from rightstag.train.metrics import f1_by_draw
from rightstag.train.predict import predict_dataset, trained_on

#: A drop of macro F1 beyond this closes the gate, even one that the paragraphs cannot tell from chance.
MARGIN = 0.01

Bools = npt.NDArray[np.bool_]


class F1Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
        """Significantly worse: the whole interval of the difference is below 0."""
        return self.difference.high is not None and self.difference.high < 0


class PairedComparison(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """F1 of two models on the paragraphs that are new to both.

    Attributes
    ----------
    rows, documents, of_unknown_report
        How many paragraphs, of how many known reports, and how many of unknown ones; the intervals come from drawing
        the reports anew, the unknown as one.
    left_out
        How many more one of the two was trained on.
    only_current, only_candidate
        Labels that the other one does not have.
    """

    current: str
    candidate: str
    rows: int
    documents: int
    left_out: int
    labels: dict[str, F1Change]
    macro: F1Change
    only_current: tuple[str, ...] = ()
    only_candidate: tuple[str, ...] = ()
    of_unknown_report: int = 0


def compare_models(current: Bundle, candidate: Bundle, data: Dataset, *, seed: int = 0) -> PairedComparison:
    """Compare two models on the paragraphs that neither was trained on; a label that a model lacks it never gives.

    Raises
    ------
    InputError
        One of the two was trained on every paragraph.
    """
    seen = trained_on(current, data) | trained_on(candidate, data)
    decisions = [predict_dataset(model, data)[1] for model in (current, candidate)]
    compared = _compare(data, *decisions, seen=seen, names=(current.name, candidate.name), seed=seed)
    return msgspec.structs.replace(
        compared,
        only_current=tuple(label for label in current.labels if label not in candidate.labels),
        only_candidate=tuple(label for label in candidate.labels if label not in current.labels),
    )


def compare_retrained(out_of_fold: OutOfFoldPredictions, current: Bundle, *, seed: int = 0) -> PairedComparison:
    """Compare what training on the data gives with the model in use, on out-of-fold paragraphs that are new to it.

    Raises
    ------
    InputError
        The model in use was trained on every paragraph.
    """
    data = out_of_fold.data
    decisions = predict_dataset(current, data)[1], out_of_fold.decide()[1]
    return _compare(data, *decisions, seen=trained_on(current, data), names=(current.name, "retrained"), seed=seed)


def _compare(
    data: Dataset, current: Bools, candidate: Bools, *, seen: Bools, names: tuple[str, str], seed: int
) -> PairedComparison:
    """Compare decisions by the paired bootstrap of Efron and Tibshirani (1993): each draw of reports is of both."""
    if seen.all():
        found = f"one of the models was trained on each of the {len(data):,} paragraphs"
        raise InputError("data", found, expected="paragraphs new to both", fix="give others")
    fresh = data.take(np.flatnonzero(~seen).tolist())
    bootstrap = ClusterBootstrap(fresh.reports, seed=seed)
    changes = estimate_f1_changes(current[~seen], candidate[~seen], fresh.matrix, fresh.known, bootstrap)
    return PairedComparison(
        current=names[0],
        candidate=names[1],
        rows=len(fresh),
        documents=fresh.report_count,
        of_unknown_report=fresh.of_unknown_report,
        left_out=int(seen.sum()),
        labels=dict(zip(fresh.labels, changes[:-1], strict=True)),
        macro=changes[-1],
    )


def estimate_f1_changes(
    current: Bools, candidate: Bools, matrix: npt.NDArray[np.int8], known: Bools, bootstrap: ClusterBootstrap
) -> list[F1Change]:
    """Estimate the F1 of two models and its difference, of each label and last of their mean, drawn together.

    Parameters
    ----------
    current, candidate, matrix, known
        What each model gives, whether the label applies, and whether that is known, each of shape (n, k).
    bootstrap
        Over the n rows.
    """

    def estimate(values: Floats, bounds: tuple[float, float] = UNIT) -> Estimate:
        return bootstrap.estimate(values, "the label does not occur", bounds=bounds).rounded()

    weights = bootstrap.row_weights
    before, after = (f1_by_draw(given, matrix, known, weights) for given in (current, candidate))
    return [
        F1Change(current=estimate(one), candidate=estimate(other), difference=estimate(other - one, SIGNED))
        for one, other in zip(before, after, strict=True)
    ]


def regressions(compared: PairedComparison, *, margin: float = MARGIN) -> tuple[str, ...]:
    """List why the candidate may not take the place of the model in use; nothing where it may.

    The two must have the same labels, and there must be paragraphs with each of them. Macro F1 may not drop beyond
    chance, nor by more than the margin; a label may not do both.

    Parameters
    ----------
    margin
        In F1, from 0.
    """
    reasons = [
        f"only {name} has {', '.join(labels)}"
        for name, labels in ((compared.current, compared.only_current), (compared.candidate, compared.only_candidate))
        if labels
    ]
    if compared.macro.difference.value is None:
        return (*reasons, "no label occurs among the paragraphs")
    without = [label for label, change in compared.labels.items() if change.difference.value is None]
    if without:
        reasons.append(f"no paragraph is known to have {', '.join(without)}")
    if compared.macro.dropped:
        reasons.append(f"macro F1 drops by {compared.macro.drop:.3f}, beyond chance")
    elif compared.macro.drop > margin:
        reasons.append(f"macro F1 drops by {compared.macro.drop:.3f}, more than {margin:g}")
    worse = {label: change for label, change in compared.labels.items() if change.dropped and change.drop > margin}
    return (*reasons, *(f"F1 of {label} drops by {change.drop:.3f}, beyond chance" for label, change in worse.items()))
