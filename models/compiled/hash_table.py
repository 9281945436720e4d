"""A hash table of terms, and the classes of characters that texts are cut into words and pieces by.

Terms are looked up by 64-bit hashes of their characters, in a table of the vocabulary alone. No two terms of a
vocabulary share an entry; a group of characters that is no term passes for one with a chance below 1 in 10^12.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
#: Integers of Python and of numpy alike; numba tells them apart.
Number = Any
F = TypeVar("F", bound=Callable[..., Any])

#: Classes of characters, one bit each, as Python's regular expressions see them.
WORD, SPACE, STOP, DIGIT, LETTER = 1, 2, 4, 8, 16
_CLASSES = {WORD: r"\w+", SPACE: r"\s+", STOP: r"[.!?;]", DIGIT: r"\d+"}
BASE, MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
#: Where the hashes of each kind of term start, so that a word and the same letters stay two terms.
WORDS, LETTERS = np.uint64(0x243F6A8885A308D3), np.uint64(0x13198A2E03707344)
#: An entry of the table is a hash whose lowest bits (its slot speaks for them) made room for the row.
_ROW_BITS, _ROW, FREE = np.uint64(20), np.uint64((1 << 20) - 1), np.uint64(0)
ONE, _HALF = np.uint64(1), np.uint64(32)


def character_classes() -> npt.NDArray[np.uint8]:
    """Return the classes of every code point, asked of Python itself."""
    everything = "".join(map(chr, range(0x110000)))
    classes = np.zeros(len(everything), np.uint8)
    for bit, pattern in _CLASSES.items():
        for match in re.finditer(pattern, everything):
            classes[match.start() : match.end()] |= bit
    classes[np.fromiter(map(str.isalpha, everything), bool, len(everything))] |= LETTER
    return classes


def compiled(function: F) -> F:
    """Compile, and keep the result beside this file or in the user's cache folder, whichever can be written."""
    try:
        return cast("F", numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # neither can: every process compiles for itself
        return inner(function)


def inner(function: F) -> F:
    """Compile as a part of what calls it."""
    return cast("F", numba.njit(nogil=True)(function))


@inner
def decode(data: Array, at: Number) -> tuple[Number, Number]:
    """Return the code point that starts at a byte, and where the next one starts."""
    first = np.uint64(data[at])
    if first < np.uint64(0x80):
        return first, at + 1
    second = np.uint64(data[at + 1] & 0x3F)
    if first < np.uint64(0xE0):
        return (first & np.uint64(0x1F)) << np.uint64(6) | second, at + 2
    third = np.uint64(data[at + 2] & 0x3F)
    if first < np.uint64(0xF0):
        return (first & np.uint64(0x0F)) << np.uint64(12) | second << np.uint64(6) | third, at + 3
    high = (first & np.uint64(0x07)) << np.uint64(18) | second << np.uint64(12)
    return high | third << np.uint64(6) | np.uint64(data[at + 3] & 0x3F), at + 4


@inner
def fold(state: Number, value: Number) -> Number:
    """Return the hash of a sequence and one value more."""
    state = (state * BASE + value) * MIX
    return (state ^ (state >> _HALF)) * MIX


@inner
def find(table: Array, key: Number) -> Number:
    """Return the row of a term, -1 where there is none of that hash."""
    mask = np.uint64(table.size - 1)
    slot = key & mask
    while table[slot] != FREE:
        if (table[slot] ^ key) >> _ROW_BITS == FREE:
            return np.int64(table[slot] & _ROW) - 1
        slot = (slot + ONE) & mask
    return -1


@compiled
def build_table(data: Array, offsets: Array, letters: Array, classes: Array, slots: int) -> Array:
    """Return the open-addressing table of a vocabulary.

    Parameters
    ----------
    data, offsets
        UTF-8 of all terms together, a blank after each, and where each begins and the last ends.
    letters
        Which terms are letters, shape (terms,).
    slots
        A power of two above the number of terms.
    """
    table, mask = np.zeros(slots, np.uint64), np.uint64(slots - 1)
    for row in range(offsets.size - 1):
        key, value, at = WORDS, FREE, offsets[row]
        while at < offsets[row + 1] - 1:
            point, at = decode(data, at)
            if letters[row] or classes[point] & WORD:
                value = value * BASE + (point + ONE)
            else:  # the blank between two words
                key, value = fold(key, value), FREE
        key = fold(LETTERS if letters[row] else key, value)
        slot = key & mask
        while table[slot] != FREE:
            if (table[slot] ^ key) >> _ROW_BITS == FREE:
                raise ValueError("two terms share a hash")
            slot = (slot + ONE) & mask
        table[slot] = (key & ~_ROW) | np.uint64(row + 1)
    return table


@compiled
def known_words(  # noqa: PLR0917 - compiled functions are called by position
    data: Array, offsets: Array, classes: Array, table: Array, letters: Number, shortest: Number
) -> Array:
    """Return the share of each lower-cased text's words in a vocabulary, 1 for a text without words.

    Parameters
    ----------
    data, offsets
        UTF-8 of all texts together, a blank after each, and where each begins and the last ends.
    classes
        Of every code point.
    table
        The vocabulary.
    letters
        Whether it holds words as groups of letters.
    shortest
        How many characters make a word; all of them are letters.
    """
    shares = np.ones(offsets.size - 1)
    for text in range(shares.size):
        at, last, words, known = offsets[text], offsets[text + 1], 0, 0
        while at < last:
            point, at = decode(data, at)
            kind = classes[point]
            token, length, alphabetic = FREE, 0, True
            while kind & WORD:  # a blank follows every text
                token = token * BASE + (point + ONE)
                length += 1
                alphabetic = alphabetic and kind & LETTER != 0
                point, at = decode(data, at)
                kind = classes[point]
            if length >= shortest and alphabetic:
                words += 1
                known += find(table, fold(LETTERS if letters else WORDS, token)) >= 0
        if words:
            shares[text] = known / words
    return shares
