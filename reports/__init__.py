"""A report of any format becomes paragraphs; everything left out is accounted for."""

from rightstag.reports.records import (
    TAGGABLE,
    Kind,
    Paragraph,
    Report,
    normalise,
    paragraph_id,
)

__all__ = ["TAGGABLE", "Kind", "Paragraph", "Report", "normalise", "paragraph_id"]
