"""What is written is what was tagged; a file is there whole or not at all."""

import csv
import io
from itertools import islice

import msgspec
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rightstag.errors import UsageError
from rightstag.jsonl import read_rows
from rightstag.reports.records import Paragraph
from rightstag.tag import parquet
from rightstag.tag.columns import COLUMNS
from rightstag.tag.outputs.formats import (
    FORMATS,
    WriteOptions,
    suffix_of,
    write_tags,
)
from rightstag.tag.records import Tag
from rightstag.tag.tagger import TaggedParagraph, tag_paragraphs


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


READ = {
    ".csv": table,
    ".jsonl": lambda path: [msgspec.to_builtins(tag) for tag in read_rows(path, Tag)],
    ".parquet": lambda path: pq.read_table(path).to_pylist(),
}


def test_records_come_back_as_they_were(tmp_path, tagged):
    path = tmp_path / "tags.jsonl"
    write_tags(path, tagged)
    assert list(read_rows(path, Tag)) == [tag for each in tagged for tag in each.marked]


@pytest.mark.parametrize("name", ["tags.csv", "tags.jsonl", "tags.parquet"])
def test_all_writes_a_row_for_every_scored_paragraph_and_label(tmp_path, tagged, bundle, name):
    path = tmp_path / name
    write_tags(path, tagged, WriteOptions(include_negative=True))
    rows = READ[path.suffix](path)
    expected = [(each.paragraph.id, label) for each in tagged if each.tags for label in bundle.labels]
    assert [(row["paragraph"], row["label"]) for row in rows] == expected
    assert {"paragraph", "label", "probability", "threshold", "decision"} <= set(rows[0])


def test_a_row_of_the_table_stands_alone(tmp_path, tagged):
    path = tmp_path / "tags.csv"
    write_tags(path, tagged)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfparagraph,label,")
    rows = table(path)
    assert tuple(rows[0]) == COLUMNS
    assert rows[0] == {
        "paragraph": "p3",
        "label": "assembly",
        "probability": "0.65",
        "threshold": "0.5",
        "decision": "yes",
        "reason": "",
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


def test_parquet_has_the_columns_of_the_table_with_their_types(tmp_path, tagged):
    for name in ("tags.csv", "tags.parquet"):
        write_tags(tmp_path / name, tagged)
    rows, texts = pq.read_table(tmp_path / "tags.parquet").to_pylist(), table(tmp_path / "tags.csv")
    assert tuple(rows[0]) == COLUMNS
    plain = [name for name in COLUMNS if name not in {"trail", "evidence"}]
    found = [{name: "" if row[name] is None else str(row[name]) for name in plain} for row in rows]
    assert found == [{name: row[name] for name in plain} for row in texts]
    assert rows[0]["trail"] == ["Averland", "Freedom of Assembly"]
    assert rows[0]["evidence"] == [
        {"start": 7, "end": 16, "weight": 1.5},
        {"start": 19, "end": 24, "weight": 1.5},
    ]


@pytest.mark.parametrize("sizes", [(1, 2, 3), (6,), (5, 1)])
def test_parquet_has_the_same_rows_however_they_were_cut(tmp_path, tagged, sizes, monkeypatch):
    monkeypatch.setattr(parquet, "ROW_GROUP", 2)
    encode, path = FORMATS[".parquet"].encode, tmp_path / "tags.parquet"
    source = iter([each for each in tagged if each.tags])
    pieces = [encode(list(islice(source, size)), include_negative=True) for size in sizes]
    with path.open("wb") as out:
        FORMATS[".parquet"].finish(out, [b"", *pieces], WriteOptions())
    assert [row["paragraph"] for row in pq.read_table(path).to_pylist()] == [
        each.paragraph.id for each in tagged for _ in each.tags
    ]
    assert {pq.read_metadata(path).row_group(n).num_rows for n in range(15)} == {2}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_text_survives_the_table_and_none_runs_as_a_formula(tmp_path, text):
    path = tmp_path / "tags.csv"
    tag = Tag(paragraph="a", label="x", probability=0.9, threshold=0.5, decision="yes", model="m", taxonomy="1")
    write_tags(path, [TaggedParagraph(Paragraph(id="a", text=text), (tag,))])
    (row,) = table(path)
    assert row["text"].removeprefix("'") == text.removeprefix("'")
    assert not row["text"].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_formulas_in_any_cell_are_text(tmp_path, bundle):
    path = tmp_path / "tags.csv"
    evil = Paragraph(id="@id", text='=HYPERLINK("http://sel.test", "rally dispersed")', trail=("-1+1",), number="+2")
    write_tags(path, tag_paragraphs([evil], bundle))
    (row,) = table(path)
    assert (row["paragraph"], row["trail"], row["number"]) == ("'@id", "'-1+1", "'+2")
    assert row["text"] == "'" + evil.text


@pytest.mark.parametrize("name", ["tags.docx", "tags"])
def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path, name):
    with pytest.raises(UsageError) as error:
        suffix_of(tmp_path / name)
    suffix = "'.docx'" if "." in name else "a file without a suffix"
    assert (
        str(error.value)
        == f"{tmp_path / name}: no tags are written as {suffix}; expected .csv, .jsonl, .parquet, .xlsx or .html"
    )


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt])
def test_what_breaks_on_the_way_leaves_the_old_file(tmp_path, tagged, suffix, fault):
    def breaking():
        yield from tagged
        raise fault

    path = tmp_path / f"tags{suffix}"
    path.write_text("old")
    with pytest.raises(fault):
        write_tags(path, breaking())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", FORMATS)
def test_nothing_tagged_is_still_a_file(tmp_path, suffix):
    path = tmp_path / f"tags{suffix}"
    write_tags(path, [TaggedParagraph(Paragraph(id="a", text="Share", kind="furniture"))])
    assert path.is_file()
