"""A model small enough to compute by hand, and exports as Label Studio writes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from rightstag.labels import Taxonomy, load_taxonomy
from rightstag.stats import Estimate


@dataclass
class FakeBundle:
    """Knows two labels and no Greek; its probabilities are given, and the first word always weighs most."""

    rows: list[list[float]]
    labels: tuple[str, ...] = ("assembly", "expression")
    thresholds: np.ndarray = field(default_factory=lambda: np.array([0.5, 0.25]))
    name: str = "fake-12345678"
    familiar: float = 0.7
    weight: float = 1.5
    trained: bool = True
    f1: Estimate = field(default_factory=lambda: Estimate(0.9, 0.8, 0.95))

    @property
    def manifest(self) -> SimpleNamespace:
        cards = [SimpleNamespace(id=label, trained=self.trained) for label in self.labels]
        scores = SimpleNamespace(f1=self.f1, support=20, judged=100)
        metrics = SimpleNamespace(labels=dict.fromkeys(self.labels, scores))
        return SimpleNamespace(labels=cards, metrics=metrics)

    def known_share(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([0.0 if any("α" <= letter <= "ω" for letter in text) else 1.0 for text in texts])

    def predict_proba(self, texts: Sequence[str], headings: Sequence[tuple[str, ...]] | None = None) -> np.ndarray:
        return np.array(self.rows)

    def explain(
        self, text: str, *, labels: Sequence[str] | None = None, top: int = 5
    ) -> dict[str, list[tuple[int, int, float]]]:
        words = [(0, len(text.split(maxsplit=1)[0]), self.weight), (0, 1, -1.0)]
        return dict.fromkeys(labels or self.labels, words)


@pytest.fixture(scope="session")
def fake_bundle() -> type[FakeBundle]:
    return FakeBundle


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="session")
def region() -> Callable[..., dict[str, Any]]:
    """Build one item of a result: `region("topics", choices=["none"])`."""
    types = {"topics": "choices", "evidence": "labels", "comment": "textarea"}

    def build(control: str, *, origin: str | None = None, **value: object) -> dict[str, Any]:
        item = {"from_name": control, "to_name": "text", "type": types.get(control, "choices"), "value": value}
        return item | ({"origin": origin} if origin else {})

    return build


@pytest.fixture(scope="session")
def annotation() -> Callable[..., dict[str, Any]]:
    """Build an annotation as an export has it, with the fields that nobody reads."""

    def build(result: list[dict[str, Any]] | None, **fields: object) -> dict[str, Any]:
        plain = {
            "id": 12,
            "completed_by": 1,
            "result": result,
            "was_cancelled": False,
            "ground_truth": False,
            "created_at": "2026-03-02T09:00:00.000000Z",
            "updated_at": "2026-03-02T09:00:00.000000Z",
            "draft_created_at": None,
            "lead_time": 12.5,
            "prediction": {},
            "result_count": 1,
            "unique_id": "b7c3e7a0-0000-4000-8000-000000000000",
            "parent_prediction": None,
            "parent_annotation": None,
        }
        return plain | fields

    return build


@pytest.fixture(scope="session")
def draft() -> Callable[..., dict[str, Any]]:
    """Build a draft as an export has it: its user is an e-mail address and a name that ends in the number."""

    def build(result: list[dict[str, Any]] | None, *, user: int = 1, **fields: object) -> dict[str, Any]:
        plain = {
            "id": 2,
            "user": f"user{user}@averland.example",
            "created_username": f"Ada Lovage user{user}@averland.example, {user}",
            "created_ago": "0\xa0minutes",
            "result": result,
            "lead_time": 2.0,
            "was_postponed": False,
            "created_at": "2026-03-02T09:05:00.000000Z",
            "task": 7,
            "annotation": None,
        }
        return plain | fields

    return build


@pytest.fixture(scope="session")
def exported() -> Callable[..., dict[str, Any]]:
    """Build an exported task."""

    def build(*annotations: dict[str, Any], drafts: Sequence[dict[str, Any]] = (), **fields: object) -> dict[str, Any]:
        plain = {
            "id": 7,
            "annotations": list(annotations),
            "drafts": list(drafts),
            "predictions": [],
            "data": {"paragraph_id": "p-1", "citation": "", "trail": "Averland", "text": "Police broke up a picket."},
            "meta": {},
            "inner_id": 1,
            "total_annotations": len(annotations),
        }
        return plain | fields

    return build
