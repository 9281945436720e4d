"""Word documents."""

from rightstag.reports.readers.docx.reader import read_docx

__all__ = ["read_docx"]
