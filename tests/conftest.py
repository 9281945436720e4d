"""What every test may ask for."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


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


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every test in a folder of its own, so that no stray file matters and none is left."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in [name for name in os.environ if name.startswith(("RIGHTSTAG_", "LABEL_STUDIO_"))]:
        if name != "RIGHTSTAG_CORPUS":
            monkeypatch.delenv(name)
