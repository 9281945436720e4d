import os
import stat
from pathlib import Path
from threading import Thread

import pytest

from rightstag.atomic import atomic_write, is_stream, open_kept, read_bytes, refuse_overwriting
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


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    for mode in (0o600, 0o640, 0o664):
        path = tmp_path / f"{mode:o}.csv"
        path.write_bytes(b"old")
        path.chmod(mode)
        with atomic_write(path) as out:
            out.write(b"new")
        assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_link_keeps_its_place_and_what_it_points_at_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    target, link = tmp_path / "store" / "tags.csv", tmp_path / "link.csv"
    link.symlink_to("store/tags.csv")
    for content in (b"first", b"second"):  # at first the link points at nothing
        with atomic_write(link) as out:
            out.write(content)
        assert link.is_symlink()
        assert target.read_bytes() == content
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["tags.csv"]


def test_a_planted_link_is_not_followed(tmp_path: Path) -> None:
    precious, planted = tmp_path / "precious", tmp_path / ".tags.csv.whole"
    precious.write_bytes(b"precious")
    planted.symlink_to(precious)
    with atomic_write(tmp_path / "tags.csv", temp_path=planted) as out:
        out.write(b"tags")
    for plant in (planted.symlink_to, planted.hardlink_to):
        plant(precious)
        with open_kept(planted) as kept:
            kept.write(b"overwritten")
        planted.unlink()
    os.mkfifo(planted)
    with open_kept(planted) as kept:
        kept.write(b"not to a pipe")
    assert stat.S_IMODE(planted.stat().st_mode) == 0o600
    with open_kept(planted) as kept:
        assert kept.read() == b"not to a pipe"
    assert precious.read_bytes() == b"precious"
    assert (tmp_path / "tags.csv").read_bytes() == b"tags"


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with atomic_write(pipe) as out:
        out.write(b"tags")
    assert os.read(reader, 100) == b"tags"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_an_open_stream_is_written_to(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        log.write(b"before ")
        log.flush()
        assert is_stream(Path(f"/dev/fd/{log.fileno()}"))
    assert not is_stream(tmp_path / "log")
    assert not is_stream(tmp_path / "new")


def test_a_pipe_is_read_when_its_writer_comes_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_bytes, args=(b"x" * 200_000,))
    writer.start()
    assert read_bytes(pipe, limit=1_000_000) == b"x" * 200_000
    writer.join()
    monkeypatch.setattr("rightstag.atomic._WRITER_SECONDS", 0)
    assert read_bytes(pipe) == b""  # nobody comes
    with pytest.raises(InputError, match="larger than 1 MB"):
        read_bytes(Path("/dev/zero"), limit=1_000_000)


@pytest.mark.parametrize("name", ["in.txt", "../{folder}/./in.txt", "symlink", "hardlink"])
def test_an_output_that_is_an_input_is_refused(name: str, tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    source.write_bytes(b"text")
    (tmp_path / "symlink").symlink_to(source)
    (tmp_path / "hardlink").hardlink_to(source)
    with pytest.raises(UsageError, match="is an input too"):
        refuse_overwriting(tmp_path / name.format(folder=tmp_path.name), [Path("gone"), source])
    refuse_overwriting(tmp_path / "new.txt", [source])
