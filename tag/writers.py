"""Tags become a file: a table for spreadsheets, records for programs, a page for readers."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reports.records import Report
from rightstag.errors import UsageError
from rightstag.files import STDIO, open_whole, write_rows
from tag.records import Tag
from tag.tagging import Tagged

if TYPE_CHECKING:
    from labels import Taxonomy  # reads YAML, which only the page needs


@dataclass(frozen=True, slots=True)
class Choice:
    """What is written of the tags.

    Attributes
    ----------
    everything
        Every paragraph and label, not only those that say ``yes`` or ``review``; the page shows all paragraphs anyhow.
    taxonomy
        Where the page takes titles and colours from; the shipped one if none is given.
    """

    everything: bool = False
    taxonomy: "Taxonomy | None" = None


Writer = Callable[[Path, Iterable[Tagged], Choice], None]

COLUMNS = (
    *("paragraph", "label", "probability", "threshold", "decision"),
    *("report", "title", "publisher", "country", "year", "language", "url"),
    *("position", "page", "number", "kind", "trail", "text", "evidence", "model", "taxonomy"),
)

# A spreadsheet runs a cell that begins so as a formula; an apostrophe in front makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

_NO_REPORT = Report(key="")


def write_csv(path: Path, stream: Iterable[Tagged], choice: Choice) -> None:
    """Write one flat row a tag, as spreadsheets open it: UTF-8 with its mark, no cell that runs as a formula."""
    with open_whole(path) as out:
        text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
        rows = csv.DictWriter(text, COLUMNS)
        rows.writeheader()
        for each, tag in _pairs(stream, choice):
            rows.writerow({column: _safe(value) for column, value in _row(each, tag).items()})
        text.detach()  # flushes, and leaves the closing to its owner


def write_jsonl(path: Path, stream: Iterable[Tagged], choice: Choice) -> None:
    """Write one `tag.records.Tag` a line."""
    write_rows(path, (tag for _, tag in _pairs(stream, choice)))


def write_html(path: Path, stream: Iterable[Tagged], choice: Choice) -> None:
    """Write the page, which shows every paragraph in any case."""
    from tag.page import render  # jinja2 is only needed here

    with open_whole(path) as out:
        for piece in render(stream, choice.taxonomy):
            out.write(piece.encode())


#: To add a format, add its suffix and a writer here.
WRITERS: dict[str, Writer] = {".csv": write_csv, ".jsonl": write_jsonl, ".html": write_html}


def writer_for(path: Path) -> Writer:
    """Return what writes a file of this suffix.

    Raises
    ------
    UsageError
        There is no such format.

    Examples
    --------
    >>> writer_for(Path("tags.CSV")).__name__
    'write_csv'
    """
    writer = write_jsonl if path == STDIO else WRITERS.get(path.suffix.lower())
    if writer is None:
        found = f"{path.suffix!r}" if path.suffix else "a file without a suffix"
        raise UsageError(path, f"no tags are written as {found}", expected=_either(WRITERS))
    return writer


def _either(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}"


def _pairs(stream: Iterable[Tagged], choice: Choice) -> Iterator[tuple[Tagged, Tag]]:
    for each in stream:
        for tag in each.tags if choice.everything else each.marked:
            yield each, tag


def _row(each: Tagged, tag: Tag) -> dict[str, object]:
    paragraph = each.paragraph
    report = paragraph.report or _NO_REPORT
    return {
        "paragraph": paragraph.id,
        "label": tag.label,
        "probability": tag.probability,
        "threshold": tag.threshold,
        "decision": tag.decision,
        "report": report.key,
        "title": report.title,
        "publisher": report.publisher,
        "country": report.country,
        "year": report.year,
        "language": report.language,
        "url": report.url,
        "position": paragraph.position,
        "page": paragraph.page,
        "number": paragraph.number,
        "kind": paragraph.kind,
        "trail": " › ".join(paragraph.trail),
        "text": paragraph.text,
        "evidence": "; ".join(f"“{paragraph.text[e.start : e.end]}” {e.weight:+.2f}" for e in tag.evidence),
        "model": tag.model,
        "taxonomy": tag.taxonomy,
    }


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
