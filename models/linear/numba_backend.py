"""Texts to log-odds in one compiled pass: UTF-8 in, the weight rows of the terms found there added up.

What scikit-learn's vectorisers do in passes over Python objects is one loop over bytes here. Importing this module
imports numba: `compiled` does so where there is enough to read. Arrays are taken out of their tuples before a
loop: numba would count references in every round.
"""
# ruff: noqa: FBT001, FBT003, PLR0917 - compiled functions are called by position

from typing import NamedTuple

import numpy as np

from rightstag.models.cnn.hash_table import (
    BASE,
    CLOSING,
    FREE,
    LETTERS,
    ONE,
    SPACE,
    STOP,
    WORD,
    WORDS,
    Array,
    Number,
    compiled,
    decode,
    find,
    fold,
    inner,
)

#: Marks a run of words that reaches into the next sentence.
_ACROSS = np.uint32(1 << 31)
_BLANK = np.uint64(ord(" ") + 1)
#: Pieces of text that are remembered, and their letter groups in all: the frequent ones make up most of any text.
_PIECES, _GROUPS, _TO_SLOT = 1 << 16, 1 << 21, np.uint64(64 - 16)


class Terms(NamedTuple):
    """A vocabulary and what its terms weigh, as `rightstag.models.linear.compiled.Compiled` describes it."""

    table: Array
    sizes: Array
    weights: Array


class Reading(NamedTuple):
    """What was read in a text; used again for the next."""

    tokens: Array  # hash of each word
    pieces: Array  # of what stands between white space: hash, first and last byte
    ends: Array  # words, pieces, terms of words and of letters up to the end of each sentence
    found: Array  # terms of words, and terms of letters, in reading order
    sums: Array  # weights added up of words and of letters, for the text and then for each sentence


class Memory(NamedTuple):
    """Letters of pieces read before, in any text."""

    known: Array  # by slot: hash of the piece, first and last of its groups
    sums: Array  # by slot: the weights of its groups added up
    groups: Array  # terms
    prefixes: Array  # hashes of the beginnings of the piece at hand


@inner
def _add(total: Array, i: Number, j: Number, weights: Array, row: Number, part: Number) -> None:
    """Add a row to another; four columns are read before any is written, so that they become one instruction."""
    for at in range(0, weights.shape[2], 4):
        a, b = weights[row, part, at], weights[row, part, at + 1]
        c, d = weights[row, part, at + 2], weights[row, part, at + 3]
        a, b = a + total[i, j, at], b + total[i, j, at + 1]
        c, d = c + total[i, j, at + 2], d + total[i, j, at + 3]
        total[i, j, at], total[i, j, at + 1], total[i, j, at + 2], total[i, j, at + 3] = a, b, c, d


@inner
def _scan(data: Array, at: Number, last: Number, classes: Array, reading: Reading) -> Number:
    """Cut a text into words, pieces between white space, and sentences; return how many sentences.

    A sentence ends where a piece does whose last character, closing quotes and brackets aside, is a stop.
    """
    tokens, pieces, ends = reading.tokens, reading.pieces, reading.ends
    words = count = sentences = 0
    over = False  # the piece would end a sentence if it ended here
    ends[0, 0] = ends[0, 1] = 0
    while at < last:
        begin = at
        point, at = decode(data, at)
        kind = classes[point]
        if kind & SPACE:
            continue
        piece = FREE
        while not kind & SPACE:
            if kind & WORD:
                token, length = FREE, 0
                while kind & WORD:
                    token = token * BASE + (point + ONE)
                    length += 1
                    end = at
                    point, at = decode(data, at)
                    kind = classes[point]
                if length > 1:
                    tokens[words] = token
                    words += 1
                piece = fold(piece, token)
                over = False
            else:
                piece = fold(piece, point + ONE)
                over = (kind & STOP) != 0 or (over and (kind & CLOSING) != 0)
                end = at
                point, at = decode(data, at)
                kind = classes[point]
        pieces[count, 0], pieces[count, 1], pieces[count, 2] = fold(LETTERS, piece), np.uint64(begin), np.uint64(end)
        count += 1
        ends[sentences, 0], ends[sentences, 1] = words, count
        sentences += over
    return sentences + (not over)


@inner
def _words(terms: Terms, reading: Reading, sentences: Number) -> None:
    """Find the runs of words that are terms, by where they start."""
    table, weights, low, high = terms.table, terms.weights, terms.sizes[0, 0], terms.sizes[0, 1]
    tokens, ends, found, sums = reading.tokens, reading.ends, reading.found, reading.sums
    total = ends[sentences - 1, 0]
    start = count = 0
    for sentence in range(sentences):
        last = ends[sentence, 0]
        while start < last:
            key = WORDS
            for end in range(start + 1, min(start + high, total) + 1):
                key = fold(key, tokens[end - 1])
                row = find(table, key) if end - start >= low else -1
                if row >= 0:
                    _add(sums, 0, 0, weights, row, 0)
                    if weights.shape[1] > 1 and end <= last:
                        _add(sums, 0, 1 + sentence, weights, row, 1)
                    found[0, count] = np.uint32(row) if end <= last else np.uint32(row) | _ACROSS
                    count += 1
            start += 1
        ends[sentence, 2] = count


@inner
def _letters(terms: Terms, reading: Reading, memory: Memory, data: Array, sentences: Number, used: Number) -> Number:
    """Find the groups of letters that are terms; return how much of the memory is used."""
    pieces, ends, found, sums = reading.pieces, reading.ends, reading.found, reading.sums
    known, known_sums, groups, parts = memory.known, memory.sums, memory.groups, terms.weights.shape[1]
    most = terms.sizes[1, 1] - terms.sizes[1, 0] + 1
    piece = count = 0
    for sentence in range(sentences):
        while piece < ends[sentence, 1]:
            key = pieces[piece, 0]
            slot = key >> _TO_SLOT
            if known[slot, 0] != key:
                first, last = np.int64(pieces[piece, 1]), np.int64(pieces[piece, 2])
                if used + (last - first + 2) * most > groups.size:  # full: forget everything
                    known[:, 0] = FREE
                    used = 0
                known[slot, 0], known[slot, 1] = key, np.uint64(used)
                used = _groups(terms, memory, data, first, last, slot, used)
                known[slot, 2] = np.uint64(used)
            for at in range(np.int64(known[slot, 1]), np.int64(known[slot, 2])):
                found[1, count] = groups[at]
                count += 1
            _add(sums, 1, 0, known_sums, slot, 0)
            if parts > 1:
                _add(sums, 1, 1 + sentence, known_sums, slot, 1)
            piece += 1
        ends[sentence, 3] = count
    return used


@inner
def _groups(
    terms: Terms, memory: Memory, data: Array, first: Number, last: Number, slot: Number, used: Number
) -> Number:
    """Find the letter groups of one piece, with a blank before and after it; return how much memory is used."""
    table, weights, low, high = terms.table, terms.weights, terms.sizes[1, 0], terms.sizes[1, 1]
    prefixes, groups, sums = memory.prefixes, memory.groups, memory.sums
    sums[slot] = 0.0
    size = _prefixes(data, first, last, prefixes)
    power = ONE
    for _ in range(low):
        power *= BASE
    for length in range(low, high + 1):
        for start in range(max(size - length, 0) + 1):
            value = prefixes[min(start + length, size)] - prefixes[start] * power  # the latter is 0 for a short piece
            row = find(table, fold(LETTERS, value))
            if row >= 0:
                groups[used] = row
                used += 1
                for part in range(weights.shape[1]):
                    _add(sums, slot, part, weights, row, part)
        if length >= size:  # a short piece is one group, whole, and once
            break
        power *= BASE
    return used


@inner
def _prefixes(data: Array, first: Number, last: Number, prefixes: Array) -> Number:
    """Hash every beginning of a piece between blanks; return its length with them."""
    size, at = 1, first
    prefixes[0], prefixes[1] = FREE, _BLANK
    while at < last:
        point, at = decode(data, at)
        prefixes[size + 1] = prefixes[size] * BASE + (point + ONE)
        size += 1
    prefixes[size + 1] = prefixes[size] * BASE + _BLANK
    return size + 1


@inner
def _count(found: Array, across: bool, counts: Array, repeated: Array) -> Number:
    """List the terms that are found more than once, and how often; return how many."""
    for term in found:
        if across or term < _ACROSS:
            counts[term & ~_ACROSS] += 1
    several = 0
    for term in found:
        if across or term < _ACROSS:
            row = term & ~_ACROSS
            repeated[several, 0], repeated[several, 1] = row, counts[row]
            several += counts[row] > 1
            counts[row] = 0
    return several


@inner
def _damp(weights: Array, part: Number, repeated: Array, damped: Array, total: Array, out: Array) -> None:
    """Count repeats for less than in full, scale to unit length, and add to ``out``."""
    for at in range(len(repeated)):
        row, count = repeated[at, 0], repeated[at, 1]
        value = damped[count]
        total[0] += (value * value - count) * weights[row, part, 0]
        for column in range(1, total.size):
            total[column] += (value - count) * weights[row, part, column]
    if total[0] > 0.0:
        norm = np.sqrt(total[0])
        for column in range(1, total.size):
            out[column] += total[column] / norm


@compiled
def score_bytes(data: Array, offsets: Array, classes: Array, terms: Terms, damped: Array) -> tuple[Array, Array]:
    """Return log-odds, without intercepts, of lower-cased texts and of the best of their sentences.

    Parameters
    ----------
    data, offsets
        UTF-8 of all texts together, a blank after each, and where each begins and the last ends, shape (texts + 1,).
    damped
        What each count is damped to, from 0 to the bytes of the longest text.

    Returns
    -------
    tuple
        Shapes (texts, columns of weights) and (texts, the same or 0 where there are no weights of sentences).
    """
    rows, parts, width = terms.weights.shape
    room = damped.size
    most = room * max(terms.sizes[0, 1], 2 * (terms.sizes[1, 1] - terms.sizes[1, 0] + 1), 1)
    reading = Reading(
        np.empty(room, np.uint64),
        np.empty((room, 3), np.uint64),
        np.empty((room, 4), np.int64),
        np.empty((2, most), np.uint32),
        np.empty((2, 1 + room * (parts - 1), width)),
    )
    memory = Memory(
        np.zeros((_PIECES, 3), np.uint64),
        np.empty((_PIECES, parts, width)),
        np.empty(max(_GROUPS, most), np.uint32),
        np.empty(room + 2, np.uint64),
    )
    counts, repeated, used = np.zeros(rows, np.uint32), np.empty((most + 1, 2), np.uint32), 0
    ends, found, sums = reading.ends, reading.found, reading.sums
    whole = np.zeros((offsets.size - 1, width))
    best, score = np.full((offsets.size - 1, width * (parts - 1)), -np.inf), np.empty(width)
    for text in range(offsets.size - 1):
        sentences = _scan(data, offsets[text], offsets[text + 1], classes, reading)
        sums[:, : 1 + sentences * (parts - 1)] = 0.0
        ends[:sentences, 2:] = 0
        if terms.sizes[0, 1]:
            _words(terms, reading, sentences)
        if terms.sizes[1, 1]:
            used = _letters(terms, reading, memory, data, sentences, used)
        for block in range(2):
            several = _count(found[block, : ends[sentences - 1, 2 + block]], True, counts, repeated)
            _damp(terms.weights, 0, repeated[:several], damped, sums[block, 0], whole[text])
        for sentence in range(sentences * (parts - 1)):
            score[:] = 0.0
            for block in range(2):
                first = ends[sentence - 1, 2 + block] if sentence else 0
                several = _count(found[block, first : ends[sentence, 2 + block]], False, counts, repeated)
                _damp(terms.weights, 1, repeated[:several], damped, sums[block, 1 + sentence], score)
            np.maximum(best[text], score, best[text])
    return whole, best
