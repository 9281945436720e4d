"""One part of the input is read, tagged and encoded: what is done here or in another process, with the same result."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec

from rightstag.errors import RightsTagError
from rightstag.labels.crosswalk import Crosswalk
from rightstag.models.recode import LabelRecoding
from rightstag.tag.counts import Counts, count
from rightstag.tag.inputs.partitions import Partition, read_partition
from rightstag.tag.inputs.unique_ids import digests, report_key
from rightstag.tag.outputs.formats import FORMATS
from rightstag.tag.scheme import translate
from rightstag.tag.tagger import TaggedParagraph, batches, tag_batch

if TYPE_CHECKING:
    from rightstag.models import Bundle

Known = TypeVar("Known")


_AS_TRAINED = LabelRecoding()


@dataclass(frozen=True, slots=True)
class TagJob:
    """Options of tagging, the same for every partition.

    Attributes
    ----------
    model
        Folder of the bundle, or ``default``.
    suffix
        Which of the formats the pieces are for.
    include_negative
        Whether the tags that say ``no`` are wanted too.
    review
        Half-width of the band in which a person should decide, in [0, 1].
    recoding
        New ids and parents of the model's labels.
    scheme
        Whose codes stand for the labels in the output; None for the labels themselves.
    """

    model: str
    suffix: str
    include_negative: bool = False
    review: float = 0.0
    recoding: LabelRecoding = _AS_TRAINED
    scheme: Crosswalk | None = None

    def names(self, labels: Sequence[str]) -> tuple[str, ...]:
        """Return the labels' names in the output: their ids, or the codes of the scheme."""
        return self.scheme.mapped_codes(labels) if self.scheme else tuple(labels)

    def translate(self, tagged: list[TaggedParagraph]) -> list[TaggedParagraph]:
        """Return the tags as the output has them."""
        return translate(tagged, self.scheme) if self.scheme else tagged


class PartitionResult(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Result of a tagged partition, beside its piece of the output.

    Attributes
    ----------
    ids
        8 bytes for each paragraph's id.
    key
        Of the report that it is, if it is one.
    unread
        What of it could not be read, one line each.
    """

    counts: Counts
    ids: bytes
    key: str | None = None
    unread: tuple[str, ...] = ()


class WorkerLostError(Exception):
    """A process that shared the work died; what was done before has been passed on."""


#: What became of a part: what is known of it and its piece of the output, or why there is none.
Result = tuple[PartitionResult, bytes] | RightsTagError


def tag_here(
    tasks: Iterable[tuple[Partition, Known | None]], bundle: "Bundle", job: TagJob
) -> Generator[tuple[Partition, Known | Result]]:
    """Tag parts in this process; those of which all is known already are passed on."""
    for partition, known in tasks:
        yield partition, known or try_tag(partition, bundle, job)


def try_tag(partition: Partition, bundle: "Bundle", job: TagJob) -> Result:
    """Like `tag_partition`, but return its error: an unreadable partition must not stop the others."""
    try:
        return tag_partition(partition, bundle, job)
    except RightsTagError as error:
        return error


def tag_partition(partition: Partition, bundle: "Bundle", job: TagJob) -> tuple[PartitionResult, bytes]:
    """Tag a partition: return its counts and ids, and its piece of the output.

    Raises
    ------
    UsageError
        A report is missing or cannot be opened.
    InputError
        A report cannot be read, or a row is no paragraph.
    """
    unread: list[RightsTagError] = []
    paragraphs = read_partition(partition, unread)
    tagged = [each for batch in batches(paragraphs) for each in tag_batch(batch, bundle, review=job.review)]
    tagged = job.translate(tagged)
    piece = FORMATS[job.suffix].encode(tagged, include_negative=job.include_negative)
    done = PartitionResult(
        counts=count(tagged, job.names(bundle.labels)),
        ids=digests(paragraphs),
        key=report_key(partition, paragraphs),
        unread=tuple(map(str, unread)),
    )
    return done, piece
