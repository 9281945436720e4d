"""Tags by weak rules: what to look at first where there is no model yet."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from rightstag.labels import Taxonomy
from rightstag.labels.rules.label_model import combine_votes
from rightstag.labels.rules.matching import compile_rules, find_matches
from rightstag.labels.rules.patterns import Span
from rightstag.labels.rules.rulebook import RuleBook
from rightstag.reports.records import TAGGABLE, Paragraph
from rightstag.tag.records import Decision, Evidence, Tag
from rightstag.tag.tagger import TaggedParagraph

#: Half of the votes, or as likely as not.
_EVEN = 0.5


def tag_by_rules(
    paragraphs: Iterable[Paragraph],
    book: RuleBook,
    taxonomy: Taxonomy,
    *,
    weights: npt.NDArray[np.float64] | None = None,
) -> Iterator[TaggedParagraph]:
    """Tag paragraphs as they come; a label of which no rule speaks gets no tag, which is no ``no``.

    Parameters
    ----------
    paragraphs
        Of all kinds; headings, footnotes and furniture come out without tags.
    weights
        As `label_model.combine` takes them; without, by majority. The tags' ``probability`` is the share of the votes
        then, and their ``review`` is a tie.

    Raises
    ------
    InputError
        A pattern takes too long.
    """
    ready = compile_rules(book)
    each = np.ones(len(book.rules)) if weights is None else weights
    for paragraph in paragraphs:
        if paragraph.kind not in TAGGABLE:
            yield TaggedParagraph(paragraph)
            continue
        matches = find_matches(ready, paragraph.text, paragraph.id)
        fired = np.array([[bool(hits) for hits in matches]])
        shares = combine_votes(fired, book.rules, taxonomy.ids, weights)[0].tolist()
        yield TaggedParagraph(
            paragraph,
            tuple(
                Tag(
                    paragraph=paragraph.id,
                    label=label,
                    probability=share,
                    threshold=_EVEN,
                    decision=_decide(share),
                    model=book.name,
                    taxonomy=taxonomy.version,
                    evidence=tuple(_evidence(matches, each.tolist(), book, label)),
                )
                for label, share in zip(taxonomy.ids, shares, strict=True)
                if not np.isnan(share)
            ),
        )


def _decide(share: float) -> Decision:
    if np.isclose(share, _EVEN):
        return "review"
    return "yes" if share > _EVEN else "no"


def _evidence(
    matches: Sequence[Sequence[Span]], weights: Sequence[float], book: RuleBook, label: str
) -> Iterator[Evidence]:
    """Yield the evidence for a label from its rules' matches, each span once with its highest weight."""
    heaviest: dict[Span, float] = {}
    for rule, hits, weight in zip(book.rules, matches, weights, strict=True):
        if rule.label == label and not rule.against and weight > 0:
            heaviest.update({hit: max(weight, heaviest.get(hit, 0.0)) for hit in hits})
    for (start, end), weight in sorted(heaviest.items(), key=lambda item: (-item[1], item[0])):
        yield Evidence(start=start, end=end, weight=weight)
