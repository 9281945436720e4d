import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rightstag", *args],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **env},
    )


def test_help_and_version_speak_without_heavy_imports() -> None:
    code = (
        "import sys, contextlib, io\n"
        "from typer.testing import CliRunner\n"
        "from rightstag.cli import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "heavy = {'numpy', 'scipy', 'sklearn', 'pandas', 'lxml', 'jinja2', 'datasketch', 'babel', 'yaml', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "[]", done.stderr
    assert run("--version").stdout.startswith("rightstag 0.")


def test_a_wrong_command_is_a_matter_of_usage() -> None:
    done = run("nope")
    assert done.returncode == 2
    assert "No such command 'nope'" in done.stderr


def test_an_expected_error_is_one_line_and_its_exit_code(tmp_path: Path) -> None:
    (tmp_path / "rightstag.toml").write_text("= broken", encoding="utf-8")
    done = run("labels", "check")
    assert done.returncode == 4
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("flag", "variable", "written"),
    [("flag.xml", "env.xml", "flag.xml"), ("", "env.xml", "env.xml"), ("", "", "toml.xml")],
)
def test_a_flag_beats_the_environment_and_that_the_project_file(
    flag: str, variable: str, written: str, tmp_path: Path
) -> None:
    (tmp_path / "rightstag.toml").write_text('[labels.config]\noutput = "toml.xml"\n', encoding="utf-8")
    env = {"RIGHTSTAG_LABELS_CONFIG_OUTPUT": variable} if variable else {}
    done = run("labels", "config", *(("-o", flag) if flag else ()), **env)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.glob("*.xml")] == [written]
