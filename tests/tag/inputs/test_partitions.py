"""Inputs become paragraphs, each of them once; a fault is named with its place."""

import io
import os
import sys

import pytest

from rightstag.atomic import STDIO
from rightstag.errors import InputError, UsageError
from rightstag.jsonl import write_rows
from rightstag.reports.records import Paragraph
from rightstag.tag.inputs.partitions import expand_inputs, partitions, read_partition
from rightstag.tag.inputs.unique_ids import read_inputs

MINIMAL = b'{"id": "a", "text": "One.", "trail": ["Averland"]}\n\n{"id": "b", "text": "Two."}\n'


@pytest.fixture
def stdin(monkeypatch):
    def give(data):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))

    return give


def read(*paths):
    return list(read_inputs(paths))


def test_minimal_rows_are_paragraphs(tmp_path):
    path = tmp_path / "p.jsonl"
    path.write_bytes(MINIMAL)
    assert read(path) == [Paragraph(id="a", text="One.", trail=("Averland",)), Paragraph(id="b", text="Two.")]


def test_written_paragraphs_come_back_as_they_were(tmp_path, paragraphs):
    write_rows(tmp_path / "p.jsonl", paragraphs)
    assert read(tmp_path / "p.jsonl") == paragraphs


def test_standard_input_may_be_rows(stdin):
    stdin(b"\n  " + MINIMAL)
    assert [paragraph.id for paragraph in read(STDIO)] == ["a", "b"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b'{"id": "b", "text": ', "Input data was truncated"),
        (b'{"id": "b"}', "Object missing required field `text`"),
        (b'{"id": "b", "text": "x", "labels": []}', "Object contains unknown field `labels`"),
        (b'{"id": "b", "text": 3}', "Expected `str`, got `int` - at `$.text`"),
    ],
)
def test_a_malformed_line_is_named(tmp_path, line, found):
    path = tmp_path / "p.jsonl"
    path.write_bytes(b'{"id": "a", "text": "One."}\n' + line + b"\n")
    with pytest.raises(InputError) as error:
        read(path)
    assert str(error.value) == f"{path}, line 2: {found}; expected one Paragraph as JSON; correct it"


def test_an_id_may_not_occur_twice(tmp_path):
    path = tmp_path / "p.jsonl"
    path.write_bytes(MINIMAL.replace(b'"b"', b'"a"'))
    with pytest.raises(InputError) as error:
        read(path)
    assert str(error.value) == f"{path}: the id 'a' occurs twice; expected every id once; correct the ids"


def test_two_inputs_may_not_hold_the_same_paragraph(tmp_path):
    one, two = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    one.write_bytes(MINIMAL)
    two.write_bytes(MINIMAL)
    with pytest.raises(InputError) as error:
        read(one, two)
    assert str(error.value) == f"{two}: the paragraph 'a' is also in {one}; expected every id once; leave one out"


def test_rows_without_a_paragraph_are_refused(tmp_path):
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"\n")
    with pytest.raises(InputError) as error:
        read(path)
    assert str(error.value) == f"{path}: holds no paragraph; expected at least one; check the file"


def test_a_missing_file_is_a_matter_of_usage(tmp_path):
    with pytest.raises(UsageError, match=r"gone\.jsonl: cannot be read"):
        read(tmp_path / "gone.jsonl")


def test_a_folder_gives_what_can_be_read_in_it_sorted(tmp_path):
    for name in ("b.jsonl", "a.HTML", "sub/c.pdf", "picture.png", "out.jsonl", ".hidden/d.jsonl", ".e.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "a.HTML.yaml").write_text("year: 2021")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "gone.md").symlink_to("nothing")
    inputs = expand_inputs([tmp_path, STDIO], but=tmp_path / "out.jsonl")
    assert inputs.files == [tmp_path / "a.HTML", tmp_path / "b.jsonl", tmp_path / "sub/c.pdf", STDIO]
    assert inputs.unknown == [tmp_path / "picture.png"]
    assert [str(fault) for fault in inputs.faults] == [
        f"{tmp_path / name}: is no file; expected a report; remove it, or name it itself"
        for name in ("gone.md", "pipe.txt")
    ]


def test_a_folder_without_reports_is_refused(tmp_path):
    (tmp_path / "picture.png").write_bytes(b"")
    with pytest.raises(InputError, match="holds no report; expected files ending in "):
        read(tmp_path)


def test_a_file_that_breaks_off_says_why_and_the_others_come(tmp_path):
    (tmp_path / "a.jsonl").write_bytes((MINIMAL + b"\n").decode().encode("utf-16")[:-1])
    (tmp_path / "b.parquet").write_bytes(b"PAR1")
    (tmp_path / "c.jsonl").write_bytes(MINIMAL)
    found = list(partitions(sorted(tmp_path.iterdir())))
    assert [(each.path.name, each.fault is None) for each in found] == [
        ("a.jsonl", False),
        ("b.parquet", False),
        ("c.jsonl", True),
    ]
    with pytest.raises(InputError, match=r"a\.jsonl, line 1 or after"):
        read_partition(found[0])
