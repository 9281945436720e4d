"""YAML mappings in which no key is said twice."""

from collections import Counter
from typing import Any

import yaml

from rightstag.errors import InputError


class StrictLoader(yaml.SafeLoader):
    """Refuse duplicate keys, of which the first would be lost silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        """Return the mapping of a node, as PyYAML asks for it."""
        keys = [str(key.value) for key, _ in node.value]
        for key, count in Counter(keys).items():
            if count > 1:
                raise yaml.constructor.ConstructorError(None, None, f"'{key}' is said {count} times", node.start_mark)
        return super().construct_mapping(node, deep)


def load_mapping(data: bytes, name: str, *, expected: str) -> dict[str, Any]:
    """Parse a YAML mapping in UTF-8.

    Parameters
    ----------
    name
        What the user calls it, for messages.
    expected
        Its fields, for messages.

    Raises
    ------
    InputError
        It is not YAML, no mapping, or a key is said twice.
    """
    try:
        tree = yaml.load(data, Loader=StrictLoader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(name, str(error), expected="a taxonomy as YAML in UTF-8", fix="correct it") from error
    if not isinstance(tree, dict):
        raise InputError(name, "no mapping of fields", expected=expected)
    return tree
