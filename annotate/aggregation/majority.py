"""Resolve several answers to one paragraph: the one place that decides whose answer counts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from rightstag.annotate.records import Annotation, Provenance
from rightstag.errors import InputError
from rightstag.labels.indicator import to_indicator
from rightstag.reports import Paragraph


def latest_answers(annotations: Iterable[Annotation]) -> dict[str, list[Annotation]]:
    """Return the latest answer of each person, by paragraph.

    A skip or a draft is no answer. Latest is by the time of creation, else by the place in the file. An
    adjudicated answer stands beside the one that the same person gave as an annotator.
    """
    voices: dict[str, dict[tuple[str, bool], Annotation]] = defaultdict(dict)
    for annotation in annotations:
        if not annotation.is_answer:
            continue
        given, voice = voices[annotation.paragraph], (annotation.annotator, annotation.gold)
        if voice not in given or not _later(given[voice], annotation):
            given[voice] = annotation
    return {paragraph: list(given.values()) for paragraph, given in voices.items()}


def multiply_annotated(annotations: Iterable[Annotation]) -> dict[str, list[Annotation]]:
    """Return the independent answers to each paragraph that two or more people answered.

    Adjudicated answers are left out: whoever gives one has seen what it settles. Paragraphs and annotators come in
    alphabetical order, so that nothing depends on the order of a file.
    """
    own = {
        paragraph: sorted((answer for answer in answers if not answer.gold), key=lambda answer: answer.annotator)
        for paragraph, answers in sorted(latest_answers(annotations).items())
    }
    return {paragraph: answers for paragraph, answers in own.items() if len(answers) > 1}


def deciding_answers(answers: Sequence[Annotation]) -> list[Annotation]:
    """Return the adjudicated answers if there are any, else all."""
    return [answer for answer in answers if answer.gold] or list(answers)


def majority_vote(
    answers: Sequence[Annotation], labels: Sequence[str]
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.bool_]]:
    """Majority vote per label: the winning value, and whether there is a majority (False on a tie).

    Parameters
    ----------
    answers
        To one paragraph, at least one. An answer has no vote on a label that it was not offered.
    labels
        The k labels in column order.

    Returns
    -------
    tuple of numpy.ndarray
        Each of shape (k,).
    """
    known = judged_matrix(answers, labels)
    gold = known & np.array([[answer.gold] for answer in answers])
    voting = np.where(gold.any(axis=0), gold, known)
    yes = (to_indicator([answer.labels for answer in answers], labels) * voting).sum(axis=0)
    votes = voting.sum(axis=0)
    return (2 * yes > votes).astype(np.int8), 2 * yes != votes


def judged_matrix(answers: Sequence[Annotation], labels: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return the mask of the labels that each answer judges, shape (n, k)."""
    judged = [[answer.judges(label) for label in labels] for answer in answers]
    return np.array(judged, dtype=bool).reshape(len(answers), len(labels))


def paragraph_provenance(annotations: Iterable[Annotation]) -> dict[str, Provenance]:
    """Return the provenance of each answered paragraph: gold, consensus, single or disputed.

    Answers by different versions of the taxonomy are compared on the labels that all of them had.

    Examples
    --------
    >>> ada = Annotation(paragraph="p-1", annotator="ada", labels=("assembly",), state="labelled")
    >>> ben = Annotation(paragraph="p-1", annotator="ben", labels=(), state="none")
    >>> cleo = Annotation(paragraph="p-1", annotator="cleo", labels=("assembly",), state="labelled", gold=True)
    >>> paragraph_provenance([ada]), paragraph_provenance([ada, ben]), paragraph_provenance([ada, ben, cleo])
    ({'p-1': 'single'}, {'p-1': 'disputed'}, {'p-1': 'gold'})
    """
    return {
        paragraph: _provenance(deciding_answers(answers)) for paragraph, answers in latest_answers(annotations).items()
    }


def label_provenance(answers: Sequence[Annotation], labels: Iterable[str]) -> dict[str, Provenance]:
    """Return the provenance of each label of one paragraph: people may differ on one and agree on another.

    A label of which no answer says anything is left out.

    Examples
    --------
    >>> ada = Annotation(paragraph="p-1", annotator="ada", labels=("assembly",), state="labelled")
    >>> ben = Annotation(paragraph="p-1", annotator="ben", labels=(), state="none", offered=("assembly",))
    >>> label_provenance([ada, ben], ["assembly", "expression"])
    {'assembly': 'disputed', 'expression': 'single'}
    """
    voting = {label: deciding_answers([answer for answer in answers if answer.judges(label)]) for label in labels}
    return {
        label: _kind(given, differ=len({label in answer.labels for answer in given}) > 1)
        for label, given in voting.items()
        if given
    }


def check_labels(answers: Iterable[Annotation], labels: Collection[str]) -> None:
    """Refuse answers with a label that the taxonomy lacks.

    Raises
    ------
    InputError
        The message names the first.
    """
    for answer in answers:
        for label in answer.labels:
            if label not in labels:
                place, expected = f"{answer.annotator} on paragraph {answer.paragraph}", f"one of {', '.join(labels)}"
                fix = "give the taxonomy that has it"
                raise InputError("annotations", f"unknown label '{label}'", place=place, expected=expected, fix=fix)


def known_paragraph(name: str, paragraphs: Mapping[str, Paragraph]) -> Paragraph:
    """Return the paragraph that an annotation speaks of.

    Raises
    ------
    InputError
        It is not among those given.
    """
    if name not in paragraphs:
        expected, fix = "one of the paragraphs given", "give the file that the tasks were made from"
        raise InputError("annotations", f"unknown paragraph '{name}'", expected=expected, fix=fix)
    return paragraphs[name]


def compared_labels(one: Annotation, other: Annotation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the labels of two answers, without those that either says nothing of."""
    return tuple(filter(other.judges, one.labels)), tuple(filter(one.judges, other.labels))


def answers_differ(answers: Sequence[Annotation]) -> bool:
    """Check if any two answers to a paragraph contradict each other."""
    pairs = (compared_labels(one, other) for one, other in combinations(answers, 2))
    return any(set(ours) != set(theirs) for ours, theirs in pairs)


def _provenance(answers: Sequence[Annotation]) -> Provenance:
    return _kind(answers, differ=answers_differ(answers))


def _kind(answers: Sequence[Annotation], *, differ: bool) -> Provenance:
    if differ:
        return "disputed"
    if answers[0].gold:
        return "gold"
    return "consensus" if len(answers) > 1 else "single"


def _later(one: Annotation, other: Annotation) -> bool:
    """Check if one time is after the other; both are ISO 8601 in UTC, which sorts as text."""
    return one.created is not None and other.created is not None and one.created > other.created
