"""What several answers to one paragraph amount to: the one place that decides whose answer counts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from rightstag.annotate.records import Annotation
from rightstag.errors import InputError
from rightstag.labels.indicator import to_matrix
from rightstag.reports import Paragraph

#: How a paragraph's labels, or one of them, came about, the weightiest first; a disputed one waits for adjudication.
Standing = Literal["gold", "consensus", "single", "disputed"]


def answers_of(annotations: Iterable[Annotation]) -> dict[str, list[Annotation]]:
    """Return the answers to each paragraph, one for every person who gave any.

    A skip or a draft is no answer. Who answered twice means the later answer: by the time it was made, else by its
    place in the file. An adjudicated answer stands beside the one that the same person gave as an annotator.
    """
    voices: dict[str, dict[tuple[str, bool], Annotation]] = defaultdict(dict)
    for annotation in annotations:
        if not annotation.is_answer:
            continue
        given, voice = voices[annotation.paragraph], (annotation.annotator, annotation.gold)
        if voice not in given or not _later(given[voice], annotation):
            given[voice] = annotation
    return {paragraph: list(given.values()) for paragraph, given in voices.items()}


def read_twice(annotations: Iterable[Annotation]) -> dict[str, list[Annotation]]:
    """Return the answers to each paragraph that two or more people answered, every one without knowing the others'.

    Adjudicated answers are left out: whoever gives one has seen what it settles. Paragraphs and annotators come in
    alphabetical order, so that nothing depends on the order of a file.
    """
    own = {
        paragraph: sorted((answer for answer in answers if not answer.gold), key=lambda answer: answer.annotator)
        for paragraph, answers in sorted(answers_of(annotations).items())
    }
    return {paragraph: answers for paragraph, answers in own.items() if len(answers) > 1}


def heard(answers: Sequence[Annotation]) -> list[Annotation]:
    """Return the answers that decide: the adjudicated ones if there are any, else all."""
    return [answer for answer in answers if answer.gold] or list(answers)


def vote(answers: Sequence[Annotation], labels: Sequence[str]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.bool_]]:
    """Return what most of those heard say of each label, and for which labels there is such a majority.

    Parameters
    ----------
    answers
        To one paragraph, at least one.
    labels
        The k labels in column order.

    Returns
    -------
    tuple of numpy.ndarray
        Each of shape (k,).
    """
    share = to_matrix([answer.labels for answer in heard(answers)], labels).mean(axis=0)
    return (share > 0.5).astype(np.int8), share != 0.5


def standing(annotations: Iterable[Annotation]) -> dict[str, Standing]:
    """Return how the labels of each answered paragraph came about.

    Examples
    --------
    >>> ada = Annotation(paragraph="p-1", annotator="ada", labels=("assembly",), state="labelled")
    >>> ben = Annotation(paragraph="p-1", annotator="ben", labels=(), state="none")
    >>> cleo = Annotation(paragraph="p-1", annotator="cleo", labels=("assembly",), state="labelled", gold=True)
    >>> standing([ada]), standing([ada, ben]), standing([ada, ben, cleo])
    ({'p-1': 'single'}, {'p-1': 'disputed'}, {'p-1': 'gold'})
    """
    return {paragraph: _standing(heard(answers)) for paragraph, answers in answers_of(annotations).items()}


def cell_standing(answers: Sequence[Annotation], labels: Iterable[str]) -> dict[str, Standing]:
    """Return how each label of one paragraph came about: people may differ on one and agree on another.

    Examples
    --------
    >>> ada = Annotation(paragraph="p-1", annotator="ada", labels=("assembly",), state="labelled")
    >>> ben = Annotation(paragraph="p-1", annotator="ben", labels=(), state="none")
    >>> cell_standing([ada, ben], ["assembly", "expression"])
    {'assembly': 'disputed', 'expression': 'consensus'}
    """
    deciding = heard(answers)
    return {label: _came_about(deciding, {label in answer.labels for answer in deciding}) for label in labels}


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
                fix = "give the --taxonomy that has it"
                raise InputError("annotations", f"unknown label '{label}'", place=place, expected=expected, fix=fix)


def known_paragraph(name: str, paragraphs: Mapping[str, Paragraph]) -> Paragraph:
    """Return the paragraph that an annotation speaks of.

    Raises
    ------
    InputError
        It is not among those given.
    """
    if name not in paragraphs:
        expected, fix = "a paragraph of the --paragraphs file", "give the file that the tasks were made from"
        raise InputError("annotations", f"unknown paragraph '{name}'", expected=expected, fix=fix)
    return paragraphs[name]


def _standing(answers: Sequence[Annotation]) -> Standing:
    return _came_about(answers, {frozenset(answer.labels) for answer in answers})


def _came_about(answers: Sequence[Annotation], said: Collection[object]) -> Standing:
    """Return how a decision came about, from the answers that decide and the different things that they say."""
    if len(said) > 1:
        return "disputed"
    if answers[0].gold:
        return "gold"
    return "consensus" if len(answers) > 1 else "single"


def _later(one: Annotation, other: Annotation) -> bool:
    """Tell whether one was made after the other; both are ISO 8601 in UTC, which sorts as text."""
    return one.created is not None and other.created is not None and one.created > other.created
