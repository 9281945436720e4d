"""Dawid-Skene consensus (1979): label probabilities, and each annotator's sensitivity and specificity.

Expectation-maximisation, label by label: annotators' error rates from the label probabilities, and the probabilities
from the error rates, until neither changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.annotate.aggregation.majority import check_labels, judged_matrix, majority_vote
from rightstag.annotate.records import Annotation
from rightstag.labels.indicator import to_indicator

#: Beta prior of sensitivity and specificity, as counts of right and wrong answers: few examples of a label cannot make
#: anybody infallible or useless. In simulations of three to five annotators, one of them poor, four and one did best.
PRIOR_RIGHT, PRIOR_WRONG = 4.0, 1.0
_TOLERANCE = 1e-6  # of the probabilities
_MOST_ITERATIONS = 1000

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class AnnotatorQuality(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Estimated sensitivity and specificity of an annotator.

    Attributes
    ----------
    answers
        Number of the annotator's answers.
    sensitivity, specificity
        By label, in (0, 1): the probability of giving the label to a paragraph that has it, and of not giving it to one
        that does not.
    """

    annotator: str
    answers: int
    sensitivity: dict[str, float]
    specificity: dict[str, float]


@dataclass(frozen=True, slots=True)
class DawidSkene:
    """Fitted label probabilities and annotator qualities.

    Attributes
    ----------
    probabilities
        Of each paragraph, the probability that each label applies, shape (k,).
    quality
        Of each annotator, in alphabetical order.
    """

    probabilities: dict[str, Floats]
    quality: tuple[AnnotatorQuality, ...]


@dataclass(frozen=True, slots=True)
class _Votes:
    """Independent answers, one a row: number of the paragraph, of the annotator, yes and whether judged, by label."""

    paragraph: Ints
    annotator: Ints
    said: Floats
    judged: Floats
    paragraphs: int
    annotators: int

    def by_paragraph(self, values: Floats) -> Floats:
        return _sums(values, self.paragraph, self.paragraphs)

    def by_annotator(self, values: Floats) -> Floats:
        return _sums(values, self.annotator, self.annotators)


def dawid_skene(answers: Mapping[str, Sequence[Annotation]], labels: Sequence[str]) -> DawidSkene:
    """Fit the Dawid-Skene model: the probability of each label of each paragraph, and each annotator's quality.

    Nobody needs to have read all paragraphs. An adjudicated answer is taken as the truth. An answer is no evidence on
    labels that it does not judge. Neither the order nor the names matter.

    Parameters
    ----------
    answers
        By paragraph, as `latest_answers` returns them.
    labels
        The k labels in column order.

    Raises
    ------
    InputError
        A label is unknown.

    Examples
    --------
    >>> said = {"ada": "yynnyn", "ben": "yynnyn", "cleo": "nnyyyn"}
    >>> answers = {
    ...     f"p-{n}": [
    ...         Annotation(paragraph=f"p-{n}", annotator=who, labels=("a",) * (given[n] == "y"), state="labelled")
    ...         for who, given in said.items()
    ...     ]
    ...     for n in range(6)
    ... }
    >>> fitted = dawid_skene(answers, ["a"])
    >>> (fitted.probabilities["p-0"] > 0.9).tolist(), (fitted.probabilities["p-2"] < 0.1).tolist()
    ([True], [True])
    >>> [f"{one.annotator} {one.sensitivity['a']:.1f}" for one in fitted.quality]
    ['ada 0.9', 'ben 0.9', 'cleo 0.6']
    """
    names = sorted(answers)
    own = {name: sorted((a for a in answers[name] if not a.gold), key=lambda a: a.annotator) for name in names}
    rows = [answer for name in names for answer in own[name]]
    check_labels((answer for given in answers.values() for answer in given), labels)
    people = sorted({answer.annotator for answer in rows})
    number = {who: n for n, who in enumerate(people)}
    votes = _Votes(
        paragraph=np.repeat(np.arange(len(names)), [len(own[name]) for name in names]),
        annotator=np.array([number[answer.annotator] for answer in rows], dtype=np.int64),
        said=to_indicator([answer.labels for answer in rows], labels).astype(np.float64),
        judged=judged_matrix(rows, labels).astype(np.float64),
        paragraphs=len(names),
        annotators=len(people),
    )
    probable, sensitivity, specificity = _fit(votes, _adjudicated([answers[name] for name in names], labels))
    counts = np.bincount(votes.annotator, minlength=len(people))
    quality = tuple(
        AnnotatorQuality(
            annotator=who,
            answers=int(counts[n]),
            sensitivity=dict(zip(labels, sensitivity[n].tolist(), strict=True)),
            specificity=dict(zip(labels, specificity[n].tolist(), strict=True)),
        )
        for n, who in enumerate(people)
    )
    return DawidSkene(dict(zip(names, probable, strict=True)), quality)


def _adjudicated(answers: Sequence[Sequence[Annotation]], labels: Sequence[str]) -> Floats:
    """Return the adjudicated labels, shape (n, k); NaN where there are none, or adjudicators are evenly divided."""
    truth = np.full((len(answers), len(labels)), np.nan)
    for row, given in enumerate(answers):
        if any(answer.gold for answer in given):
            gold = [answer for answer in given if answer.gold]
            applies, known = majority_vote(gold, labels)
            truth[row] = np.where(known, applies, np.nan)
    return truth


def _fit(votes: _Votes, truth: Floats) -> tuple[Floats, Floats, Floats]:
    """Iterate to convergence: probabilities (n, k), and sensitivities and specificities, each of shape (a, k)."""
    from scipy.special import expit, logit

    prior, judged = PRIOR_RIGHT + PRIOR_WRONG, votes.judged
    count = votes.by_paragraph(judged)
    asked = (count > 0) | ~np.isnan(truth)
    probable = (votes.by_paragraph(votes.said * judged) + 0.5) / (count + 1)
    for _ in range(_MOST_ITERATIONS):
        probable = np.where(np.isnan(truth), probable, truth)
        yes, no = probable[votes.paragraph] * judged, (1 - probable[votes.paragraph]) * judged
        sensitivity = (votes.by_annotator(yes * votes.said) + PRIOR_RIGHT) / (votes.by_annotator(yes) + prior)
        specificity = (votes.by_annotator(no * (1 - votes.said)) + PRIOR_RIGHT) / (votes.by_annotator(no) + prior)
        common = ((probable * asked).sum(axis=0) + 1) / (asked.sum(axis=0) + 2)
        for_yes = np.log(sensitivity / (1 - specificity))[votes.annotator]
        for_no = np.log((1 - sensitivity) / specificity)[votes.annotator]
        evidence = votes.by_paragraph(np.where(votes.said == 1, for_yes, for_no) * judged)
        before, probable = probable, np.where(np.isnan(truth), expit(logit(common) + evidence), truth)
        if np.abs(probable - before).max() < _TOLERANCE:
            break
    return probable, sensitivity, specificity


def _sums(values: Floats, groups: Ints, count: int) -> Floats:
    sums = np.zeros((count, values.shape[1]))
    np.add.at(sums, groups, values)
    return sums
