"""Texts to log-odds in one compiled pass: UTF-8 in, the weight rows of the terms found there added up.

What scikit-learn's vectorisers do in passes over Python objects is one loop over bytes here. Terms are looked up by
64-bit hashes of their characters in a table of the vocabulary alone. No two terms of a vocabulary share a hash; a group
of characters that is no term passes for one with a chance of about the size of the vocabulary in 2^64.

Importing this module imports numba: `models.compiled` does so where there is enough to read. All that the compiled code
depends on stands in this file, since numba's cache looks no further when it asks whether the code has changed.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
F = TypeVar("F", bound=Callable[..., Any])

#: Classes of characters, one bit each, as Python's regular expressions see them.
_WORD, _SPACE, _STOP, _CLOSING = 1, 2, 4, 8
_CLASSES = {_WORD: r"\w+", _SPACE: r"\s+", _STOP: r"[.!?;]", _CLOSING: r"""["'”’)\]}»]"""}
#: Columns of a weight row that are added up at a time; rows are filled up to a multiple of it.
LANES = 8

_BASE, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
#: Where the hashes of each kind of term start, so that a word and the same letters stay two terms.
_WORDS, _LETTERS = np.uint64(0x243F6A8885A308D3), np.uint64(0x13198A2E03707344)
_HALF, _ONE, _FREE = np.uint64(32), np.uint64(1), np.uint64(0)
_ROW_BITS, _ROW_MASK = np.uint64(20), np.uint64((1 << 20) - 1)
_ACROSS = np.uint32(1 << 31)
_BLANK = np.uint64(ord(" ") + 1)
#: Pieces of text whose letter groups are remembered (a power of two), and the letter groups of them all: the frequent
#: ones make up most of any text.
_PIECES, _GROUPS = 1 << 15, 1 << 20
_TO_SLOT = np.uint64(64 - 15)


#: What is kept of each sentence: how much had been read, and how many terms found, at its end.
_READ_WORDS, _READ_PIECES = 0, 1


def character_classes() -> npt.NDArray[np.uint8]:
    """Return the classes of every code point, asked of Python itself."""
    everything = "".join(map(chr, range(0x110000)))
    classes = np.zeros(len(everything), np.uint8)
    for bit, pattern in _CLASSES.items():
        for match in re.finditer(pattern, everything):
            classes[match.start() : match.end()] |= bit
    return classes


def _compiled(function: F) -> F:
    """Compile, and keep the result beside this file or in the user's cache folder, whichever can be written."""
    try:
        return cast(F, numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # neither can: every process compiles for itself
        return cast(F, numba.njit(nogil=True)(function))


def _inner(function: F) -> F:
    return cast(F, numba.njit(nogil=True)(function))


@_inner
def _decode(data: Array, at: int) -> tuple[int, int]:
    """Return the code point that starts at a byte, and where the next one starts."""
    first = np.int64(data[at])
    if first < 0x80:
        return first, at + 1
    if first < 0xE0:
        return (first & 0x1F) << 6 | (data[at + 1] & 0x3F), at + 2
    if first < 0xF0:
        return (first & 0x0F) << 12 | np.int64(data[at + 1] & 0x3F) << 6 | (data[at + 2] & 0x3F), at + 3
    high = (first & 0x07) << 18 | np.int64(data[at + 1] & 0x3F) << 12
    return high | np.int64(data[at + 2] & 0x3F) << 6 | (data[at + 3] & 0x3F), at + 4


@_inner
def _fold(state: int, value: int) -> int:
    """Return the hash of a sequence and one value more; never that of a free slot."""
    state = (state * _BASE + value) * _MIX
    return (state ^ (state >> _HALF)) * _MIX


@_inner
def _find(table: Array, key: int) -> int:
    """Return the row of a term, -1 where there is none of that hash."""
    mask = np.uint64(table.size - 1)
    slot = key & mask
    while table[slot] != _FREE:
        if (table[slot] ^ key) >> _ROW_BITS == _FREE:
            return np.int64(table[slot] & _ROW_MASK) - 1
        slot = (slot + _ONE) & mask
    return -1


@_inner
def _add(total: Array, i: int, j: int, weights: Array, row: int, part: int) -> None:
    """Add a row to another; four at a time are read before any is written, so that they become one instruction."""
    for at in range(0, weights.shape[2], 4):
        a, b = weights[row, part, at], weights[row, part, at + 1]
        c, d = weights[row, part, at + 2], weights[row, part, at + 3]
        a, b = a + total[i, j, at], b + total[i, j, at + 1]
        c, d = c + total[i, j, at + 2], d + total[i, j, at + 3]
        total[i, j, at], total[i, j, at + 1], total[i, j, at + 2], total[i, j, at + 3] = a, b, c, d


@_inner
def _scan(data: Array, at: int, last: int, classes: Array, tokens: Array, pieces: Array, ends: Array) -> int:
    """Cut a text into words, pieces between white space, and sentences; return how many sentences.

    A sentence ends where a piece does whose last character, closing quotes and brackets aside, is a stop.
    """
    words = count = sentences = 0
    over = False  # the piece would end a sentence if it ended here
    ends[0, _READ_WORDS] = ends[0, _READ_PIECES] = 0
    while at < last:
        begin = at
        point, at = _decode(data, at)
        kind = classes[point]
        if kind & _SPACE:
            continue
        piece = np.uint64(0)
        while not kind & _SPACE:
            if kind & _WORD:
                token, length = np.uint64(0), 0
                while kind & _WORD:
                    token = token * _BASE + np.uint64(point + 1)
                    length += 1
                    end = at
                    point, at = _decode(data, at)
                    kind = classes[point]
                if length > 1:
                    tokens[words] = token
                    words += 1
                piece = _fold(piece, token)
                over = False
            else:
                piece = _fold(piece, np.uint64(point + 1))
                over = (kind & _STOP) != 0 or (over and (kind & _CLOSING) != 0)
                end = at
                point, at = _decode(data, at)
                kind = classes[point]
        pieces[count, 0], pieces[count, 1], pieces[count, 2] = piece, np.uint64(begin), np.uint64(end)
        count += 1
        ends[sentences, _READ_WORDS], ends[sentences, _READ_PIECES] = words, count
        sentences += over
    return sentences + (not over)


@_inner
def _words(
    table: Array,
    low: int,
    high: int,
    weights: Array,
    tokens: Array,
    ends: Array,
    sentences: int,
    found: Array,
    sums: Array,
) -> None:
    """Find the runs of words that are terms, by where they start."""
    total = ends[sentences - 1, _READ_WORDS]
    start = count = 0
    for sentence in range(sentences):
        last = ends[sentence, _READ_WORDS]
        while start < last:
            key = _WORDS
            for end in range(start + 1, min(start + high, total) + 1):
                key = _fold(key, tokens[end - 1])
                row = _find(table, key) if end - start >= low else -1
                if row >= 0:
                    _add(sums, 0, 0, weights, row, 0)
                    if weights.shape[1] > 1 and end <= last:
                        _add(sums, 0, 1 + sentence, weights, row, 1)
                    found[0, count] = np.uint32(row) if end <= last else np.uint32(row) | _ACROSS
                    count += 1
            start += 1
        ends[sentence, 2] = count


@_inner
def _letters(
    table: Array,
    low: int,
    high: int,
    weights: Array,
    data: Array,
    pieces: Array,
    ends: Array,
    sentences: int,
    known: Array,
    known_sums: Array,
    groups: Array,
    used: int,
    prefixes: Array,
    found: Array,
    sums: Array,
) -> int:
    """Find the groups of letters that are terms; return how much of the memory is used."""
    piece = count = 0
    for sentence in range(sentences):
        while piece < ends[sentence, _READ_PIECES]:
            key = pieces[piece, 0]
            slot = key >> _TO_SLOT
            if known[slot, 0] != key:
                first, last = np.int64(pieces[piece, 1]), np.int64(pieces[piece, 2])
                if used + (last - first + 2) * (high - low + 1) > groups.size:  # full: forget everything
                    known[:, 0] = _FREE
                    used = 0
                known[slot, 0], known[slot, 1] = key, np.uint64(used)
                used = _groups(table, low, high, weights, data, first, last, known_sums, slot, groups, used, prefixes)
                known[slot, 2] = np.uint64(used)
            for at in range(np.int64(known[slot, 1]), np.int64(known[slot, 2])):
                found[1, count] = groups[at]
                count += 1
            _add(sums, 1, 0, known_sums, slot, 0)
            if weights.shape[1] > 1:
                _add(sums, 1, 1 + sentence, known_sums, slot, 1)
            piece += 1
        ends[sentence, 3] = count
    return used


@_inner
def _groups(
    table: Array,
    low: int,
    high: int,
    weights: Array,
    data: Array,
    first: int,
    last: int,
    known_sums: Array,
    slot: int,
    groups: Array,
    used: int,
    prefixes: Array,
) -> int:
    """Find the letter groups of one piece, with a blank before and after it; return how much memory is used."""
    known_sums[slot] = 0.0
    size = _prefixes(data, first, last, prefixes)
    power = _ONE
    for _ in range(low):
        power *= _BASE
    for length in range(low, high + 1):
        for start in range(max(size - length, 0) + 1):
            if length < size:
                value = prefixes[start + length] - prefixes[start] * power
            else:
                value = prefixes[size]
            row = _find(table, _fold(_LETTERS, value))
            if row >= 0:
                groups[used] = row
                used += 1
                for part in range(weights.shape[1]):
                    _add(known_sums, slot, part, weights, row, part)
        if length >= size:  # a short piece is one group, whole, and once
            break
        power *= _BASE
    return used


@_inner
def _prefixes(data: Array, first: int, last: int, prefixes: Array) -> int:
    """Hash every beginning of a piece between blanks; return its length with them."""
    size, at = 1, first
    prefixes[0], prefixes[1] = np.uint64(0), _BLANK
    while at < last:
        point, at = _decode(data, at)
        prefixes[size + 1] = prefixes[size] * _BASE + np.uint64(point + 1)
        size += 1
    prefixes[size + 1] = prefixes[size] * _BASE + _BLANK
    return size + 1


@_inner
def _damp(
    found: Array,
    block: int,
    first: int,
    last: int,
    weights: Array,
    part: int,
    damped: Array,
    counts: Array,
    repeated: Array,
    sums: Array,
    sentence: int,
    out: Array,
    to: int,
) -> None:
    """Damp the repeats of a block's terms, scale to unit length, and add to ``out``."""
    for at in range(first, last):
        row = found[block, at]
        if part == 0 or row < _ACROSS:
            counts[row & ~_ACROSS] += 1
    several = 0
    for at in range(first, last):
        row = found[block, at]
        if part == 0 or row < _ACROSS:
            row = row & ~_ACROSS
            repeated[several, 0], repeated[several, 1] = row, counts[row]
            several += counts[row] > 1
            counts[row] = 0
    for at in range(several):
        row, count = repeated[at, 0], repeated[at, 1]
        value = damped[count]
        sums[block, sentence, 0] += (value * value - count) * weights[row, part, 0]
        for column in range(1, sums.shape[2]):
            sums[block, sentence, column] += (value - count) * weights[row, part, column]
    if sums[block, sentence, 0] > 0.0:
        norm = np.sqrt(sums[block, sentence, 0])
        for column in range(1, sums.shape[2]):
            out[to, column] += sums[block, sentence, column] / norm


@_compiled
def score_bytes(
    data: Array, offsets: Array, classes: Array, table: Array, sizes: Array, weights: Array, damped: Array
) -> tuple[Array, Array]:
    """Return log-odds, without intercepts, of lower-cased texts and of the best of their sentences.

    Parameters
    ----------
    data, offsets
        UTF-8 of all texts together, each followed by a blank, and where each begins and the last ends,
        shape (texts + 1,).
    damped
        What a count is damped to, from 0 to the largest.

    Returns
    -------
    tuple
        Shapes (texts, columns of weights) and (texts, the same or 0 where there are no weights of sentences).
    """
    room = 1
    for text in range(offsets.size - 1):
        room = max(room, offsets[text + 1] - offsets[text])
    terms, parts, width = weights.shape
    low, high, least, most = sizes[0, 0], sizes[0, 1], sizes[1, 0], sizes[1, 1]
    tokens, pieces, ends = np.empty(room, np.uint64), np.empty((room, 3), np.uint64), np.zeros((room, 4), np.int64)
    most_found = room * max(high, 2 * (most - least + 1), 1)
    found, sums = np.empty((2, most_found), np.uint32), np.zeros((2, room + 1, width))
    known, known_sums = np.zeros((_PIECES, 3), np.uint64), np.empty((_PIECES, parts, width))
    groups, used, prefixes = np.empty(max(_GROUPS, most_found), np.uint32), 0, np.empty(room + 2, np.uint64)
    counts, repeated = np.zeros(terms, np.uint32), np.empty((most_found + 1, 2), np.uint32)
    whole = np.zeros((offsets.size - 1, width))
    best = np.full((offsets.size - 1, width if parts > 1 else 0), -np.inf)
    score = np.empty((1, width))
    for text in range(offsets.size - 1):
        sentences = _scan(data, offsets[text], offsets[text + 1], classes, tokens, pieces, ends)
        sums[:, : 1 + sentences] = 0.0
        _words(table, low, high, weights, tokens, ends, sentences, found, sums)
        used = _letters(
            table,
            least,
            most,
            weights,
            data,
            pieces,
            ends,
            sentences,
            known,
            known_sums,
            groups,
            used,
            prefixes,
            found,
            sums,
        )
        for block in range(2):
            last = ends[sentences - 1, 2 + block]
            _damp(found, block, 0, last, weights, 0, damped, counts, repeated, sums, 0, whole, text)
        if parts > 1:
            for sentence in range(sentences):
                score[:] = 0.0
                for block in range(2):
                    first = ends[sentence - 1, 2 + block] if sentence else 0
                    last = ends[sentence, 2 + block]
                    _damp(found, block, first, last, weights, 1, damped, counts, repeated, sums, 1 + sentence, score, 0)
                for column in range(width):
                    best[text, column] = max(best[text, column], score[0, column])
    return whole, best


@_compiled
def build_table(data: Array, offsets: Array, letters: Array, classes: Array, slots: int) -> Array:
    """Return the open-addressing table of a vocabulary: by slot, the hash of a term (0: free) and its row.

    Parameters
    ----------
    data, offsets
        UTF-8 of all terms together, each followed by a blank, and where each begins and the last ends.
    letters
        Which terms are letters, shape (terms,).
    slots
        Power of two above the number of terms.
    """
    table = np.zeros(slots, np.uint64)
    mask = np.uint64(slots - 1)
    for row in range(offsets.size - 1):
        key = _hash(data, offsets[row], offsets[row + 1] - 1, letters[row], classes)
        slot = key & mask
        while table[slot] != _FREE:
            if (table[slot] ^ key) >> _ROW_BITS == _FREE:
                raise ValueError("two terms share a hash")
            slot = (slot + _ONE) & mask
        table[slot] = (key & ~_ROW_MASK) | np.uint64(row + 1)
    return table


@_inner
def _hash(data: Array, first: int, last: int, letters: bool, classes: Array) -> int:
    key, value, at = _WORDS, np.uint64(0), first
    while at < last:
        point, at = _decode(data, at)
        if letters or classes[point] & _WORD:
            value = value * _BASE + np.uint64(point + 1)
        else:  # the blank between two words
            key, value = _fold(key, value), np.uint64(0)
    return _fold(_LETTERS, value) if letters else _fold(key, value)
