"""Reader of each report format, chosen by content, then by suffix."""

from rightstag.reports.readers.registry import READERS, SUFFIXES, read_document

__all__ = ["READERS", "SUFFIXES", "read_document"]
