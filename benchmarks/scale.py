"""What tagging costs as the input grows: ``python benchmarks/scale.py CORPUS [--most N] [--jobs N ...]``.

The corpus is repeated, each copy under ids of its own, to 1,000, 10,000, ... paragraphs; ``rightstag tag`` reads each
file and writes records. Wall time is that of the whole command, memory the most that all its processes held together,
pages that they share counted once. Table and picture go to ``docs/performance.md``.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

import msgspec
from page import DOCS, machine, put, table

from rightstag.jsonl import read_rows, write_rows
from rightstag.reports import Paragraph

SMALLEST = 1000
#: Seconds between two looks at the memory.
LOOK = 0.1


@dataclass(frozen=True)
class Measured:
    """One run: seconds and megabytes."""

    paragraphs: int
    jobs: int
    seconds: float
    memory: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpus", type=Path)
    options.add_argument("--most", type=int, default=1_000_000)
    options.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    options.add_argument("--model", default="default")
    given = options.parse_args()
    rows = list(read_rows(given.corpus / "corpus" / "gold_train.jsonl", dict))
    runs = []
    with tempfile.TemporaryDirectory(prefix="rightstag-") as folder:
        size = SMALLEST
        while size <= given.most:
            source = Path(folder) / f"{size}.jsonl"
            write_rows(source, islice(repeated(rows), size))
            for jobs in given.jobs:
                runs.append(measured(source, size, jobs, given.model))
                print(f"{size:,} paragraphs, {jobs} jobs: {runs[-1].seconds:.1f} s", file=sys.stderr)
            source.unlink()
            size *= 10
    draw(runs, DOCS / "images" / "scale.svg")
    put(DOCS / "performance.md", "scale", report(runs))


def repeated(rows: Sequence[dict[str, object]]) -> Iterator[Paragraph]:
    """Yield the paragraphs again and again, never under the same id."""
    for copy in count():
        for row in rows:
            made = {"id": f"{row['id']}-{copy}", "text": row["text"], "trail": row["section"]}
            yield msgspec.convert(made, Paragraph)


def measured(source: Path, size: int, jobs: int, model: str) -> Measured:
    """Run the command once and watch its memory."""
    import psutil

    command = [sys.executable, "-m", "rightstag", "tag", str(source), "-o", str(source.with_suffix(".tags.jsonl"))]
    began = perf_counter()
    process = psutil.Popen([*command, "--jobs", str(jobs), "--model", model], stderr=subprocess.DEVNULL)
    peak, over = [0.0], Event()

    def watch() -> None:
        while not over.wait(LOOK):
            peak[0] = max(peak[0], held(process))

    watcher = Thread(target=watch)
    watcher.start()
    code = process.wait()
    seconds = perf_counter() - began
    over.set()
    watcher.join()
    if code:
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    source.with_suffix(".tags.jsonl").unlink()
    return Measured(size, jobs, seconds, peak[0])


def held(process: "psutil.Process") -> float:  # type: ignore[name-defined]  # noqa: F821 - imported where it is needed
    """Return the megabytes that a process and those it started hold; a page shared by two counts half for each."""
    import psutil

    total = 0.0
    try:
        for each in (process, *process.children(recursive=True)):
            total += each.memory_full_info().pss / 1e6
    except psutil.Error:  # one of them has just ended
        pass
    return total


def report(runs: Sequence[Measured]) -> str:
    """Return the table and the picture, with what the largest run says of growth and of sharing the work."""
    alone = {run.paragraphs: run for run in runs if run.jobs == runs[0].jobs}
    heads = [
        "paragraphs",
        "jobs",
        "seconds",
        "paragraphs/s",
        "beside one job",
        "beside a tenth of the size",
        "memory, MB",
    ]
    at = {(run.paragraphs, run.jobs): run for run in runs}
    rows = []
    for run in runs:
        smaller = at.get((run.paragraphs // 10, run.jobs))
        faster = f"{alone[run.paragraphs].seconds / run.seconds:.2f} ×" if run is not alone[run.paragraphs] else ""
        growth = f"{run.seconds / smaller.seconds:.1f} ×" if smaller else ""
        rate = f"{run.paragraphs / run.seconds:,.0f}"
        rows.append([f"{run.paragraphs:,}", run.jobs, f"{run.seconds:.1f}", rate, faster, growth, f"{run.memory:,.0f}"])
    picture = "![Wall time and memory by number of paragraphs](images/scale.svg)"
    return "\n\n".join([table(heads, rows), picture, f"{machine()}."])


def draw(runs: Sequence[Measured], path: Path) -> None:
    """Draw wall time and memory by size, one line for each number of jobs; marks differ as well as colours."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams |= {"svg.hashsalt": "rightstag", "svg.fonttype": "none"}
    from matplotlib import pyplot as plt

    figure, (time, memory) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    for jobs, mark in zip(dict.fromkeys(run.jobs for run in runs), "os^v", strict=False):
        these = [run for run in runs if run.jobs == jobs]
        sizes = [run.paragraphs for run in these]
        label = f"{jobs} job{'s' * (jobs > 1)}"
        time.plot(sizes, [run.seconds for run in these], marker=mark, label=label)
        memory.plot(sizes, [run.memory for run in these], marker=mark, label=label)
    time.set(xscale="log", yscale="log", xlabel="paragraphs", ylabel="seconds", title="Wall time")
    memory.set(xscale="log", ylim=(0, None), xlabel="paragraphs", ylabel="MB", title="Memory, all processes")
    for axes in (time, memory):
        axes.legend()
        axes.grid(visible=True, alpha=0.3)
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
