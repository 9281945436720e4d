"""The network in one compiled pass: UTF-8 in, the rows of the words found there added up, log-odds out.

Importing this module imports numba: `models.network` does so where there is enough to read.
"""
# ruff: noqa: PLR0917 - compiled functions are called by position

import numpy as np

from models.network import FIRST
from models.pooling import SUM_SCALE
from models.vocabulary import (
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

#: So many answers add up to less than 2^31.
_FEW = 1 << 15
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
def _add(rows: Array, count: Number, tables: Array, places: Array, biases: Array, answers: Array) -> None:
    """Add up what the words in reach add to each filter at each token."""
    for at in range(count):
        answers[at] = biases
    for at in range(count):
        row, first = tables[rows[at]], 0
        for place in range(places.shape[0]):
            low, seen_from = places[place, 0], at - places[place, 1]
            size = biases.size - low
            if 0 <= seen_from < count:
                part, added = answers[seen_from, low:], row[first : first + size]
                for channel in range(size):
                    part[channel] += added[channel]
            first += size


@inner
def _pool(answers: Array, count: Number, strongest: Array, few: Array, sums: Array) -> None:
    """Find the strongest answer and the sum of the answers of each filter; ``few`` is for sums that fit 32 bits."""
    strongest[:] = 0
    sums[:] = 0
    for first in range(0, count, _FEW):
        few[:] = 0
        for at in range(first, min(first + _FEW, count)):
            row = answers[at]
            for channel in range(row.size):
                answer = max(row[channel], np.int16(0))
                strongest[channel] = max(strongest[channel], answer)
                few[channel] += answer
        for channel in range(sums.size):
            sums[channel] += few[channel]


@inner
def _weigh(strongest: Array, sums: Array, scale: Number, weights: Array, logits: Array) -> None:
    """Add to the log-odds of each label what the answers speak for it."""
    for channel in range(sums.size):
        most, total = np.float64(strongest[channel]), sums[channel] * scale
        for label in range(logits.size):
            logits[label] += weights[0, channel, label] * most + weights[1, channel, label] * total


@compiled
def read_bytes(
    data: Array,
    offsets: Array,
    classes: Array,
    table: Array,
    tables: Array,
    places: Array,
    biases: Array,
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
    tables, places
        What each word adds to the filters that see it, place by place side by side, in steps; and for each place the
        first channel of those filters, and how far after the token the word stands.
    biases
        In steps.
    weights
        What a step of the strongest answer, and of the scaled sum, of each filter adds, shape (2, channels, labels).
    intercepts
        Shape (labels,).
    """
    room = 1
    for text in range(offsets.size - 1):
        room = max(room, offsets[text + 1] - offsets[text])
    rows, answers = np.empty(room, np.int64), np.empty((room, biases.size), np.int16)
    strongest, few = np.empty(biases.size, np.int16), np.empty(biases.size, np.int32)
    sums = np.empty(biases.size, np.int64)
    logits = np.empty((offsets.size - 1, intercepts.size))
    for text in range(offsets.size - 1):
        count = _scan(data, offsets[text], offsets[text + 1], classes, table, rows)
        _add(rows, count, tables, places, biases, answers)
        _pool(answers, count, strongest, few, sums)
        logits[text] = intercepts
        _weigh(strongest, sums, SUM_SCALE / np.sqrt(max(count, 1)), weights, logits[text])
    return logits
