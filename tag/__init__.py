"""New reports become tags."""

from tag.readers import read_inputs
from tag.records import Decision, Evidence, Tag
from tag.tagging import Summary, Tagged, tag_batch, tag_paragraphs
from tag.writers import WRITERS, Choice, writer_for

__all__ = [
    "WRITERS",
    "Choice",
    "Decision",
    "Evidence",
    "Summary",
    "Tag",
    "Tagged",
    "read_inputs",
    "tag_batch",
    "tag_paragraphs",
    "writer_for",
]
