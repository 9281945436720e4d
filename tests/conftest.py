"""What every test may ask for."""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from rightstag.cli import main

ROOT = Path(__file__).resolve().parents[1]
_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

settings.register_profile("busy", deadline=None)  # a time limit would fail with the machine, not with the code
settings.load_profile("busy")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Folder with the real reports and the gold labels; who has none skips what needs it."""
    folder = (ROOT / os.environ.get("RIGHTSTAG_CORPUS", "../shared")).resolve()
    if not (folder / "corpus").is_dir():
        pytest.skip(f"no corpus of real reports at {folder}: set RIGHTSTAG_CORPUS to have this tested")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """Sample reports written for this project, and their annotations."""
    return ROOT / "data" / "samples"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start a headless Chromium."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _CHROMIUMS)), None)
    if not program:
        pytest.skip("no Chromium on the path: install one (apt-get install chromium) or name it in CHROMIUM")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=program, args=_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command line in this process; return its exit code, stdout and stderr."""
    monkeypatch.setenv("RIGHTSTAG_PSEUDONYM_KEY", "a key for tests only")

    def call(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["rightstag", *map(str, args)])
        before = signal.getsignal(signal.SIGTERM)
        try:
            with pytest.raises(SystemExit) as caught:
                main()
        finally:
            signal.signal(signal.SIGTERM, before)
        return (int(caught.value.code or 0), *capsys.readouterr())

    return call


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, Iterable[object]], Path]:
    """Write rows as JSON Lines into the test's folder."""

    def put(name: str, rows: Iterable[object]) -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return path

    return put


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every test in a folder of its own, so that no stray file matters and none is left."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in [name for name in os.environ if name.startswith(("RIGHTSTAG_", "LABEL_STUDIO_"))]:
        if name != "RIGHTSTAG_CORPUS":
            monkeypatch.delenv(name)
