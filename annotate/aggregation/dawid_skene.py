"""Consensus by how good each annotator is, label by label, after Dawid and Skene (1979).

What an annotator says of a label is taken as evidence for it: the stronger, the more often the annotator is right. Who
is right how often is found from the answers themselves, by turns: from what is probably true how good everybody is,
and from this what is probably true (expectation and maximisation), until nothing changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.annotate.aggregation.majority import check_labels, majority_vote
from rightstag.annotate.records import Annotation
from rightstag.labels.indicator import to_indicator

#: Answers that everybody is credited with before the first one, right and wrong: few examples of a label cannot make
#: anybody infallible or useless. In simulations of three to five annotators, one of them poor, four and one did best.
RIGHT, WRONG = 4.0, 1.0
_CLOSE = 1e-6  # probabilities that change by no more than this have settled
_MOST_TURNS = 1000

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Quality(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How good an annotator is, as far as the answers tell.

    Attributes
    ----------
    answers
        How many the annotator gave.
    sensitivity, specificity
        By label, in (0, 1): of the paragraphs that have it, the share to which the annotator gives it; and of those
        that do not, the share to which the annotator does not give it.
    """

    annotator: str
    answers: int
    sensitivity: dict[str, float]
    specificity: dict[str, float]


@dataclass(frozen=True, slots=True)
class Consensus:
    """What is probably true.

    Attributes
    ----------
    probabilities
        Of each paragraph that its labels apply, shape (k,).
    quality
        Of each annotator, by name.
    """

    probabilities: dict[str, Floats]
    quality: tuple[Quality, ...]


@dataclass(frozen=True, slots=True)
class _Votes:
    """Answers that were given without knowing the others'; one a row, numbers of paragraph and annotator."""

    paragraph: Ints
    annotator: Ints
    said: Floats
    paragraphs: int
    annotators: int

    def by_paragraph(self, values: Floats) -> Floats:
        return _sums(values, self.paragraph, self.paragraphs)

    def by_annotator(self, values: Floats) -> Floats:
        return _sums(values, self.annotator, self.annotators)


def dawid_skene(answers: Mapping[str, Sequence[Annotation]], labels: Sequence[str]) -> Consensus:
    """Return how probable each label of each paragraph is, and how good each annotator.

    Who answered which paragraph does not matter: nobody needs to have read all. An adjudicated answer is taken as the
    truth, so that annotators are judged by it. Neither the order nor the names matter.

    Parameters
    ----------
    answers
        To each paragraph, as `latest_answers` gives them.
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
    >>> found = dawid_skene(answers, ["a"])
    >>> (found.probabilities["p-0"] > 0.9).tolist(), (found.probabilities["p-2"] < 0.1).tolist()
    ([True], [True])
    >>> [f"{one.annotator} {one.sensitivity['a']:.1f}" for one in found.quality]
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
        paragraphs=len(names),
        annotators=len(people),
    )
    probable, sensitivity, specificity = _settle(votes, _settled([answers[name] for name in names], labels))
    counts = np.bincount(votes.annotator, minlength=len(people))
    quality = tuple(
        Quality(
            annotator=who,
            answers=int(counts[n]),
            sensitivity=dict(zip(labels, sensitivity[n].tolist(), strict=True)),
            specificity=dict(zip(labels, specificity[n].tolist(), strict=True)),
        )
        for n, who in enumerate(people)
    )
    return Consensus(dict(zip(names, probable, strict=True)), quality)


def _settled(answers: Sequence[Sequence[Annotation]], labels: Sequence[str]) -> Floats:
    """Return what was adjudicated, shape (n, k); NaN where nothing was, or adjudicators are evenly divided."""
    truth = np.full((len(answers), len(labels)), np.nan)
    for row, given in enumerate(answers):
        if any(answer.gold for answer in given):
            applies, known = majority_vote(given, labels)
            truth[row] = np.where(known, applies, np.nan)
    return truth


def _settle(votes: _Votes, truth: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the probabilities, shape (n, k), and the sensitivities and specificities, each of shape (a, k)."""
    from scipy.special import expit, logit

    count = votes.by_paragraph(np.ones((len(votes.said), 1)))
    probable = (votes.by_paragraph(votes.said) + 0.5) / (count + 1)
    for _ in range(_MOST_TURNS):
        probable = np.where(np.isnan(truth), probable, truth)
        yes = probable[votes.paragraph]
        sensitivity = (votes.by_annotator(yes * votes.said) + RIGHT) / (votes.by_annotator(yes) + RIGHT + WRONG)
        specificity = (votes.by_annotator((1 - yes) * (1 - votes.said)) + RIGHT) / (
            votes.by_annotator(1 - yes) + RIGHT + WRONG
        )
        common = (probable.sum(axis=0) + 1) / (len(probable) + 2)
        for_yes = np.log(sensitivity / (1 - specificity))[votes.annotator]
        for_no = np.log((1 - sensitivity) / specificity)[votes.annotator]
        evidence = votes.by_paragraph(np.where(votes.said == 1, for_yes, for_no))
        before, probable = probable, np.where(np.isnan(truth), expit(logit(common) + evidence), truth)
        if np.abs(probable - before).max() < _CLOSE:
            break
    return probable, sensitivity, specificity


def _sums(values: Floats, groups: Ints, count: int) -> Floats:
    found = np.zeros((count, values.shape[1]))
    np.add.at(found, groups, values)
    return found
