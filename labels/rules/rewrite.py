"""Rewrite the labels of a file of labelling rules, all else kept as it stands."""

import re
from collections.abc import Mapping

import yaml

from rightstag.errors import InputError
from rightstag.labels.rules.yaml_lines import read_yaml_lines

_LABEL = re.compile(r"""(\blabel:\s*)(["']?)([a-z0-9_-]+)(["']?)""")


def rewrite_rule_labels(data: bytes, name: str, labels: Mapping[str, str]) -> tuple[bytes, list[str]]:
    r"""Give rules their labels of today; rules of a label that is no more are commented out.

    Parameters
    ----------
    data
        YAML in UTF-8.
    name
        Of the file, for messages.
    labels
        The id of today by former id; "" where there is none.

    Returns
    -------
    tuple
        The new file, and the ids of the rules that were commented out.

    Examples
    --------
    >>> book = b"rules:\n- id: a\n  label: old\n- id: b\n  label: gone\n- id: c\n  label: kept\n"
    >>> text, out = rewrite_rule_labels(book, "rules.yaml", {"old": "new", "gone": ""})
    >>> print(text.decode(), out)
    rules:
    - id: a
      label: new
    # - id: b
    #   label: gone
    - id: c
      label: kept
     ['b']
    """
    read = read_yaml_lines(data, name, expected="version and rules")
    rules = read.child("rules")
    if not isinstance(rules, yaml.SequenceNode):
        raise InputError(name, "no rules", expected="version and rules")
    lines, removed = data.decode().splitlines(keepends=True), []
    for node in rules.value:
        fields = {key.value: value for key, value in node.value}
        label = fields["label"].value if "label" in fields else ""
        if label not in labels:
            continue
        first, last = node.start_mark.line, _last_line(node)
        if not labels[label]:
            removed.append(str(fields["id"].value) if "id" in fields else f"line {first + 1}")
            lines[first : last + 1] = [f"# {line}" for line in lines[first : last + 1]]
        else:
            row = fields["label"].start_mark.line
            lines[row] = _relabelled(lines[row], labels[label])
    return "".join(lines).encode(), removed


def _last_line(node: yaml.Node) -> int:
    """Return the last line of a node's values: the end of a block itself is where the next one begins."""
    if isinstance(node, yaml.MappingNode):
        return max(_last_line(value) for _, value in node.value)
    if isinstance(node, yaml.SequenceNode) and node.value:
        return max(int(node.start_mark.line), *(_last_line(value) for value in node.value))
    mark = node.end_mark
    return int(mark.line) - (mark.column == 0 and mark.line > node.start_mark.line)


def _relabelled(line: str, label: str) -> str:
    return _LABEL.sub(lambda match: f"{match[1]}{match[2]}{label}{match[4]}", line, count=1)
