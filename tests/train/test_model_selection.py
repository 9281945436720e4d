"""Settings are chosen by what the parts that are judged did not see, and the simplest that is good enough wins."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from rightstag.models import load_bundle, save_bundle
from rightstag.models.card import model_card
from rightstag.models.linear.features import count_terms
from rightstag.train import train_bundle
from rightstag.train.dataset import Dataset, Example
from rightstag.train.model_selection import (
    BUDGET,
    GRID,
    select,
    simplest,
    simplest_first,
)
from rightstag.train.splits import split


def test_the_best_wins_where_it_is_better_in_every_part() -> None:
    assert simplest(np.array([[0.70, 0.80], [0.60, 0.71], [0.80, 0.90]])) == 1


def test_the_simplest_wins_where_the_best_is_better_by_chance() -> None:
    assert simplest(np.array([[0.80, 0.70, 0.90], [0.70, 0.71, 0.66], [0.80, 0.70, 0.79]])) == 0


def test_parts_that_are_hard_for_all_hide_no_difference() -> None:
    scores = np.array([[0.9, 0.92], [0.5, 0.52], [0.7, 0.725]])
    assert simplest(scores) == 1


def test_a_small_budget_goes_to_the_most_promising() -> None:
    assert simplest_first(1) == [GRID[0]]
    assert set(simplest_first(3)) == set(GRID[:3])
    ordered = [(len(each.blocks), each.strength) for each in simplest_first(BUDGET)]
    assert ordered == sorted(ordered)


def rewritten(data: Dataset, wording: Callable[[Example], str]) -> Dataset:
    return Dataset(tuple(replace(e, text=wording(e)) for e in data.examples), data.labels)


def in_words(example: Example) -> str:
    """Say what a label needs in whole words, and nothing else."""
    marks = [word for word, given in zip(("march", "press", "asylum"), example.labels, strict=True) if given]
    return " ".join([*marks, f"case {example.id}"])


def in_letters(example: Example) -> str:
    """Say it in parts of words only: no word comes twice."""
    return " ".join(f"{word}{example.id.replace('-', '')}" for word in in_words(example).split())


@pytest.mark.parametrize(("wording", "needed"), [(in_words, ("words",)), (in_letters, ("letters",))])
def test_features_are_chosen_that_are_needed(dataset, wording, needed) -> None:
    bundle = train_bundle(rewritten(dataset(90), wording), taxonomy="1", min_groups=3)
    settings = bundle.manifest.settings
    assert settings.blocks == needed
    assert tuple(block.name for block in bundle.model.blocks) == needed  # no word of these letters is shared
    assert len(settings.tried) == BUDGET
    assert sum(each.chosen for each in settings.tried) == bundle.manifest.data.folds
    assert min(each.behind for each in settings.tried) == 0
    assert f"Features and strength ({', '.join(needed)}; {settings.strength:g})" in model_card(bundle.manifest)


def test_paragraphs_that_share_no_term_teach_how_common_labels_are(dataset, tmp_path) -> None:
    data = dataset(90)
    apart = rewritten(data, lambda e: "".join(chr(0x4E00 + 40 * int(e.id[2:]) + k) for k in range(40)))
    save_bundle(train_bundle(apart, taxonomy="1", min_groups=3), tmp_path / "model")
    bundle = load_bundle(tmp_path / "model")
    assert bundle.model.blocks == ()
    assert np.abs(bundle.predict_proba(["march"])[0] - data.matrix.mean(axis=0)).max() < 0.05


def test_one_setting_is_no_choice(dataset) -> None:
    settings = train_bundle(dataset(90), taxonomy="1", budget=1).manifest.settings
    assert (settings.tried, settings.blocks, settings.strength) == ((), *_usual())


def test_two_parts_leave_nothing_to_choose_by(dataset) -> None:
    data = dataset(60, countries=2)
    two = Dataset(tuple(replace(e, report=str(e.country)) for e in data.examples), data.labels)
    settings = train_bundle(two, taxonomy="1").manifest.settings
    assert (settings.tried, settings.blocks, settings.strength) == ((), *_usual())


def test_processors_change_nothing(dataset) -> None:
    data = dataset(90)
    folds, counts, learnt = split(data), count_terms(data.texts), np.ones(3, dtype=bool)
    one, two = (select(data, counts, folds, learnt, min_groups=2, jobs=jobs) for jobs in (1, 2))
    assert (one.chosen, one.tried) == (two.chosen, two.tried)
    assert np.array_equal(one.logits, two.logits)


def _usual() -> tuple[tuple[str, ...], float]:
    return GRID[0].blocks, GRID[0].strength
