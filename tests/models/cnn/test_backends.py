"""A network says the same of a text in whatever company it is read, and its words account for what it says."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightstag.models import load_bundle
from rightstag.models.arrays import to_bytes
from rightstag.models.cnn.model import Network
from rightstag.models.cnn.tokens import tokens

WORDS = ("#", ".", "banned", "in", "marches", "police", "protest", "the", "were")
TEXTS = st.text(alphabet="the police banned 12 marches. Éß İ,;", max_size=120) | st.sampled_from(
    ["", "...", "Police banned the protest in 2019; marches were banned.", "Straße ٣ 漢字"]
)


@pytest.fixture(scope="module")
def network() -> Network:
    rng = np.random.default_rng(3)
    vectors = rng.standard_normal((1 + len(WORDS), 6)).astype(np.float16).astype(np.float32)
    filters = {width: rng.standard_normal((width, 6, 4)).astype(np.float32) for width in (1, 3, 5)}
    biases = rng.standard_normal(12).astype(np.float32)
    return Network(WORDS, vectors, filters, biases, rng.standard_normal((3, 2, 12)), rng.standard_normal(3))


def test_it_computes_what_its_definition_says(network: Network) -> None:
    text = "Police banned 3 marches. Nobody marched."
    ids = network.encode(text.lower())
    padded = np.concatenate([np.zeros((2, 6)), network.vectors[ids], np.zeros((2, 6))])
    answers = np.array(
        [
            np.concatenate(
                [
                    sum(padded[2 + at - width // 2 + step] @ filters[step] for step in range(width))
                    for width, filters in network.filters.items()
                ]
            )
            + network.biases
            for at in range(len(ids))
        ]
    ).clip(min=0)
    pooled = np.stack([answers.max(axis=0), answers.sum(axis=0) * 0.3 / np.sqrt(len(ids))])
    expected = np.einsum("lpc,pc->l", network.weights, pooled) + network.intercepts
    assert network.logits([text])[0] == pytest.approx(expected, abs=2e-2)


@given(st.lists(TEXTS, max_size=6))
def test_a_row_does_not_depend_on_the_other_texts(network: Network, texts: list[str]) -> None:
    together = network.logits(texts)
    assert together.shape == (len(texts), 3)
    for text, row in zip(texts, together, strict=True):
        assert (network.logits([text])[0] == row).all()


@given(TEXTS)
def test_the_words_contributions_and_the_intercept_are_the_log_odds(network: Network, text: str) -> None:
    logits = network.logits([text])[0]
    for wanted in ([True, True, True], [False, False, True]):
        (words,) = network.word_weights([text], np.array([wanted]))
        assert words.weights.sum(axis=0) + network.intercepts[wanted] == pytest.approx(logits[wanted], abs=1e-9)
        assert len(words.spans) == len(words.weights) == len(tokens(text.lower()))
        assert all(0 <= start < end <= len(text) for start, end in words.spans)


def test_what_is_stored_is_what_is_read(network: Network) -> None:
    again = Network.from_files(network.files())
    texts = ["Police banned the protest.", "", "İ"]
    assert (again.logits(texts) == network.logits(texts)).all()
    assert again.files() == network.files()


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"words.txt": b"one\ntwo"}, "vectors.npy: an array of the shape"),
        ({"words.txt": b"\n".join([b"one"] * 9)}, "words.txt: 'one' is repeated"),
        ({"filters-2.npy": to_bytes(np.ones((2, 6, 4)))}, "where odd numbers were expected"),
        ({"filters-x.npy": b""}, "invalid literal"),
        ({"biases.npy": to_bytes(np.full(12, np.nan))}, "biases.npy: a number that is not finite"),
        ({"weights.npy": to_bytes(np.ones((3, 2, 11)))}, "where (3, 2, 12) was expected"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(network: Network, files: dict[str, bytes], reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        Network.from_files({**network.files(), **files})


def test_it_knows_which_words_it_does_not_know(network: Network) -> None:
    shares = network.known_share(["Police banned the protest", "La police a interdit", "12 ...", ""])
    assert shares.tolist() == [1.0, 0.25, 1.0, 1.0]


@given(st.lists(TEXTS, max_size=6))
def test_the_compiled_loop_says_the_same(network: Network, texts: list[str]) -> None:
    assert (network.read_many(texts) == network.read_few(texts)).all()
    assert (network.known_many(texts) == network.known_few(texts)).all()


def test_on_real_paragraphs_the_compiled_loop_says_the_same(corpus: Path) -> None:
    lines = (corpus / "corpus" / "gold_train.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    shipped = load_bundle("default").model
    assert (shipped.read_many(texts) == shipped.read_few(texts)).all()
    assert (shipped.known_many(texts) == shipped.known_few(texts)).all()
