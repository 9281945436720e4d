"""The record that reading produces: a paragraph and the report it stands in."""

import hashlib
import re
import unicodedata
from typing import Literal

import msgspec

Kind = Literal["paragraph", "bullet", "recommendation", "heading", "footnote", "furniture"]

#: The kinds that people tag and models read; the others are there so that nothing is lost.
TAGGABLE: frozenset[Kind] = frozenset({"paragraph", "bullet", "recommendation"})

# What ``str.isalnum`` is false for; one pattern is ten times as fast as asking it of every character.
_BETWEEN_WORDS = re.compile(r"[\W_]+")


class Report(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Report of a paragraph, with its metadata.

    Attributes
    ----------
    key
        Short name that stays the same when the report is revised, and on every machine.
    country
        ISO 3166-1 alpha-3 code, user-assigned ones (``XAA``-``XZZ``) included.
    year
        The year that the report is about, else of its publication.
    language
        BCP 47 tag such as ``en``.
    sha256
        Of the file as it was read.
    """

    key: str
    title: str | None = None
    publisher: str | None = None
    country: str | None = None
    year: int | None = None
    language: str | None = None
    url: str | None = None
    sha256: str | None = None


class Paragraph(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One segment of a report; ``id`` and ``text`` are all that a hand-made one needs.

    Attributes
    ----------
    position
        Place in the report, from 0, all kinds counted.
    trail
        Headings above it, outermost first; a run-in heading comes last and stays in the text too.
    text
        White space folded, broken lines joined, footnote marks taken out.
    page
        Printed or physical page it begins on, from 1.
    number
        The printed paragraph number, as printed without its punctuation (``12``, ``14 bis``, ``a``).
    start, end
        The characters ``[start, end)`` of the report's extracted text that it covers.
    reason
        Why it was set aside, for footnotes and furniture.
    """

    id: str
    text: str
    trail: tuple[str, ...] = ()
    kind: Kind = "paragraph"
    position: int = 0
    page: int | None = None
    number: str | None = None
    start: int | None = None
    end: int | None = None
    reason: str | None = None
    report: Report | None = None
    schema: Literal["rightstag.paragraph/1"] = "rightstag.paragraph/1"


def paragraph_id(report_key: str, text: str, ordinal: int) -> str:
    """Return the stable id of a paragraph.

    Parameters
    ----------
    report_key
        Key of its report.
    text
        Its text; case, punctuation and white space do not matter, so that a re-typeset edition keeps its ids.
    ordinal
        0 for the first paragraph with this text in the report, 1 for the second, ...

    Examples
    --------
    >>> paragraph_id("averland-2021", "Police  dispersed the rally.", 0)
    'p-9e87bfae249db730'
    >>> paragraph_id("averland-2021", "police dispersed the rally", 0)
    'p-9e87bfae249db730'
    """
    key = "\x1f".join((report_key, normalise(text), str(ordinal)))
    return f"p-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def normalise(text: str) -> str:
    """Return the words of a text, case and punctuation folded: what makes two texts the same.

    Examples
    --------
    >>> normalise("The “Law on  Assemblies” (2020).")
    'the law on assemblies 2020'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _BETWEEN_WORDS.sub(" ", folded).strip()
