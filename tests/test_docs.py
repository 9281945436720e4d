"""What users read says what the program does."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_the_command_reference_is_the_programs_own() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "typer", "rightstag.cli", "utils", "docs", "--name", "rightstag"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    written = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert written.strip() == made.stdout.strip(), "run `make docs`"


def test_the_changelog_knows_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_first_page_has_the_figures_of_the_model_card() -> None:
    card = (ROOT / "models" / "default" / "card.md").read_text(encoding="utf-8")
    table = card[card.index("| label | precision") :].split("\n\n")[0]
    assert table in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_generated_block_is_empty(page: Path) -> None:
    blocks = re.findall(r"<!-- (\w+) -->(.*?)<!-- /\1 -->", page.read_text(encoding="utf-8"), re.DOTALL)
    assert [name for name, content in blocks if not content.strip()] == []


def test_the_table_of_dependencies_has_every_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    names = {re.split(r"[<>=!]", each, maxsplit=1)[0] for each in needed}
    table = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert {name for name in names if f"| {name} |" not in table} == set(), "run python benchmarks/dependencies.py"


CODE = [
    (page, code)
    for page in PAGES
    for code in re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)
]


@pytest.mark.parametrize(("page", "code"), CODE, ids=[page.name for page, _ in CODE])
def test_python_in_the_guides_runs(page: Path, code: str) -> None:
    exec(compile(code, page.name, "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_named_in_prose_exist(page: Path) -> None:
    from typer.main import get_command

    from rightstag.cli import app

    known = set(get_command(app).commands)  # type: ignore[attr-defined]
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^\$ |`)rightstag ([a-z]+)", text, re.MULTILINE))
    assert named <= known
