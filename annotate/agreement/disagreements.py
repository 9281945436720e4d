"""Find where annotators disagree: on which paragraphs, on which labels, and who differs most from the others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import msgspec

from rightstag.annotate.aggregation.majority import answers_differ, compared_labels, multiply_annotated
from rightstag.annotate.agreement.records import AnnotatorPair
from rightstag.annotate.records import Annotation
from rightstag.labels import NONE
from rightstag.stats import wilson_lower_bound

#: The other side of a label that was omitted from an answer that is otherwise not contradicted.
LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A paragraph with its answers, of which at least two contradict each other."""

    paragraph: str
    annotations: tuple[Annotation, ...]

    @property
    def answers(self) -> dict[str, tuple[str, ...]]:
        """The labels given, by annotator."""
        return {annotation.annotator: annotation.labels for annotation in self.annotations}


class LabelConflict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pair of labels that annotators gave to the same paragraphs in each other's place.

    Attributes
    ----------
    labels
        Two labels; the second can also be ``none`` or ``left out``.
    times
        Number of pairs of answers in which one has the first and the other the second.
    paragraphs
        Ids of the paragraphs.
    """

    labels: tuple[str, str]
    times: int
    paragraphs: tuple[str, ...]


class AnnotatorDisagreement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Number of comparisons of an annotator with others, and of those that differ."""

    annotator: str
    compared: int
    differ: int


def rank_annotators(pairs: Iterable[AnnotatorPair]) -> list[AnnotatorDisagreement]:
    """Rank annotators by how often they differ from the others, most often first.

    By the lower bound of Wilson's interval, so that nobody comes first by a few answers.
    """
    compared: dict[str, int] = defaultdict(int)
    differ: dict[str, int] = defaultdict(int)
    for pair in pairs:
        for name in pair.annotators:
            compared[name] += pair.paragraphs
            differ[name] += pair.differ
    ranked = [
        AnnotatorDisagreement(annotator=name, compared=count, differ=differ[name]) for name, count in compared.items()
    ]
    return sorted(ranked, key=lambda one: (-wilson_lower_bound(one.differ, one.compared), one.annotator))


def find_disagreements(annotations: Iterable[Annotation]) -> list[Disagreement]:
    """Find the paragraphs on which independent answers contradict each other, adjudicated since or not."""
    answered = multiply_annotated(annotations)
    return [Disagreement(paragraph, tuple(given)) for paragraph, given in answered.items() if answers_differ(given)]


def find_label_conflicts(disagreements: Iterable[Disagreement], labels: Sequence[str]) -> list[LabelConflict]:
    """Count which label stands against which in some disagreements, the most frequent first.

    Parameters
    ----------
    labels
        Label ids in the order of the taxonomy.

    Examples
    --------
    >>> answers = [
    ...     Annotation(paragraph=paragraph, annotator=who, labels=labels, state="labelled" if labels else "none")
    ...     for paragraph, who, labels in [
    ...         ("p-1", "ada", ("a", "b")), ("p-1", "ben", ("a", "c")), ("p-2", "ada", ("a",)), ("p-2", "ben", ())
    ...     ]
    ... ]
    >>> conflicts = find_label_conflicts(find_disagreements(answers), ["a", "b", "c"])
    >>> [(conflict.labels, conflict.times) for conflict in conflicts]
    [(('a', 'none'), 1), (('b', 'c'), 1)]
    """
    order = {label: number for number, label in enumerate((*labels, NONE, LEFT_OUT))}
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for disagreement in disagreements:
        for _, _, pair in disagreeing_pairs(disagreement):
            first, second = sorted(pair, key=order.__getitem__)
            places[first, second].append(disagreement.paragraph)
    conflicts = [
        LabelConflict(labels=pair, times=len(ids), paragraphs=tuple(dict.fromkeys(ids))) for pair, ids in places.items()
    ]
    return sorted(conflicts, key=lambda conflict: (-conflict.times, [order[label] for label in conflict.labels]))


def disagreeing_pairs(disagreement: Disagreement) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Yield two annotators who differ, with the conflicting label of each."""
    for one, other in combinations(disagreement.annotations, 2):
        ours, theirs = compared_labels(one, other)
        if set(ours) != set(theirs):
            pairs = product(_conflicting(ours, theirs), _conflicting(theirs, ours))
            yield from ((one.annotator, other.annotator, pair) for pair in pairs)


def _conflicting(answer: Sequence[str], other: Sequence[str]) -> list[str]:
    """Return the labels of an answer that the other lacks, or what stands for having none of them."""
    if not answer:
        return [NONE]
    return [label for label in answer if label not in other] or [LEFT_OUT]
