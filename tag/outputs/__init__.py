"""Write tags as tables, records and pages."""

from rightstag.tag.outputs.formats import FORMATS, WriteOptions, write_tags

__all__ = ["FORMATS", "WriteOptions", "write_tags"]
