"""Read the taxonomy from YAML: categories with definitions and examples, and the boundary rules between them."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import msgspec

from rightstag.atomic import read_bytes, sha256
from rightstag.errors import InputError
from rightstag.labels.hierarchy import hierarchy_faults

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

#: The answer *read, and no category applies*; never a label of its own.
NONE = "none"

SHIPPED = Path(__file__).with_name("taxonomy.yaml")

#: Format of the fields of a category, with its description.
_SHAPES = {
    "id": (re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*"), "lower-case letters, digits, '-' and '_', a letter first"),
    "hotkey": (re.compile(r"[1-9a-z]"), "one of 1-9 or a-z; 0 is for none of these"),
    "colour": (re.compile(r"#[0-9a-fA-F]{6}"), "a colour such as #0072b2"),
}
_NEEDED = ("title", "definition", "positive", "negative")

Record = TypeVar("Record")


class Example(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An invented example paragraph, with the reason why it does or does not get the label."""

    text: str
    why: str = ""


class BoundaryRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A coding rule for cases on the boundary between categories."""

    case: str
    text: str


class Category(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A label of the taxonomy, with its definition and examples.

    Attributes
    ----------
    id
        Lower-case name in files, matrices and Label Studio.
    include, exclude
        Tag when the paragraph reports one of these; not for those.
    hotkey
        One of ``1``-``9`` or ``a``-``z``; none where there are more categories than keys.
    colour
        As ``#rrggbb``.
    hint
        One line for the labelling screen.
    parent
        Id of the category that this one belongs to: whatever has this label has the parent's too.
    since
        Version of the taxonomy that brought it; one without is as old as the taxonomy. An earlier answer says nothing
        of it, neither yes nor no.
    formerly
        Earlier ids of the same category.
    merges
        Ids of former categories that were joined in it.
    split_from
        Id of the former category that it is a part of.
    positive, negative
        Invented examples that get the tag, and that do not.
    """

    id: str
    title: str = ""
    legal_basis: str = ""
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    hotkey: str | None = None
    colour: str = ""
    hint: str = ""
    parent: str | None = None
    since: str | None = None
    formerly: tuple[str, ...] = ()
    merges: tuple[str, ...] = ()
    split_from: str | None = None
    positive: tuple[Example, ...] = ()
    negative: tuple[Example, ...] = ()


class Taxonomy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Categories and coding rules.

    Attributes
    ----------
    version
        Recorded by every annotation, model and tag made with it.
    unit
        What one decision is about.
    question, instruction, criterion
        What the annotator answers, how to go about it, and what makes the answer yes.
    counts, does_not_count
        What counts as a violation reported, and what does not.
    categories
        In the order of the matrix columns.
    rules
        Cases on the boundary between categories.
    retired
        Ids of former categories that nothing took the place of: read in old files, and left out.
    """

    version: str
    title: str
    unit: str
    question: str
    categories: tuple[Category, ...]
    instruction: str = ""
    criterion: str = ""
    counts: tuple[str, ...] = ()
    does_not_count: tuple[str, ...] = ()
    rules: tuple[BoundaryRule, ...] = ()
    retired: tuple[str, ...] = ()

    @classmethod
    def of_labels(cls, labels: Iterable[str], version: str = "", parents: Mapping[str, str] | None = None) -> Self:
        """Return a taxonomy that knows of its categories no more than their ids, and of some the parents."""
        up = parents or {}
        categories = tuple(Category(id=label, parent=up.get(label)) for label in labels)
        return cls(version=version, title="", unit="", question="", categories=categories)

    def only(self, labels: Collection[str]) -> "Taxonomy":
        """Return the taxonomy of some of its categories; the others count as retired."""
        kept = tuple(category for category in self.categories if category.id in labels)
        smaller = msgspec.structs.replace(self, categories=kept)
        gone = (*self.ids, *sorted(self.former_ids))
        retired = tuple(x for x in gone if x not in labels and x not in smaller.former_ids - set(self.retired))
        return msgspec.structs.replace(smaller, retired=retired)

    @property
    def ids(self) -> tuple[str, ...]:
        """The label ids, in column order."""
        return tuple(category.id for category in self.categories)

    @property
    def former_ids(self) -> frozenset[str]:
        """Ids of earlier versions: renamed, merged, split or retired."""
        split = {category.split_from for category in self.categories if category.split_from}
        kept = {former for category in self.categories for former in (*category.formerly, *category.merges)}
        return frozenset(split | kept | set(self.retired))

    def heirs(self, label: str) -> tuple[str, ...]:
        """Return the current ids of a label: its own or its new one; none if it was split or retired.

        Examples
        --------
        >>> load_taxonomy().heirs("assembly"), load_taxonomy().heirs("no-such-label")
        (('assembly',), ('no-such-label',))
        """
        if label in self.ids or label not in self.former_ids:
            return (label,)
        return tuple(c.id for c in self.categories if label in (*c.formerly, *c.merges))

    @property
    def parents(self) -> dict[str, str]:
        """The parent of each category that has one, by id."""
        return {category.id: category.parent for category in self.categories if category.parent is not None}

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that it says: the same categories and wording in the same order give the same one."""
        return sha256(msgspec.json.encode(self))

    def to_indicator(self, label_sets: Iterable[Iterable[str]]) -> "npt.NDArray[np.int8]":
        """Return label sets as an indicator matrix of shape (n, k); see `rightstag.labels.indicator.to_indicator`."""
        from rightstag.labels.indicator import to_indicator

        return to_indicator(label_sets, self.ids)

    def from_indicator(self, matrix: "npt.ArrayLike") -> list[tuple[str, ...]]:
        """Return the label sets of the rows of an indicator matrix; see `rightstag.labels.indicator.from_indicator`."""
        from rightstag.labels.indicator import from_indicator

        return from_indicator(matrix, self.ids)


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Read a taxonomy, or the shipped one.

    Raises
    ------
    UsageError
        The file cannot be read.
    InputError
        It is not a taxonomy; the message names every fault and its path.

    Examples
    --------
    >>> load_taxonomy().ids
    ('assembly', 'expression', 'association', 'refugees', 'statelessness')
    """
    path = path or SHIPPED
    return parse_taxonomy(read_bytes(path), str(path))


def parse_taxonomy(data: bytes, name: str) -> Taxonomy:
    """Parse a taxonomy from YAML.

    Parameters
    ----------
    data
        YAML in UTF-8.
    name
        Of the file, for messages.

    Raises
    ------
    InputError
        It is not a taxonomy; the message names every fault and its path.
    """
    from rightstag.labels.strict_yaml import load_mapping  # whoever only needs the record need not load YAML

    tree = load_mapping(data, name, expected="version, title, unit, question and categories")
    faults: list[str] = []
    entries = tree.get("categories")
    if isinstance(entries, list):
        # One by one, so that every faulty category is named and not only the first.
        items = [_convert(item, Category, f"categories[{number}]", faults) for number, item in enumerate(entries)]
        tree["categories"] = [msgspec.to_builtins(item) for item in items if item is not None]
        faults += _category_faults(items)
    taxonomy = _convert(tree, Taxonomy, "", faults)
    if taxonomy is not None:
        faults += [*hierarchy_faults(taxonomy.parents, taxonomy.ids), *_lineage_faults(taxonomy)]
    if taxonomy is not None and not taxonomy.version.strip():
        faults.append("version: is empty")
    if taxonomy is None or faults:
        count = f"{len(faults)} faults: " if len(faults) > 1 else ""
        raise InputError(name, count + "; ".join(faults), fix="correct the taxonomy")
    return taxonomy


def _convert(tree: object, record: type[Record], place: str, faults: list[str]) -> Record | None:
    try:
        return msgspec.convert(tree, record)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at ")
        inner = path.strip("`").removeprefix("$").removeprefix("." if not place else "")
        faults.append(f"{place}{inner}: {message}" if place + inner else message)
        return None


def _category_faults(items: Sequence[Category | None]) -> Iterator[str]:
    """Yield the faults of well-formed categories; ``None`` has been reported already."""
    if not items:
        yield "categories: there are none"
    for number, category in enumerate(items):
        if category is not None:
            yield from (f"categories[{number}].{fault} ({category.id})" for fault in _faults_of(category))
    for field in ("id", "hotkey"):
        values = Counter(getattr(category, field) for category in items if category is not None)
        yield from (f"{field}: '{v}' belongs to {n} categories" for v, n in values.items() if n > 1 and v is not None)


def _lineage_faults(taxonomy: Taxonomy) -> Iterator[str]:
    """Yield the faults of former ids: one still in use, or claimed twice with different meanings."""
    claims: dict[str, list[str]] = defaultdict(list)
    for category in taxonomy.categories:
        for former in (*category.formerly, *category.merges):
            claims[former].append(category.id)
    parts = {category.split_from for category in taxonomy.categories if category.split_from}
    for former in (*claims, *parts, *taxonomy.retired):
        if former in taxonomy.ids:
            yield f"former id '{former}' is still a category"
    for former, heirs in claims.items():
        if len(heirs) > 1 or former in parts or former in taxonomy.retired:
            yield f"former id '{former}' became more than one thing; say split_from where it was split"
    yield from (f"former id '{former}' is retired and split at once" for former in parts & set(taxonomy.retired))


def _faults_of(category: Category) -> Iterator[str]:
    for field, (shape, meaning) in _SHAPES.items():
        value = getattr(category, field)
        if value is not None and not shape.fullmatch(value):
            yield f"{field}: '{value}' is not {meaning}"
    if category.id == NONE:
        yield f"id: '{NONE}' is reserved for none of these"
    yield from (f"{field}: is missing" for field in _NEEDED if not getattr(category, field))
