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
