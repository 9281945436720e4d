"""Aggregate the answers to each paragraph into one labelled paragraph, which a model can be trained on."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from rightstag.annotate.aggregation.dawid_skene import dawid_skene
from rightstag.annotate.aggregation.majority import (
    check_labels,
    known_paragraph,
    label_provenance,
    latest_answers,
    majority_vote,
)
from rightstag.annotate.records import Annotation, LabelledParagraph, Method
from rightstag.labels.indicator import from_indicator
from rightstag.reports import Paragraph

_DECIMALS = 10  # of probabilities: beyond them two machines may differ


def aggregate_labels(
    annotations: Iterable[Annotation],
    labels: Sequence[str],
    paragraphs: Mapping[str, Paragraph],
    *,
    method: Method = "majority",
) -> list[LabelledParagraph]:
    """Aggregate the answers to each paragraph, in the order of the paragraphs' ids.

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
    answered = dict(sorted(latest_answers(annotations).items()))
    check_labels((answer for answers in answered.values() for answer in answers), labels)
    probable = dawid_skene(answered, labels).probabilities if method == "dawid-skene" else None
    rows = []
    for paragraph_id, answers in answered.items():
        applies, known = majority_vote(answers, labels)
        provenance = label_provenance(answers, labels)
        probabilities = None
        if probable is not None:
            # Where annotators are evenly divided the more reliable ones decide; where adjudicators are, nobody does.
            tied = [label in provenance and not any(answer.gold for answer in answers) for label in labels]
            known = known | np.array(tied, dtype=bool)
            probability = np.where(known, probable[paragraph_id].round(_DECIMALS), 0.5)
            applies = (probability > 0.5).astype(np.int8)
            probabilities = dict(zip(labels, probability.tolist(), strict=True))
        paragraph = known_paragraph(paragraph_id, paragraphs)
        report = paragraph.report
        row = LabelledParagraph(
            id=paragraph_id,
            text=paragraph.text,
            trail=paragraph.trail,
            report=report,
            country=report.country if report else None,
            year=report.year if report else None,
            source=report.publisher if report else None,
            labels=from_indicator([applies], labels)[0],
            unknown=from_indicator([~known], labels)[0],
            probabilities=probabilities,
            provenance=provenance,
            answers=len(answers),
            method=method,
            taxonomy=tuple(sorted({answer.taxonomy for answer in answers if answer.taxonomy})),
        )
        rows.append(row)
    return rows
