"""What a benchmark leaves in a guide: a table between two marks, with the machine that it was measured on."""

import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def put(page: Path, name: str, text: str) -> None:
    """Replace what stands between ``<!-- name -->`` and ``<!-- /name -->`` in a page, and print it."""
    print(text)
    opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
    head, found, rest = page.read_text(encoding="utf-8").partition(opening)
    if not found or closing not in rest:
        raise SystemExit(f"{page}: no {opening} ... {closing} to write to")
    tail = rest.partition(closing)[2]
    page.write_text(f"{head}{opening}\n\n{text.strip()}\n\n{closing}{tail}", encoding="utf-8")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown, all columns but the first to the right.

    Examples
    --------
    >>> print(table(["what", "seconds"], [["reading", 0.5]]))
    | what | seconds |
    | --- | ---: |
    | reading | 0.5 |
    """
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def machine() -> str:
    """Return what the figures were measured on; nothing in it tells one such machine from another."""
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    cpu = names[0] if names else platform.processor()
    return f"{cpu}, {os.cpu_count()} cores, {memory / 2**20:.0f} GB, Python {platform.python_version()}"


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
