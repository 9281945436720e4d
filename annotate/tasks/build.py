"""Build Label Studio tasks from paragraphs, with or without predictions."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rightstag.annotate.labelstudio.predictions import predict
from rightstag.annotate.labelstudio.task import Task, TaskData, text_digest
from rightstag.annotate.sampling.queue_file import QueueItem
from rightstag.annotate.tasks.neighbours import NO_NEIGHBOURS, Neighbours, neighbours
from rightstag.errors import InputError
from rightstag.labels import Taxonomy
from rightstag.reports import TAGGABLE, Paragraph, Report
from rightstag.reports.countries import country_name

if TYPE_CHECKING:
    from rightstag.models import Bundle

TRAIL_SEPARATOR = " › "


def make_tasks(
    paragraphs: Iterable[Paragraph | QueueItem],
    taxonomy: Taxonomy,
    *,
    bundle: "Bundle | None" = None,
    evidence: bool = False,
    force: bool = False,
    context: Iterable[Paragraph] = (),
) -> list[Task]:
    """Build one task per taggable paragraph, in order; headings, footnotes and furniture are left out.

    Parameters
    ----------
    paragraphs
        Paragraphs, or a queue of them: its ranks and reasons come along.
    taxonomy
        What the labelling screen offers.
    bundle
        The model whose predictions come along; none by default, since a suggestion sways whoever reads it.
    evidence
        Whether its predictions also mark the words with the largest weights.
    force
        Whether labels that the model is poor at are ticked too.
    context
        Whole reports, for the neighbours of the paragraphs of a queue; by default the paragraphs' own order.

    Raises
    ------
    InputError
        There is nothing to tag, a paragraph comes twice, or a prediction does not fit the labelling screen.

    Examples
    --------
    >>> from rightstag.labels import load_taxonomy
    >>> picket = Paragraph(id="p-1", text="Police broke up a picket.", trail=("Averland", "B"))
    >>> make_tasks([picket], load_taxonomy())[0].data.trail
    'Averland › B'
    """
    rows = [row for row in paragraphs if paragraph_of(row).kind in TAGGABLE]
    around = neighbours([*context] or [row for row in rows if isinstance(row, Paragraph)])
    chosen = [paragraph_of(row) for row in rows]
    if not chosen:
        kinds = ", ".join(sorted(TAGGABLE))
        raise InputError(
            "paragraphs", "none can be tagged", expected=f"one of kind {kinds}", fix="ingest a report first"
        )
    seen: set[str] = set()
    for paragraph in chosen:
        if paragraph.id in seen:
            raise InputError("paragraphs", f"'{paragraph.id}' comes twice", fix="give each paragraph once")
        seen.add(paragraph.id)
    data = [task_data(row, taxonomy, around.get(paragraph_of(row).id, NO_NEIGHBOURS)) for row in rows]
    if bundle is None:
        return [Task(data=each) for each in data]
    texts, headings = [paragraph.text for paragraph in chosen], [paragraph.trail for paragraph in chosen]
    predictions = predict(bundle, taxonomy, texts, headings, evidence=evidence, force=force)
    return [
        Task(data=each, predictions=() if prediction is None else (prediction,))
        for each, prediction in zip(data, predictions, strict=True)
    ]


def paragraph_of(row: Paragraph | QueueItem) -> Paragraph:
    """Return the paragraph of a row of either kind."""
    return row.paragraph if isinstance(row, QueueItem) else row


def task_data(
    row: Paragraph | QueueItem, taxonomy: Taxonomy, around: Neighbours = NO_NEIGHBOURS, *, versions: str | None = None
) -> TaskData:
    """Build the ``data`` of a paragraph's task.

    Parameters
    ----------
    taxonomy
        The taxonomy that the paragraph is read by; its version stays with the answers.
    around
        The texts before and after.
    versions
        In adjudication: the annotators' answers.
    """
    paragraph, report = paragraph_of(row), paragraph_of(row).report
    return TaskData(
        paragraph_id=paragraph.id,
        citation="" if report is None else _citation(report),
        trail=TRAIL_SEPARATOR.join(_headings(paragraph)),
        link="" if report is None or report.url is None else _link(report.url, paragraph.page),
        before=around.before,
        text=paragraph.text,
        after=around.after,
        kind=paragraph.kind,
        page=paragraph.page,
        number=paragraph.number,
        **_of_report(report),
        **_of_queue(row),
        versions=versions,
        taxonomy=taxonomy.version,
        offered=taxonomy.ids,
        digest=text_digest(paragraph.text),
    )


def _of_report(report: Report | None) -> dict[str, Any]:
    if report is None:
        return {}
    fields = ("title", "country", "year", "url")
    return {"report": report.key, **{field: getattr(report, field) for field in fields}}


def _of_queue(row: Paragraph | QueueItem) -> dict[str, Any]:
    if not isinstance(row, QueueItem):
        return {}
    return {"priority": row.rank, "queue_reason": row.reason, "overlap": "yes" if row.overlap else "no"}


def _citation(report: Report) -> str:
    """Return title, country and year of a report; what the title says already is not said again."""
    title = report.title or report.key
    more = [country_name(report.country) if report.country else "", str(report.year or "")]
    return " · ".join([title, *(part for part in more if part and part.casefold() not in title.casefold())])


def _headings(paragraph: Paragraph) -> tuple[str, ...]:
    """Return the headings above a paragraph without the report's title, which the citation says."""
    title = paragraph.report.title if paragraph.report else None
    first, *rest = paragraph.trail or ("",)
    return tuple(rest) if title and first.casefold() == title.casefold() else paragraph.trail


def _link(url: str, page: int | None) -> str:
    return url if page is None else f"{url} (page {page})"
