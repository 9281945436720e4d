"""Read answers from files of annotations, or of labelled paragraphs that say whose labels they hold."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from rightstag.annotate.records import Annotation, LabelledParagraph, labelled_paragraph
from rightstag.errors import InputError
from rightstag.jsonl import read_rows
from rightstag.reports import Paragraph


def read_answers(paths: Iterable[Path]) -> tuple[list[Annotation], dict[str, Paragraph]]:
    """Read annotations, and the paragraphs that come with them.

    Parameters
    ----------
    paths
        JSON Lines of ``Annotation``, or of ``LabelledParagraph`` with an annotator.

    Returns
    -------
    tuple
        The answers in the order of the files; paragraphs by id, of labelled paragraphs only.

    Raises
    ------
    InputError
        A row is neither, or a labelled paragraph does not say whose labels it holds.
    """
    answers, paragraphs = [], {}
    for path in paths:
        for number, row in enumerate(read_rows(path, dict), 1):
            place = f"record {number}"
            try:
                if "text" not in row:
                    answers.append(msgspec.convert(row, Annotation))
                    continue
                labelled = labelled_paragraph(row)
            except msgspec.ValidationError as error:
                raise InputError(path, str(error), place=place, expected="an annotation") from error
            if labelled.annotator is None or not labelled.id:
                found, expected = "a paragraph that does not say whose labels it has", "annotations"
                raise InputError(path, found, place=place, expected=expected, fix="give what people answered")
            answers.append(as_annotation(labelled))
            paragraphs[labelled.id] = as_paragraph(labelled)
    return answers, paragraphs


def as_annotation(row: LabelledParagraph) -> Annotation:
    """Convert one annotator's labelled paragraph to an annotation; what it leaves unknown it was not offered."""
    given = row.labels or ()
    offered = None if row.offered is None else tuple(label for label in row.offered if label not in row.unknown)
    return Annotation(
        paragraph=row.id,
        annotator=row.annotator or "",
        labels=given,
        state="labelled" if given else "none",
        offered=offered,
    )


def as_paragraph(row: LabelledParagraph) -> Paragraph:
    """Convert a labelled paragraph to one without labels."""
    return Paragraph(id=row.id, text=row.text, trail=row.trail, report=row.report)
