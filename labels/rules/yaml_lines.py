"""Read YAML with line numbers, so that error messages can name the line."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from rightstag.errors import InputError

#: Keys and positions that lead to a value: ``("rules", 2, "label")``.
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class YamlLines:
    """A mapping read from YAML, with the line of each value.

    Attributes
    ----------
    tree
        Its plain values.
    root
        The same as YAML's own nodes, which know their lines.
    """

    tree: dict[str, Any]
    root: yaml.Node

    def child(self, key: str) -> yaml.Node | None:
        """Return the node under a key, if there is one."""
        return _inner(self.root, key)

    def line(self, place: Place) -> int:
        r"""Return the line, from 1, of a value, or of what should hold it where it is not there.

        Examples
        --------
        >>> marked = read_yaml_lines(b"rules:\n- id: a\n  label: b", "rules.yaml", expected="rules")
        >>> marked.line(("rules", 0, "label")), marked.line(("rules", 0, "keywords"))
        (3, 2)
        """
        node = self.root
        for step in place:
            inner = _inner(node, step)
            if inner is None:
                break
            node = inner
        return int(node.start_mark.line) + 1


def read_yaml_lines(data: bytes, name: str, *, expected: str) -> YamlLines:
    """Read a mapping from YAML in UTF-8; nothing in it can run.

    Parameters
    ----------
    name
        What the user calls it, for messages.
    expected
        What it should be, for messages.

    Raises
    ------
    InputError
        It is no such mapping, or says a key twice, of which one would be lost without a word.
    """
    try:
        root = yaml.compose(data.decode(), Loader=yaml.SafeLoader)
        tree = yaml.safe_load(data.decode())
    except yaml.MarkedYAMLError as error:
        place = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise InputError(
            name, error.problem or "is no YAML", place=place, expected=expected, fix="correct it"
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise InputError(name, str(error), expected=f"{expected} as YAML in UTF-8", fix="correct it") from error
    if root is None or not isinstance(tree, dict):
        raise InputError(name, "no mapping of fields", expected=expected, fix="correct it")
    for line, key in _repeated(root):
        raise InputError(name, f"'{key}' is said twice", place=f"line {line}", fix="leave one out")
    return YamlLines(tree, root)


def _inner(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item: yaml.Node = node.value[step]
        return item
    return None


def _repeated(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """Yield duplicate keys with their line."""
    if isinstance(node, yaml.MappingNode):
        counts: Counter[str] = Counter()
        for key, value in node.value:
            counts[str(key.value)] += 1
            if counts[str(key.value)] > 1:
                yield key.start_mark.line + 1, str(key.value)
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated(value)
