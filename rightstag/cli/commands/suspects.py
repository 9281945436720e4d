"""What ``rightstag train --audit`` writes and prints: the answers that look wrong."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from rightstag.jsonl import read_rows, write_rows

if TYPE_CHECKING:
    from rightstag.reports import Paragraph
    from rightstag.train import Dataset
    from rightstag.train.cross_validation import HeldOut
    from rightstag.train.evaluation.label_errors import Suspect

#: The most suspect tenth of the paragraphs is worth a second look.
_SHARE = 0.1
_SHOWN = 10


def write_suspects(held_out: "HeldOut", paragraphs: Sequence[Path], path: Path) -> None:
    """Write the most suspect paragraphs as `push` takes them, and print the most suspect answers."""
    from rightstag.cli.console import show, table
    from rightstag.train.evaluation.label_errors import find_suspects

    data = held_out.data
    suspects = find_suspects(data, held_out.decide()[0])
    rows = list(dict.fromkeys(suspect.row for suspect in suspects))[: max(1, round(_SHARE * len(data)))]
    known = _paragraphs(paragraphs)
    write_rows(path, (known.get(data.examples[row].id) or _paragraph(data, row) for row in rows))
    heads = ("paragraph", "label", "answer", "probability")
    show(
        [table("Labels that look wrong, the most suspect first.", heads, [_cells(data, s) for s in suspects[:_SHOWN]])]
    )
    typer.echo(f"the {len(rows):,} most suspect paragraphs written to {path}", err=True)


def _cells(data: "Dataset", suspect: "Suspect") -> tuple[str, ...]:
    answer = "yes" if suspect.given else "no"
    return (data.examples[suspect.row].id, suspect.label, answer, f"{suspect.probability:.2f}")


def _paragraphs(paths: Sequence[Path]) -> dict[str, "Paragraph"]:
    from rightstag.reports import Paragraph

    return {row.id: row for path in paths for row in read_rows(path, Paragraph)}


def _paragraph(data: "Dataset", row: int) -> "Paragraph":
    """Return a labelled row as a paragraph."""
    from rightstag.reports import Paragraph, Report

    example = data.examples[row]
    return Paragraph(id=example.id, text=example.text, trail=example.trail, report=Report(key=example.document))
