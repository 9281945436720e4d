"""Recode annotations in the labels of a taxonomy: new, renamed, merged, split, retired and nested ones."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from rightstag.annotate.records import Annotation, EvidenceSpan, LabelledParagraph
from rightstag.labels import Category, Taxonomy
from rightstag.labels.hierarchy import with_ancestors
from rightstag.labels.versions import version_key


def recode_annotations(annotations: Iterable[Annotation], taxonomy: Taxonomy) -> list[Annotation]:
    """Express annotations in the labels of a taxonomy, each with the labels that it judges under ``offered``.

    A label that the codebook of an answer did not have is unknown to it, never *no*. An answer that does not say which
    labels it was offered judges those that its version had: by ``since`` where the taxonomy gives it, else the labels
    that some answer of that version gives. A renamed label keeps its answers; a merged one has the yes of any of its
    parts, and the no of all; the parts of a split one have its no, and of its yes nothing; a retired one is left out.

    Parameters
    ----------
    annotations
        All of them together: which labels a version had is seen from its answers.

    Examples
    --------
    >>> from rightstag.labels import load_taxonomy
    >>> old = Annotation(paragraph="p", annotator="ada", labels=("assembly",), state="labelled", taxonomy="0")
    >>> recode_annotations([old], load_taxonomy())[0].offered
    ('assembly',)
    """
    rows = list(annotations)
    seen: dict[str | None, set[str]] = defaultdict(set)
    for row in rows:
        seen[row.taxonomy] |= {*row.labels, *(row.offered or ())}
    offered = {version: _labels_of(version, taxonomy, labels) for version, labels in seen.items()}
    return [_recoded(row, offered[row.taxonomy] if row.offered is None else row.offered, taxonomy) for row in rows]


def recode_paragraph(row: LabelledParagraph, taxonomy: Taxonomy) -> LabelledParagraph:
    """Express a labelled paragraph in the labels of a taxonomy; of what nobody judged it says nothing.

    A row judges the labels that it was offered, or whose provenance it has; one that says neither judges all of the
    taxonomy but those that it calls unknown.
    """
    if row.labels is None:
        return row
    open_today = {heir for label in row.unknown for heir in (label, *taxonomy.heirs(label))}
    before = row.offered if row.offered is not None else tuple(row.provenance) or taxonomy.ids
    offered = [label for label in before if label not in open_today]
    judged = _judged(row.labels, offered, taxonomy)
    labels = _labels(row.labels, taxonomy)
    unknown = tuple(label for label in taxonomy.ids if label not in judged and label not in labels)
    probabilities = row.probabilities and _probabilities(row.probabilities, taxonomy)
    foreign = _foreign((*row.unknown, *(row.probabilities or ())), taxonomy)
    return msgspec.structs.replace(
        row,
        labels=labels,
        unknown=(*unknown, *foreign),
        probabilities=probabilities,
        offered=None if row.offered is None else tuple(label for label in taxonomy.ids if label in judged),
        provenance={new: kind for old, kind in row.provenance.items() for new in taxonomy.heirs(old)},
    )


def _recoded(row: Annotation, offered: Collection[str], taxonomy: Taxonomy) -> Annotation:
    labels = _labels(row.labels, taxonomy)
    judged = {*_judged(row.labels, offered, taxonomy), *labels}
    evidence = tuple(
        EvidenceSpan(start=span.start, end=span.end, label=heir)
        for span in row.evidence
        for heir in taxonomy.heirs(span.label)
    )
    return msgspec.structs.replace(
        row, labels=labels, offered=tuple(label for label in taxonomy.ids if label in judged), evidence=evidence
    )


def _labels(labels: Iterable[str], taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return labels under their ids of today, with their ancestors; unknown ones stay as they are."""
    today = dict.fromkeys(heir for label in labels for heir in taxonomy.heirs(label))
    closed = with_ancestors(today, taxonomy.parents, taxonomy.ids)
    return (*(x for x in taxonomy.ids if x in closed), *(x for x in closed if x not in taxonomy.ids))


def _judged(labels: Collection[str], offered: Collection[str], taxonomy: Taxonomy) -> set[str]:
    """Return the labels of today on which an answer with these labels, out of those offered, says yes or no."""
    given, choice = set(labels), {*offered, *labels}
    return {category.id for category in taxonomy.categories if _judges(category, given, choice)}


def _judges(category: Category, given: AbstractSet[str], choice: AbstractSet[str]) -> bool:
    if category.split_from in given and category.id not in given:
        return False
    if choice & {category.id, *category.formerly} or given & set(category.merges):
        return True
    if category.merges and choice >= set(category.merges):
        return True
    return category.split_from is not None and category.split_from in choice


def _labels_of(version: str | None, taxonomy: Taxonomy, seen: AbstractSet[str]) -> Sequence[str]:
    """Return the labels that a version of the taxonomy had, of today or former ones."""
    if version in {None, taxonomy.version}:
        return taxonomy.ids
    if not any(category.since for category in taxonomy.categories):
        return sorted(seen)
    had = [c.id for c in taxonomy.categories if c.since is None or version_key(c.since) <= version_key(str(version))]
    return [*had, *seen]


def _probabilities(probabilities: Mapping[str, float], taxonomy: Taxonomy) -> dict[str, float]:
    """Return probabilities under the ids of today; a merged label or a parent has the highest of its own."""
    today: dict[str, float] = {}
    for label, probability in probabilities.items():
        for heir in with_ancestors(taxonomy.heirs(label), taxonomy.parents, taxonomy.ids):
            today[heir] = max(probability, today.get(heir, 0.0))
    return today


def _foreign(labels: Iterable[str], taxonomy: Taxonomy) -> list[str]:
    """Return the labels that no category has or had, for the reader to refuse."""
    return [x for x in dict.fromkeys(labels) if taxonomy.heirs(x) == (x,) and x not in taxonomy.ids]
