"""The background vocabulary: words, pairs of words and letter groups that so many reports share that they are nobody's.

A term of it may be learnt from any data: it tells nothing of whose paragraphs these were. It was made by
``benchmarks/background.py``; words that stand with a capital letter more often than without are not in it.
"""

import lzma
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("background")


@cache
def background_terms() -> Mapping[str, frozenset[str]]:
    """Read the vocabulary, by block of features.

    Examples
    --------
    >>> terms = background_terms()
    >>> "demonstrators" in terms["words"], "were arrested" in terms["words"], "averland" in terms["words"]
    (True, True, False)
    """
    return {
        path.name.removesuffix(".txt.xz"): frozenset(lzma.decompress(path.read_bytes()).decode().splitlines())
        for path in sorted(_FOLDER.glob("*.txt.xz"))
    }
