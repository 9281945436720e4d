"""The disagreement clinic: what stands against what, in which paragraphs, and what may be behind it."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from rightstag.annotate.aggregation.majority import multiply_annotated
from rightstag.annotate.agreement.disagreements import (
    LEFT_OUT,
    Clash,
    Dispute,
    against,
)
from rightstag.annotate.agreement.keywords import Likeness, Word, telling_words
from rightstag.annotate.records import Annotation
from rightstag.labels import NONE, Taxonomy
from rightstag.reports import Paragraph

#: Fewer paragraphs than this do not show a habit.
_HABIT = 3


class Quote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paragraph on which all agree, and the labels that all gave it."""

    paragraph: str
    text: str
    labels: tuple[str, ...]


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paragraph on which people differ.

    Attributes
    ----------
    answers
        What each annotator gave, by name.
    marked
        The words that annotators marked for one of the two labels.
    comments
        What they wrote of it.
    nearest
        What each of the two would make of the paragraph, by the paragraph most like it on which all made that of it.
    """

    paragraph: str
    report: str | None
    text: str
    answers: dict[str, tuple[str, ...]]
    marked: tuple[str, ...]
    comments: tuple[str, ...]
    nearest: dict[str, Quote]


class Finding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two labels that stand against each other, and why that may be.

    Attributes
    ----------
    said
        In how many of the paragraphs each annotator said the first and the second, by name.
    one_sided
        Whether every annotator involved always gave the same one of the two.
    suggested
        In how many of the paragraphs somebody had kept a model's suggestion.
    words
        That are in more of these paragraphs than of those on which all agree on one of the two.
    codebook
        What the codebook says of it so far.
    cases
        The first of the paragraphs.
    """

    labels: tuple[str, str]
    times: int
    paragraphs: int
    said: dict[str, tuple[int, int]]
    one_sided: bool
    suggested: int
    words: tuple[Word, ...]
    codebook: tuple[str, ...]
    cases: tuple[Case, ...]


def examine(
    annotations: Sequence[Annotation],
    clashes: Sequence[Clash],
    taxonomy: Taxonomy,
    paragraphs: Mapping[str, Paragraph],
    *,
    cases: int = 3,
) -> list[Finding]:
    """Return what can be said of each clash.

    Parameters
    ----------
    clashes
        As `find_clashes` gives them.
    paragraphs
        By id; all that were answered twice are needed.
    cases
        How many paragraphs of each clash to show.
    """
    clinic = _Clinic(multiply_annotated(annotations), taxonomy, paragraphs)
    return [clinic.finding(clash, cases) for clash in clashes]


class _Clinic:
    def __init__(
        self, answered: Mapping[str, Sequence[Annotation]], taxonomy: Taxonomy, paragraphs: Mapping[str, Paragraph]
    ) -> None:
        self._answered, self._taxonomy, self._paragraphs = answered, taxonomy, paragraphs
        self._likeness = Likeness({name: paragraphs[name].text for name in answered})
        self._agreed = {
            name: answers[0].labels
            for name, answers in answered.items()
            if len({frozenset(answer.labels) for answer in answers}) == 1
        }

    def finding(self, clash: Clash, cases: int) -> Finding:
        """Return what can be said of a clash."""
        texts = [self._paragraphs[name].text for name in clash.paragraphs]
        clear = [self._paragraphs[name].text for side in clash.labels for name in self._clear(side, clash.labels)]
        said = self._said(clash)
        kept = [any(a.origin == "prediction" for a in self._answered[name]) for name in clash.paragraphs]
        return Finding(
            labels=clash.labels,
            times=clash.times,
            paragraphs=len(clash.paragraphs),
            said=said,
            one_sided=len(clash.paragraphs) >= _HABIT and not any(first and second for first, second in said.values()),
            suggested=sum(kept),
            words=tuple(telling_words(texts, clear)),
            codebook=tuple(_codebook(self._taxonomy, clash.labels)),
            cases=tuple(self._case(name, clash.labels) for name in clash.paragraphs[:cases]),
        )

    def _clear(self, side: str, labels: tuple[str, str]) -> list[str]:
        """Return the paragraphs on which all are on one side of a clash."""
        first, second = labels
        return [
            name for name, given in self._agreed.items() if _on_side(given, side, first if side == second else second)
        ]

    def _said(self, clash: Clash) -> dict[str, tuple[int, int]]:
        counts = (Counter[str](), Counter[str]())
        for name in clash.paragraphs:
            dispute = Dispute(name, {answer.annotator: answer.labels for answer in self._answered[name]})
            sides = {
                (who, label)
                for one, other, pair in against(dispute)
                if pair in {clash.labels, clash.labels[::-1]}
                for who, label in zip((one, other), pair, strict=True)
            }
            for who, label in sides:
                counts[clash.labels.index(label)][who] += 1
        return {who: (counts[0][who], counts[1][who]) for who in sorted({*counts[0], *counts[1]})}

    def _case(self, name: str, labels: tuple[str, str]) -> Case:
        paragraph, answers = self._paragraphs[name], self._answered[name]
        nearest = {side: self._likeness.nearest(name, self._clear(side, labels)) for side in labels}
        marked = (paragraph.text[e.start : e.end] for a in answers for e in a.evidence if e.label in labels)
        return Case(
            paragraph=name,
            report=paragraph.report.key if paragraph.report else None,
            text=paragraph.text,
            answers={answer.annotator: answer.labels for answer in answers},
            marked=tuple(dict.fromkeys(marked)),
            comments=tuple(answer.comment for answer in answers if answer.comment),
            nearest={side: self._quote(other) for side, other in nearest.items() if other},
        )

    def _quote(self, name: str) -> Quote:
        return Quote(paragraph=name, text=self._paragraphs[name].text, labels=self._agreed[name])


def _on_side(given: Sequence[str], side: str, other: str) -> bool:
    """Tell whether an answer says one thing of a clash and not the other."""
    if side == NONE:
        return not given
    if side == LEFT_OUT:
        return bool(given) and other not in given
    return side in given and other not in given


def _codebook(taxonomy: Taxonomy, labels: tuple[str, str]) -> list[str]:
    """Return what the codebook says of the boundary between two labels, or of the one that there is."""
    categories = [category for category in taxonomy.categories if category.id in labels]
    said = [f"`{c.id}`: {c.definition.strip()}" for c in categories]
    said += [f"`{c.id}` is not for {item}" for c in categories for item in c.exclude]
    rules = [rule for rule in taxonomy.rules if all(f"`{category.id}`" in rule.text for category in categories)]
    return [*said, *(f"{rule.case}: {rule.text.strip()}" for rule in rules)]
