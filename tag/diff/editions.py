"""Compare two editions of a report: which paragraphs are the same, reworded, moved, new or gone, and their tags."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from rightstag.atomic import atomic_write
from rightstag.reports.editions import AlignedParagraph, Change, WordChange, align_editions, word_changes
from rightstag.reports.records import Paragraph
from rightstag.tag.tagger import tag_paragraphs

if TYPE_CHECKING:
    from rightstag.models import Bundle

_TEMPLATES = Path(__file__).with_name("templates")
CHANGES: tuple[Change, ...] = ("reworded", "moved", "new", "gone", "same")


class EditionChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paragraph of two editions.

    Attributes
    ----------
    old, new
        Ids; None for what is new, and for what is gone.
    old_text, new_text
        The texts.
    similarity
        Share of the words that both have in order, in [0, 1].
    moved
        Whether it stands elsewhere than before.
    old_labels, new_labels
        What a model tags, where one was asked.
    """

    change: Change
    old: str | None
    new: str | None
    old_text: str | None
    new_text: str | None
    similarity: float
    moved: bool
    old_labels: tuple[str, ...] | None = None
    new_labels: tuple[str, ...] | None = None
    schema: str = "rightstag.edition-change/1"

    @property
    def words(self) -> list[WordChange]:
        """Changed words of a reworded paragraph; its text in one run otherwise."""
        if self.change == "reworded":
            return word_changes(self.old_text or "", self.new_text or "")
        return [WordChange("equal", self.new_text or self.old_text or "")]


def compare_editions(
    old: Sequence[Paragraph], new: Sequence[Paragraph], *, model: "Bundle | None" = None
) -> list[EditionChange]:
    """Align two editions, and tag both where a model is given; in the order of the new edition."""
    tags = ({}, {}) if model is None else tuple(_labels(side, model) for side in (old, new))
    return [_change(each, *tags, told=model is not None) for each in align_editions(old, new)]


def write_editions(path: Path, changes: Iterable[EditionChange], *, titles: tuple[str, str]) -> None:
    """Write every change as records (.jsonl) or as a page (.html), whole or not at all."""
    changes = list(changes)
    if path.suffix.lower() == ".html":
        content = render_editions(changes, titles=titles).encode()
    else:
        content = b"".join(msgspec.json.encode(each) + b"\n" for each in changes)
    with atomic_write(path) as out:
        out.write(content)


def render_editions(changes: Sequence[EditionChange], *, titles: tuple[str, str]) -> str:
    """Return the page: what is taken out and put in, paragraph by paragraph; everything of a report is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    counts = count_changes(changes)
    return environment.get_template("editions.html.j2").render(changes=changes, counts=counts, titles=titles)


def count_changes(changes: Iterable[EditionChange]) -> dict[Change, int]:
    """Count the paragraphs of each kind of change."""
    counts = Counter(each.change for each in changes)
    return {change: counts[change] for change in CHANGES}


def _labels(paragraphs: Sequence[Paragraph], model: "Bundle") -> dict[str, tuple[str, ...]]:
    tagged = tag_paragraphs(paragraphs, model)
    return {each.paragraph.id: tuple(tag.label for tag in each.tags if tag.decision == "yes") for each in tagged}


def _change(
    each: AlignedParagraph, old: dict[str, tuple[str, ...]], new: dict[str, tuple[str, ...]], *, told: bool
) -> EditionChange:
    return EditionChange(
        change=each.change,
        old=each.old.id if each.old else None,
        new=each.new.id if each.new else None,
        old_text=each.old.text if each.old else None,
        new_text=each.new.text if each.new else None,
        similarity=round(each.similarity, 4),
        moved=each.moved,
        old_labels=old[each.old.id] if told and each.old else None,
        new_labels=new[each.new.id] if told and each.new else None,
    )
