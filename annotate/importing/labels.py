"""Read the labels in a cell: names, lists, several names in one string, numbers that stand for names, yes and no."""

import ast
import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from rightstag.atomic import read_bytes
from rightstag.encodings import utf8
from rightstag.errors import InputError
from rightstag.labels import Taxonomy

#: What says that no label applies.
_NONE = frozenset({"", "none", "[]"})
_YES = frozenset({"1", "1.0", "yes", "y", "true", "x"})
_NO = frozenset({"0", "0.0", "no", "n", "false"})
_BETWEEN = re.compile(r"\s*[;|\n]\s*")

LabelMap = Mapping[str, tuple[str, ...]]


class UnknownLabelError(ValueError):
    """A cell holds a label that is not known."""


@dataclass(frozen=True, slots=True)
class LabelReader:
    """Turns cells into label ids.

    Attributes
    ----------
    mapping
        Names of the table and the ids that they stand for, none to leave one out.
    taxonomy
        Whose ids and titles are known; without it every name is taken as it stands.
    names
        The names that numbers stand for.
    """

    mapping: LabelMap
    taxonomy: Taxonomy | None = None
    names: Sequence[str] = ()

    def read(self, cell: Any) -> tuple[str, ...]:  # noqa: ANN401 - of a table
        """Return the labels in a cell, each once.

        Raises
        ------
        UnknownLabelError
            One is not known.

        Examples
        --------
        >>> reader = LabelReader({"Freedom of assembly": ("assembly",)}, names=("none", "expression"))
        >>> reader.read("Freedom of assembly; press"), reader.read(["press"]), reader.read(1), reader.read(None)
        (('assembly', 'press'), ('press',), ('expression',), ())
        """
        return tuple(dict.fromkeys(label for name in self._names(cell) for label in self.one(name)))

    def one(self, name: str) -> tuple[str, ...]:
        """Return the ids that one name stands for."""
        if name.casefold() in _NONE:
            return ()
        folded = {key.casefold(): ids for key, ids in self.mapping.items()}
        if name.casefold() in folded:
            return folded[name.casefold()]
        if self.taxonomy is None:
            return (name,)
        known: dict[str, str] = {}
        for category in self.taxonomy.categories:
            former = getattr(category, "formerly", ())
            known |= dict.fromkeys((part.casefold() for part in (category.title, *former, category.id)), category.id)
        if name.casefold() in known:
            return (known[name.casefold()],)
        raise UnknownLabelError(name)

    def _names(self, cell: Any) -> Sequence[str]:  # noqa: ANN401 - of a table
        if is_missing(cell):
            return ()
        if isinstance(cell, str):
            return self._in_string(cell.strip())
        if isinstance(cell, bool):
            raise UnknownLabelError(str(cell))
        if isinstance(cell, int | float | np.integer | np.floating):
            number = float(cell)
            if number.is_integer() and 0 <= number < len(self.names):
                return (self.names[int(number)],)
            raise UnknownLabelError(f"{number:g}")
        if isinstance(cell, Mapping):
            return [str(name) for name, value in cell.items() if _probability(value) >= 0.5]
        if any(isinstance(part, list) for part in cell):
            raise UnknownLabelError("a list in a list")
        return [name for part in cell for name in self._names(part)]

    def _in_string(self, text: str) -> Sequence[str]:
        if text.startswith("[") and text.endswith("]"):
            try:
                return [str(part).strip() for part in ast.literal_eval(text)]
            except (ValueError, SyntaxError):
                return (text,)
        if text.casefold() in {key.casefold() for key in self.mapping}:
            return (text,)
        if self.names and text.isdecimal():
            return self._names(int(text))
        return [part.strip() for part in _BETWEEN.split(text)]


def _probability(value: Any) -> float:  # noqa: ANN401 - JSON
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise UnknownLabelError(f"a probability that is no number ({type(value).__name__})") from error


def is_missing(cell: Any) -> bool:  # noqa: ANN401 - of a table
    """Whether a cell holds nothing: None, NaN, NaT or white space."""
    import pandas as pd

    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return True
    if isinstance(cell, float):
        return math.isnan(cell)
    return cell is pd.NaT or cell is pd.NA


def yes_or_no(cell: Any) -> bool | None:  # noqa: ANN401 - of a table
    """Parse a cell of a yes/no column; None where it is empty.

    Raises
    ------
    UnknownLabelError
        It says neither.
    """
    if is_missing(cell):
        return None
    said = str(cell).strip().casefold()
    if said in _YES | _NO:
        return said in _YES
    raise UnknownLabelError(str(cell))


def read_label_map(path: Path) -> dict[str, tuple[str, ...]]:
    """Read which ids the names of a table stand for, from YAML, JSON or two columns of CSV.

    Raises
    ------
    InputError
        It is not such a mapping.
    """
    data = utf8(read_bytes(path))
    if path.suffix.lower() == ".csv":
        pairs = [row for row in csv.reader(io.StringIO(data.decode())) if row]
        if any(len(row) != 2 for row in pairs):
            raise InputError(path, "a row that is not a name and a label", expected="two columns")
        return {name.strip(): _ids(labels) for name, labels in pairs}
    try:
        content = yaml.safe_load(data)
    except yaml.YAMLError as error:
        raise InputError(path, str(error), expected="YAML: 'name in the table: label'") from error
    if not isinstance(content, dict):
        raise InputError(path, "no mapping", expected="YAML: 'name in the table: label'")
    return {str(name): _ids(labels) for name, labels in content.items()}


def _ids(labels: object) -> tuple[str, ...]:
    if labels is None:
        return ()
    if isinstance(labels, list):
        return tuple(map(str, labels))
    return tuple(part for part in _BETWEEN.split(str(labels).strip()) if part)
