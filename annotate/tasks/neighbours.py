"""The text before and after a paragraph: shown to annotators, not read by models."""

from collections.abc import Iterable
from typing import NamedTuple

from rightstag.reports import TAGGABLE, Paragraph

#: A neighbour is there to tell what "they" or "such restrictions" refers to; more of it would be read in its place.
LONGEST = 300
_CUT = "…"


class Neighbours(NamedTuple):
    """End of the previous paragraph and beginning of the next; empty at either end of a report."""

    before: str = ""
    after: str = ""


#: Neighbours of a paragraph without context.
NO_NEIGHBOURS = Neighbours()


def neighbours(paragraphs: Iterable[Paragraph]) -> dict[str, Neighbours]:
    """Find the neighbours of every taggable paragraph, by id.

    Parameters
    ----------
    paragraphs
        In the order of their reports; headings, footnotes and furniture are passed over.

    Examples
    --------
    >>> both = [Paragraph(id="p-1", text="The law changed."), Paragraph(id="p-2", text="Police enforced it.")]
    >>> neighbours(both)["p-2"]
    Neighbours(before='The law changed.', after='')
    """
    by_id: dict[str, Neighbours] = {}
    previous: Paragraph | None = None
    for paragraph in paragraphs:
        if paragraph.kind not in TAGGABLE:
            continue
        if previous is not None and _report(previous) == _report(paragraph):
            by_id[paragraph.id] = Neighbours(before=_ending(previous.text))
            by_id[previous.id] = by_id[previous.id]._replace(after=_beginning(paragraph.text))
        else:
            by_id[paragraph.id] = Neighbours()
        previous = paragraph
    return by_id


def _report(paragraph: Paragraph) -> str | None:
    return paragraph.report.key if paragraph.report else None


def _beginning(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition(" ")[0] + f" {_CUT}"


def _ending(text: str) -> str:
    return text if len(text) <= LONGEST else f"{_CUT} " + text[-LONGEST:].partition(" ")[2]
