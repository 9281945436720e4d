"""Near-duplicate groups: exact, found, verified, and the same whatever the order."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightstag.reports import deduplicate as groups_module
from rightstag.reports.deduplicate import duplicate_groups

WORDS = [f"{a}{b}" for a in ("ban", "dor", "kel", "mir", "tas", "vol", "zur") for b in ("a", "eth", "im", "o", "und")]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS[:6]), max_size=12).map(" ".join), max_size=12)


def partition(groups) -> set[frozenset]:
    members: dict = {}
    for row, group in enumerate(groups):
        members.setdefault(group, set()).add(row)
    return {frozenset(rows) for rows in members.values()}


def prose(rng: random.Random, words: int) -> list[str]:
    return [rng.choice(WORDS) for _ in range(words)]


@pytest.mark.parametrize(
    ("texts", "groups"),
    [
        ([], []),
        (["", "  ", "—"], [0, 0, 0]),
        (["Rally", "rally!", "Rallies"], [0, 0, 1]),
        (["Police broke up the rally.", "police “broke up” the rally", "The rally broke up police."], [0, 0, 1]),
        (["ban dor"], [0]),
    ],
)
def test_groups_are_numbered_by_first_occurrence(texts, groups):
    assert duplicate_groups(texts).tolist() == groups


def in_one_place(text: list[str], rng: random.Random) -> list[str]:
    return ["other"] * (len(text) // 10) + text[len(text) // 10 :]


def here_and_there(text: list[str], rng: random.Random) -> list[str]:
    replaced = set(rng.sample(range(len(text)), len(text) // 10))
    return ["other" if place in replaced else word for place, word in enumerate(text)]


@pytest.mark.parametrize("change", [in_one_place, here_and_there])
def test_texts_that_keep_nine_words_in_ten_are_found_and_nothing_else_is_joined(change):
    rng = random.Random(1)
    originals = [prose(rng, rng.randint(40, 120)) for _ in range(400)]
    twins = [change(text, rng) for text in originals]
    groups = duplicate_groups([" ".join(text) for text in originals + twins])
    assert np.mean(groups[:400] == groups[400:]) >= 0.95
    assert len(set(groups[:400])) == 400


def test_the_threshold_is_the_true_overlap_of_word_triples():
    text = " ".join(f"w{i}" for i in range(22))  # 20 triples
    longer = text + " x y"  # 22 triples, 20 shared: 0.909
    assert duplicate_groups([text, longer], threshold=0.9).tolist() == [0, 0]
    assert duplicate_groups([text, longer], threshold=0.91).tolist() == [0, 1]


def triples(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[n : n + 3]) for n in range(len(words) - 2)} or {tuple(words)}


def by_comparing_all(texts: list[str], threshold: float) -> set[frozenset]:
    groups = [{row} for row in range(len(texts))]
    for a, b in itertools.combinations(range(len(texts)), 2):
        one, other = triples(texts[a]), triples(texts[b])
        if len(one & other) / len(one | other) >= threshold:
            joined = next(g for g in groups if a in g) | next(g for g in groups if b in g)
            groups = [g for g in groups if not g & joined] + [joined]
    return {frozenset(g) for g in groups}


@given(TEXTS, st.sampled_from([0.05, 0.2, 0.5, 0.55, 0.7, 0.9, 1]), st.integers(1, 30))
def test_no_pair_is_missed_and_none_is_joined_that_is_not_alike(texts, threshold, at_once):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups_module, "_AT_ONCE", at_once)
        assert partition(duplicate_groups(texts, threshold=threshold)) == by_comparing_all(texts, threshold)


@pytest.mark.parametrize("threshold", [0, -1, 1.01])
def test_a_threshold_out_of_range_is_refused(threshold):
    with pytest.raises(ValueError, match="threshold must be in"):
        duplicate_groups(["a"], threshold=threshold)


@given(TEXTS, st.randoms(use_true_random=False))
def test_order_of_the_texts_does_not_matter(texts, rng):
    order = list(range(len(texts)))
    rng.shuffle(order)
    shuffled = duplicate_groups([texts[row] for row in order])
    assert partition(duplicate_groups(texts)) == {frozenset(order[row] for row in rows) for rows in partition(shuffled)}


@given(TEXTS)
def test_equal_texts_share_a_group_and_numbers_count_up(texts):
    groups = duplicate_groups(texts).tolist()
    assert all(groups[a] == groups[b] for a, x in enumerate(texts) for b, y in enumerate(texts) if x == y)
    assert list(dict.fromkeys(groups)) == list(range(len(set(groups))))
