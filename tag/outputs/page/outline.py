"""Outline of the page: its reports, headings, marked text and counts, without any HTML."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rightstag.reports.records import TAGGABLE, Paragraph, Report
from rightstag.reports.structure.list_markers import run_in_heading, split_number
from rightstag.tag.records import Tag
from rightstag.tag.tagger import TaggedParagraph

REVIEW = "review"  # beside the label ids; a label of this name would share its filter


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A run of text, and the labels for which it weighed; none for plain text."""

    text: str
    labels: tuple[str, ...] = ()


@dataclass(slots=True)
class PageEntry:
    """A paragraph as it is shown.

    Attributes
    ----------
    tags
        Those that say ``yes`` or ``review``, the most probable first.
    """

    paragraph: Paragraph
    pieces: tuple[MarkedSpan, ...]
    tags: tuple[Tag, ...]

    @property
    def number(self) -> str | None:
        """The printed number, unless the text shows it itself."""
        return None if split_number(self.paragraph.text)[0] else self.paragraph.number

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the entry for counts and filters: its sure labels, and the mark for review."""
        sure = tuple(tag.label for tag in self.tags if tag.decision == "yes")
        return sure if len(sure) == len(self.tags) else (*sure, REVIEW)


@dataclass(slots=True)
class PageCount:
    """Paragraphs: those with any tag, those that surely have one, and by key (see `PageEntry.keys`)."""

    marked: int = 0
    tagged: int = 0
    by_key: Counter[str] = field(default_factory=Counter)

    def add(self, entry: PageEntry) -> None:
        """Count one paragraph."""
        self.marked += bool(entry.keys)
        self.tagged += bool(set(entry.keys) - {REVIEW})
        self.by_key.update(entry.keys)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, and what is marked below it.

    Attributes
    ----------
    level
        1 for the outermost.
    run_in
        The paragraph after it begins with it ("Internet: Sites were blocked"), so that it is not printed again.
    """

    anchor: str
    text: str
    level: int
    run_in: bool = False
    count: PageCount = field(default_factory=PageCount)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One report: its body in order, and what was set aside."""

    report: Report | None
    body: list[Heading | PageEntry] = field(default_factory=list)
    aside: list[Paragraph] = field(default_factory=list)
    count: PageCount = field(default_factory=PageCount)

    @property
    def name(self) -> str:
        """Name of the report."""
        return (self.report.title or self.report.key) if self.report else "Paragraphs"

    @property
    def facts(self) -> tuple[str, ...]:
        """Known facts of the report: publisher, country, year."""
        if not self.report:
            return ()
        return tuple(str(fact) for fact in (self.report.publisher, self.report.country, self.report.year) if fact)

    @property
    def sections(self) -> list[Heading]:
        """The headings that have a marked paragraph below them, but for one over all, which would say nothing new."""
        marked = [each for each in self.body if isinstance(each, Heading) and each.count.marked]
        return marked[1:] if marked and marked[0].count == self.count else marked


def chapters(stream: Iterable[TaggedParagraph]) -> list[Chapter]:
    """Gather a stream of tagged paragraphs into reports, in the order in which they come."""
    by_report: dict[str | None, tuple[Chapter, list[Heading]]] = {}
    for each in stream:
        report = each.paragraph.report
        chapter, path = by_report.setdefault(report.key if report else None, (Chapter(report), []))
        _add(chapter, path, each)
    return [chapter for chapter, _ in by_report.values()]


def pieces(text: str, tags: Iterable[Tag]) -> tuple[MarkedSpan, ...]:
    """Cut a text where evidence begins or ends; spans that overlap share the piece in which they do.

    Examples
    --------
    >>> from rightstag.tag.records import Evidence
    >>> def tag(label, start, end):
    ...     return Tag(paragraph="p", label=label, probability=1.0, threshold=0.5, decision="yes", model="m",
    ...                taxonomy="1", evidence=(Evidence(start=start, end=end, weight=1.0),))
    >>> [(p.text, p.labels) for p in pieces("a fine rally", [tag("x", 2, 12), tag("y", 7, 12)])]
    [('a ', ()), ('fine ', ('x',)), ('rally', ('x', 'y'))]
    """
    spans = [(e.start, e.end, tag.label) for tag in tags for e in tag.evidence if e.weight > 0]
    borders = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    cut: list[MarkedSpan] = []
    for start, end in pairwise(borders):
        labels = tuple(dict.fromkeys(label for s, e, label in spans if s <= start and end <= e))
        if cut and cut[-1].labels == labels:
            cut[-1] = MarkedSpan(cut[-1].text + text[start:end], labels)
        else:
            cut.append(MarkedSpan(text[start:end], labels))
    return tuple(cut)


def _add(chapter: Chapter, path: list[Heading], each: TaggedParagraph) -> None:
    """Add one segment to its report; ``path`` holds the headings that it stands under."""
    paragraph = each.paragraph
    if paragraph.kind == "heading":
        _open(chapter, path, paragraph.trail)
        _push(chapter, path, Heading(paragraph.id, paragraph.text, len(path) + 1))
    elif paragraph.kind in TAGGABLE:
        _open_above(chapter, path, paragraph)
        tags = tuple(sorted(each.marked, key=lambda tag: -tag.probability))
        entry = PageEntry(paragraph, pieces(paragraph.text, tags), tags)
        chapter.body.append(entry)
        for count in (chapter.count, *(heading.count for heading in path)):
            count.add(entry)
    else:
        chapter.aside.append(paragraph)


def _open_above(chapter: Chapter, path: list[Heading], paragraph: Paragraph) -> None:
    """Open the headings above a paragraph, the one that its text begins with as a run-in."""
    trail = paragraph.trail
    is_open = [heading.text for heading in path] == list(trail)
    if trail and not is_open and run_in_heading(paragraph.text) == trail[-1]:
        _open(chapter, path, trail[:-1])
        _push(chapter, path, Heading(paragraph.id, trail[-1], len(path) + 1, run_in=True))
    else:
        _open(chapter, path, trail)


def _open(chapter: Chapter, path: list[Heading], trail: Sequence[str]) -> None:
    """Close the headings that the trail does not have, and open those that are missing."""
    shared = 0
    while shared < min(len(trail), len(path)) and path[shared].text == trail[shared]:
        shared += 1
    del path[shared:]
    for level, text in enumerate(trail[shared:], shared + 1):
        _push(chapter, path, Heading(f"section-{len(chapter.body)}", text, level))


def _push(chapter: Chapter, path: list[Heading], heading: Heading) -> None:
    path.append(heading)
    chapter.body.append(heading)
