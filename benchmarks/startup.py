"""How soon the program answers, each command in a new process: ``python benchmarks/startup.py [REPORT] [--rounds N]``.

Help is held against importing typer, tagging a report against importing scikit-learn's linear models and reading the
file. The commands are run in turn; the table goes to ``docs/performance.md``.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from page import DOCS, machine, put, table

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "samples" / "tarsia-2024.txt"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("report", type=Path, nargs="?", default=SAMPLE)
    options.add_argument("--rounds", type=int, default=9)
    given = options.parse_args()
    times = timed(commands(given.report), given.rounds)
    put(DOCS / "performance.md", "startup", summary(times, given.report, given.rounds))


def commands(report: Path) -> dict[str, list[str]]:
    """Return the commands by what the table calls them."""
    program = str(Path(sys.executable).with_name("rightstag"))
    return {
        "an empty Python": [sys.executable, "-c", ""],
        "`import typer`": [sys.executable, "-c", "import typer"],
        "`rightstag --help`": [program, "--help"],
        "`import sklearn.linear_model`, the file read": [
            *(
                sys.executable,
                "-c",
                "import sys, pathlib, sklearn.linear_model; pathlib.Path(sys.argv[1]).read_bytes()",
            ),
            str(report),
        ],
        "`rightstag tag REPORT`": [program, "tag", str(report)],
    }


def timed(runs: dict[str, list[str]], rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each round; the first, which finds nothing in the page cache, is left out."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, command in runs.items():
            began = perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            if number:
                times[name].append(perf_counter() - began)
    return times


def summary(times: dict[str, list[float]], report: Path, rounds: int) -> str:
    """Return the table; a ratio is the median of each round's own."""
    typer, help_, sklearn, tag = (times[name] for name in list(times)[1:])
    ratios = {"`rightstag --help`": (help_, typer), "`rightstag tag REPORT`": (tag, sklearn)}
    rows = []
    for name, values in times.items():
        pairs = zip(*ratios[name], strict=True) if name in ratios else ()
        ratio = [f"{median(a / b for a, b in pairs):.2f} ×" if name in ratios else ""]
        rows.append([name, f"{median(values):.2f}", *ratio])
    how = f"A report of {report.stat().st_size / 1e3:.0f} kB, median of {rounds} rounds in turn. {machine()}."
    return table(["a new process", "seconds", "beside the line above"], rows) + f"\n\n{how}"


if __name__ == "__main__":
    main()
