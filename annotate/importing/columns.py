"""Roles of a table's columns: as named, else guessed where it is plain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from rightstag.annotate.importing.tables import SourceTable
from rightstag.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

#: What columns are usually called, the most telling first.
_USUAL: Mapping[str, Sequence[str]] = {
    "text": ("text", "paragraph", "paragraph_text", "sentence", "content", "body", "segment"),
    "labels": ("labels", "label", "categories", "category", "tags", "tag", "codes", "code", "cats", "accept"),
    "report": ("report", "report_id", "report_key", "document", "document_id", "doc", "doc_id", "ref"),
    "country": ("country", "country_code", "state_under_review"),
    "year": ("year", "report_year"),
    "annotator": ("annotator", "coder", "rater", "annotator_id", "coder_id", "_annotator_id"),
    "id": ("id", "paragraph_id", "uid"),
}
_NEEDED = ("text", "labels")
_SENTENCE = 8  # words


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of columns; None where there is none.

    Attributes
    ----------
    labels
        One column of label names, or several of yes and no, each named after its label.
    """

    text: str | None = None
    labels: tuple[str, ...] = ()
    report: str | None = None
    country: str | None = None
    year: str | None = None
    annotator: str | None = None
    id: str | None = None

    def guess(self, table: SourceTable) -> tuple["Columns", list[str]]:
        """Complete the column names that were not given by those that the table has, and say which were guessed.

        Raises
        ------
        InputError
            A named column is not there, or no column is plainly the text or the labels.
        """
        frame = table.frame
        named = {part.name: _listed(getattr(self, part.name)) for part in fields(self)}
        for name in (name for names in named.values() for name in names):
            if name not in frame.columns:
                raise InputError(table.source, f"no column '{name}'", expected=_have(frame), fix="name another")
        notes = []
        for role, usual in _USUAL.items():
            taken = {name for names in named.values() for name in names}
            if named[role]:
                continue
            guess = _usual_column(frame, usual, taken)
            if guess is None and role == "text":
                guess = _column_of_sentences(frame, taken)
            if guess is not None:
                named[role] = (guess,)
                notes.append(f"{role} from column '{guess}'")
            elif role in _NEEDED:
                found, fix = f"no column is plainly the {role}", "name the column"
                raise InputError(table.source, found, expected=_have(frame), fix=fix)
        labels = named.pop("labels")
        return Columns(labels=labels, **{role: names[0] if names else None for role, names in named.items()}), notes


def _listed(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()


def _have(frame: "pd.DataFrame") -> str:
    return f"one of {', '.join(map(str, frame.columns))}"


def _usual_column(frame: "pd.DataFrame", usual: Sequence[str], taken: set[str]) -> str | None:
    by_name = {str(name).casefold().replace(" ", "_"): str(name) for name in reversed(frame.columns)}
    return next((by_name[name] for name in usual if name in by_name and by_name[name] not in taken), None)


def _column_of_sentences(frame: "pd.DataFrame", taken: set[str]) -> str | None:
    """Return the only column whose cells are sentences, of so many words or more by the median."""
    long = [str(name) for name in frame.columns if name not in taken and _median_words(frame[name]) >= _SENTENCE]
    return long[0] if len(long) == 1 else None


def _median_words(cells: "pd.Series[Any]") -> float:
    return float(cells.map(lambda cell: len(cell.split()) if isinstance(cell, str) else 0).median())
