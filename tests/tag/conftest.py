"""A model small enough to compute by hand, and a report about a country that does not exist."""

from toy_tagging import bundle, paragraphs, report, tagged  # noqa: F401 - fixtures
