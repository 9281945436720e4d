"""Tally tags by group and report: all that counts and their intervals need of any number of paragraphs."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rightstag.errors import InputError, UsageError
from rightstag.reports.records import TAGGABLE, Paragraph, Report
from rightstag.tag.diff.read_tags import StoredTag
from rightstag.tag.inputs.unique_ids import DigestSet
from rightstag.tag.tagger import batches

#: What counts can be given by: facts of the report.
GROUPINGS = ("country", "year", "report", "publisher", "language")

_AT_ONCE = 20_000  # tags looked up at once among those before

Ints = npt.NDArray[np.int64]
Group = tuple[str | None, ...]


@dataclass(frozen=True)
class Tally:
    """Numbers of paragraphs, a line per group and report.

    Attributes
    ----------
    groups, reports
        The group of each line, None where a fact is unknown; and its report, None where that is unknown. Shape (m,).
    read
        Paragraphs that were read, by label, shape (m, k); -1 where nobody can tell: the tags leave out what says
        ``no``, or the paragraphs of the line are not given.
    yes, review
        Paragraphs with that decision, shape (m, k).
    """

    by: tuple[str, ...]
    labels: tuple[str, ...]
    groups: tuple[Group, ...]
    reports: tuple[str | None, ...]
    read: Ints
    yes: Ints
    review: Ints

    def lines_of(self, group: Group | None) -> Ints:
        """Return the lines of a group, or all of them."""
        return np.array([n for n, each in enumerate(self.groups) if group in {None, each}], dtype=np.int64)


def tally_tags(
    tags: Iterable[StoredTag],
    *,
    by: Sequence[str],
    labels: Sequence[str] = (),
    paragraphs: Mapping[str, Paragraph] | None = None,
) -> Tally:
    """Tally tags by group and report.

    Parameters
    ----------
    tags
        As `rightstag.tag.diff.read_tags.read_tags` yields them.
    by
        Some of `GROUPINGS`.
    labels
        In the order of the columns; those of the tags, in their order, when not given.
    paragraphs
        The paragraphs that were tagged, by id: they say of which report a tag is, and how many were read.

    Raises
    ------
    UsageError
        There is no such grouping.
    InputError
        A paragraph has two tags of one label.
    """
    if unknown := [name for name in by if name not in GROUPINGS]:
        raise UsageError("counts", f"by {unknown[0]!r}", expected=f"one of {', '.join(GROUPINGS)}")
    lines = _Lines(tuple(by), paragraphs)
    for paragraph in (paragraphs or {}).values():
        if paragraph.kind in TAGGABLE:
            lines.read_paragraph(paragraph.report)
    for batch in batches(tags, _AT_ONCE):
        lines.add_batch(batch)
    return lines.tally(tuple(labels) or tuple(lines.labels))


def facts_of(tag: StoredTag, paragraphs: Mapping[str, Paragraph]) -> dict[str, object]:
    """Return the facts of a tag's report, by grouping; None where unknown."""
    paragraph = paragraphs.get(tag.paragraph)
    return _facts(paragraph.report) if paragraph else {name: getattr(tag, name) or None for name in GROUPINGS}


def group_of(facts: Mapping[str, object], by: Sequence[str]) -> Group:
    """Return the group of these facts.

    Examples
    --------
    >>> group_of({"country": "XAA", "year": None, "report": "a"}, ["country", "year"])
    ('XAA', None)
    """
    return tuple(None if facts[name] is None else str(facts[name]) for name in by)


class _Lines:
    """Counts while tags come in."""

    def __init__(self, by: tuple[str, ...], paragraphs: Mapping[str, Paragraph] | None) -> None:
        self.by, self.paragraphs = by, paragraphs
        self.labels: dict[str, None] = {}
        self.complete = False
        self.counts: dict[tuple[Group, str | None], dict[tuple[str, str], int]] = {}
        self.seen = DigestSet()
        self.paragraphs_read: dict[tuple[Group, str | None], int] = {}

    def read_paragraph(self, report: Report | None) -> None:
        line = self._line(_facts(report))
        self.counts.setdefault(line, {})
        self.paragraphs_read[line] = self.paragraphs_read.get(line, 0) + 1

    def add_batch(self, batch: Sequence[StoredTag]) -> None:
        digest = hashlib.blake2b
        keys = b"".join(digest(f"{t.paragraph}\x1f{t.label}".encode(), digest_size=8).digest() for t in batch)
        if again := self.seen.add(np.frombuffer(keys, dtype=np.uint64), 0):
            twice = batch[again[0]]
            found = f"the paragraph {twice.paragraph!r} has two tags of {twice.label!r}"
            raise InputError("tags", found, expected="one", fix="give the output of one run")
        for tag in batch:
            self.add(tag)

    def add(self, tag: StoredTag) -> None:
        facts = facts_of(tag, self.paragraphs or {})
        self.labels.setdefault(tag.label)
        self.complete = self.complete or tag.decision == "no"
        cells = self.counts.setdefault(self._line(facts), {})
        cells[tag.label, tag.decision] = cells.get((tag.label, tag.decision), 0) + 1

    def tally(self, labels: tuple[str, ...]) -> Tally:
        lines = sorted(self.counts, key=lambda line: tuple((part is None, str(part)) for part in (*line[0], line[1])))

        def table(*decisions: str) -> Ints:
            cells = [[sum(self.counts[line].get((k, d), 0) for d in decisions) for k in labels] for line in lines]
            return np.array(cells, dtype=np.int64).reshape(len(lines), len(labels))

        if self.paragraphs is not None:
            read = np.array([[self.paragraphs_read.get(line, -1)] * len(labels) for line in lines], dtype=np.int64)
            read = read.reshape(len(lines), len(labels))
        else:
            read = table("yes", "review", "no") if self.complete else np.full((len(lines), len(labels)), -1)
        return Tally(
            by=self.by,
            labels=labels,
            groups=tuple(group for group, _ in lines),
            reports=tuple(report for _, report in lines),
            read=read,
            yes=table("yes"),
            review=table("review"),
        )

    def _line(self, facts: Mapping[str, object]) -> tuple[Group, str | None]:
        report = facts["report"]
        return group_of(facts, self.by), None if report is None else str(report)


def _facts(report: Report | None) -> dict[str, object]:
    if report is None:
        return dict.fromkeys(GROUPINGS)
    return {name: report.key if name == "report" else getattr(report, name) for name in GROUPINGS}
