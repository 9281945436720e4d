"""Human agreement (the human ceiling): F1 between annotators, beside the model's F1 with each of them."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from rightstag.annotate.aggregation.majority import multiply_annotated
from rightstag.annotate.records import Annotation
from rightstag.labels.indicator import to_indicator
from rightstag.stats import SIGNED, ClusterBootstrap, Floats, safe_divide
from rightstag.train.dataset import Dataset
from rightstag.train.evaluation.records import HumanAgreement, HumanComparison

#: A model whose F1 is less than this below the annotators' is at the ceiling.
NEAR = 0.02
#: Of fewer answers with a label than this, nothing is said of its ceiling.
FEWEST_GIVEN = 20
_NOBODY = "nobody gave the label"

Bools = npt.NDArray[np.bool_]


def measure_human_agreement(
    data: Dataset, decisions: Bools, annotations: Sequence[Annotation], *, seen: Bools, seed: int = 0
) -> HumanAgreement | None:
    """Hold the model against each annotator, and the annotators against each other, on what two or more answered.

    Parameters
    ----------
    data
        The paragraphs; annotations of others are passed over.
    decisions
        Whether the model gives each label, shape (n, k).
    annotations
        Of one label set; drafts, skips and adjudicated answers do not count.
    seen
        Which paragraphs the model was trained on, shape (n,).

    Returns
    -------
    HumanAgreement or None
        None where no paragraph was answered by two people.
    """
    rows = {example.id: row for row, example in enumerate(data.examples)}
    twice = {rows[name]: answers for name, answers in multiply_annotated(annotations).items() if name in rows}
    if not twice:
        return None
    answers = {row: to_indicator([answer.labels for answer in given], data.labels) for row, given in twice.items()}
    bootstrap = ClusterBootstrap(data.reports[list(answers)], seed=seed)
    people = np.array([_between(given) for given in answers.values()], dtype=np.float64)
    model = np.array([_against(given, decisions[row]) for row, given in answers.items()], dtype=np.float64)
    given = sum(matrix.sum(axis=0) for matrix in answers.values())
    return HumanAgreement(
        paragraphs=len(answers),
        annotators=len({answer.annotator for given in twice.values() for answer in given}),
        seen=int(seen[list(answers)].sum()),
        labels={
            label: _beside(bootstrap, people[:, :, k], model[:, :, k], int(count))
            for k, (label, count) in enumerate(zip(data.labels, np.asarray(given), strict=True))
        },
    )


def _between(answers: npt.NDArray[np.int8]) -> tuple[Floats, Floats]:
    """Return the labels that two annotators both gave, and those that either gave, summed over every two of them."""
    pairs = list(combinations(answers.astype(np.float64), 2))
    return np.sum([one * other for one, other in pairs], axis=0), np.sum([one + other for one, other in pairs], axis=0)


def _against(answers: npt.NDArray[np.int8], decision: Bools) -> tuple[Floats, Floats]:
    """Like `_between`, for the model against each annotator, weighted by the annotator's number of pairs."""
    each = (len(answers) - 1) / 2 * answers
    return (each * decision).sum(axis=0), (each + (len(answers) - 1) / 2 * decision).sum(axis=0)


def _f1(bootstrap: ClusterBootstrap, terms: Floats) -> Floats:
    """Return the F1 as it is and in each draw; NaN where nobody gave the label."""
    both, either = bootstrap.totals(terms, np.arange(len(terms))).T
    return safe_divide(2 * both, either)


def _beside(bootstrap: ClusterBootstrap, people: Floats, model: Floats, given: int) -> HumanComparison:
    between, against = _f1(bootstrap, people), _f1(bootstrap, model)
    gap = bootstrap.estimate(between - against, _NOBODY, bounds=SIGNED).rounded()
    tells = gap.value is not None and given >= FEWEST_GIVEN
    return HumanComparison(
        annotators=bootstrap.estimate(between, _NOBODY).rounded(),
        model=bootstrap.estimate(against, _NOBODY).rounded(),
        gap=gap,
        given=given,
        at_ceiling=tells and gap.value is not None and gap.value < NEAR,
    )
