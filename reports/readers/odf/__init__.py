"""Texts of OpenDocument."""

from rightstag.reports.readers.odf.reader import read_odt

__all__ = ["read_odt"]
