"""Whoever judges a network has neither taught it nor been seen by its teacher."""

import json
from pathlib import Path

import numpy as np
import pytest

from rightstag.annotate.records import LabelledParagraph
from rightstag.models.cnn.model import Network
from rightstag.train.neural import distill as distil
from rightstag.train.neural.checkpoints import Parts
from rightstag.train.neural.cnn import Lessons, Shape, fit_network
from rightstag.train.neural.distill import Networks, open_networks
from rightstag.train.splits import split

NETWORK = Network(
    ("rally",),
    np.zeros((2, 4), np.float32),
    {1: np.zeros((1, 4, 2), np.float32)},
    np.zeros(2, np.float32),
    np.zeros((3, 2, 2)),
    np.zeros(3),
)


@pytest.fixture
def taught(dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return networks that are not really taught, and the lessons that were asked for."""
    asked: list[Lessons] = []

    def learn(lessons: Lessons, *, least: int) -> Network:
        asked.append(lessons)
        return NETWORK

    monkeypatch.setattr(distil, "fit_network", learn)
    monkeypatch.setattr(Parts, "said", lambda self, texts, fold=None: np.full((len(texts), 3), float(fold or 0)))
    data = dataset(90)
    countries = sorted({example.country for example in data.examples})
    unlabelled = tuple(
        LabelledParagraph(text=f"Unlabelled {n} of {c}.", country=c) for c in [*countries, None] for n in range(2)
    )
    return Networks(Parts(tmp_path, data, split(data)), unlabelled), asked


def test_nothing_of_the_countries_of_a_part_teaches_the_network_that_is_judged_on_it(taught) -> None:
    networks, asked = taught
    data, folds = networks.parts.data, networks.parts.folds
    out_of_fold = networks.out_of_fold()
    assert out_of_fold.logits.shape == data.matrix.shape
    assert len(asked) == folds.count
    for fold, lessons in enumerate(asked):
        away = {data.examples[row].country for row in folds.test(fold)}
        assert not away & set(lessons.groups)
        assert not {data.examples[row].text for row in folds.test(fold)} & set(lessons.texts)
        assert any(text.startswith("Unlabelled") for text in lessons.texts)
        assert lessons.targets.shape == lessons.weights.shape == (len(lessons.texts), 3)


def test_the_network_of_all_rows_learns_from_every_text_and_is_kept(taught) -> None:
    networks, asked = taught
    networks.of(None)
    (lessons,) = asked
    assert len(lessons.texts) == len(networks.parts.data) + len(networks.unlabelled)
    assert networks.of(None).words == NETWORK.words
    assert len(asked) == 1


def test_what_nobody_knows_teaches_nothing(taught) -> None:
    networks, asked = taught
    networks.of(None)
    data = networks.parts.data
    assert (asked[0].weights[: len(data)] == data.known * data.weights).all()


def test_unlabelled_paragraphs_are_read_from_json_lines(
    dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distil, "base_folder", lambda: tmp_path)
    path = tmp_path / "texts.jsonl"
    path.write_text(json.dumps({"text": "A rally.", "country": "Averland", "year": 2024}) + "\n", encoding="utf-8")
    assert open_networks(dataset(90), [path], tmp_path).unlabelled == (
        LabelledParagraph(text="A rally.", country="Averland", year=2024),
    )


def test_a_network_learns_where_words_stand() -> None:
    pytest.importorskip("torch", reason="torch, with which networks are taught, is not installed")
    good, bad = "police let the march go on", "police let nobody on the march"
    texts = [text for text in (good, bad) for _ in range(60)]
    targets = np.repeat([[0.0], [1.0]], 60, axis=0)
    lessons = Lessons(texts, [n % 3 for n in range(120)], targets, np.ones((120, 1)))
    shape = Shape(size=8, channels=8, passes=30, batch=16)
    network = fit_network(lessons, least=2, shape=shape)
    no, yes = network.logits([good, bad]).ravel()
    assert no < -1 < 1 < yes
    assert (fit_network(lessons, least=2, shape=shape).logits([bad]) == network.logits([bad])).all()
