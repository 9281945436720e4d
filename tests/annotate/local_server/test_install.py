import sys
from pathlib import Path

import pytest

from rightstag.annotate.local_server import install as environment
from rightstag.annotate.local_server.install import VERSION
from rightstag.errors import StudioError


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def steps(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(environment, "_installation", lambda folder: [[sys.executable, "-c", code, str(folder)]])


def test_an_installation_that_fails_says_why_and_is_not_taken_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    steps(monkeypatch, "import sys; sys.exit('no route to host')")
    with pytest.raises(StudioError) as caught:
        environment.label_studio()
    fix = "check the network and the disk (1 GB), and run it again"
    assert str(caught.value) == f"Label Studio: cannot be installed (no route to host); {fix}"
    assert not environment.installed()


def test_what_an_interrupted_installation_left_is_made_anew_and_the_whole_one_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "rightstag" / f"label-studio-{VERSION}"
    (folder / "bin").mkdir(parents=True)
    (folder / "half").touch()
    steps(monkeypatch, "import pathlib, sys; pathlib.Path(sys.argv[1], 'bin').mkdir(parents=True)")
    assert environment.label_studio() == folder / "bin" / "label-studio"
    assert environment.installed()
    assert not (folder / "half").exists()
    steps(monkeypatch, "raise SystemExit('installed twice')")
    environment.label_studio()


@pytest.mark.parametrize("uv", [["uv"], []])
def test_it_is_installed_pinned_and_apart(uv: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "_uv", lambda: uv)
    make, install = environment._installation(tmp_path)
    assert make[:2] == (["uv", "venv"] if uv else [sys.executable, "-m"])
    assert install[-1] == f"label-studio=={VERSION}"
    assert str(tmp_path / "bin" / "python") in install
