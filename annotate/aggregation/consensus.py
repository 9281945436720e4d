"""What all answers to a paragraph amount to, as a labelled paragraph that a model can be trained on."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec
import numpy as np

from rightstag.annotate.aggregation.dawid_skene import dawid_skene
from rightstag.annotate.aggregation.majority import (
    Standing,
    answers_of,
    cell_standing,
    check_labels,
    known_paragraph,
    vote,
)
from rightstag.annotate.records import Annotation
from rightstag.labels.indicator import from_matrix
from rightstag.reports import Paragraph, Report

#: How answers that differ are decided: by what most say, or by how good those are who say it.
Method = Literal["majority", "dawid-skene"]
_DECIMALS = 10  # of probabilities: beyond them two machines may differ


class Verdict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paragraph with the labels that its annotators' answers amount to.

    Attributes
    ----------
    labels
        In the order of the taxonomy; empty is *none applies*.
    unknown
        Labels that are not decided: as many say yes as say no.
    probabilities
        How probable each label is, in [0, 1], where the method tells.
    standing
        How each label came about: adjudicated, agreed, from one person, or from answers that differ.
    answers
        How many people answered, adjudicators included.
    taxonomy
        Versions of the taxonomy that they answered by, in alphabetical order.
    """

    id: str
    text: str
    trail: tuple[str, ...]
    report: Report | None
    labels: tuple[str, ...]
    unknown: tuple[str, ...]
    probabilities: dict[str, float] | None
    standing: dict[str, Standing]
    answers: int
    method: Method
    taxonomy: tuple[str, ...]
    schema: Literal["rightstag.verdict/1"] = "rightstag.verdict/1"


def decide(
    annotations: Iterable[Annotation],
    labels: Sequence[str],
    paragraphs: Mapping[str, Paragraph],
    *,
    method: Method = "majority",
) -> list[Verdict]:
    """Return the verdict on every answered paragraph, by their ids.

    Whatever the method, an adjudicated answer decides, and where adjudicators are evenly divided nothing is known.

    Parameters
    ----------
    labels
        Label ids of the taxonomy.
    paragraphs
        By id.

    Raises
    ------
    InputError
        A paragraph is not among them, or a label is unknown.
    """
    answered = dict(sorted(answers_of(annotations).items()))
    check_labels((answer for answers in answered.values() for answer in answers), labels)
    probable = dawid_skene(answered, labels).probabilities if method == "dawid-skene" else None
    verdicts = []
    for name, answers in answered.items():
        applies, known = vote(answers, labels)
        probabilities = None
        if probable is not None:
            # Where annotators are evenly divided the better ones decide; where adjudicators are, nobody does.
            known = known | (not any(answer.gold for answer in answers))
            probability = np.where(known, probable[name].round(_DECIMALS), 0.5)
            applies = (probability > 0.5).astype(np.int8)
            probabilities = dict(zip(labels, probability.tolist(), strict=True))
        paragraph = known_paragraph(name, paragraphs)
        verdict = Verdict(
            id=name,
            text=paragraph.text,
            trail=paragraph.trail,
            report=paragraph.report,
            labels=from_matrix([applies], labels)[0],
            unknown=from_matrix([~known], labels)[0],
            probabilities=probabilities,
            standing=cell_standing(answers, labels),
            answers=len(answers),
            method=method,
            taxonomy=tuple(sorted({answer.taxonomy for answer in answers if answer.taxonomy})),
        )
        verdicts.append(verdict)
    return verdicts
