import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightstag.annotate.sampling.queue_file import read_queue
from rightstag.errors import InputError, UsageError
from rightstag.jsonl import read_rows, write_rows
from rightstag.reports import Paragraph


@given(
    rows=st.lists(
        st.builds(
            Paragraph, id=st.text(), text=st.text(), trail=st.tuples(st.text()), page=st.none() | st.integers(1, 9)
        )
    )
)
def test_rows_come_back_as_they_were_written(rows: list[Paragraph], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("rows") / "rows.jsonl"
    assert write_rows(path, rows) == len(rows)
    assert list(read_rows(path, Paragraph)) == rows


def test_a_faulty_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "a", "text": "b"}\n\n{"id": "c"}\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        list(read_rows(path, Paragraph))
    assert str(caught.value) == (
        f"{path}, line 3: Object missing required field `text`; expected one Paragraph as JSON; correct it"
    )


@pytest.mark.parametrize(
    "line", ['{"id": "a", "text": "b", "colour": 1}', "{", "[]", '{"id": 1, "text": "b"}', '"\\ud800"']
)
def test_what_is_no_record_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match="line 1: "):
        list(read_rows(path, Paragraph))


def test_a_missing_file_is_a_matter_of_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        list(read_rows(tmp_path / "none", msgspec.Raw))


def test_what_0_1_wrote_is_read(tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    old = '{"id":"p-1","text":"A rally.","group":%s,"schema":"rightstag.paragraph/1"}'
    path.write_text("\n".join(old % group for group in ("null", '"p-1"')), encoding="utf-8")
    assert list(read_rows(path, Paragraph)) == [Paragraph(id="p-1", text="A rally.")] * 2
    item = {"rank": 1, "reason": "rare", "paragraph": msgspec.json.decode(old % '"p-1"'), "schema": "rightstag.queue/1"}
    path.write_bytes(msgspec.json.encode(item))
    assert [each.paragraph for each in read_queue(path)] == [Paragraph(id="p-1", text="A rally.")]


def test_a_field_that_was_never_there_is_refused_beside_a_retired_one(tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text('{"id":"a","text":"b","group":"a","colour":1,"schema":"rightstag.paragraph/1"}', encoding="utf-8")
    with pytest.raises(InputError, match="unknown field `colour`"):
        list(read_rows(path, Paragraph))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_records_are_read_in_any_unicode_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [Paragraph(id=f"p-{n}", text="Ein Aufmarsch in Öster\u2028wurde aufgelöst 📣.") for n in range(3)]
    lines = "\r\n".join(json.dumps(msgspec.to_builtins(row), ensure_ascii=False) for row in rows)
    path.write_bytes(lines.encode(encoding))
    assert list(read_rows(path, Paragraph)) == rows


def test_a_person_may_know_the_encoding_better(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes('{"id": "p-1", "text": "Öster"}'.encode("cp1252"))
    with pytest.raises(InputError, match="line 1"):
        list(read_rows(path, Paragraph))
    assert [row.text for row in read_rows(path, Paragraph, encoding="cp1252")] == ["Öster"]


def test_a_file_cut_inside_a_character_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes('{"id": "p-1", "text": "x"}'.encode("utf-16")[:-1])
    with pytest.raises(InputError, match=r"rows\.jsonl, line 1 or after"):
        list(read_rows(path, Paragraph))


@pytest.mark.parametrize("value", ["[" * 100_000, "[" * 5000 + "]" * 5000, '{"a":' * 100_000])
def test_deep_nesting_is_one_line(value: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f'{{"id": "a", "text": "b", "trail": {value}}}')
    with pytest.raises(InputError, match="line 1: "):
        list(read_rows(path, Paragraph))
