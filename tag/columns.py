"""Columns of a table of tags: the tag, its paragraph and its report, so that each row stands alone."""

from rightstag.reports.records import Report
from rightstag.tag.records import Tag
from rightstag.tag.tagger import TaggedParagraph

COLUMNS = (
    *("paragraph", "label", "probability", "threshold", "decision", "reason"),
    *("report", "title", "publisher", "country", "year", "language", "url"),
    *("position", "page", "number", "kind", "trail", "text", "evidence", "model", "taxonomy"),
)

_NO_REPORT = Report(key="")


def table_row(each: TaggedParagraph, tag: Tag) -> dict[str, object]:
    """Return the row of one tag; ``trail`` and ``evidence`` are tuples, as they are in the records."""
    paragraph = each.paragraph
    report = paragraph.report or _NO_REPORT
    return {
        "paragraph": paragraph.id,
        "label": tag.label,
        "probability": tag.probability,
        "threshold": tag.threshold,
        "decision": tag.decision,
        "reason": tag.reason,
        "report": report.key,
        "title": report.title,
        "publisher": report.publisher,
        "country": report.country,
        "year": report.year,
        "language": report.language,
        "url": report.url,
        "position": paragraph.position,
        "page": paragraph.page,
        "number": paragraph.number,
        "kind": paragraph.kind,
        "trail": paragraph.trail,
        "text": paragraph.text,
        "evidence": tag.evidence,
        "model": tag.model,
        "taxonomy": tag.taxonomy,
    }
