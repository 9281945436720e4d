"""The network in one compiled pass: UTF-8 in, the rows of the words found there added up, log-odds out.

Importing this module imports numba: `rightstag.models.cnn.model` does so where there is enough to read.
"""
# ruff: noqa: PLR0917 - compiled functions are called by position

import numpy as np

from rightstag.models.cnn.numpy_backend import SUM_SCALE
from rightstag.models.cnn.tokens import FIRST
from rightstag.models.compiled.hash_table import (
    BASE,
    DIGIT,
    FREE,
    LETTERS,
    ONE,
    STOP,
    WORD,
    Array,
    Number,
    compiled,
    decode,
    find,
    fold,
    inner,
)

#: So many answers add up to less than 2^32.
_FEW = 1 << 15
_1, _2, _3, _4, _5, _6, _7, _8 = (np.uint64(number) for number in range(1, 9))
_NUMBER = np.uint64(ord("#") + 1)


@inner
def _scan(data: Array, at: Number, last: Number, classes: Array, table: Array, rows: Array) -> Number:
    """Find the row of each token of a text; return how many there are."""
    count = 0
    while at < last:
        point, at = decode(data, at)
        kind = classes[point]
        if kind & WORD:
            token, number = FREE, True
            while kind & WORD:  # a blank follows every text
                token = token * BASE + (point + ONE)
                number = number and kind & DIGIT != 0
                point, at = decode(data, at)
                kind = classes[point]
            rows[count] = find(table, fold(LETTERS, _NUMBER if number else token)) + FIRST
            count += 1
        if kind & STOP:
            rows[count] = find(table, fold(LETTERS, point + ONE)) + FIRST
            count += 1
    return count


@inner
def _add_eight(answer: Array, at: Number, words: Array, row: Number, first: Number) -> None:
    """Add eight lanes; all are read before any is written, so that they become one instruction."""
    a, b, c, d = words[row, first], words[row, first + _1], words[row, first + _2], words[row, first + _3]
    e, f, g, h = words[row, first + _4], words[row, first + _5], words[row, first + _6], words[row, first + _7]
    a, b, c, d = a + answer[at], b + answer[at + _1], c + answer[at + _2], d + answer[at + _3]
    e, f, g, h = e + answer[at + _4], f + answer[at + _5], g + answer[at + _6], h + answer[at + _7]
    answer[at], answer[at + _1], answer[at + _2], answer[at + _3] = a, b, c, d
    answer[at + _4], answer[at + _5], answer[at + _6], answer[at + _7] = e, f, g, h


@inner
def _answer(rows: Array, at: Number, count: Number, words: Array, places: Array, start: Array, answer: Array) -> None:
    """Add up what the words in reach of a token add to each filter: four filters in a lane of 64 bits."""
    # Numbers without sign need no check for places counted from the end.
    lanes, none = np.uint64(start.size), np.uint64(words.shape[0] - 1)
    first: Number = np.uint64(0)
    for each in range(lanes):
        answer[each] = start[each]
    for place in range(places.shape[0]):
        lane: Number = np.uint64(places[place, 0])
        seen = at + places[place, 1]
        row = np.uint64(rows[seen]) if 0 <= seen < count else none
        while lane < lanes:
            _add_eight(answer, lane, words, row, first)
            lane += _8
            first += _8


@inner
def _pool(answer: Array, zero: Array, strongest: Array, few: Array) -> None:
    """Take note of the answers at one token; those below zero count as zero."""
    for channel in range(np.uint64(strongest.size)):
        value = max(answer[channel], zero[channel])
        strongest[channel] = max(strongest[channel], value)
        few[channel] += value


@inner
def _read(
    rows: Array,
    count: Number,
    words: Array,
    places: Array,
    start: Array,
    zero: Array,
    answer: Array,
    few: Array,
    strongest: Array,
    sums: Array,
) -> None:
    """Find the strongest answer and the sum of the answers of each filter; ``few`` is for sums that fit 32 bits."""
    strongest[:] = zero
    sums[:] = 0
    channels = answer.view(np.uint16)
    for first in range(0, count, _FEW):
        few[:] = 0
        for at in range(first, min(first + _FEW, count)):
            _answer(rows, at, count, words, places, start, answer)
            _pool(channels, zero, strongest, few)
        for channel in range(sums.size):
            sums[channel] += few[channel]


@inner
def _weigh(strongest: Array, sums: Array, scale: Number, weights: Array, logits: Array) -> None:
    """Add to the log-odds of each label what the answers speak for it."""
    for channel in range(np.uint64(weights.shape[1])):
        most, total = np.float64(strongest[channel]), sums[channel] * scale
        for label in range(np.uint64(logits.size)):
            logits[label] += weights[0, channel, label] * most + weights[1, channel, label] * total


@compiled
def read_bytes(
    data: Array,
    offsets: Array,
    classes: Array,
    table: Array,
    words: Array,
    places: Array,
    start: Array,
    zero: Array,
    weights: Array,
    intercepts: Array,
) -> Array:
    """Return the log-odds of lower-cased texts, shape (texts, labels).

    Parameters
    ----------
    data, offsets
        UTF-8 of all texts together, a blank after each, and where each begins and the last ends.
    classes
        Of every code point.
    table
        The words.
    words, places, start, zero
        As `rightstag.models.cnn.numpy_backend.pack_lanes` gives them.
    weights
        What a step of the strongest answer, and of the scaled sum, of each filter adds, shape (2, channels, labels).
    intercepts
        Shape (labels,).
    """
    room = 1
    for text in range(offsets.size - 1):
        room = max(room, offsets[text + 1] - offsets[text])
    rows, answer = np.empty(room, np.int64), np.empty(start.size, np.int64)
    strongest, few, sums = np.empty(zero.size, np.uint16), np.empty(zero.size, np.uint32), np.empty(zero.size, np.int64)
    logits = np.empty((offsets.size - 1, intercepts.size))
    for text in range(offsets.size - 1):
        count = _scan(data, offsets[text], offsets[text + 1], classes, table, rows)
        _read(rows, count, words, places, start, zero, answer, few, strongest, sums)
        for channel in range(zero.size):
            sums[channel] -= np.int64(zero[channel]) * count
            strongest[channel] -= zero[channel]
        logits[text] = intercepts
        _weigh(strongest, sums, SUM_SCALE / np.sqrt(max(count, 1)), weights, logits[text])
    return logits
