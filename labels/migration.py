"""Codebook migration: the difference between two versions of a taxonomy, and the mapping from one to the other."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from rightstag.atomic import read_bytes
from rightstag.errors import InputError
from rightstag.labels.taxonomy import Category, Taxonomy

#: Fields of a category whose change is a change of meaning.
_MEANING = ("definition", "include", "exclude", "legal_basis")


class CodebookMapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The fate of each category from one version of a taxonomy to the next.

    Attributes
    ----------
    from_version, to_version
        In the file ``from`` and ``to``.
    rename
        New id by old id.
    merge
        The old ids that were joined, by new id.
    split
        The new ids of the parts, by old id: what had the old label is to be read again.
    retire
        Old ids that nothing took the place of.
    add
        New ids: earlier answers say nothing of them.
    undecided
        Old ids that are gone, and of which nobody has said what became of them.
    """

    from_version: str = msgspec.field(name="from")
    to_version: str = msgspec.field(name="to")
    rename: dict[str, str] = {}
    merge: dict[str, tuple[str, ...]] = {}
    split: dict[str, tuple[str, ...]] = {}
    retire: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    schema: Literal["rightstag.codebook-mapping/1"] = "rightstag.codebook-mapping/1"

    @property
    def old_ids(self) -> tuple[str, ...]:
        """The ids that it says something of and that are no longer in use."""
        merged = (label for labels in self.merge.values() for label in labels)
        return (*self.rename, *merged, *self.split, *self.retire, *self.undecided)


class TaxonomyDiff(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Differences between two versions of a taxonomy.

    Attributes
    ----------
    reworded
        Ids of categories in both, with the fields that changed their wording.
    moved
        Ids with another parent.
    rules
        Cases of boundary rules that were added, changed or removed.
    """

    mapping: CodebookMapping
    reworded: dict[str, tuple[str, ...]]
    moved: tuple[str, ...]
    rules: tuple[str, ...]


def diff_taxonomies(old: Taxonomy, new: Taxonomy) -> TaxonomyDiff:
    """Compare two versions of a taxonomy; what became of an id is told by the new one, never guessed.

    Examples
    --------
    >>> from rightstag.labels import load_taxonomy
    >>> old = load_taxonomy()
    >>> speech = msgspec.structs.replace(old.categories[1], id="speech", formerly=("expression",))
    >>> new = msgspec.structs.replace(old, version="2", categories=(old.categories[0], speech))
    >>> mapping = diff_taxonomies(old, new).mapping
    >>> mapping.rename, mapping.undecided
    ({'expression': 'speech'}, ('association', 'refugees', 'statelessness'))
    """
    gone = [label for label in old.ids if label not in new.ids]
    known = [c.id for c in new.categories if c.id in old.ids]
    rename = {x: c.id for c in new.categories for x in c.formerly if x in gone}
    merge = {c.id: tuple(x for x in c.merges if x in old.ids) for c in new.categories if set(c.merges) & set(gone)}
    split = {x: tuple(c.id for c in new.categories if c.split_from == x) for x in gone}
    split = {x: parts for x, parts in split.items() if parts}
    retire = tuple(label for label in gone if label in new.retired)
    told = {*rename, *split, *retire, *(x for labels in merge.values() for x in labels)}
    heirs = {*rename.values(), *merge, *(x for parts in split.values() for x in parts)}
    mapping = CodebookMapping(
        from_version=old.version,
        to_version=new.version,
        rename=rename,
        merge=merge,
        split=split,
        retire=retire,
        add=tuple(label for label in new.ids if label not in known and label not in heirs),
        undecided=tuple(label for label in gone if label not in told),
    )
    before, after = ({c.id: c for c in each.categories} for each in (old, new))
    pairs = [*((x, x) for x in known), *rename.items()]
    reworded = {new_id: fields for x, new_id in pairs if (fields := _reworded(before[x], after[new_id]))}
    moved = tuple(y for x, y in pairs if rename.get(before[x].parent or "", before[x].parent) != after[y].parent)
    cases = {each: {rule.case: rule.text for rule in taxonomy.rules} for each, taxonomy in (("old", old), ("new", new))}
    changed = [x for x in {**cases["old"], **cases["new"]} if cases["old"].get(x) != cases["new"].get(x)]
    return TaxonomyDiff(mapping=mapping, reworded=reworded, moved=moved, rules=tuple(changed))


def load_mapping(path: Path) -> CodebookMapping:
    """Read a mapping from YAML.

    Raises
    ------
    UsageError
        The file cannot be read.
    InputError
        It is no mapping, or an id has two fates, or none.
    """
    try:
        mapping = msgspec.convert(yaml.safe_load(read_bytes(path)), CodebookMapping)
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise InputError(path, str(error), expected="a codebook mapping as YAML", fix="correct it") from error
    if mapping.undecided:
        names = ", ".join(mapping.undecided)
        fix = "put each under rename, merge, split or retire"
        raise InputError(path, f"nothing says what became of {names}", fix=fix)
    if twice := [label for label, count in Counter(mapping.old_ids).items() if count > 1]:
        raise InputError(path, f"'{twice[0]}' has two fates", fix="leave one out")
    return mapping


def dump_mapping(mapping: CodebookMapping) -> bytes:
    """Write a mapping as YAML."""
    plain = msgspec.to_builtins(mapping)
    return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True).encode()


def apply_mapping(taxonomy: Taxonomy, mapping: CodebookMapping, *, name: object = "mapping") -> Taxonomy:
    """Return the new taxonomy with all that the mapping says of former ids.

    Raises
    ------
    InputError
        The mapping is for another version, or speaks of an id that the taxonomy does not have, or still has.
    """
    if mapping.to_version != taxonomy.version:
        raise InputError(name, f"leads to version {mapping.to_version}", expected=f"to: '{taxonomy.version}'")
    parts = {part: old for old, each in mapping.split.items() for part in each}
    for label in (*mapping.rename.values(), *mapping.merge, *parts, *mapping.add):
        if label not in taxonomy.ids:
            raise InputError(name, f"'{label}' is not in the taxonomy", expected=f"one of {', '.join(taxonomy.ids)}")
    for label in mapping.old_ids:
        if label in taxonomy.ids:
            raise InputError(name, f"'{label}' is still in the taxonomy", fix="leave it out of the mapping")
    categories = tuple(_with_lineage(category, mapping, parts) for category in taxonomy.categories)
    retired = tuple(dict.fromkeys([*taxonomy.retired, *mapping.retire]))
    return msgspec.structs.replace(taxonomy, categories=categories, retired=retired)


def _with_lineage(category: Category, mapping: CodebookMapping, parts: Mapping[str, str]) -> Category:
    renamed = [old for old, new in mapping.rename.items() if new == category.id]
    added = category.id in mapping.add
    return msgspec.structs.replace(
        category,
        formerly=_union(category.formerly, renamed),
        merges=_union(category.merges, mapping.merge.get(category.id, ())),
        split_from=parts.get(category.id, category.split_from),
        since=category.since or (mapping.to_version if added else None),
    )


def _union(one: Collection[str], other: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*one, *other]))


def _reworded(old: Category, new: Category) -> tuple[str, ...]:
    return tuple(field for field in _MEANING if getattr(old, field) != getattr(new, field))


def described(diff: TaxonomyDiff) -> Iterator[str]:
    """Yield the differences as lines to read."""
    mapping = diff.mapping
    yield from (f"renamed: {old} is {new} now" for old, new in mapping.rename.items())
    yield from (f"merged: {', '.join(old)} are {new} now" for new, old in mapping.merge.items())
    yield from (f"split: {old} is {', '.join(new)} now, to be read again" for old, new in mapping.split.items())
    yield from (f"retired: {label}" for label in mapping.retire)
    yield from (f"added: {label}" for label in mapping.add)
    yield from (f"gone: {label}, and nothing says what became of it" for label in mapping.undecided)
    yield from (f"reworded: {label} ({', '.join(fields)})" for label, fields in diff.reworded.items())
    yield from (f"moved: {label} has another parent" for label in diff.moved)
    yield from (f"boundary rule changed: {case}" for case in diff.rules)
