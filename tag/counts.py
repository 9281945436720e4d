"""Counts of tagged paragraphs."""

from collections.abc import Iterable, Sequence

import msgspec

from rightstag.tag.tagger import TaggedParagraph


class Counts(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Counts of paragraphs and of their tags.

    Attributes
    ----------
    read
        Of all kinds.
    paragraphs
        Those that were scored.
    marked
        Those of them with a tag that says ``yes`` or ``review``.
    unfamiliar
        Those of them that the model cannot judge, so that every tag says ``review``.
    tagged, review
        By label: the paragraphs that have it, and those for which a person should decide.

    Examples
    --------
    >>> some = Counts(paragraphs=2, tagged={"assembly": 1})
    >>> some.add(Counts(paragraphs=3, tagged={"assembly": 1, "expression": 1}))
    >>> some.paragraphs, some.tagged
    (5, {'assembly': 2, 'expression': 1})
    """

    read: int = 0
    paragraphs: int = 0
    marked: int = 0
    unfamiliar: int = 0
    tagged: dict[str, int] = {}
    review: dict[str, int] = {}

    def add(self, more: "Counts") -> None:
        """Add what others counted."""
        self.read += more.read
        self.paragraphs += more.paragraphs
        self.marked += more.marked
        self.unfamiliar += more.unfamiliar
        for ours, theirs in ((self.tagged, more.tagged), (self.review, more.review)):
            for label, count in theirs.items():
                ours[label] = ours.get(label, 0) + count


def count(tagged: Sequence[TaggedParagraph], labels: Iterable[str]) -> Counts:
    """Return the counts of some paragraphs; every label is in them."""
    counts = Counts(read=len(tagged), tagged=dict.fromkeys(labels, 0))
    counts.review = dict(counts.tagged)
    for each in tagged:
        counts.paragraphs += bool(each.tags)
        counts.marked += bool(each.marked)
        counts.unfamiliar += any(tag.reason for tag in each.tags)
        for tag in each.marked:
            (counts.tagged if tag.decision == "yes" else counts.review)[tag.label] += 1
    return counts
