"""Hierarchy of labels: a label implies its ancestors."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence


def ancestors(label: str, parents: Mapping[str, str]) -> Iterator[str]:
    """Yield the parent of a label, its parent, and so on.

    Examples
    --------
    >>> list(ancestors("custody", {"custody": "torture", "torture": "integrity"}))
    ['torture', 'integrity']
    """
    while (parent := parents.get(label)) is not None:
        yield parent
        label = parent


def with_ancestors(labels: Iterable[str], parents: Mapping[str, str], order: Sequence[str]) -> tuple[str, ...]:
    """Add the ancestors of some labels to them.

    Parameters
    ----------
    parents
        The parent of each label that has one.
    order
        All labels, in the order of the result; what is not among them comes last.

    Examples
    --------
    >>> with_ancestors(["custody"], {"custody": "torture"}, ["assembly", "torture", "custody"])
    ('torture', 'custody')
    """
    given = tuple(labels)
    if not parents:
        return given
    closed = {*given, *(above for label in given for above in ancestors(label, parents))}
    return (*(label for label in order if label in closed), *(label for label in given if label not in order))


def hierarchy_faults(parents: Mapping[str, str], ids: Collection[str]) -> Iterator[str]:
    """Validate the parents of a taxonomy; yield each unknown parent and each loop.

    Examples
    --------
    >>> list(hierarchy_faults({"a": "b", "b": "a", "c": "x"}, ["a", "b", "c"]))
    ["parent: 'x' of c is not a category", 'parent: a loop of a, b']
    """
    yield from (f"parent: '{up}' of {label} is not a category" for label, up in parents.items() if up not in ids)
    in_loops = [label for label in parents if _returns(label, parents)]
    if in_loops:
        yield f"parent: a loop of {', '.join(in_loops)}"


def _returns(label: str, parents: Mapping[str, str]) -> bool:
    above: set[str] = set()
    current = label
    while (current := parents.get(current, "")) and current not in above:
        if current == label:
            return True
        above.add(current)
    return False
