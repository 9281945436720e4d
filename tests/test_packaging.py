"""What is installed is what is here, and every package shows its public face."""

import importlib
import importlib.metadata
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("labels", "reports", "models", "annotate", "train", "tag")


@pytest.mark.parametrize("package", FOLDERS)
def test_the_public_names_exist(package: str) -> None:
    module = importlib.import_module(f"rightstag.{package}")
    assert module.__doc__
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_the_wheel_holds_every_source_and_data_file(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "rightstag", *FOLDERS], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    links = {f"rightstag/{folder}" for folder in FOLDERS}
    files = {name if name.startswith("rightstag/") else f"rightstag/{name}" for name in tracked.split()} - links
    assert files <= names
    version = importlib.metadata.version("rightstag")
    assert {name.split("/")[0] for name in names} == {"rightstag", f"rightstag-{version}.dist-info"}
