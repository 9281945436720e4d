"""The text of a paragraph as it is meant to be read: lines joined, broken words whole, note marks out."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rightstag.reports.readers.pdf.blocks import without_marks
from rightstag.reports.readers.pdf.lines import PdfLine
from rightstag.reports.structure.scripts import joint

_SOFT = "\u00ad"
_BROKEN = re.compile(rf"(?P<head>[^\W\d_]+)(?P<hyphen>[-\u2010{_SOFT}])$")
_TAIL = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_FEW_BROKEN = 3
#: After a hyphen that stands for the rest of a compound, as in "two- and three-year terms".
_CONJUNCTIONS = frozenset(("and", "or", "to", "und", "oder", "et", "ou", "y", "o"))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document that are not broken over a line end, and whether its line ends break words at all."""

    seen: Counter[str]
    breaks: bool

    def is_compound(self, head: str, tail: str) -> bool:
        """Return whether two halves of a word keep the hyphen between them."""
        whole, compound = self.seen[(head + tail).casefold()], self.seen[f"{head}-{tail}".casefold()]
        if whole or compound:
            return compound > whole
        return not self.breaks


def words_of(lines: Iterable[PdfLine]) -> Words:
    """Return the words of a document, and its habit at line ends, judged by the words that stand elsewhere too."""
    seen: Counter[str] = Counter()
    broken: list[tuple[str, str]] = []
    head = ""  # the first half of a word that the line before broke
    for line in lines:
        text = without_marks(line).replace("\u2010", "-")
        found = _WORD.findall(text)
        tail = _TAIL.match(text)
        if head and tail and tail[0].islower():
            broken.append((head, tail[0]))
            found = found[1:]
        cut = _BROKEN.search(text)
        head = cut["head"] if cut else ""
        seen.update(word.casefold() for word in (found[:-1] if cut else found))
    whole = sum(bool(seen[(head + tail).casefold()]) for head, tail in broken)
    compound = sum(bool(seen[f"{head}-{tail}".casefold()]) for head, tail in broken)
    # Nothing tells where few words are broken; a program that breaks words breaks many.
    return Words(seen, breaks=whole > compound or (whole == compound and len(broken) >= _FEW_BROKEN))


def read(lines: Sequence[PdfLine], words: Words, *, marks: bool) -> str:
    """Return the text of a paragraph.

    Parameters
    ----------
    lines
        Of the paragraph.
    words
        Of the document.
    marks
        Whether raised note marks stay, as in a note itself.
    """
    text = ""
    for line in lines:
        text = _joined(text, line.text if marks else without_marks(line), words)
    return " ".join(text.split())


def _joined(text: str, line: str, words: Words) -> str:
    broken, tail = _BROKEN.search(text), _TAIL.match(line)
    if not broken or not tail or tail[0] in _CONJUNCTIONS:
        return text + joint(text, line) + line
    if broken["hyphen"] == _SOFT or (tail[0].islower() and not words.is_compound(broken["head"], tail[0])):
        return text[: broken.start("hyphen")] + line
    return text + line
