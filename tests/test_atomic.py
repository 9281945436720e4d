from pathlib import Path

import pytest

from rightstag.atomic import atomic_write, read_bytes
from rightstag.errors import InputError, UsageError


def test_an_unfinished_file_does_not_appear(tmp_path: Path) -> None:
    path = tmp_path / "tags.csv"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), atomic_write(path) as out:  # noqa: PT012 - the block is what is tested
        out.write(b"half")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["tags.csv"]


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    path = tmp_path / "file" / "tags.csv"
    with pytest.raises(UsageError) as caught, atomic_write(path):
        pass
    assert str(caught.value) == (
        f"{path.parent}: cannot be written to (File exists); expected a folder you may write to; choose another"
    )


def test_a_folder_is_not_taken_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught, atomic_write(tmp_path):
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
