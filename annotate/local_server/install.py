"""Install Label Studio in a virtual environment of its own, since it pins a hundred packages."""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from rightstag.config import user_data_folder
from rightstag.errors import StudioError

#: The release that is installed, and that the tests run against.
VERSION = "1.23.2"

_COMPLETE = "installed"
_PATIENCE_S = 1800
_LOG_TAIL = 3


def environment() -> Path:
    """Return the path of the virtual environment, installed or not."""
    return user_data_folder() / f"label-studio-{VERSION}"


def installed(folder: Path | None = None) -> bool:
    """Check if the installation is complete."""
    return ((folder or environment()) / _COMPLETE).is_file()


def label_studio(folder: Path | None = None) -> Path:
    """Install the pinned Label Studio on first use; return the path of ``label-studio``.

    Parameters
    ----------
    folder
        Path of the virtual environment; by default in the user's data folder.

    Raises
    ------
    StudioError
        It cannot be installed.
    """
    folder = folder or environment()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second start waits for the first one's installation
        if not installed(folder):
            shutil.rmtree(folder, ignore_errors=True)  # what an interrupted installation left
            for command in _installation(folder):
                _run(command)
            (folder / _COMPLETE).write_text(VERSION)
    return folder / "bin" / "label-studio"


def _installation(folder: Path) -> list[list[str]]:
    package, python = f"label-studio=={VERSION}", str(folder / "bin" / "python")
    if uv := _uv():
        make = [*uv, "venv", "--python", sys.executable, str(folder)]
        return [make, [*uv, "pip", "install", "--python", python, package]]
    return [[sys.executable, "-m", "venv", str(folder)], [python, "-m", "pip", "install", package]]


def _uv() -> list[str]:
    if program := os.environ.get("UV") or shutil.which("uv"):  # `uv run` says where it is
        return [program]
    return [sys.executable, "-m", "uv"] if importlib.util.find_spec("uv") else []


def _run(command: Sequence[str]) -> None:
    fix = "check the network and the disk (1 GB), and run it again"
    try:
        done = subprocess.run(  # noqa: S603 - our own words and paths
            command, capture_output=True, text=True, timeout=_PATIENCE_S, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StudioError("Label Studio", f"cannot be installed ({error})", fix=fix) from error
    if done.returncode:
        said = " / ".join((done.stderr or done.stdout).strip().splitlines()[-_LOG_TAIL:])
        raise StudioError("Label Studio", f"cannot be installed ({said})", fix=fix)
