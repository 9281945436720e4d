import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from rightstag.cli import lazy as commands
from rightstag.cli.lazy import COMMANDS
from rightstag.cli.main import app


def run(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rightstag", *args],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **env},
    )


def imported(code: str) -> set[str]:
    """Return the names of the modules that are there after the code has run in a Python of its own."""
    code = f"import contextlib, io, sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return set(done.stdout.split())


def test_help_imports_hardly_more_than_typer() -> None:
    code = (
        "from rightstag.cli import main\n"
        "sys.argv = ['rightstag', '--help']\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit): main()"
    )
    ours = imported(code) - imported("import typer")
    others = {name for name in ours if name.partition(".")[0] not in {"rightstag", "typer"}}
    assert {name.partition(".")[0] for name in others} <= set(sys.stdlib_module_names)
    assert len(others) < 15, others
    commands = {name.removeprefix("rightstag.cli.") for name in ours if name.startswith("rightstag.cli.")}
    assert commands == {"main", "lazy", "signals", "streams"}


def test_a_command_imports_no_other() -> None:
    code = (
        "from rightstag.cli import app\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit): app(['tag', '--help'])"
    )
    assert imported(code) & {f"rightstag.cli.commands.{name}" for name in COMMANDS} == {"rightstag.cli.commands.tag"}


@pytest.mark.parametrize("report", ["tarsia-2024.txt", "averland-2023.html"])
def test_tagging_imports_only_what_it_uses(report: str, samples: Path) -> None:
    shutil.copy(samples / report, report)
    code = (
        "import rightstag.models as models\n"
        "from rightstag.cli import main\n"
        "class Model:\n"
        "    labels, thresholds, name, taxonomy, note = (), numpy.zeros(0), 'toy-00000000', '1', ''\n"
        "    familiar, codebook = 0.7, None\n"
        "    def predict_proba(self, texts, headings): return numpy.zeros((len(texts), 0))\n"
        "    def known_share(self, texts): return numpy.ones(len(texts))\n"
        "models.load_bundle = lambda path: Model()\n"
        f"sys.argv = ['rightstag', 'tag', {report!r}, '-o', 'tags.csv']\n"
        "with contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(SystemExit): main()"
    )
    ours = imported(f"import numpy\n{code}")
    assert Path("tags.csv").is_file()
    unused = {"sklearn", "scipy", "pandas", "joblib", "datasketch", "jinja2", "yaml", "labels", "pyarrow", "dask"}
    unused |= {"annotate", "train", "rich", "markdown_it", "pypdfium2", "concurrent"}
    assert {name.partition(".")[0] for name in ours} & unused == set()


def test_the_list_of_commands_is_what_the_commands_say() -> None:
    group = get_command(app)
    assert dict(COMMANDS) == {name: group.get_command(None, name).help.splitlines()[0] for name in COMMANDS}


def test_every_command_has_a_module_of_its_name() -> None:
    folder = Path(commands.__file__).parent / "commands"
    modules = {path.stem.removesuffix("_") for path in folder.glob("*.py")}  # import is no name for a module
    assert set(COMMANDS) <= modules


@pytest.mark.parametrize(("old", "new"), [("flips", "diff"), ("distil", "distill")])
def test_an_old_name_works_and_says_the_new_one(old: str, new: str) -> None:
    done = run(old, "--help")
    assert done.returncode == 0
    assert done.stderr.strip() == f"note: `{old}` is called `{new}` now"


def test_settings_of_an_old_name_are_those_of_the_new_one(tmp_path: Path) -> None:
    (tmp_path / "rightstag.toml").write_text('[flips]\noutput = "changes.txt"\n', encoding="utf-8")
    for env in ({}, {"RIGHTSTAG_FLIPS_OUTPUT": "changes.txt"}):
        done = run("diff", "old.jsonl", "new.jsonl", **env)
        assert "changes.txt" in done.stderr, done.stderr
        (tmp_path / "rightstag.toml").unlink(missing_ok=True)


def test_the_version_is_told() -> None:
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
