"""The model that ships: small, whole, made from the gold, and without anyone's name."""

import gzip
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from rightstag.jsonl import read_rows
from rightstag.labels import load_taxonomy
from rightstag.models import load_bundle
from rightstag.models.cnn.tokens import tokens
from rightstag.models.storage.registry import SHIPPED
from rightstag.train import load_dataset, text_hash

GOLD = Path(__file__).resolve().parents[2] / "data" / "gold.jsonl"


@pytest.fixture(scope="module")
def shipped():
    return load_bundle("default")


def test_it_is_small() -> None:
    sizes = [path.stat().st_size for path in SHIPPED["default"].iterdir()]
    assert max(sizes) < 5e6
    assert sum(sizes) < 15e6


def test_it_knows_the_shipped_taxonomy(shipped) -> None:
    taxonomy = load_taxonomy()
    assert (shipped.labels, shipped.taxonomy) == (taxonomy.ids, taxonomy.version)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Police in Averland dispersed the peaceful rally and detained forty protesters.", "assembly"),
        ("A court in Merovia fined a journalist for defamation and blocked the newspaper's website.", "expression"),
        ("The government of Tarsia refused to register the trade union and dissolved two NGOs.", "association"),
        ("Quillon deported asylum seekers to a country where they risked torture.", "refugees"),
        ("Children of the minority are denied citizenship in Sandovia and remain stateless.", "statelessness"),
    ],
)
def test_it_finds_what_is_plain(shipped, text: str, label: str) -> None:
    given = {name for name, yes in zip(shipped.labels, shipped.predict([text])[0], strict=True) if yes}
    assert label in given
    assert shipped.explain(text, labels=[label])[label]


def test_it_lets_pass_what_reports_nothing(shipped) -> None:
    text = "The constitution provides for an independent judiciary, and parliament adopted the budget in March."
    assert not shipped.predict([text]).any()


def test_the_card_is_honest_about_the_coders() -> None:
    card = (SHIPPED["default"] / "card.md").read_text()
    assert "No human expert has reviewed their work yet" in card
    assert "plain pipeline" in card


def test_every_word_is_shared_by_ten_countries_or_more(shipped, corpus: Path) -> None:
    data = load_dataset([corpus / "corpus" / "gold_train.jsonl"], shipped.labels)
    assert shipped.manifest.settings.min_groups >= 10
    assert shipped.manifest.data.fingerprint == data.fingerprint
    users: dict[str, set[str]] = {word: set() for word in shipped.model.words}
    labelled = ((str(e.country or e.report), e.text) for e in data.examples)
    for group, text in chain(labelled, unlabelled(corpus / "corpus")):
        for word in users.keys() & set(tokens(text.lower())):
            users[word].add(group)
            if len(users[word]) == shipped.manifest.settings.min_groups:
                del users[word]
        if not users:
            break
    assert not users


def unlabelled(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.jsonl.gz"), reverse=True):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                yield row["country"], row["text"]


def test_the_stand_off_gold_is_that_of_the_corpus_and_has_no_text(corpus: Path) -> None:
    stood_off = list(read_rows(GOLD, dict))
    rows = list(read_rows(corpus / "corpus" / "gold_train.jsonl", dict))
    assert {tuple(row) for row in stood_off} == {("text_sha256", "id", "source", "ref", "labels", "coders", "sure")}
    assert [(row["id"], row["labels"]) for row in stood_off] == [(row["id"], row["labels"]) for row in rows]
    assert [row["text_sha256"] for row in stood_off] == [text_hash(row["text"]) for row in rows]


def test_a_labels_evidence_does_not_depend_on_the_other_labels_asked_for(shipped) -> None:
    text = "Police in Averland dispersed a rally of teachers, closed a newspaper and detained its editor."
    together = shipped.explain(text)
    assert all(shipped.explain(text, labels=[label])[label] == together[label] for label in shipped.labels)
