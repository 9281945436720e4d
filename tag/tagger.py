"""Paragraphs and a model become tags: one for every paragraph that is scored and every label."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from rightstag.models.familiarity import unreadable
from rightstag.reports.records import TAGGABLE, Paragraph
from rightstag.tag.records import Decision, Evidence, Tag

if TYPE_CHECKING:
    from rightstag.models import Bundle

BATCH = 512  # paragraphs scored at once: large enough to be fast, small enough to stream

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class TaggedParagraph:
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


def tag_paragraphs(
    paragraphs: Iterable[Paragraph], bundle: "Bundle", *, review: float = 0.0
) -> Iterator[TaggedParagraph]:
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
    for batch in batches(paragraphs):
        yield from tag_batch(batch, bundle, review=review)


def tag_batch(paragraphs: Sequence[Paragraph], bundle: "Bundle", *, review: float = 0.0) -> list[TaggedParagraph]:
    """Tag some paragraphs: what every engine does with each part of its input.

    Every label of a paragraph that the model cannot judge (`rightstag.models.familiarity.unreadable`) is left to a
    person, whatever its probability.

    A paragraph's tags depend on nothing but itself, the model and ``review``, so that it does not matter how the
    input is cut and where the parts are tagged.

    Parameters
    ----------
    paragraphs, bundle, review
        As in `tag_paragraphs`; the paragraphs are scored all at once, so give them in batches.
    """
    scored = [paragraph for paragraph in paragraphs if paragraph.kind in TAGGABLE]
    if not scored:
        return [TaggedParagraph(paragraph) for paragraph in paragraphs]
    texts = [paragraph.text for paragraph in scored]
    probabilities = bundle.predict_proba(texts, [p.trail for p in scored])
    if probabilities.shape != (len(scored), len(bundle.labels)):
        # A row too few would shift every tag after it to the wrong paragraph.
        raise ValueError(f"{len(scored)} paragraphs gave probabilities of shape {probabilities.shape}")
    judge = _Judge(bundle, review)
    rows = zip(probabilities.tolist(), unreadable(bundle, texts), strict=True)
    return [TaggedParagraph(p, judge.tags(p, *next(rows)) if p.kind in TAGGABLE else ()) for p in paragraphs]


def batches(items: Iterable[_Item], size: int = BATCH) -> Iterator[list[_Item]]:
    """Yield the items in batches of a size, the last one shorter.

    Examples
    --------
    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


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


class _Judge:
    """Makes tags of probabilities; what all tags of a model share is looked up once."""

    def __init__(self, bundle: "Bundle", review: float) -> None:
        self.bundle = bundle
        self.review = review
        self.limits = tuple(zip(bundle.labels, bundle.thresholds.tolist(), strict=True))
        self.model, self.taxonomy = bundle.name, bundle.taxonomy

    def tags(self, paragraph: Paragraph, row: Sequence[float], reason: str) -> tuple[Tag, ...]:
        """Return the tags of one paragraph, one a label; ``reason`` says why the model cannot judge it."""
        decided = [
            decide(probability, limit, self.review) for (_, limit), probability in zip(self.limits, row, strict=True)
        ]
        marked = [label for (label, _), decision in zip(self.limits, decided, strict=True) if decision != "no"]
        words = self.bundle.explain(paragraph.text, labels=marked) if marked else {}
        return tuple(
            Tag(
                paragraph=paragraph.id,
                label=label,
                probability=probability,
                threshold=threshold,
                decision="review" if reason else decision,
                model=self.model,
                taxonomy=self.taxonomy,
                evidence=tuple(
                    Evidence(start=start, end=end, weight=weight) for start, end, weight in words.get(label, ())
                ),
                reason=reason,
            )
            for (label, threshold), probability, decision in zip(self.limits, row, decided, strict=True)
        )
