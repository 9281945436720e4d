"""Crosswalk: map labels to the codes of another scheme, many to many, from a table."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rightstag.atomic import read_bytes
from rightstag.errors import InputError, UsageError

_FOLDER = Path(__file__).with_name("crosswalks")
#: The schemes that ship: UPR Info's issues, and indicators of the Sustainable Development Goals.
SCHEMES = tuple(sorted(path.stem for path in _FOLDER.glob("*.csv")))
_COLUMNS = ("label", "code")


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Pairs of a label and a code of another scheme.

    Attributes
    ----------
    name
        Of the scheme.
    pairs
        In the order of the table.
    codes
        All codes of the scheme, those that no label has included.
    """

    name: str
    pairs: tuple[tuple[str, str], ...]
    codes: tuple[str, ...] = ()

    def codes_of(self, label: str) -> tuple[str, ...]:
        """Return the codes that a label is mapped to, in the order of the table.

        Examples
        --------
        >>> load_crosswalk("upr").codes_of("expression")
        ('Freedom of opinion and expression', 'Freedom of the press')
        """
        return tuple(code for known, code in self.pairs if known == label)

    def labels_of(self, code: str) -> tuple[str, ...]:
        """Return the labels that are mapped to a code."""
        return tuple(label for label, known in self.pairs if known == code)

    def mapped_codes(self, labels: Iterable[str]) -> tuple[str, ...]:
        """Return the codes of some labels, each once, in the order of the table."""
        given = set(labels)
        return tuple(dict.fromkeys(code for label, code in self.pairs if label in given))

    def unmapped(self, labels: Sequence[str]) -> tuple[str, ...]:
        """Return the labels that no code stands for.

        Examples
        --------
        >>> load_crosswalk("upr").unmapped(["assembly", "statelessness"])
        ('statelessness',)
        """
        return tuple(label for label in labels if not self.codes_of(label))


def load_crosswalk(name: str) -> Crosswalk:
    """Read a crosswalk that ships, or a CSV file.

    Parameters
    ----------
    name
        One of `SCHEMES`, or the path of a CSV file with the columns ``label`` and ``code``; a code without a label is
        one of the scheme that no label stands for. Further columns are passed over.

    Raises
    ------
    UsageError
        There is no such scheme or file.
    InputError
        It is no such table.
    """
    if name in SCHEMES:
        return parse_crosswalk(read_bytes(_FOLDER / f"{name}.csv"), name)
    path = Path(name)
    if not path.is_file():
        expected = f"{', '.join(SCHEMES)}, or a CSV file with the columns label and code"
        raise UsageError(name, "no such scheme", expected=expected)
    return parse_crosswalk(read_bytes(path), str(path))


def parse_crosswalk(data: bytes, name: str) -> Crosswalk:
    """Parse a crosswalk from CSV in UTF-8.

    Raises
    ------
    InputError
        A column is missing, a row has no code, or nothing is mapped.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(name, str(error), expected="a table as CSV in UTF-8", fix="correct it") from error
    missing = [column for column in _COLUMNS if not rows or column not in rows[0]]
    if missing:
        raise InputError(name, f"no column '{missing[0]}'", expected="the columns label and code")
    cells = [tuple((row[column] or "").strip() for column in _COLUMNS) for row in rows]
    for number, (_, code) in enumerate(cells, 2):
        if not code:
            raise InputError(name, "no code", place=f"row {number}", fix="give one, or leave the row out")
    pairs = tuple(dict.fromkeys((label, code) for label, code in cells if label))
    if not pairs:
        raise InputError(name, "no label is mapped to a code", expected="a label in some row")
    return Crosswalk(name, pairs, tuple(dict.fromkeys(code for _, code in cells)))
