"""Translate tags to the codes of another scheme, by a crosswalk."""

from collections.abc import Sequence

import msgspec

from rightstag.labels.crosswalk import Crosswalk
from rightstag.tag.records import Tag
from rightstag.tag.tagger import TaggedParagraph

#: Of two tags for one code the weightier decision stands.
_WEIGHT = {"no": 0, "review": 1, "yes": 2}


def translate(tagged: Sequence[TaggedParagraph], crosswalk: Crosswalk) -> list[TaggedParagraph]:
    """Replace the labels of tags by the codes that they are mapped to; unmapped labels get no code.

    A label with several codes has a tag for each. Of several labels with one code the tag with the weightier decision
    stands, and of those alike the one with the highest probability.

    Examples
    --------
    >>> from rightstag.reports import Paragraph
    >>> tags = tuple(
    ...     Tag(paragraph="p", label=label, probability=p, threshold=0.5, decision=decision, model="m", taxonomy="1")
    ...     for label, p, decision in [("assembly", 0.1, "no"), ("association", 0.9, "yes"), ("refugees", 0.7, "yes")]
    ... )
    >>> crosswalk = Crosswalk("own", (("assembly", "A1"), ("association", "A1"), ("association", "L2")))
    >>> [each] = translate([TaggedParagraph(Paragraph(id="p", text=""), tags)], crosswalk)
    >>> [(tag.label, tag.decision, tag.probability) for tag in each.tags]
    [('A1', 'yes', 0.9), ('L2', 'yes', 0.9)]
    """
    return [TaggedParagraph(each.paragraph, _coded(each.tags, crosswalk)) for each in tagged]


def _coded(tags: Sequence[Tag], crosswalk: Crosswalk) -> tuple[Tag, ...]:
    by_label = {tag.label: tag for tag in tags}
    coded = []
    for code in crosswalk.mapped_codes(by_label):
        having = [by_label[label] for label in crosswalk.labels_of(code) if label in by_label]
        best = max(having, key=lambda tag: (_WEIGHT[tag.decision], tag.probability))
        coded.append(msgspec.structs.replace(best, label=code))
    return tuple(coded)
