"""Markdown: headings, lists, quotes, footnotes, front matter."""

import pytest

from rightstag.errors import InputError
from rightstag.reports.readers.markdown import read_markdown

REPORT = """---
title: "Tarsia: a year"
lang: en
date: 2020-05-06
---
# Tarsia

**Access to Asylum:** None was
given.[^long] See [the law](https://example.org).

- Stop the searches.
- Pay for the damage.

> They left at night.

## Searches

Eleven offices &mdash; *all* of lawyers.

[^long]: Interview
[^2]: Nobody points here.
"""


def test_a_report():
    document = read_markdown(REPORT.encode(), "tarsia.md")
    assert document.metadata == {"title": "Tarsia: a year", "language": "en", "year": "2020"}
    assert [
        (block.role, block.level, block.text or document.text[block.start : block.end]) for block in document.blocks
    ] == [
        ("furniture", None, 'title: "Tarsia: a year" lang: en date: 2020-05-06'),
        ("heading", 1, "Tarsia"),
        ("paragraph", None, "Access to Asylum: None was given. See the law."),
        ("bullet", None, "Stop the searches."),
        ("bullet", None, "Pay for the damage."),
        ("paragraph", None, "They left at night."),
        ("heading", 2, "Searches"),
        ("paragraph", None, "Eleven offices — all of lawyers."),
        ("footnote", None, "[1] Interview"),
        ("footnote", None, "[2] Nobody points here."),
    ]


def test_a_rule_at_the_top_is_no_front_matter():
    document = read_markdown(b"---\n\nIt rained.\n", "a.md")
    assert document.text == "It rained."


def test_an_encoding_that_can_be_told():
    assert read_markdown("Sàn Quillon “fell”".encode("utf-16"), "a.md").text == "Sàn Quillon “fell”"


def test_nothing_in_it():
    with pytest.raises(InputError) as caught:
        read_markdown(b"[a]: https://example.org\n", "a.md")
    assert str(caught.value) == "a.md: no text; expected a report; check that it is complete"
