"""Texts as the arrays that compiled loops read, a bounded number at a time."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

#: Number of texts after which loading numba and the compiled code (about a second) is won back.
MANY = 4_000
#: Texts that a compiled loop reads at a time: bounds its memory.
BATCH = 16_384


class Workload:
    """The number of texts that this process has read: a long input comes in short parts."""

    def __init__(self) -> None:
        self.texts = 0

    def add(self, texts: int) -> None:
        """Count texts that are read now."""
        self.texts += texts

    @property
    def is_large(self) -> bool:
        """Whether the compiled code is worth loading."""
        return self.texts >= MANY


WORKLOAD = Workload()


def lowered_batches(texts: Sequence[str]) -> Iterator[tuple[slice, npt.NDArray[np.uint8], npt.NDArray[np.int64]]]:
    """Yield batches of lower-cased texts: their rows, and what `pack` makes of them."""
    for first in range(0, len(texts), BATCH):
        rows = slice(first, first + BATCH)
        yield rows, *pack([text.lower() for text in texts[rows]])


def pack(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Return the UTF-8 of texts with a blank after each, and where each begins and the last ends.

    Examples
    --------
    >>> data, offsets = pack(["a", "é"])
    >>> data.tobytes().decode(), offsets.tolist()
    ('a é ', [0, 2, 5])
    """
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    offsets = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(text) + 1 for text in encoded], out=offsets[1:])
    return np.frombuffer(b" ".join([*encoded, b""]), np.uint8), offsets


def frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a read-only view: memory-mapped arrays are read-only too, so there is one type to compile for."""
    view = array.view(np.ndarray)
    view.flags.writeable = False
    return view


@lru_cache(maxsize=1)
def classes() -> npt.NDArray[np.uint8]:
    """Return the character classes of every code point."""
    from rightstag.models.compiled.hash_table import character_classes

    return frozen(character_classes())


def known_share(
    texts: Sequence[str], table: npt.NDArray[np.uint64], *, letters: bool, shortest: int
) -> npt.NDArray[np.float64]:
    """Return the share of known words of each text, by a compiled loop.

    Parameters
    ----------
    table
        Hash table of the vocabulary.
    letters, shortest
        As `rightstag.models.compiled.hash_table.known_words` takes them.
    """
    from rightstag.models.compiled.hash_table import known_words

    shares = np.empty(len(texts))
    for rows, data, offsets in lowered_batches(texts):
        shares[rows] = known_words(frozen(data), frozen(offsets), classes(), frozen(table), letters, shortest)
    return shares
