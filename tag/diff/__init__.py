"""Compare the tags of two runs."""

from rightstag.tag.diff.diff import TagDiff, diff_tags
from rightstag.tag.diff.diff_file import TagChange, write_changes

__all__ = ["TagChange", "TagDiff", "diff_tags", "write_changes"]
