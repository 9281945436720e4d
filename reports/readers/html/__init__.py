"""Web pages, and other formats by way of HTML."""

from rightstag.reports.readers.html.prose import fold
from rightstag.reports.readers.html.reader import read_html, read_markup, read_page
from rightstag.reports.readers.html.set_aside import HIDDEN, NUMBER, READING_AID, SET_ASIDE, STRUCK

__all__ = ["HIDDEN", "NUMBER", "READING_AID", "SET_ASIDE", "STRUCK", "fold", "read_html", "read_markup", "read_page"]
