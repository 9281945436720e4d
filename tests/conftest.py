"""What every test may ask for."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every test in a folder of its own, so that no stray file matters and none is left."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in [name for name in os.environ if name.startswith(("RIGHTSTAG_", "LABEL_STUDIO_"))]:
        if name != "RIGHTSTAG_CORPUS":
            monkeypatch.delenv(name)
