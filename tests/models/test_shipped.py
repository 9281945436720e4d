"""The model that ships: small, whole, made from the gold, and without anyone's name."""

from pathlib import Path

import pytest

from labels import load_taxonomy
from models import load_bundle
from models.features import count_terms, group_frequency
from models.store import DEFAULT
from rightstag.files import read_rows
from train import load_dataset, text_hash

GOLD = Path(__file__).resolve().parents[2] / "data" / "gold.jsonl"


@pytest.fixture(scope="module")
def shipped():
    return load_bundle("default")


def test_it_is_small() -> None:
    sizes = [path.stat().st_size for path in DEFAULT.iterdir()]
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
    given = {
        name
        for name, yes in zip(shipped.labels, (shipped.predict([text]) >= shipped.thresholds)[0], strict=True)
        if yes
    }
    assert label in given
    assert shipped.explain(text, label)


def test_it_lets_pass_what_reports_nothing(shipped) -> None:
    text = "The constitution provides for an independent judiciary, and parliament adopted the budget in March."
    assert not (shipped.predict([text]) >= shipped.thresholds).any()


def test_the_card_is_honest_about_the_coders() -> None:
    card = (DEFAULT / "card.md").read_text()
    assert "No human expert has reviewed their work yet" in card
    assert "plain pipeline" in card


def test_every_term_is_shared_by_ten_countries_or_more(shipped, corpus: Path) -> None:
    data = load_dataset([corpus / "corpus" / "gold_train.jsonl"], shipped.labels)
    assert shipped.manifest.settings.min_groups >= 10
    assert shipped.manifest.data.fingerprint == data.fingerprint
    for block, counts in zip(shipped.model.blocks, count_terms(data.texts), strict=True):
        frequency = dict(zip(counts.terms, group_frequency(counts.matrix, data.groups), strict=True))
        assert min(frequency[term] for term in block.terms) >= shipped.manifest.settings.min_groups


def test_the_stand_off_gold_is_that_of_the_corpus_and_has_no_text(corpus: Path) -> None:
    stood_off = list(read_rows(GOLD, dict))
    rows = list(read_rows(corpus / "corpus" / "gold_train.jsonl", dict))
    assert {tuple(row) for row in stood_off} == {("text_sha256", "id", "source", "ref", "labels", "coders", "sure")}
    assert [(row["id"], row["labels"]) for row in stood_off] == [(row["id"], row["labels"]) for row in rows]
    assert [row["text_sha256"] for row in stood_off] == [text_hash(row["text"]) for row in rows]
