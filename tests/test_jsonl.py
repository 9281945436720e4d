from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightstag.errors import InputError, UsageError
from rightstag.jsonl import (
    open_whole,
    read_bytes,
    read_rows,
    write_rows,
)
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


def test_an_unfinished_file_does_not_appear(tmp_path: Path) -> None:
    path = tmp_path / "tags.csv"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), open_whole(path) as out:  # noqa: PT012 - the block is what is tested
        out.write(b"half")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["tags.csv"]


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    path = tmp_path / "file" / "tags.csv"
    with pytest.raises(UsageError) as caught, open_whole(path):
        pass
    assert str(caught.value) == (
        f"{path.parent}: cannot be written to (File exists); expected a folder you may write to; choose another"
    )


def test_a_folder_is_not_taken_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught, open_whole(tmp_path):
        pass
    assert str(caught.value) == f"{tmp_path}: is a folder; expected a file; name a file in it"


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(b"x" * 2_000_001)
    assert len(read_bytes(path)) == 2_000_001
    with pytest.raises(InputError, match="larger than 2 MB; expected one report; split it"):
        read_bytes(path, limit=2_000_000)


def test_a_missing_file_is_a_matter_of_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_bytes(tmp_path / "none")
    with pytest.raises(UsageError, match="No such file"):
        list(read_rows(tmp_path / "none", msgspec.Raw))
