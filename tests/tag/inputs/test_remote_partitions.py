"""A file cut into partitions gives every row once, in order, wherever the cuts fall."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rightstag.errors import InputError, UsageError
from rightstag.reports.records import Paragraph
from rightstag.tag.inputs.remote_partitions import (
    RemotePartition,
    files,
    read_remote_partition,
    remote_partitions,
)

pytest.importorskip("fsspec", reason="fsspec is not installed")


def read(*inputs, size):
    cut = remote_partitions([str(path) for path in inputs], size=size)
    return [paragraph for partition in cut for batch in read_remote_partition(partition) for paragraph in batch]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    texts=st.lists(st.text(max_size=40), min_size=1, max_size=12),
    blank=st.sampled_from([b"\n", b"\n\n", b"\r\n", b"\n \n"]),
    last=st.booleans(),
    size=st.integers(20, 400),
)
def test_lines_are_read_once_and_in_order(tmp_path, texts, blank, last, size):
    paragraphs = [Paragraph(id=f"p{n}", text=text) for n, text in enumerate(texts)]
    lines = blank.join(msgspec.json.encode(paragraph) for paragraph in paragraphs)
    (tmp_path / "a.jsonl").write_bytes(lines + (blank if last else b""))
    assert read(tmp_path / "a.jsonl", size=size) == paragraphs


@pytest.mark.parametrize("size", [1, 700, 1 << 20])
def test_tables_are_read_by_whole_row_groups(tmp_path, paragraphs, size):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    table = pa.Table.from_pylist(msgspec.to_builtins(paragraphs))
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=3)
    assert read(tmp_path / "a.parquet", size=size) == paragraphs
    assert len(remote_partitions([str(tmp_path / "a.parquet")], size=1)) == 4


def test_folders_patterns_and_urls_give_the_same_files(tmp_path):
    for name in ("b.jsonl", "a.jsonl", "deeper/c.ndjson"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('{"id": "a", "text": "b"}\n')
    names = [str(tmp_path / name) for name in ("a.jsonl", "b.jsonl", "deeper/c.ndjson")]
    assert files([str(tmp_path)]) == names
    assert files([tmp_path.as_uri()]) == [f"file://{name}" for name in names]
    assert files([f"{tmp_path}/*.jsonl"]) == names[:2]
    assert files([f"{tmp_path.as_uri()}/*.jsonl"]) == [f"file://{name}" for name in names[:2]]


def test_a_broken_line_is_named_by_its_place(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a", "text": "b"}\n{"id": "c"}\n')
    expected = "Object missing required field `text`; expected one Paragraph as JSON"
    with pytest.raises(InputError) as caught:
        read(path, size=100)
    assert str(caught.value) == f"{path}, line 2: {expected}"
    with pytest.raises(InputError) as caught:
        list(read_remote_partition(RemotePartition(str(path), 10, 37)))
    assert str(caught.value) == f"{path}, line 1 after byte 10: {expected}"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("-", "-: cannot be cut into partitions; expected files; save it as a file first"),
        (
            "gone.jsonl",
            "gone.jsonl: cannot be read (No such file or directory); expected a file or a folder; check the path",
        ),
        (
            "report.html",
            "report.html: is not cut into partitions; expected files ending in .jsonl, .ndjson, .parquet; "
            "ingest reports first",
        ),
        ("nope://a.jsonl", "nope://a.jsonl: Protocol not known: nope; expected a path or a URL that fsspec knows"),
    ],
)
def test_what_cannot_be_cut_is_refused(tmp_path, given, message):
    (tmp_path / "report.html").write_text("<p>Police dispersed a rally.")
    with pytest.raises(UsageError) as caught:
        remote_partitions([given])
    assert str(caught.value).replace(f"{tmp_path}/", "") == message
