"""Invented paragraphs about countries that do not exist."""

from toy_training import dataset, labelled, told  # noqa: F401 - fixtures
