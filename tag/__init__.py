"""New reports become tags."""

from tag.readers import expand
from tag.records import Decision, Evidence, Tag
from tag.register import read_inputs
from tag.run import Run
from tag.tagging import Tagged, tag_batch, tag_paragraphs
from tag.work import Order
from tag.writers import FORMATS, Choice, write_tags

__all__ = [
    "FORMATS",
    "Choice",
    "Decision",
    "Evidence",
    "Order",
    "Run",
    "Tag",
    "Tagged",
    "expand",
    "read_inputs",
    "tag_batch",
    "tag_paragraphs",
    "write_tags",
]
