"""Build Label Studio tasks from paragraphs, with or without predictions."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rightstag.annotate.labelstudio.predictions import predict
from rightstag.annotate.sampling.queue_file import QueueItem
from rightstag.annotate.tasks.neighbours import NO_NEIGHBOURS, Neighbours, neighbours
from rightstag.errors import InputError
from rightstag.labels import Taxonomy
from rightstag.reports import TAGGABLE, Paragraph

if TYPE_CHECKING:
    from rightstag.models import Bundle

TRAIL_SEPARATOR = " › "


def make_tasks(
    paragraphs: Iterable[Paragraph | QueueItem],
    taxonomy: Taxonomy,
    *,
    bundle: "Bundle | None" = None,
    evidence: bool = False,
    context: Iterable[Paragraph] = (),
) -> list[dict[str, Any]]:
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
        Whether its predictions also mark the words that weighed most.
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
    >>> make_tasks([picket], load_taxonomy())[0]["data"]["trail"]
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
    tasks: list[dict[str, Any]] = [
        {"data": task_data(row, around.get(paragraph_of(row).id, NO_NEIGHBOURS))} for row in rows
    ]
    if bundle is not None:
        texts, headings = [paragraph.text for paragraph in chosen], [paragraph.trail for paragraph in chosen]
        predictions = predict(bundle, taxonomy, texts, headings, evidence=evidence)
        for task, prediction in zip(tasks, predictions, strict=True):
            task["predictions"] = [prediction]
    return tasks


def paragraph_of(row: Paragraph | QueueItem) -> Paragraph:
    """Return the paragraph of a row of either kind."""
    return row.paragraph if isinstance(row, QueueItem) else row


def task_data(row: Paragraph | QueueItem, around: Neighbours = NO_NEIGHBOURS) -> dict[str, Any]:
    """Build the ``data`` of a paragraph's task.

    What the screen shows is always there, empty if need be: Label Studio refuses a task that lacks it. The rest is for
    filters and columns, and is left out where it is not known; why a paragraph was queued must not sway its reader.
    """
    paragraph = paragraph_of(row)
    report = paragraph.report
    shown = {
        "paragraph_id": paragraph.id,
        "citation": "" if report is None else _citation(report.title or report.key, report.country, report.year),
        "trail": TRAIL_SEPARATOR.join(paragraph.trail),
        "link": "" if report is None or report.url is None else _link(report.url, paragraph.page),
        "before": around.before,
        "text": paragraph.text,
        "after": around.after,
    }
    known = {"kind": paragraph.kind, "page": paragraph.page, "number": paragraph.number}
    if report is not None:
        known |= {"report": report.key, "title": report.title, "country": report.country}
        known |= {"year": report.year, "url": report.url}
    if isinstance(row, QueueItem):
        known |= {"priority": row.rank, "queue_reason": row.reason, "overlap": "yes" if row.overlap else "no"}
    return shown | {name: value for name, value in known.items() if value is not None}


def _citation(*parts: str | int | None) -> str:
    return " · ".join(str(part) for part in parts if part is not None)


def _link(url: str, page: int | None) -> str:
    return url if page is None else f"{url} (page {page})"
