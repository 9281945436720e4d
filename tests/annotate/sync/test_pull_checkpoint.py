from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from rightstag.annotate.sync.pull_checkpoint import PullCheckpoint


def rows(*numbers: int, updated: str = "monday") -> list[tuple[int, str, msgspec.Raw]]:
    return [(number, updated, msgspec.Raw(b'{"id":%d}' % number)) for number in numbers]


def read(kept: PullCheckpoint) -> list[bytes]:
    return [bytes(task) for task in kept.tasks()]


def broken(path: Path, *numbers: int) -> None:
    """Leave what a pull leaves that broke after these tasks."""
    with suppress(KeyboardInterrupt), PullCheckpoint(path, "here") as kept:
        kept.add(rows(*numbers))
        raise KeyboardInterrupt


def test_what_broke_is_kept_for_its_owner_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "kept"
    broken(path, 3, 1)
    assert path.stat().st_mode & 0o077 == 0
    with PullCheckpoint(path, "here") as kept:
        assert (1 in kept, 2 in kept, 3 in kept) == (True, False, True)
        kept.add(rows(2))
        assert read(kept) == [b'{"id":1}', b'{"id":2}', b'{"id":3}']
    assert not path.exists()


def test_what_changed_since_is_read_anew(tmp_path: Path) -> None:
    broken(tmp_path / "kept", 1, 2)
    with PullCheckpoint(tmp_path / "kept", "here") as kept:
        kept.keep_only({1: "monday", 2: "tuesday"})
        assert (1 in kept, 2 in kept) == (True, False)


def test_another_project_is_none_of_it(tmp_path: Path) -> None:
    broken(tmp_path / "kept", 1)
    with PullCheckpoint(tmp_path / "kept", "there") as kept:
        assert 1 not in kept


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_line_that_was_being_written_is_passed_over(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "kept"
    broken(path, 1, 2)
    path.write_bytes(path.read_bytes()[:-cut])
    with PullCheckpoint(path, "here") as kept:
        assert (1 in kept, 2 in kept) == (True, False)
        kept.add(rows(2, 3))
        assert read(kept) == [b'{"id":1}', b'{"id":2}', b'{"id":3}']


def test_nothing_read_leaves_no_file(tmp_path: Path) -> None:
    broken(tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_without_a_file_it_works_the_same() -> None:
    with PullCheckpoint(None, "here") as kept:
        kept.add(rows(2, 1))
        assert read(kept) == [b'{"id":1}', b'{"id":2}']
