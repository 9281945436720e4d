"""Count tags by group and label, and correct the counts by labelled paragraphs among them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rightstag.errors import InputError
from rightstag.reports.records import Paragraph
from rightstag.tag.counting.correction import LabelledSample
from rightstag.tag.counting.table import CountRow, count_rows, suppress_small
from rightstag.tag.counting.tally import Tally, facts_of, tally_tags
from rightstag.tag.diff.read_tags import StoredTag

#: By paragraph: which labels it has and has not; a label that is missing is unknown.
KnownLabels = Mapping[str, Mapping[str, bool]]


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts, and what they were made of.

    Attributes
    ----------
    sampled, unsampled
        Labelled paragraphs that the tags speak of, by which counts are corrected, and the others, which say nothing.
    """

    rows: tuple[CountRow, ...]
    tally: Tally
    sampled: int = 0
    unsampled: int = 0


def count_tags(
    tags: Iterable[StoredTag],
    *,
    by: Sequence[str] = ("country", "year"),
    paragraphs: Mapping[str, Paragraph] | None = None,
    labelled: KnownLabels | None = None,
    smallest: int = 1,
    seed: int = 0,
) -> Counted:
    """Count tagged paragraphs by group and label.

    Parameters
    ----------
    tags
        Of every paragraph and label, or only of what is tagged; then ``paragraphs`` says how many were read.
    by
        Some of country, year, report, publisher and language.
    paragraphs
        The paragraphs that were tagged, by id.
    labelled
        Known labels; those of tagged paragraphs show how often the model errs.
    smallest
        Counts from 1 to below this are suppressed.

    Raises
    ------
    UsageError
        There is no such grouping.
    InputError
        There are no tags, or none of the labelled paragraphs is among them.

    Examples
    --------
    >>> tags = [StoredTag(paragraph=p, label="a", probability=0.9, decision=d, report=p, country=c)
    ...         for p, c, d in [("1", "XAA", "yes"), ("2", "XAA", "no"), ("3", "", "yes")]]
    >>> [(row.group, row.paragraphs, row.tagged) for row in count_tags(tags, by=["country"]).rows]
    [(('XAA',), 2, 1), ((None,), 1, 1), (None, 3, 2)]
    """
    decided: dict[str, _Decided] = {}
    stream = tags if labelled is None else _noted(tags, labelled, paragraphs or {}, decided)
    tally = tally_tags(stream, by=by, paragraphs=paragraphs)
    if not tally.labels:
        raise InputError("tags", "there are none", expected="at least one tag")
    sample = None if labelled is None else _sample(labelled, tally.labels, decided, paragraphs)
    rows = suppress_small(count_rows(tally, sample, seed=seed), smallest)
    sampled = 0 if sample is None else len(sample.reports)
    return Counted(tuple(rows), tally, sampled, 0 if labelled is None else len(labelled) - sampled)


@dataclass(slots=True)
class _Decided:
    """Decisions of the model on a labelled paragraph."""

    report: str
    yes: set[str] = field(default_factory=set)


def _noted(
    tags: Iterable[StoredTag],
    labelled: KnownLabels,
    paragraphs: Mapping[str, Paragraph],
    decided: dict[str, _Decided],
) -> Iterator[StoredTag]:
    """Pass the tags through, and note those of the labelled paragraphs."""
    for tag in tags:
        if tag.paragraph in labelled:
            report = str(facts_of(tag, paragraphs)["report"] or "")  # of how many the unknown ones are, nobody knows
            each = decided.setdefault(tag.paragraph, _Decided(report))
            if tag.decision == "yes":
                each.yes.add(tag.label)
        yield tag


def _sample(
    labelled: KnownLabels,
    labels: Sequence[str],
    decided: Mapping[str, _Decided],
    paragraphs: Mapping[str, Paragraph] | None,
) -> LabelledSample:
    """Set what the model decided beside the labels; a tag that was left out says no where the paragraph was read."""
    names = [name for name in labelled if name in (decided if paragraphs is None else paragraphs)]
    if not names:
        found = f"none of {len(labelled):,} is among the tagged ones"
        raise InputError("labelled paragraphs", found, fix="tag them too, every label of each")

    def report(name: str) -> str:
        if name in decided:
            return decided[name].report
        known = paragraphs[name].report if paragraphs else None
        return known.key if known else ""

    nothing = _Decided("")
    return LabelledSample(
        reports=[report(name) for name in names],
        decided=_cells([[label in decided.get(name, nothing).yes for label in labels] for name in names]),
        labelled=_cells([[labelled[name].get(label, False) for label in labels] for name in names]),
        known=_cells([[label in labelled[name] for label in labels] for name in names]),
    )


def _cells(rows: list[list[bool]]) -> npt.NDArray[np.bool_]:
    return np.array(rows, dtype=bool)
