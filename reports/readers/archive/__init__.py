"""Pages and books in one file: MHTML and EPUB."""

from rightstag.reports.readers.archive.epub import read_epub
from rightstag.reports.readers.archive.mhtml import read_mhtml

__all__ = ["read_epub", "read_mhtml"]
