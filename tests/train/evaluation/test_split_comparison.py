from dataclasses import replace

import numpy as np

from rightstag.train.dataset import Dataset
from rightstag.train.evaluation.split_comparison import compare_splits


def with_echoes(data: Dataset) -> Dataset:
    """Give every paragraph a twin in another country: only words that both share say which labels they have."""
    noise = np.random.default_rng(0).integers(1, 10**6, (len(data) // 2, 6))
    words = [" ".join(f"word{number}" for number in row) for row in np.repeat(noise, 2, axis=0)]
    labels = np.repeat(np.random.default_rng(1).integers(0, 2, (len(data) // 2, len(data.labels))), 2, axis=0)
    examples = zip(data.examples, words, labels, strict=True)
    return Dataset(tuple(replace(e, text=text, labels=row.astype(np.int8)) for e, text, row in examples), data.labels)


def test_a_naive_split_pretends_what_there_is_not(dataset) -> None:
    data = with_echoes(dataset(120))
    honest, naive = compare_splits(data, min_groups=1)
    assert (honest.how, honest.inflation) == ("whole countries", None)
    assert naive.how == "single paragraphs at random (naive)"
    assert naive.inflation > 0.1  # it has read the twins; nothing else can be learnt here
    assert honest.average_precision.value < naive.average_precision.value


def test_sources_and_later_years_are_held_out_where_they_are_known(dataset) -> None:
    data = dataset(120)
    examples = (
        replace(e, source=("gazette", "herald")[row % 2], year=2018 + row % 5) for row, e in enumerate(data.examples)
    )
    cuts = compare_splits(Dataset(tuple(examples), data.labels), min_groups=2)
    assert [cut.how for cut in cuts[2:]] == [
        "whole sources, one in turn",
        "the years from 2022 on",
    ]
    assert [cut.rows for cut in cuts] == [120, 120, 120, 24]
    assert all(cut.f1.low <= cut.f1.value <= cut.f1.high for cut in cuts)
