"""Analyse why annotators disagree: the labels in conflict, the paragraphs, and what may be behind it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from rightstag.annotate.aggregation.majority import multiply_annotated
from rightstag.annotate.agreement.disagreements import (
    LEFT_OUT,
    Disagreement,
    LabelConflict,
    disagreeing_pairs,
)
from rightstag.annotate.agreement.keywords import DistinctiveWord, TfidfSimilarity, distinctive_words
from rightstag.annotate.records import Annotation
from rightstag.labels import NONE, Taxonomy
from rightstag.reports import Paragraph

#: Fewer paragraphs than this do not show a tendency.
_LEAST_FOR_TENDENCY = 3


class AgreedExample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paragraph on which all annotators agree, with its labels."""

    paragraph: str
    text: str
    labels: tuple[str, ...]


class ExampleCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paragraph on which annotators differ.

    Attributes
    ----------
    answers
        Labels by annotator.
    marked
        Words that annotators marked for one of the two labels.
    comments
        Comments of the annotators.
    nearest
        By label, the most similar paragraph on which all agree on that label.
    """

    paragraph: str
    report: str | None
    text: str
    answers: dict[str, tuple[str, ...]]
    marked: tuple[str, ...]
    comments: tuple[str, ...]
    nearest: dict[str, AgreedExample]


class ConflictReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Possible reasons of a conflict between two labels.

    Attributes
    ----------
    said
        By annotator, the number of paragraphs with the first label and with the second.
    one_sided
        Whether every annotator involved always gave the same one of the two.
    suggested
        Number of paragraphs in which an annotator kept a model's suggestion.
    words
        Words that are over-represented here against the paragraphs on which all agree on one of the two.
    codebook
        Passages of the codebook on the two labels.
    cases
        The first of the paragraphs.
    """

    labels: tuple[str, str]
    times: int
    paragraphs: int
    said: dict[str, tuple[int, int]]
    one_sided: bool
    suggested: int
    words: tuple[DistinctiveWord, ...]
    codebook: tuple[str, ...]
    cases: tuple[ExampleCase, ...]


def analyse_conflicts(
    annotations: Sequence[Annotation],
    conflicts: Sequence[LabelConflict],
    taxonomy: Taxonomy,
    paragraphs: Mapping[str, Paragraph],
    *,
    cases: int = 3,
) -> list[ConflictReport]:
    """Look for the reasons of each label conflict: habits, words, suggestions, gaps of the codebook.

    Parameters
    ----------
    conflicts
        As `find_label_conflicts` returns them.
    paragraphs
        By id; all that were annotated more than once are needed.
    cases
        Largest number of example paragraphs per conflict.
    """
    answered = multiply_annotated(annotations)
    texts = {paragraph_id: paragraphs[paragraph_id].text for paragraph_id in answered}
    agreed = {
        paragraph_id: answers[0].labels
        for paragraph_id, answers in answered.items()
        if len({frozenset(answer.labels) for answer in answers}) == 1
    }
    corpus = _Corpus(answered, paragraphs, texts, agreed, TfidfSimilarity(texts))
    return [_report(conflict, corpus, taxonomy, cases) for conflict in conflicts]


@dataclass(frozen=True, slots=True)
class _Corpus:
    """The paragraphs that were annotated more than once, their answers, and the labels of those on which all agree."""

    answered: Mapping[str, Sequence[Annotation]]
    paragraphs: Mapping[str, Paragraph]
    texts: Mapping[str, str]
    agreed: Mapping[str, tuple[str, ...]]
    similarity: TfidfSimilarity

    def agreed_on(self, side: str, labels: tuple[str, str]) -> list[str]:
        """Return the ids of the paragraphs on which all are on one side of a conflict."""
        other = labels[1] if side == labels[0] else labels[0]
        return [paragraph_id for paragraph_id, given in self.agreed.items() if _on_side(given, side, other)]


def _report(conflict: LabelConflict, corpus: _Corpus, taxonomy: Taxonomy, cases: int) -> ConflictReport:
    disputed = [corpus.texts[paragraph_id] for paragraph_id in conflict.paragraphs]
    agreed = [corpus.texts[key] for side in conflict.labels for key in corpus.agreed_on(side, conflict.labels)]
    said = _counts_by_annotator(conflict, corpus.answered)
    kept = [any(a.origin == "prediction" for a in corpus.answered[key]) for key in conflict.paragraphs]
    both_ways = any(first and second for first, second in said.values())
    return ConflictReport(
        labels=conflict.labels,
        times=conflict.times,
        paragraphs=len(conflict.paragraphs),
        said=said,
        one_sided=len(conflict.paragraphs) >= _LEAST_FOR_TENDENCY and not both_ways,
        suggested=sum(kept),
        words=tuple(distinctive_words(disputed, agreed)),
        codebook=tuple(_codebook(taxonomy, conflict.labels)),
        cases=tuple(_example(paragraph_id, conflict.labels, corpus) for paragraph_id in conflict.paragraphs[:cases]),
    )


def _counts_by_annotator(
    conflict: LabelConflict, answered: Mapping[str, Sequence[Annotation]]
) -> dict[str, tuple[int, int]]:
    """Count by annotator the paragraphs with the first and with the second label of a conflict."""
    counts = (Counter[str](), Counter[str]())
    for paragraph_id in conflict.paragraphs:
        sides = {
            (who, label)
            for one, other, pair in disagreeing_pairs(Disagreement(paragraph_id, tuple(answered[paragraph_id])))
            if pair in {conflict.labels, conflict.labels[::-1]}
            for who, label in zip((one, other), pair, strict=True)
        }
        for who, label in sides:
            counts[conflict.labels.index(label)][who] += 1
    return {who: (counts[0][who], counts[1][who]) for who in sorted({*counts[0], *counts[1]})}


def _example(paragraph_id: str, labels: tuple[str, str], corpus: _Corpus) -> ExampleCase:
    paragraph, answers = corpus.paragraphs[paragraph_id], corpus.answered[paragraph_id]
    nearest = {side: corpus.similarity.nearest(paragraph_id, corpus.agreed_on(side, labels)) for side in labels}
    marked = (paragraph.text[e.start : e.end] for a in answers for e in a.evidence if e.label in labels)
    return ExampleCase(
        paragraph=paragraph_id,
        report=paragraph.report.key if paragraph.report else None,
        text=paragraph.text,
        answers={answer.annotator: answer.labels for answer in answers},
        marked=tuple(dict.fromkeys(marked)),
        comments=tuple(answer.comment for answer in answers if answer.comment),
        nearest={
            side: AgreedExample(paragraph=key, text=corpus.texts[key], labels=corpus.agreed[key])
            for side, key in nearest.items()
            if key
        },
    )


def _on_side(given: Sequence[str], side: str, other: str) -> bool:
    """Check if an answer has one side of a conflict and not the other."""
    if side == NONE:
        return not given
    if side == LEFT_OUT:
        return bool(given) and other not in given
    return side in given and other not in given


def _codebook(taxonomy: Taxonomy, labels: tuple[str, str]) -> list[str]:
    """Return the codebook's passages on the boundary between two labels, or on the one that there is."""
    categories = [category for category in taxonomy.categories if category.id in labels]
    passages = [f"`{c.id}`: {c.definition.strip()}" for c in categories]
    passages += [f"`{c.id}` is not for {item}" for c in categories for item in c.exclude]
    rules = [rule for rule in taxonomy.rules if all(f"`{category.id}`" in rule.text for category in categories)]
    return [*passages, *(f"{rule.case}: {rule.text.strip()}" for rule in rules)]
