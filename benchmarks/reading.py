"""How fast reports are read beside other readers, and time against size: ``python benchmarks/reading.py CORPUS``.

The reports of the corpus's ``seeds`` and ``reports`` are read, a DOCX made of the seeds, and made texts that double in
size. Every reader runs in a process of its own, in turns, so that all meet the same machine; its best round counts. The
tables go to ``docs/performance.md``.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter, process_time

from page import DOCS, machine, put, table

OURS = "rightstag"
SIZES = (125, 250, 500, 1000)  # kB


def rightstag(path: Path) -> int:
    from rightstag.reports.ingest import ingest

    return sum(len(paragraph.text.split()) for paragraph in ingest(path))


def trafilatura(path: Path) -> int:
    from trafilatura import extract

    return len((extract(path.read_bytes()) or "").split())


def pdfplumber(path: Path) -> int:
    from pdfplumber import open as open_pdf

    with open_pdf(path) as pdf:
        return sum(len(page.extract_words()) for page in pdf.pages)


def pdfminer(path: Path) -> int:
    from pdfminer.high_level import extract_text

    return len(extract_text(path).split())


def pdftotext(path: Path) -> int:
    command = ["pdftotext", "-bbox-layout", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.count(b"<word ")


def python_docx(path: Path) -> int:
    from docx import Document

    return sum(len(paragraph.text.split()) for paragraph in Document(str(path)).paragraphs)


#: By format: the readers that are compared, ours first.
READERS: dict[str, tuple[Callable[[Path], int], ...]] = {
    "HTML": (rightstag, trafilatura),
    "PDF": (rightstag, pdfplumber, pdfminer, pdftotext),
    "DOCX": (rightstag, python_docx),
    "text": (rightstag,),
}
SHOWN = {"pdfminer": "pdfminer.six", "pdftotext": "pdftotext -bbox-layout", "python_docx": "python-docx"}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpus", type=Path)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--copies", type=int, default=5, help="copies of each report in a tagged folder; 0: none")
    options.add_argument("--reader", help=argparse.SUPPRESS)  # what the processes are started with
    options.add_argument("--files", type=Path, nargs="*", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.reader:
        print(json.dumps(measure(globals()[given.reader], given.files)))
        return
    with tempfile.TemporaryDirectory(prefix="rightstag-") as folder:
        by_format = files_of(given.corpus, Path(folder))
        rows = [row for form, files in by_format.items() for row in compare(form, files, given.rounds)]
        heads = ["format", "reader", "pages/s", "words/s", "beside ours", "peak MB"]
        how = (
            f"Processor time of one process, best of {given.rounds} rounds taken in turns, files in the page cache;"
            f" what has no pages counts as one page. {machine()}."
        )
        read = [path for form, files in by_format.items() if form != "DOCX" for path in files]
        parts = [table(heads, rows), how, doubling(Path(folder))]
        parts += [in_folder(read, given.copies)] if given.copies else []
    put(DOCS / "performance.md", "reading", "\n\n".join(parts))


def files_of(corpus: Path, folder: Path) -> dict[str, list[Path]]:
    """Return the reports by format, with a DOCX made of the seeds."""
    import docx

    paths = sorted(path for name in ("seeds", "reports") for path in (corpus / name).iterdir())
    seeds = [path for path in paths if path.suffix == ".txt"]
    document = docx.Document()
    for line in "\n".join(path.read_text(encoding="utf-8") for path in seeds).splitlines():
        document.add_paragraph("".join(c for c in line if c.isprintable()))
    document.save(str(folder / "seeds.docx"))
    suffixes = {"HTML": ".html", "PDF": ".pdf"}
    found = {form: [path for path in paths if path.suffix == suffix] for form, suffix in suffixes.items()}
    return {**found, "DOCX": [folder / "seeds.docx"], "text": seeds}


def measure(reader: Callable[[Path], int], files: Sequence[Path], rounds: int = 2) -> dict[str, float]:
    """Return the words of files, the processor seconds that the quickest reading of them all takes, and peak memory."""
    reader(files[0])  # imports
    best, words = float("inf"), 0
    for _ in range(rounds):
        began = _seconds()
        words = sum(map(reader, files))
        best = min(best, _seconds() - began)
    who = RUSAGE_CHILDREN if reader is pdftotext else RUSAGE_SELF
    return {"words": words, "seconds": best, "mb": getrusage(who).ru_maxrss / 1024}


def _seconds() -> float:
    children = getrusage(RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def compare(form: str, files: Sequence[Path], rounds: int) -> Iterable[list[str]]:
    """Yield a row for each reader of a format."""
    pages = sum(map(page_count, files))
    runs: dict[str, list[dict[str, float]]] = {reader.__name__: [] for reader in READERS[form]}
    for _ in range(rounds):
        for name, measured in runs.items():
            command = [sys.executable, __file__, "-", "--reader", name, "--files", *map(str, files)]
            measured.append(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))
    best = {name: min(each, key=lambda run: run["seconds"]) for name, each in runs.items()}
    for name, run in best.items():
        beside = "" if name == OURS else f"{best[OURS]['seconds'] / run['seconds']:.2f} ×"
        rates = [f"{pages / run['seconds']:,.0f}", f"{run['words'] / run['seconds']:,.0f}"]
        yield [form, SHOWN.get(name, name), *rates, beside, f"{run['mb']:.0f}"]


def page_count(path: Path) -> int:
    if path.suffix != ".pdf":
        return 1
    import pypdfium2

    return len(pypdfium2.PdfDocument(path))


def made(kind: str, size: int) -> tuple[str, bytes]:
    """Return the name and content of a made report of a size in kB."""
    sentence = "Police in Sel broke up a rally of teachers on 3 May and held eleven of them overnight without charge. "
    paragraphs = [f"{number} of them in all. {sentence * 4}" for number in range(size * 1000 // 430)]
    if kind == "paragraphs":
        return "a.txt", "\n\n".join(paragraphs).encode()
    if kind == "web page":
        return "a.html", ("<html><body><main>" + "".join(f"<p>{text}</p>" for text in paragraphs)).encode()
    if kind == "one unbroken word":
        return "a.txt", b"a" * size * 1000
    return "a.html", b"<!--" * (size * 250)  # comments that are opened and never closed


def doubling(folder: Path) -> str:
    """Return a table of time against size: twice the size is to take twice the time."""
    from rightstag.reports.readers import read_document
    from rightstag.reports.structure.segment import segment

    rows = []
    for kind in ("paragraphs", "web page", "one unbroken word", "comments never closed"):
        seconds = []
        for size in SIZES:
            name, content = made(kind, size)
            began = process_time()
            try:
                segment(read_document(content, str(folder / name)))
            except Exception as error:  # noqa: BLE001 - a report without text is refused, which takes its time too
                print(f"{kind}: {error}", file=sys.stderr)
            seconds.append(process_time() - began)
        rows.append([kind, *(f"{each:.2f}" for each in seconds)])
    heads = ["seconds for a report of", *(f"{size} kB" for size in SIZES)]
    return table(heads, rows)


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


if __name__ == "__main__":
    main()
