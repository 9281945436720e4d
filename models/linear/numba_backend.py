"""Texts to log-odds in one compiled pass: UTF-8 in, the weight rows of the terms found there added up.

What scikit-learn's vectorisers do in passes over Python objects is one loop over bytes here. Importing this module
imports numba: `rightstag.models.linear.model` does so where there is enough to read. Arrays are taken out of their
tuples before a loop: numba would count references in every round.
"""
# ruff: noqa: PLR0917 - compiled functions are called by position

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rightstag.models.compiled.batching import classes, frozen, lowered_batches, pack
from rightstag.models.compiled.hash_table import (
    BASE,
    FREE,
    LETTERS,
    ONE,
    SPACE,
    WORD,
    WORDS,
    Array,
    Number,
    build_table,
    compiled,
    decode,
    find,
    fold,
    inner,
)
from rightstag.models.terms import BLOCKS, TermBlock

_BLANK = np.uint64(ord(" ") + 1)
#: Pieces of text that are remembered, and their letter groups in all: the frequent ones make up most of any text.
_PIECES, _GROUPS, _TO_SLOT = 1 << 16, 1 << 21, np.uint64(64 - 16)
#: Row of each analyzer in ``sizes``.
_ANALYZERS = {"word": 0, "char_wb": 1}
#: Columns of a weight row are a multiple of it (a cache line).
_LANES = 8


class Terms(NamedTuple):
    """A vocabulary and its weights as arrays; can be saved as they are, and memory-mapped.

    Attributes
    ----------
    table
        Open-addressing hash table: in each slot the upper bits of a term's hash and its row; 0 where there is none.
    sizes
        Fewest and most words of a term of words, and letters of a term of letters, shape (2, 2); 0 where there is
        no such block.
    weights
        For each term idf², idf times what a unit of the term adds to each label's log-odds, and zeros; shape
        (terms, columns).
    """

    table: Array
    sizes: Array
    weights: Array


class Scratch(NamedTuple):
    """Buffers for reading a text; used again for the next."""

    tokens: Array  # hash of each word
    pieces: Array  # of what stands between white space: hash, first and last byte
    found: Array  # terms of words, and terms of letters, in reading order
    sums: Array  # weights added up of words and of letters


class PieceCache(NamedTuple):
    """Letters of pieces read before, in any text."""

    known: Array  # by slot: hash of the piece, first and last of its groups
    sums: Array  # by slot: the weights of its groups added up
    groups: Array  # terms
    prefixes: Array  # hashes of the beginnings of the piece at hand


def compile_terms(blocks: Sequence[TermBlock], weights: npt.NDArray[np.float64]) -> Terms:
    """Return a linear model as the compiled loop reads it; the same model gives the same bytes.

    Parameters
    ----------
    blocks
        The terms, block after block.
    weights
        What a unit of each term adds to the log-odds, shape (labels, terms).
    """
    terms = [term for block in blocks for term in block.terms]
    idf = np.concatenate([np.empty(0), *(block.idf for block in blocks)])
    order = np.argsort(idf, kind="stable")  # frequent terms side by side: they stay in the cache
    letters = np.repeat(
        [BLOCKS[block.name]["analyzer"] == "char_wb" for block in blocks], [len(b.terms) for b in blocks]
    )
    data, offsets = pack([terms[row] for row in order])
    slots = 1 << (4 * len(terms) // 3).bit_length()  # at most three in four are taken
    table = build_table(data, offsets, letters[order], classes(), slots)
    sizes = np.zeros((2, 2), np.int64)
    for block in blocks:
        sizes[_ANALYZERS[BLOCKS[block.name]["analyzer"]]] = BLOCKS[block.name]["ngram_range"]
    rows = np.zeros((len(terms), -(-(1 + len(weights)) // _LANES) * _LANES))
    rows[:, 0] = (idf * idf)[order]
    rows[:, 1 : 1 + len(weights)] = (weights.T * idf[:, np.newaxis])[order]
    return Terms(table, sizes, rows)


def score(texts: Sequence[str], model: Terms, labels: int) -> npt.NDArray[np.float64]:
    """Return the log-odds of each text, without intercepts, shape (texts, labels).

    A text's row does not depend on the other texts.
    """
    terms = Terms(*map(frozen, model))
    scores = np.empty((len(texts), labels))
    for rows, data, offsets in lowered_batches(texts):
        damped = np.ones(int(np.diff(offsets).max()) + 1)  # no term occurs more often than there are bytes
        damped[1:] += np.log(np.arange(1, len(damped)))
        scores[rows] = score_bytes(frozen(data), frozen(offsets), classes(), terms, damped)[:, 1 : 1 + labels]
    return scores


@inner
def _add(total: Array, at: Number, weights: Array, row: Number) -> None:
    """Add a row to another; four columns are read before any is written, so that they become one instruction."""
    for column in range(0, weights.shape[1], 4):
        a, b = weights[row, column], weights[row, column + 1]
        c, d = weights[row, column + 2], weights[row, column + 3]
        a, b = a + total[at, column], b + total[at, column + 1]
        c, d = c + total[at, column + 2], d + total[at, column + 3]
        total[at, column], total[at, column + 1], total[at, column + 2], total[at, column + 3] = a, b, c, d


@inner
def _scan(data: Array, at: Number, last: Number, classes: Array, reading: Scratch) -> tuple[Number, Number]:
    """Cut a text into words, and pieces between white space; return how many of each."""
    tokens, pieces = reading.tokens, reading.pieces
    words = count = 0
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
            else:
                piece = fold(piece, point + ONE)
                end = at
                point, at = decode(data, at)
                kind = classes[point]
        pieces[count, 0], pieces[count, 1], pieces[count, 2] = fold(LETTERS, piece), np.uint64(begin), np.uint64(end)
        count += 1
    return words, count


@inner
def _words(terms: Terms, reading: Scratch, words: Number) -> Number:
    """Find the runs of words that are terms, by where they start; return how many."""
    table, weights, low, high = terms.table, terms.weights, terms.sizes[0, 0], terms.sizes[0, 1]
    tokens, found, sums = reading.tokens, reading.found, reading.sums
    count = 0
    for start in range(words):
        key = WORDS
        for end in range(start + 1, min(start + high, words) + 1):
            key = fold(key, tokens[end - 1])
            row = find(table, key) if end - start >= low else -1
            if row >= 0:
                _add(sums, 0, weights, row)
                found[0, count] = np.uint32(row)
                count += 1
    return count


@inner
def _letters(
    terms: Terms, reading: Scratch, memory: PieceCache, data: Array, pieces: Number, used: Number
) -> tuple[Number, Number]:
    """Find the groups of letters that are terms; return how many, and how much of the memory is used."""
    spans, found, sums = reading.pieces, reading.found, reading.sums
    known, known_sums, groups = memory.known, memory.sums, memory.groups
    most = terms.sizes[1, 1] - terms.sizes[1, 0] + 1
    count = 0
    for piece in range(pieces):
        key = spans[piece, 0]
        slot = key >> _TO_SLOT
        if known[slot, 0] != key:
            first, last = np.int64(spans[piece, 1]), np.int64(spans[piece, 2])
            if used + (last - first + 2) * most > groups.size:  # full: forget everything
                known[:, 0] = FREE
                used = 0
            known[slot, 0], known[slot, 1] = key, np.uint64(used)
            used = _groups(terms, memory, data, first, last, slot, used)
            known[slot, 2] = np.uint64(used)
        for at in range(np.int64(known[slot, 1]), np.int64(known[slot, 2])):
            found[1, count] = groups[at]
            count += 1
        _add(sums, 1, known_sums, slot)
    return count, used


@inner
def _groups(
    terms: Terms, memory: PieceCache, data: Array, first: Number, last: Number, slot: Number, used: Number
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
                _add(sums, slot, weights, row)
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
def _count(found: Array, counts: Array, repeated: Array) -> Number:
    """List the terms that are found more than once, and how often; return how many."""
    for row in found:
        counts[row] += 1
    several = 0
    for row in found:
        repeated[several, 0], repeated[several, 1] = row, counts[row]
        several += counts[row] > 1
        counts[row] = 0
    return several


@inner
def _damp(weights: Array, repeated: Array, damped: Array, total: Array, out: Array) -> None:
    """Count repeats for less than in full, scale to unit length, and add to ``out``."""
    for at in range(len(repeated)):
        row, count = repeated[at, 0], repeated[at, 1]
        value = damped[count]
        total[0] += (value * value - count) * weights[row, 0]
        for column in range(1, total.size):
            total[column] += (value - count) * weights[row, column]
    if total[0] > 0.0:
        norm = np.sqrt(total[0])
        for column in range(1, total.size):
            out[column] += total[column] / norm


@compiled
def score_bytes(data: Array, offsets: Array, classes: Array, terms: Terms, damped: Array) -> Array:
    """Return log-odds, without intercepts, of lower-cased texts, shape (texts, columns of weights).

    Parameters
    ----------
    data, offsets
        UTF-8 of all texts together, a blank after each, and where each begins and the last ends, shape (texts + 1,).
    damped
        What each count is damped to, from 0 to the bytes of the longest text.
    """
    rows, width = terms.weights.shape
    room = damped.size
    most = room * max(terms.sizes[0, 1], 2 * (terms.sizes[1, 1] - terms.sizes[1, 0] + 1), 1)
    reading = Scratch(
        np.empty(room, np.uint64), np.empty((room, 3), np.uint64), np.empty((2, most), np.uint32), np.empty((2, width))
    )
    memory = PieceCache(
        np.zeros((_PIECES, 3), np.uint64),
        np.empty((_PIECES, width)),
        np.empty(max(_GROUPS, most), np.uint32),
        np.empty(room + 2, np.uint64),
    )
    counts, repeated, used = np.zeros(rows, np.uint32), np.empty((most + 1, 2), np.uint32), 0
    found, sums, counted = reading.found, reading.sums, np.zeros(2, np.int64)
    scores = np.zeros((offsets.size - 1, width))
    for text in range(offsets.size - 1):
        words, pieces = _scan(data, offsets[text], offsets[text + 1], classes, reading)
        sums[:] = 0.0
        if terms.sizes[0, 1]:
            counted[0] = _words(terms, reading, words)
        if terms.sizes[1, 1]:
            counted[1], used = _letters(terms, reading, memory, data, pieces, used)
        for block in range(2):
            several = _count(found[block, : counted[block]], counts, repeated)
            _damp(terms.weights, repeated[:several], damped, sums[block], scores[text])
    return scores
