"""The queue as a file: one paragraph to annotate a line, and why."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import msgspec

from rightstag.annotate.sampling.strategies import Reason
from rightstag.jsonl import decode_rows, decoder
from rightstag.reports import Paragraph

_SCHEMA: Final = "rightstag.queue/1"


class QueueItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paragraph to annotate, and why.

    Attributes
    ----------
    rank
        Its place in the queue, from 1.
    reason
        ``random`` (drawn by lot), ``uncertain`` (close to a label's threshold), ``rare`` (likely to have a label that
        few have so far), ``diverse`` (of words that are new), ``spread`` (of a report and section hardly read so far).
    inclusion
        The probability, in (0, 1], with which it came in by lot; nothing where it did not. The random part alone
        says how often labels occur and how good a model is.
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
