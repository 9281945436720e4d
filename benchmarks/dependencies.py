"""What each dependency is for, its licence and its weight; writes the table of docs/security.md.

python benchmarks/dependencies.py
"""

import re
import tomllib
from importlib import metadata
from pathlib import Path

from page import DOCS, put, table

ROOT = Path(__file__).resolve().parents[1]
PAGE = DOCS / "security.md"
REASONS = {
    "fastapi": "the live backend's HTTP",
    "httpx": "what label-studio-sdk speaks with",
    "joblib": "processes for cross-validation",
    "label-studio-sdk": "the live server",
    "fsspec": "object storage",
    "distributed": "tagging on many machines",
    "lxml": "HTML, Word, ODT and EPUB",
    "numpy": "arrays",
    "onnxruntime": "the encoder of the accurate model",
    "pandas": "tables in and out",
    "pyarrow": "Parquet",
    "pypdfium2": "PDF",
    "pyyaml": "taxonomies and rules",
    "rich": "tables on the terminal",
    "scikit-learn": "training",
    "scipy": "statistics",
    "skops": "exported pipelines that cannot run code",
    "tokenizers": "word pieces of the encoder",
    "typer": "the command line",
    "uvicorn": "the live backend's server",
    "h11": "what it reads requests with; slow ones are closed",
    "starlette": "what FastAPI is built on; the checks of hosts and origins",
}


def main() -> None:
    """Write the table between its marks."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    needed = {_name(each): "always" for each in project["dependencies"]}
    for extra, names in project["optional-dependencies"].items():
        for each in names:
            needed.setdefault(_name(each), f"`[{extra}]`")
    comments = {
        _name(entry): comment.strip()
        for entry, comment in re.findall(r'^\s+"([^"]+)",\s*#\s*(.+)$', text, re.MULTILINE)
    }
    rows = [
        (name, when, _licence(name), f"{_megabytes(name):.1f}", REASONS.get(name) or comments[name])
        for name, when in sorted(needed.items())
    ]
    put(PAGE, "dependencies", table(["package", "installed", "licence", "MB", "for"], rows))


def _name(requirement: str) -> str:
    return re.split(r"[<>=!\[; ]", requirement, maxsplit=1)[0].lower()


def _licence(name: str) -> str:
    about = metadata.metadata(name)
    classified = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier", []) if each.startswith("License")]
    told = [about.get("License-Expression"), *classified, (about.get("License") or "").partition("\n")[0]]
    plain = [each for each in told if each and each != "OSI Approved"]
    return plain[0] if plain else _licence_of_file(name)


def _licence_of_file(name: str) -> str:
    files = [file for file in metadata.files(name) or [] if file.name.upper().startswith("LICEN")]
    text = files[0].read_text()[:400] if files else ""
    return next((known for known in ("Apache License", "MIT License", "BSD") if known in text), "?")


def _megabytes(name: str) -> float:
    files = metadata.files(name) or []
    return sum(each.size or 0 for each in files) / 1e6


if __name__ == "__main__":
    main()
