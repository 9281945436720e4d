"""What is written is what was tagged; a file is there whole or not at all."""

import csv
import io

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.records import Paragraph
from rightstag.errors import UsageError
from rightstag.files import read_rows
from tag.records import Tag
from tag.tagging import Tagged, tag_paragraphs
from tag.writers import COLUMNS, WRITERS, Choice, writer_for


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.fixture
def tagged(bundle, paragraphs):
    return list(tag_paragraphs(paragraphs, bundle))


def test_records_come_back_as_they_were(tmp_path, tagged):
    path = tmp_path / "tags.jsonl"
    writer_for(path)(path, tagged, Choice())
    assert list(read_rows(path, Tag)) == [tag for each in tagged for tag in each.marked]


@pytest.mark.parametrize("name", ["tags.csv", "tags.jsonl"])
def test_all_writes_a_row_for_every_scored_paragraph_and_label(tmp_path, tagged, bundle, name):
    path = tmp_path / name
    writer_for(path)(path, tagged, Choice(everything=True))
    rows = table(path) if name.endswith("csv") else [msgspec.to_builtins(tag) for tag in read_rows(path, Tag)]
    expected = [(each.paragraph.id, label) for each in tagged if each.tags for label in bundle.labels]
    assert [(row["paragraph"], row["label"]) for row in rows] == expected
    assert {"paragraph", "label", "probability", "threshold", "decision"} <= set(rows[0])


def test_a_row_of_the_table_stands_alone(tmp_path, tagged):
    path = tmp_path / "tags.csv"
    writer_for(path)(path, tagged, Choice())
    assert path.read_bytes().startswith(b"\xef\xbb\xbfparagraph,label,")
    rows = table(path)
    assert tuple(rows[0]) == COLUMNS
    assert rows[0] == {
        "paragraph": "p3",
        "label": "assembly",
        "probability": "0.65",
        "threshold": "0.5",
        "decision": "yes",
        "report": "averland-2023",
        "title": "Averland: Civic Space in 2023",
        "publisher": "Merovia Rights Monitor",
        "country": "XAA",
        "year": "2023",
        "language": "en",
        "url": "https://example.org/averland",
        "position": "3",
        "page": "3",
        "number": "1",
        "kind": "paragraph",
        "trail": "Averland › Freedom of Assembly",
        "text": "Police dispersed a rally in Sel on 4 May.",
        "evidence": "“dispersed” +1.50; “rally” +1.50",
        "model": "keywords-00000000",
        "taxonomy": "1",
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_text_survives_the_table_and_none_runs_as_a_formula(tmp_path, text):
    path = tmp_path / "tags.csv"
    tag = Tag(paragraph="a", label="x", probability=0.9, threshold=0.5, decision="yes", model="m", taxonomy="1")
    writer_for(path)(path, [Tagged(Paragraph(id="a", text=text), (tag,))], Choice())
    (row,) = table(path)
    assert row["text"].removeprefix("'") == text.removeprefix("'")
    assert not row["text"].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_formulas_in_any_cell_are_text(tmp_path, bundle):
    path = tmp_path / "tags.csv"
    evil = Paragraph(id="@id", text='=HYPERLINK("http://example.org", "rally dispersed")', trail=("-1+1",), number="+2")
    writer_for(path)(path, tag_paragraphs([evil], bundle), Choice())
    (row,) = table(path)
    assert (row["paragraph"], row["trail"], row["number"]) == ("'@id", "'-1+1", "'+2")
    assert row["text"] == "'" + evil.text


@pytest.mark.parametrize("name", ["tags.xlsx", "tags"])
def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path, name):
    with pytest.raises(UsageError) as error:
        writer_for(tmp_path / name)
    suffix = "'.xlsx'" if "." in name else "a file without a suffix"
    assert str(error.value) == f"{tmp_path / name}: no tags are written as {suffix}; expected .csv, .jsonl or .html"


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt])
def test_what_breaks_on_the_way_leaves_the_old_file(tmp_path, tagged, suffix, fault):
    def breaking():
        yield from tagged
        raise fault

    path = tmp_path / f"tags{suffix}"
    path.write_text("old")
    with pytest.raises(fault):
        writer_for(path)(path, breaking(), Choice())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", WRITERS)
def test_nothing_tagged_is_still_a_file(tmp_path, suffix):
    path = tmp_path / f"tags{suffix}"
    writer_for(path)(path, [Tagged(Paragraph(id="a", text="Share", kind="furniture"))], Choice())
    assert path.is_file()
