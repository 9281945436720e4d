"""Invented paragraphs about countries that do not exist, as many as a test wants."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from rightstag.labels.indicator import to_indicator
from rightstag.train.dataset import Dataset, Example

LABELS = ("assembly", "expression", "refugees")
COUNTRIES = ("Averland", "Merovia", "Tarsia", "Quillon", "Sandovia", "Ostrava Bay", "Lumeria")

_ACTORS = (
    "Police",
    "The ministry",
    "Officials",
    "A court",
    "Security services",
    "The governor",
    "Regional authorities",
)
_PLACES = ("in the capital", "in the north", "near the border", "in spring", "during the year", "in two provinces")
_DEEDS = {
    "assembly": ("dispersed a rally", "banned the march", "detained protesters at a picket", "fined the organisers"),
    "expression": ("blocked a news website", "fined a journalist for defamation", "closed the newspaper"),
    "refugees": ("returned asylum seekers to danger", "refused refugees papers", "turned refugees away"),
    "": ("opened a school", "published the budget", "repaired the road", "held a vote", "hired more judges"),
}


def rows(count: int, *, seed: int = 0, countries: int = 6) -> list[dict]:
    """Return labelled rows; every fourth reports two violations, every third none."""
    draw = np.random.default_rng(seed)

    def pick(options):
        return options[int(draw.integers(len(options)))]

    made = []
    for number in range(count):
        labels = [[], [pick(LABELS)], [pick(LABELS)], list(draw.permutation(LABELS)[:2])][number % 4]
        deeds = [pick(_DEEDS[label]) for label in labels] or [pick(_DEEDS[""])]
        text = " and ".join(f"{pick(_ACTORS)} {deed} {pick(_PLACES)}" for deed in deeds)
        country = COUNTRIES[int(draw.integers(countries))]
        made.append(
            {
                "id": f"p-{number}",
                "text": f"{text}; case {number} of {draw.integers(10**9)} in {country}.",
                "labels": sorted(labels),
                "country": country,
                "year": 2020 + number % 2,
                "source": "gazette",
            }
        )
    return made


@pytest.fixture
def labelled() -> Callable[..., list[dict]]:
    return rows


@pytest.fixture
def dataset() -> Callable[..., Dataset]:
    def make(count: int = 120, **options) -> Dataset:
        return from_rows(rows(count, **options))

    return make


def from_rows(given: list[dict]) -> Dataset:
    examples = [
        Example(
            id=row["id"],
            text=row["text"],
            labels=to_indicator([row["labels"]], LABELS)[0],
            known=np.ones(len(LABELS), dtype=bool),
            country=row["country"],
            report=f"{row['country']} {row['year']}",
            source=row["source"],
            year=row["year"],
        )
        for row in given
    ]
    return Dataset(tuple(examples), LABELS)


@dataclass(frozen=True)
class Told:
    """A model that says what it is told to."""

    said: dict[str, Sequence[float]]
    labels: tuple[str, ...] = LABELS
    name: str = "told"
    thresholds: np.ndarray = field(default_factory=lambda: np.full(len(LABELS), 0.5))
    seen: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.uint64))

    def predict_proba(self, texts: Sequence[str], headings: Sequence[tuple[str, ...]] | None = None) -> np.ndarray:
        assert headings is not None
        assert len(headings) == len(texts)
        return np.array([self.said[text] for text in texts], dtype=float).reshape(len(texts), len(self.labels))


@pytest.fixture
def told() -> Callable[..., Told]:
    """Make a model that is right, save that it errs in every cell of a share of the paragraphs."""

    def make(data: Dataset, *, wrong: float = 0.0, seed: int = 0, **options) -> Told:
        errs = np.random.default_rng(seed).random(data.matrix.shape) < wrong
        said = np.where((data.matrix == 1) != errs, 0.8, 0.1)
        return Told(dict(zip(data.texts, said.tolist(), strict=True)), **options)

    return make
