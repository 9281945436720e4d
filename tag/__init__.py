"""New reports become tags."""

from rightstag.tag.engines.run import Run
from rightstag.tag.engines.worker import Order
from rightstag.tag.inputs.partitions import expand
from rightstag.tag.inputs.unique_ids import read_inputs
from rightstag.tag.outputs.formats import FORMATS, Choice, write_tags
from rightstag.tag.records import Decision, Evidence, Tag
from rightstag.tag.tagger import Tagged, tag_batch, tag_paragraphs

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
