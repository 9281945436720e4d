"""Import of other tools' exports as a table of texts and labels."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rightstag.annotate.importing.tables import SourceTable, read_table
from rightstag.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

#: Of a record, the labels that it had to choose from.
OFFERED = "__offered__"


def _prodigy(table: SourceTable) -> SourceTable:
    """Prodigy: accepted choices, or yes or no to one label; what is ignored, or rejected as a whole, says nothing."""
    frame = _with(table, "answer")
    kept = frame[frame["answer"] == "accept"] if "accept" in frame else frame[frame["answer"] != "ignore"]
    made = kept.copy()
    if "accept" in kept:
        made["labels"] = [cell if isinstance(cell, list) else [] for cell in kept["accept"]]
        if "options" in kept:
            made[OFFERED] = kept["options"].map(_option_ids)
    else:
        _with(table, "label")
        pairs = list(zip(kept["label"], kept["answer"], strict=True))
        made["labels"] = [[label] if answer == "accept" else [] for label, answer in pairs]
        made[OFFERED] = [[label] for label, _ in pairs]
    left = len(frame) - len(kept)
    notes = (*table.notes, *([f"{left:,} records left out that were ignored or rejected"] if left else []))
    return replace(table, frame=made.drop(columns=["label", "accept"], errors="ignore"), notes=notes)


def _option_ids(options: Any) -> list[str] | None:  # noqa: ANN401 - JSON
    return [str(option["id"]) for option in options] if isinstance(options, list) else None


def _spacy(table: SourceTable) -> SourceTable:
    """spaCy: probabilities by label in ``cats``; a label that a record does not name it says nothing of."""
    frame = _with(table, "cats").copy()
    frame["labels"] = frame["cats"]
    frame[OFFERED] = frame["cats"].map(lambda cell: list(cell) if isinstance(cell, Mapping) else [])
    return replace(table, frame=frame.drop(columns="cats"))


def _doccano(table: SourceTable) -> SourceTable:
    """Doccano: a list of labels in ``label`` (``labels`` in older versions, ``cats`` where spans are marked too)."""
    if not {"label", "labels", "cats"} & set(table.frame.columns):
        _with(table, "label")
    return table


def _hugging_face(table: SourceTable) -> SourceTable:
    """Hugging Face: numbers in ``label`` or ``labels`` whose names the schema has."""
    return table


def _with(table: SourceTable, column: str) -> "pd.DataFrame":
    if column not in table.frame:
        found = f"no column '{column}'"
        raise InputError(
            table.source, found, expected=f"one of {', '.join(table.frame.columns)}", fix="name the format"
        )
    return table.frame


TOOLS: Mapping[str, Callable[[SourceTable], SourceTable]] = {
    "doccano": _doccano,
    "prodigy": _prodigy,
    "spacy": _spacy,
    "hf": _hugging_face,
}


def read_codings(
    path: Path, *, kind: str | None = None, sheet: str | None = None, separator: str | None = None
) -> SourceTable:
    """Read a table of codings, or another tool's export.

    Parameters
    ----------
    kind
        Of the file, or the tool that wrote it; recognised by suffix and columns when not given.
    sheet, separator
        As for `read_table`.

    Raises
    ------
    UsageError
        The file cannot be read, or is of no known format.
    InputError
        It is not in that format.
    """
    table = read_table(path, kind=kind, sheet=sheet, separator=separator)
    tool = kind if kind in TOOLS else _recognise(table) if kind is None else None
    if tool is None:
        return table
    said = () if kind else (f"format {tool}",)
    table = TOOLS[tool](table)
    return replace(table, notes=(*said, *table.notes))


def _recognise(table: SourceTable) -> str | None:
    """Return the tool that wrote a table, where its columns tell."""
    columns = set(table.frame.columns)
    if "answer" in columns and columns & {"accept", "_input_hash", "_task_hash"}:
        return "prodigy"
    if "cats" in columns:
        return "spacy"
    return "hf" if table.names else None
