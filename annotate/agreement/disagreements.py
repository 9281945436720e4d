"""Where annotators disagree: on which paragraphs, which label one gave where another gave which, and who does most."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

import msgspec

from rightstag.annotate.aggregation.majority import multiply_annotated
from rightstag.annotate.agreement.records import Pair
from rightstag.annotate.records import Annotation
from rightstag.labels import NONE
from rightstag.stats import wilson_lower_bound

#: What stands against a label that somebody left out of an answer that is otherwise not contradicted.
LEFT_OUT = "left out"


class Dispute(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paragraph that people answered differently, with the labels that each gave."""

    paragraph: str
    answers: dict[str, tuple[str, ...]]


class Clash(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two things said of the same paragraphs.

    Attributes
    ----------
    labels
        Two labels; the second can also be ``none`` or ``left out``.
    times
        How often one annotator said the one and another the other.
    paragraphs
        Where.
    """

    labels: tuple[str, str]
    times: int
    paragraphs: tuple[str, ...]


class Dissent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often an annotator was compared with another on a paragraph, and how often they differed."""

    annotator: str
    compared: int
    differ: int


def find_dissent(pairs: Iterable[Pair]) -> list[Dissent]:
    """Return how often each annotator differs from the others, the most frequent first.

    The order goes by what the share is at least, so that nobody comes first by a few answers.
    """
    compared: dict[str, int] = defaultdict(int)
    differ: dict[str, int] = defaultdict(int)
    for pair in pairs:
        for name in pair.annotators:
            compared[name] += pair.paragraphs
            differ[name] += pair.differ
    found = [Dissent(annotator=name, compared=count, differ=differ[name]) for name, count in compared.items()]
    return sorted(found, key=lambda one: (-wilson_lower_bound(one.differ, one.compared), one.annotator))


def find_disputes(annotations: Iterable[Annotation]) -> list[Dispute]:
    """Return the paragraphs that people answered differently, whether adjudicated since or not."""
    given = {
        paragraph: {answer.annotator: answer.labels for answer in answers}
        for paragraph, answers in multiply_annotated(annotations).items()
    }
    return [Dispute(text, answers) for text, answers in given.items() if len(set(map(frozenset, answers.values()))) > 1]


def find_clashes(disputes: Iterable[Dispute], labels: Sequence[str]) -> list[Clash]:
    """Return what stands against what in some disputes, the most frequent first.

    Parameters
    ----------
    labels
        Label ids in the order of the taxonomy.

    Examples
    --------
    >>> disputes = [Dispute("p-1", {"ada": ("a", "b"), "ben": ("a", "c")}), Dispute("p-2", {"ada": ("a",), "ben": ()})]
    >>> [(clash.labels, clash.times) for clash in find_clashes(disputes, ["a", "b", "c"])]
    [(('a', 'none'), 1), (('b', 'c'), 1)]
    """
    order = {label: number for number, label in enumerate((*labels, NONE, LEFT_OUT))}
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for dispute in disputes:
        for _, _, pair in against(dispute):
            first, second = sorted(pair, key=order.__getitem__)
            places[first, second].append(dispute.paragraph)
    clashes = [
        Clash(labels=pair, times=len(found), paragraphs=tuple(dict.fromkeys(found))) for pair, found in places.items()
    ]
    return sorted(clashes, key=lambda clash: (-clash.times, [order[label] for label in clash.labels]))


def against(dispute: Dispute) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Yield who differs from whom in a dispute, and what the one said and the other."""
    for (who, one), (whom, other) in combinations(dispute.answers.items(), 2):
        if set(one) != set(other):
            yield from ((who, whom, pair) for pair in product(_own(one, other), _own(other, one)))


def _own(answer: Sequence[str], other: Sequence[str]) -> list[str]:
    """Return what an answer has that the other lacks."""
    if not answer:
        return [NONE]
    return [label for label in answer if label not in other] or [LEFT_OUT]
