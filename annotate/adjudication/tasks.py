"""Adjudication: tasks for disputed paragraphs, and gold answers from them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from string import ascii_uppercase

import msgspec

from rightstag.annotate.aggregation.majority import (
    deciding_answers,
    known_paragraph,
    latest_answers,
    paragraph_provenance,
)
from rightstag.annotate.labelstudio.task import Task
from rightstag.annotate.records import Annotation
from rightstag.annotate.tasks.build import task_data
from rightstag.annotate.tasks.neighbours import NO_NEIGHBOURS, neighbours
from rightstag.errors import InputError
from rightstag.labels import NONE, Taxonomy
from rightstag.reports import Paragraph


def disputed(annotations: Sequence[Annotation]) -> dict[str, list[Annotation]]:
    """Group the answers of disputed paragraphs that have no gold answer yet."""
    provenance = paragraph_provenance(annotations)
    return {
        paragraph: deciding_answers(answers)
        for paragraph, answers in latest_answers(annotations).items()
        if provenance[paragraph] == "disputed"
    }


def adjudication_tasks(
    annotations: Sequence[Annotation], paragraphs: Mapping[str, Paragraph], taxonomy: Taxonomy
) -> list[Task]:
    """Build one task per disputed paragraph, with the answers side by side and without names.

    Parameters
    ----------
    paragraphs
        Whole reports, by id: what stands around a disputed paragraph is shown as it was to the annotators.
    taxonomy
        The taxonomy that the paragraphs are adjudicated by.

    Raises
    ------
    InputError
        A disputed paragraph is not among them.
    """
    around, voices = neighbours(paragraphs.values()), latest_answers(annotations)
    return [
        Task(data=task_data(text, taxonomy, around.get(name, NO_NEIGHBOURS), versions=shown_answers(text, answers)))
        for name in disputed(annotations)
        for text, answers in [(known_paragraph(name, paragraphs), voices[name])]
    ]


def shown_answers(paragraph: Paragraph, answers: Sequence[Annotation]) -> str:
    """Format the answers shown to an adjudicator: the annotators', else the gold ones."""
    return versions(paragraph, [answer for answer in answers if not answer.gold] or answers)


def versions(paragraph: Paragraph, answers: Iterable[Annotation]) -> str:
    """Format answers to a paragraph, one line each, in an order that does not identify the annotators.

    The order differs from paragraph to paragraph, and is always the same for one.

    Examples
    --------
    >>> picket = Paragraph(id="p-1", text="Police broke up a picket.")
    >>> ada = Annotation(paragraph="p-1", annotator="ada", labels=("assembly",), state="labelled", comment="clear")
    >>> ben = Annotation(paragraph="p-1", annotator="ben", labels=(), state="none")
    >>> print(versions(picket, [ada, ben]))
    version A: none
    version B: assembly; comment: clear
    """
    shuffled = sorted(
        answers, key=lambda answer: hashlib.sha256(f"{paragraph.id}\n{answer.annotator}".encode()).digest()
    )
    return "\n".join(f"version {_letters(n)}: {_said(paragraph, answer)}" for n, answer in enumerate(shuffled))


def add_gold(annotations: Sequence[Annotation], answers: Iterable[Annotation]) -> list[Annotation]:
    """Append adjudicated answers to annotations as gold.

    What an adjudicator skipped or has not finished settles nothing. Settling twice adds nothing.

    Parameters
    ----------
    answers
        From the adjudicators.

    Raises
    ------
    InputError
        An answer is to a paragraph that nobody annotated.
    """
    known = {annotation.paragraph for annotation in annotations}
    settled = dict.fromkeys(annotations)
    for answer in answers:
        if answer.paragraph not in known:
            fix = "give the annotations that the tasks were made from"
            raise InputError("answers", f"paragraph '{answer.paragraph}' has no annotation to settle", fix=fix)
        if answer.is_answer:
            settled[msgspec.structs.replace(answer, gold=True)] = None
    return list(settled)


def _said(paragraph: Paragraph, answer: Annotation) -> str:
    marks = {
        label: [f"“{_one_line(paragraph.text[e.start : e.end])}”" for e in answer.evidence if e.label == label]
        for label in answer.labels
    }
    labels = [f"{label} ({', '.join(words)})" if words else label for label, words in marks.items()]
    comment = [f"comment: {_one_line(answer.comment)}"] if answer.comment else []
    return "; ".join([", ".join(labels) or NONE, *comment])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _letters(number: int) -> str:
    """Return A to Z, then AA to ZZ."""
    high, low = divmod(number, len(ascii_uppercase))
    return (ascii_uppercase[high - 1] if high else "") + ascii_uppercase[low]
