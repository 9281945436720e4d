"""New reports become tags."""

from rightstag.tag.engines.run import Run
from rightstag.tag.engines.worker import TagJob
from rightstag.tag.inputs.partitions import expand_inputs
from rightstag.tag.inputs.unique_ids import read_inputs
from rightstag.tag.outputs.formats import FORMATS, WriteOptions, write_tags
from rightstag.tag.records import Decision, Evidence, Tag
from rightstag.tag.tagger import TaggedParagraph, tag_batch, tag_paragraphs

__all__ = [
    "FORMATS",
    "Decision",
    "Evidence",
    "Run",
    "Tag",
    "TagJob",
    "TaggedParagraph",
    "WriteOptions",
    "expand_inputs",
    "read_inputs",
    "tag_batch",
    "tag_paragraphs",
    "write_tags",
]
