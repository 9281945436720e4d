"""Text of a paragraph: lines joined as their script does, broken words whole, note marks out."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rightstag.reports.readers.pdf.blocks import without_marks
from rightstag.reports.readers.pdf.lines import PdfLine
from rightstag.reports.structure.hyphenation import broken_head
from rightstag.reports.structure.scripts import joint

_SOFT = "\u00ad"
_TAIL = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_FEW_BROKEN = 3
#: After a hyphen that stands for the rest of a compound, as in "two- and three-year terms".
_CONJUNCTIONS = frozenset(("and", "or", "to", "und", "oder", "et", "ou", "y", "o"))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Word counts of a document, words broken over a line end aside, and whether its line ends break words at all."""

    seen: Counter[str]
    breaks: bool

    def is_compound(self, head: str, tail: str) -> bool:
        """Check if the two halves of a word keep the hyphen between them."""
        whole, compound = self.seen[(head + tail).casefold()], self.seen[f"{head}-{tail}".casefold()]
        if whole or compound:
            return compound > whole
        return not self.breaks


def build_vocabulary(lines: Iterable[PdfLine]) -> Vocabulary:
    """Count the words of a document, and judge by those that stand elsewhere too whether line ends break words."""
    seen: Counter[str] = Counter()
    broken: list[tuple[str, str]] = []
    head = ""  # the first half of a word that the line before broke
    for line in lines:
        text = without_marks(line).replace("\u2010", "-")
        whole_words = _WORD.findall(text)
        tail = _TAIL.match(text)
        if head and tail and tail[0].islower():
            broken.append((head, tail[0]))
            whole_words = whole_words[1:]
        head = broken_head(text)
        seen.update(word.casefold() for word in (whole_words[:-1] if head else whole_words))
    whole = sum(bool(seen[(head + tail).casefold()]) for head, tail in broken)
    compound = sum(bool(seen[f"{head}-{tail}".casefold()]) for head, tail in broken)
    # Nothing tells where few words are broken; a program that breaks words breaks many.
    return Vocabulary(seen, breaks=whole > compound or (whole == compound and len(broken) >= _FEW_BROKEN))


def join_lines(lines: Sequence[PdfLine], vocabulary: Vocabulary, *, marks: bool) -> str:
    """Join the lines of a paragraph to its text.

    Parameters
    ----------
    lines
        Of the paragraph.
    vocabulary
        Of the document.
    marks
        Whether raised note marks stay, as in a note itself.
    """
    pieces: list[str] = []
    for line in lines:
        text = line.text if marks else without_marks(line)
        if pieces:
            pieces[-1], space = _joined(pieces[-1], text, vocabulary)
            pieces.append(space)
        pieces.append(text)
    return " ".join("".join(pieces).split())


def _joined(text: str, line: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """Return a line without the hyphen that breaks its last word, and what stands between it and the next one."""
    head, tail = broken_head(text), _TAIL.match(line)
    if not head or not tail or tail[0] in _CONJUNCTIONS:
        return text, joint(text, line)
    if text[-1] == _SOFT or (tail[0].islower() and not vocabulary.is_compound(head, tail[0])):
        return text[:-1], ""
    return text, ""
