"""Paragraphs and a model become tags: one for every paragraph that is scored and every label."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from reports.records import TAGGABLE, Paragraph
from tag.records import Decision, Evidence, Tag

if TYPE_CHECKING:
    from models import Bundle

_BATCH = 512  # paragraphs scored at once: large enough to be fast, small enough to stream


@dataclass(frozen=True, slots=True)
class Tagged:
    """A paragraph and its tags.

    Attributes
    ----------
    tags
        One a label, in the order of the model's labels; none for what is not scored (headings, footnotes, furniture).
    """

    paragraph: Paragraph
    tags: tuple[Tag, ...] = ()

    @property
    def marked(self) -> tuple[Tag, ...]:
        """The tags that say ``yes`` or ``review``."""
        return tuple(tag for tag in self.tags if tag.decision != "no")


class Summary:
    """What went through, counted as it passes.

    Attributes
    ----------
    paragraphs
        Those that were scored.
    marked
        Those of them with a tag that says ``yes`` or ``review``.
    tagged, review
        By label: the paragraphs that have it, and those for which a person should decide.
    """

    def __init__(self, labels: Iterable[str]) -> None:
        self.paragraphs = 0
        self.marked = 0
        self.tagged = dict.fromkeys(labels, 0)
        self.review = dict.fromkeys(self.tagged, 0)

    def watch(self, stream: Iterable[Tagged]) -> Iterator[Tagged]:
        """Yield the stream as it is, and count it."""
        for each in stream:
            self.paragraphs += bool(each.tags)
            self.marked += bool(each.marked)
            for tag in each.marked:
                counts = self.tagged if tag.decision == "yes" else self.review
                counts[tag.label] += 1
            yield each


def tag_paragraphs(paragraphs: Iterable[Paragraph], bundle: "Bundle", *, review: float = 0.0) -> Iterator[Tagged]:
    """Tag paragraphs as they come, every one once and in order.

    Parameters
    ----------
    paragraphs
        Of all kinds; those that are not scored come out without tags.
    bundle
        The model.
    review
        Half-width, in [0, 1], of the band around a label's threshold in which a person should decide;
        0 leaves every decision to the model.
    """
    source = iter(paragraphs)
    while batch := list(islice(source, _BATCH)):
        yield from _tag_batch(batch, bundle, review)


def decide(probability: float, threshold: float, review: float = 0.0) -> Decision:
    """Return the decision on one label.

    Examples
    --------
    >>> decide(0.5, 0.5), decide(0.49, 0.5), decide(0.49, 0.5, review=0.05)
    ('yes', 'no', 'review')
    """
    if abs(probability - threshold) < review:
        return "review"
    return "yes" if probability >= threshold else "no"


def _tag_batch(batch: Sequence[Paragraph], bundle: "Bundle", review: float) -> Iterator[Tagged]:
    scored = [paragraph for paragraph in batch if paragraph.kind in TAGGABLE]
    if not scored:
        yield from map(Tagged, batch)
        return
    probabilities = bundle.predict([p.text for p in scored], [p.trail for p in scored])
    if probabilities.shape != (len(scored), len(bundle.labels)):
        # A row too few would shift every tag after it to the wrong paragraph.
        raise ValueError(f"{len(scored)} paragraphs gave probabilities of shape {probabilities.shape}")
    rows = iter(probabilities.tolist())
    for paragraph in batch:
        yield Tagged(paragraph, _tags(paragraph, next(rows), bundle, review) if paragraph.kind in TAGGABLE else ())


def _tags(paragraph: Paragraph, row: Sequence[float], bundle: "Bundle", review: float) -> tuple[Tag, ...]:
    tags = []
    for label, probability, threshold in zip(bundle.labels, row, bundle.thresholds.tolist(), strict=True):
        decision = decide(probability, threshold, review)
        tags.append(
            Tag(
                paragraph=paragraph.id,
                label=label,
                probability=probability,
                threshold=threshold,
                decision=decision,
                model=bundle.name,
                taxonomy=bundle.taxonomy,
                evidence=_evidence(paragraph.text, label, bundle) if decision != "no" else (),
            )
        )
    return tuple(tags)


def _evidence(text: str, label: str, bundle: "Bundle") -> tuple[Evidence, ...]:
    return tuple(Evidence(start=start, end=end, weight=weight) for start, end, weight in bundle.explain(text, label))
