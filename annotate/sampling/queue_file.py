"""The queue file: one paragraph to annotate a line, with the strategy that selected it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal

import msgspec

from rightstag.annotate.sampling.strategies import Reason
from rightstag.errors import InputError
from rightstag.jsonl import decode_rows, decoder, read_rows
from rightstag.reports import Paragraph

_SCHEMA: Final = "rightstag.queue/1"


class QueueItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paragraph to annotate, with the strategy that selected it.

    Attributes
    ----------
    rank
        Its place in the queue, from 1.
    reason
        ``random`` (uniform sample), ``uncertain`` (close to a label's threshold), ``rare`` (likely to have a label with
        few examples so far), ``diverse`` (new words), ``spread`` (report and section hardly annotated so far) or
        ``reread`` (annotated by an earlier codebook, of which a category was split).
    inclusion
        Inclusion probability of the random sample, in (0, 1]; None for the other strategies. The random sample alone
        estimates how often labels occur and how good a model is.
    overlap
        Whether a second annotator should read it too.
    """

    rank: int
    reason: Reason
    inclusion: float | None = None
    overlap: bool = False
    paragraph: Paragraph
    schema: Literal["rightstag.queue/1"] = _SCHEMA


def read_queue(path: Path) -> Iterator[Paragraph | QueueItem]:
    """Yield the rows of a queue or of a file of paragraphs, whichever it is.

    Raises
    ------
    UsageError
        The file is missing or cannot be opened.
    InputError
        A line is neither.
    """
    return decode_rows(path, _decode, expected="one Paragraph or QueueItem as JSON, as `ingest` or `queue` writes it")


_decode_item = decoder(QueueItem)
_decode_paragraph = decoder(Paragraph)


class _Head(msgspec.Struct):
    schema: str = ""


def _decode(line: bytes) -> Paragraph | QueueItem:
    if msgspec.json.decode(line, type=_Head).schema == _SCHEMA:
        return _decode_item(line)
    return _decode_paragraph(line)


def random_paragraphs(paths: Iterable[Path]) -> set[str]:
    """Return the ids of the paragraphs that queues drew at random: those on which figures hold for all.

    Raises
    ------
    UsageError
        A file is missing or cannot be opened.
    InputError
        A line is no queue item, or nothing was drawn at random.
    """
    names, drawn = [], set[str]()
    for path in paths:
        names.append(str(path))
        drawn |= {item.paragraph.id for item in read_rows(path, QueueItem) if item.reason == "random"}
    if not drawn:
        raise InputError(", ".join(names), "nothing was drawn at random", expected="what `queue` wrote")
    return drawn
