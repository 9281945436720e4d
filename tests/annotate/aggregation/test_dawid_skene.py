import random

import numpy as np
import pytest

from rightstag.annotate.aggregation.dawid_skene import dawid_skene
from rightstag.annotate.aggregation.majority import latest_answers, majority_vote
from rightstag.annotate.records import Annotation

LABELS = ("assembly", "expression")
GOOD, GUESSING = (0.9, 0.95), (0.5, 0.5)  # sensitivity and specificity
THREE = {"ada": GOOD, "ben": GOOD, "eve": GUESSING}
FIVE = {"ada": GOOD, "ben": GOOD, "cleo": GOOD, "dan": GOOD, "eve": GUESSING}


def said(paragraph: str, who: str, *labels: str, **more: object) -> Annotation:
    fields = {"state": "labelled" if labels else "none"} | more
    return Annotation(paragraph=paragraph, annotator=who, labels=labels, **fields)


def crowd(
    seed: int, people: dict[str, tuple[float, float]], *, paragraphs: int = 300, readers: int = 3
) -> tuple[np.ndarray, list[Annotation]]:
    """Return what is true, and what some people say of each paragraph; not all read it."""
    chance = np.random.default_rng(seed)
    truth = chance.random((paragraphs, len(LABELS))) < (0.3, 0.1)
    answers = []
    for number, row in enumerate(truth):
        for who in chance.permutation(list(people))[:readers].tolist():
            sensitivity, specificity = people[who]
            yes = chance.random(len(LABELS)) < np.where(row, sensitivity, 1 - specificity)
            answers.append(said(f"p-{number:04}", who, *(np.array(LABELS)[yes].tolist())))
    return truth, answers


def probabilities(answers: list[Annotation]) -> np.ndarray:
    """Return the probabilities of the paragraphs in alphabetical order, shape (n, k)."""
    found = dawid_skene(latest_answers(answers), LABELS).probabilities
    return np.array([found[name] for name in sorted(found)])


def f1(truth: np.ndarray, given: np.ndarray) -> float:
    return float(np.mean(2 * (truth & given).sum(axis=0) / (truth.sum(axis=0) + given.sum(axis=0))))


@pytest.mark.parametrize(("people", "readers"), [(THREE, 3), (FIVE, 3), (FIVE, 2)])
def test_it_beats_the_majority_where_one_annotator_guesses(people, readers: int) -> None:
    gains = []
    for seed in range(10):
        truth, answers = crowd(seed, people, readers=readers)
        majority = [majority_vote(given, LABELS)[0] for _, given in sorted(latest_answers(answers).items())]
        gains.append(f1(truth, probabilities(answers) > 0.5) - f1(truth, np.array(majority) == 1))
    assert np.mean(gains) > 0.02
    assert sum(gain > 0 for gain in gains) >= 8


def test_it_tells_who_guesses_and_how_good_the_others_are() -> None:
    _, answers = crowd(0, FIVE, paragraphs=2000)
    quality = dawid_skene(latest_answers(answers), LABELS).quality
    assert [one.annotator for one in quality] == sorted(FIVE)
    assert sum(one.answers for one in quality) == len(answers)
    for one in quality:
        sensitivity, specificity = FIVE[one.annotator]
        assert one.sensitivity["assembly"] == pytest.approx(sensitivity, abs=0.05)
        assert one.specificity["assembly"] == pytest.approx(specificity, abs=0.05)


def test_its_probabilities_can_be_believed() -> None:
    truth, answers = crowd(0, FIVE, paragraphs=2000)
    probable = probabilities(answers)
    for low, high in ((0, 0.1), (0.1, 0.5), (0.5, 0.9), (0.9, 1)):
        part = (probable >= low) & (probable <= high)
        by_chance = 3 * np.sqrt((probable[part] * (1 - probable[part])).sum()) / part.sum()  # three standard errors
        assert truth[part].mean() == pytest.approx(probable[part].mean(), abs=by_chance)
    share = np.array(
        [
            np.mean([[label in a.labels for label in LABELS] for a in answers[n : n + 3]], axis=0)
            for n in range(0, len(answers), 3)
        ]
    )
    assert ((probable - truth) ** 2).mean() < ((share - truth) ** 2).mean() / 2


def test_adjudicated_answers_are_the_truth_that_annotators_are_judged_by() -> None:
    # Two against one on forty paragraphs, and the adjudicator sides with the one.
    answers = [said(f"p-{n:02}", who, *["assembly"] * (n % 2)) for n in range(40) for who in ("ada", "ben")]
    answers += [said(f"p-{n:02}", "cleo", *["assembly"] * (1 - n % 2)) for n in range(40)]
    gold = [said(f"p-{n:02}", "gil", *["assembly"] * (1 - n % 2), gold=True) for n in range(20)]
    found = dawid_skene(latest_answers([*answers, *gold]), LABELS)
    assert found.probabilities["p-00"].tolist() == [1, 0]
    best = max(found.quality, key=lambda one: one.sensitivity["assembly"])
    assert best.annotator == "cleo"
    assert found.probabilities["p-30"][0] > 0.5 > dawid_skene(latest_answers(answers), LABELS).probabilities["p-30"][0]


def test_single_answers_count_and_nobody_is_infallible() -> None:
    found = dawid_skene({"p-1": [said("p-1", "ada", "assembly")], "p-2": [said("p-2", "ada")]}, LABELS)
    assert found.probabilities["p-1"][0] > 0.5 > found.probabilities["p-2"][0]
    assert all(0 < p < 1 for row in found.probabilities.values() for p in row)
    [ada] = found.quality
    assert 0 < ada.sensitivity["expression"] < 1


def test_neither_order_nor_names_nor_the_run_matter() -> None:
    _, answers = crowd(3, FIVE, paragraphs=60)
    before = probabilities(answers)
    assert np.array_equal(before, probabilities(random.Random(0).sample(answers, len(answers))))
    names = dict(zip(FIVE, ("zoe", "yan", "xia", "wim", "vera"), strict=True))
    other = [said(a.paragraph, names[a.annotator], *a.labels) for a in answers]
    assert probabilities(other) == pytest.approx(before, abs=1e-9)
