"""How fast reports are read, and what that takes: ``python benchmarks/reading.py CORPUS [--copies N]``.

The reports of the corpus's ``seeds`` and ``reports`` are read format by format, then a folder of copies of them is read
and tagged by one process and by two. The table goes to ``docs/performance.md``.
"""

import argparse
import cProfile
import pstats
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, process_time

from page import DOCS, machine, put, table

from rightstag.reports.ingest import ingest

FORMATS = {".txt": "text", ".html": "HTML", ".pdf": "PDF"}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpus", type=Path)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--copies", type=int, default=20, help="copies of each report in the folder")
    given = options.parse_args()
    by_format: dict[str, list[Path]] = {suffix: [] for suffix in FORMATS}
    for path in sorted(path for name in ("seeds", "reports") for path in (given.corpus / name).iterdir()):
        if path.suffix in FORMATS:
            by_format[path.suffix].append(path)
    rows = [[FORMATS[suffix], *figures(paths, given.rounds)] for suffix, paths in by_format.items()]
    heads = ["format", "reports", "MB", "paragraphs", "MB/s", "paragraphs/s", "what takes longest"]
    how = f"One process, best of {given.rounds} rounds, files in the page cache. {machine()}."
    folder = in_folder([path for paths in by_format.values() for path in paths], given.copies)
    put(DOCS / "performance.md", "reading", "\n\n".join([table(heads, rows), how, folder]))


def in_folder(paths: Sequence[Path], copies: int) -> str:
    """Return how long ``rightstag tag`` takes for a folder of reports, by one process and by two."""
    with tempfile.TemporaryDirectory(prefix="rightstag-") as name:
        folder = Path(name) / "reports"
        folder.mkdir()
        for path in paths:
            for copy in range(copies):  # each under a name, and so a key, of its own
                shutil.copyfile(path, folder / f"{path.stem}-{copy}{path.suffix}")
        command = [sys.executable, "-m", "rightstag", "tag", str(folder), "-o", str(Path(name) / "tags.jsonl")]
        times = []
        for jobs in (1, 2):
            began = perf_counter()
            subprocess.run([*command, "--jobs", str(jobs)], check=True, stderr=subprocess.DEVNULL)
            times.append(perf_counter() - began)
    one, two = times
    count = len(paths) * copies
    gain = f"{one:.1f} s with one job, {two:.1f} s with two ({one / two:.2f} ×)"
    return f"A folder of {count:,} reports, read and tagged: {gain}."


def figures(paths: Sequence[Path], rounds: int) -> list[str]:
    """Return the figures of the reports of one format."""
    size = sum(path.stat().st_size for path in paths) / 1e6
    paragraphs = sum(len(ingest(path)) for path in paths)  # also imports what reading needs
    seconds = min(seconds_of(paths) for _ in range(rounds))
    rates = [f"{size / seconds:.2g}", f"{paragraphs / seconds:,.0f}"]
    return [str(len(paths)), f"{size:.1f}", f"{paragraphs:,}", *rates, longest(paths)]


def seconds_of(paths: Sequence[Path]) -> float:
    began = process_time()
    for path in paths:
        ingest(path)
    return process_time() - began


def longest(paths: Sequence[Path], count: int = 3) -> str:
    """Return the modules of ours under which most of the time goes, callees of other libraries included."""
    profile = cProfile.Profile()
    profile.enable()
    seconds_of(paths)
    profile.disable()
    shares: defaultdict[str, float] = defaultdict(float)
    for (file, _, _), (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if "/reports/" in file:
            shares[Path(file).stem] += own
        else:  # what is not ours counts for who called it
            for (caller, _, _), (_, _, part, _) in callers.items():
                shares[Path(caller).stem if "/reports/" in caller else "libraries"] += part
    total = sum(shares.values())
    most = sorted(shares.items(), key=lambda item: -item[1])[:count]
    return ", ".join(f"`{name}` {value / total:.0%}" for name, value in most)


if __name__ == "__main__":
    main()
