"""Order the versions of a taxonomy."""

import re


def version_key(version: str) -> list[tuple[bool, int, str]]:
    """Return a sort key for versions, by which 1.9 comes before 1.10.

    Examples
    --------
    >>> sorted(["1.10", "1.9", "2"], key=version_key)
    ['1.9', '1.10', '2']
    """
    return [
        (part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.findall(r"[0-9]+|[^0-9]+", version)
    ]
