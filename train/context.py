"""What is known of labelled paragraphs beyond what a model learns from: when, in which language, and who said what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from rightstag.annotate.records import Annotation
from rightstag.atomic import STDIO
from rightstag.jsonl import read_rows
from rightstag.reports import Paragraph, Report
from rightstag.train.dataset import LabelledRow


@dataclass(frozen=True)
class Context:
    """Facts about paragraphs, by id.

    Attributes
    ----------
    years, languages
        Of the report; a paragraph of which it is not known is not in them.
    annotations
        Every annotator's answers.
    """

    years: dict[str, int] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    annotations: tuple[Annotation, ...] = ()


def load_context(data: Iterable[Path], *, paragraphs: Sequence[Path] = ()) -> Context:
    """Read what `load_dataset` leaves aside, from the same files, which it has checked; standard input reads once only.

    Parameters
    ----------
    data, paragraphs
        As for `load_dataset`.
    """
    context, annotations = Context(), []
    for row in (row for path in data if path != STDIO for row in read_rows(path, dict)):
        if "text" in row:
            labelled = msgspec.convert(row, LabelledRow)
            _note(context, labelled.id, labelled.report, labelled.year)
        else:
            annotations.append(msgspec.convert(row, Annotation))
    for paragraph in (row for path in paragraphs if path != STDIO for row in read_rows(path, Paragraph)):
        _note(context, paragraph.id, paragraph.report)
    return Context(context.years, context.languages, tuple(annotations))


def _note(context: Context, name: str, report: Report | None, year: int | None = None) -> None:
    if (when := year or (report.year if report else None)) is not None:
        context.years[name] = when
    if report and report.language:
        context.languages[name] = report.language
