"""The page: one file that opens offline and shows what was tagged where, and why."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rightstag.labels import Category, Taxonomy, load_taxonomy
from rightstag.reports.records import TAGGABLE
from rightstag.tag.outputs.page.outline import (
    REVIEW,
    Chapter,
    PageCount,
    PageEntry,
    chapters,
)
from rightstag.tag.records import Tag
from rightstag.tag.tagger import TaggedParagraph

_TEMPLATES = Path(__file__).with_name("templates")

# For categories whose taxonomy is not at hand.
_COLOURS = ("#4477aa", "#cc6677", "#228833", "#aa3377", "#997700", "#66ccee", "#777777")


@dataclass(frozen=True, slots=True)
class Filter:
    """A category on the page: its words, its colour, and how many paragraphs it finds."""

    category: Category
    threshold: float
    css: str


def render(
    stream: Iterable[TaggedParagraph], taxonomy: Taxonomy | None = None, *, rules: bool = False
) -> Iterator[str]:
    """Yield the page in pieces, with the titles and colours of a taxonomy, or of the shipped one.

    Everything that comes from a report is escaped, and the page's own policy forbids any script or style but the
    two that it brings and every request. It says whether a model or ``rules`` speak.
    """
    tagged = list(stream)  # the counts come first on the page, so all of it must have been seen
    tags = {tag.label: tag for each in reversed(tagged) for tag in each.tags}  # rules say nothing of most labels
    filters = _filters(tags, taxonomy or load_taxonomy())
    reports = chapters(tagged)
    script = (_TEMPLATES / "page.js").read_text(encoding="utf-8")
    style = (_TEMPLATES / "page.css").read_text(encoding="utf-8") + _colour_rules(filters)
    return (
        _environment()
        .get_template("page.html.j2")
        .generate(
            title=_title(reports),
            chapters=reports,
            filters=filters,
            titles={each.category.id: each.category.title for each in filters},
            classes={each.category.id: each.css for each in filters},
            review=REVIEW,
            total=_total(reports),
            scored=sum(each.paragraph.kind in TAGGABLE for each in tagged),
            rules=rules,
            tag=next(iter(tags.values()), None),
            script=Markup(script),  # noqa: S704 - our own file
            style=Markup(style),  # noqa: S704 - our own file, and colours that the taxonomy's reader has checked
            script_hash=_policy_hash(script),
            style_hash=_policy_hash(style),
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    environment.filters["reasons"] = lambda paragraphs: Counter(p.reason or p.kind for p in paragraphs).most_common()
    return environment


def _filters(tags: Mapping[str, Tag], taxonomy: Taxonomy) -> list[Filter]:
    """Return the categories that have a tag: those of the taxonomy in its order, then the others by id."""
    known = {category.id: category for category in taxonomy.categories}
    labels = [*(label for label in known if label in tags), *sorted(tags.keys() - known.keys())]
    return [
        Filter(
            category=known.get(label) or Category(id=label, title=label, colour=_COLOURS[n % len(_COLOURS)]),
            threshold=tags[label].threshold,
            css=f"c{n}",
        )
        for n, label in enumerate(labels)
    ]


def _colour_rules(filters: Iterable[Filter]) -> str:
    return "".join(f".{each.css}{{--tag:{each.category.colour}}}\n" for each in filters)


def _title(reports: Sequence[Chapter]) -> str:
    if len(reports) == 1 and reports[0].report:
        return reports[0].name
    return f"{len(reports)} reports" if len(reports) > 1 else "Tagged paragraphs"


def _total(reports: Iterable[Chapter]) -> PageCount:
    total = PageCount()
    for entry in (each for chapter in reports for each in chapter.body if isinstance(each, PageEntry)):
        total.add(entry)
    return total


def _policy_hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
