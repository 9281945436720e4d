"""The network's tokens: words, numbers, and what ends a sentence or a part of one."""

import re

#: Words and marks.
TOKEN = re.compile(r"\w+|[.;!?]")
#: Stands for every number.
NUMBER = "#"
#: Row of the vectors for an unknown word; those of the known ones follow.
UNKNOWN, FIRST = 0, 1


def tokens(lowered: str) -> list[str]:
    """Return the tokens of a lower-cased text.

    Examples
    --------
    >>> tokens("on 3 may, police fired.")
    ['on', '#', 'may', 'police', 'fired', '.']
    """
    return [NUMBER if token.isdecimal() else token for token in TOKEN.findall(lowered)]
