"""Words of a Word file that are missing in the text it was converted to."""

from collections import Counter
from collections.abc import Iterable

from lxml import etree

from rightstag.reports.readers.docx.inline import paragraphs_of, plain_text
from rightstag.reports.readers.docx.package import WordPackage
from rightstag.reports.readers.html import fold

_SHOWN = 5  # words that a warning names
#: Content that is a file of its own within the package, by the kind of its relationship.
_EMBEDDED = {"aFChunk": "document", "package": "file", "subDocument": "document"}


def conversion_warnings(package: WordPackage, roots: Iterable[etree._Element], text: str) -> tuple[str, ...]:
    """Return one line for each kind of content that did not reach the text, none where all words did.

    Parameters
    ----------
    package
        The file.
    roots
        Of all that was to be converted: the main document, notes, running lines, comments.
    text
        It was converted to.
    """
    embedded = {word: n for kind, word in _EMBEDDED.items() if (n := len(package.related(kind)))}
    lines = [f"{n} embedded {word}{'s' * (n > 1)} not read" for word, n in embedded.items()]
    lost = lost_words([fold(plain_text(paragraph)) for root in roots for paragraph in paragraphs_of(root)], text)
    if lost:
        shown = ", ".join(f"“{word}”" for word in lost[:_SHOWN])
        more = " ..." if len(lost) > _SHOWN else ""
        lines.append(f"{len(lost)} word{'s' * (len(lost) > 1)} of the file not in the text: {shown}{more}")
    return tuple(lines)


def lost_words(paragraphs: list[str], text: str) -> list[str]:
    """Return the words of paragraphs that a text lacks; words that are only joined or split otherwise are not lost."""
    letters = Counter(c for paragraph in paragraphs for c in paragraph if c.isalnum())
    if not letters - Counter(text):
        return []
    words = Counter(word for paragraph in paragraphs for word in paragraph.split())
    return list((words - Counter(text.split())).elements())
