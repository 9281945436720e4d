"""A workbook shows what the records say, and nothing in it runs."""

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from rightstag.errors import InputError
from rightstag.reports.records import Paragraph, Report
from rightstag.tag import WriteOptions, tag_paragraphs, write_tags
from rightstag.tag.outputs import xlsx
from rightstag.tag.outputs.xlsx import Column, write_sheet

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
EVIL = ("=1+1", "+1", "-1", "@SUM(1)", "{=1}", "https://evil.example/", "\tx", "mailto:a@b.example")


def sheet(path: Path) -> tuple[etree._Element, list[list[str | None]]]:
    """Return the sheet's XML, and its cells as text."""
    with zipfile.ZipFile(path) as book:
        root = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = [["".join(cell.itertext()) or None for cell in row] for row in root.iterfind(".//m:row", NS)]
    return root, rows


def test_tags_come_out_as_they_are(tmp_path, bundle, paragraphs):
    tagged = list(tag_paragraphs(paragraphs, bundle))
    write_tags(tmp_path / "tags.xlsx", iter(tagged))
    _, rows = sheet(tmp_path / "tags.xlsx")
    heads = rows[0]
    got = [dict(zip(heads, row, strict=False)) for row in rows[1:]]
    marked = [tag for each in tagged for tag in each.marked]
    assert [(row["paragraph"], row["label"], row["decision"]) for row in got] == [
        (tag.paragraph, tag.label, tag.decision) for tag in marked
    ]
    assert [float(row["probability"]) for row in got] == pytest.approx([tag.probability for tag in marked])
    write_tags(tmp_path / "all.xlsx", iter(tagged), WriteOptions(include_negative=True))
    assert len(sheet(tmp_path / "all.xlsx")[1]) == 1 + sum(len(each.tags) for each in tagged)


@pytest.mark.parametrize("text", EVIL)
def test_no_text_becomes_a_formula_or_a_link(tmp_path, bundle, text):
    report = Report(key=text, title=text, url="https://example.org/a")
    paragraph = Paragraph(id="p", text=f"{text} rally dispersed picket", trail=(text,), report=report)
    write_tags(tmp_path / "tags.xlsx", tag_paragraphs([paragraph], bundle))
    root, rows = sheet(tmp_path / "tags.xlsx")
    assert root.findall(".//m:f", NS) == []
    links = [link.get("ref") for link in root.iterfind(".//m:hyperlink", NS)]
    assert len(links) == len(rows) - 1  # the address of the report, and no other
    assert text in rows[1]


def test_the_header_stays_and_filters(tmp_path):
    with (tmp_path / "t.xlsx").open("wb") as out:
        write_sheet(out, "t", [Column("a", 30), Column("b", format="0.00")], [("x", 1.5), ("y", None)])
    root, rows = sheet(tmp_path / "t.xlsx")
    assert root.find(".//m:pane", NS).get("state") == "frozen"
    assert root.find(".//m:autoFilter", NS).get("ref") == "A1:B3"
    assert rows == [["a", "b"], ["x", "1.5"], ["y", None]]


def test_the_same_rows_give_the_same_bytes(tmp_path):
    for name in ("one.xlsx", "two.xlsx"):
        with (tmp_path / name).open("wb") as out:
            write_sheet(out, "t", [Column("a")], [("x",)])
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_long_text_is_cut_and_too_many_rows_are_refused(tmp_path, monkeypatch):
    with (tmp_path / "t.xlsx").open("wb") as out:
        write_sheet(out, "t", [Column("a")], [("x" * 40_000,)])
    cell = sheet(tmp_path / "t.xlsx")[1][1][0]
    assert len(cell) == 32_767
    assert cell.endswith(" […]")
    monkeypatch.setattr(xlsx, "MAX_ROWS", 3)
    with (tmp_path / "u.xlsx").open("wb") as out, pytest.raises(InputError, match="too many for Excel"):
        write_sheet(out, "t", [Column("a")], [("x",)] * 3)
