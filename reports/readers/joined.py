"""Documents put together: the parts of a mail, the chapters of a book."""

from collections.abc import Iterable
from dataclasses import replace

from rightstag.reports.document import Block, Document

_GAP = "\n\n"


def join_documents(parts: Iterable[Document], metadata: dict[str, str]) -> Document:
    """Return one document of several, in order.

    Parameters
    ----------
    parts
        Their warnings are kept, their metadata is not.
    metadata
        Of the whole.

    Examples
    --------
    >>> parts = [heading_document("A letter"), heading_document("A list")]
    >>> whole = join_documents(parts, {})
    >>> [whole.text[block.start : block.end] for block in whole.blocks]
    ['A letter', 'A list']
    """
    texts: list[str] = []
    blocks: list[Block] = []
    warnings: list[str] = []
    start = 0
    for part in parts:
        blocks += [replace(block, start=start + block.start, end=start + block.end) for block in part.blocks]
        texts.append(part.text)
        warnings += part.warnings
        start += len(part.text) + len(_GAP)
    return Document(_GAP.join(texts), tuple(blocks), metadata, tuple(warnings))


def heading_document(text: str) -> Document:
    """Return a document of one outermost heading, which closes the sections of the part before it."""
    return Document(text, (Block(0, len(text), role="heading", level=1),))


def furniture_document(text: str, reason: str) -> Document:
    """Return a document of one text that is set aside."""
    return Document(text, (Block(0, len(text), role="furniture", reason=reason),))
