from collections.abc import Callable

import msgspec
import pytest

from rightstag.models.card import model_card
from rightstag.models.manifest import Manifest, Settings
from rightstag.models.scores import Bin, Reliability

BEFORE = {"brier_before": 0.12, "error_before": 0.2}


@pytest.fixture
def judged(manifest: Manifest) -> Callable[..., str]:
    def card(**before: float) -> str:
        found = Reliability(brier=0.0912, error=0.0346, bins=(Bin(0.2, 0.2, 30),), **before)
        reliability = {"assembly": found, "expression": found}
        metrics = msgspec.structs.replace(manifest.metrics, reliability=reliability)
        return model_card(msgspec.structs.replace(manifest, metrics=metrics))

    return card


def test_the_card_says_how_far_probabilities_hold_and_what_calibration_brought(judged: Callable[..., str]) -> None:
    card = judged(**BEFORE)
    assert "\n| label | Brier score | calibration error | Brier score before | error before |\n" in card
    assert "\n| assembly | 0.091 | 0.035 | 0.120 | 0.200 |\n" in card


def test_where_nothing_is_known_from_before_calibration_nothing_is_said_of_it(judged: Callable[..., str]) -> None:
    assert "\n| label | Brier score | calibration error |\n" in judged()
    assert "\n| expression | 0.091 | 0.035 |\n" in judged()


def test_a_model_of_whose_probabilities_nothing_is_known_has_no_such_table(manifest: Manifest) -> None:
    assert "Brier" not in model_card(manifest)


@pytest.mark.parametrize(
    ("goals", "said"),
    [
        ({}, "each label is the one of the highest F1, both on"),
        (
            {"expression": "recall=0.9"},
            "each label serves its goal (expression: recall=0.9), or is the one of the highest F1, both on",
        ),
        ({"assembly": "f2", "expression": "f2"}, "each label serves its goal (assembly: f2, expression: f2), both on"),
    ],
)
def test_the_card_says_what_thresholds_are_for(manifest: Manifest, goals: dict[str, str], said: str) -> None:
    card = model_card(msgspec.structs.replace(manifest, settings=Settings(seed=0, min_groups=2, goals=goals)))
    assert f"the threshold of {said}" in " ".join(card.split())
