"""The compiled model, the plain one and scikit-learn's say the same of every text."""

import gzip
import itertools
import json
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rightstag.models.linear.features import count_terms, vectorisers
from rightstag.models.linear.model import Linear
from rightstag.models.linear.numba_backend import Terms, score
from rightstag.models.terms import TermBlock

#: Combining marks, joiners, apostrophes, digits, underscores, scripts without and with case, letters that change
#: their length in lower case, white space of all kinds, a lone surrogate, and what ends sentences.
ALPHABET = (
    "abnelytrwAB ßİΣςée\u0301\u0345’'_-1٣½²عربيमि人权😀\u200d\u200b\u00ad\u00a0\u2003\t\n\x1c\x00.!?;,\"”)»\ud800"
)
TEXTS = st.text(alphabet=ALPHABET, max_size=80) | st.text(max_size=40)
TRAINING = [
    "The rally was banned. Police beat the man; it wasn't said why!",
    "A ban, a ban: 1 ban_2 ٣ عربي عرب मि 人权 İß ΑΣ ας.",
    "😀\u200d😀 e\u0301é can't re-elect – “no.” a\u0345b½²",
]


def model(texts: list[str]) -> Linear:
    """Every term of these texts, weighed at random."""
    blocks = tuple(
        TermBlock(c.name, tuple(c.terms.tolist()), 1 + np.random.default_rng(1).random(len(c.terms)))
        for c in count_terms(texts)
    )
    shape = (3, sum(len(block.terms) for block in blocks))
    return Linear(blocks, np.random.default_rng(2).normal(size=shape), np.zeros(3))


LINEAR = model(TRAINING)
VECTORISERS = vectorisers(LINEAR.blocks)


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_kernel_reference_and_scikit_learn_agree(texts: list[str]) -> None:
    compiled = LINEAR.read_many(texts)
    np.testing.assert_allclose(compiled, VECTORISERS.transform(texts) @ LINEAR.weights.T, atol=1e-12)
    assert np.array_equal(compiled, LINEAR.read_few(texts))  # to the last bit


@given(st.lists(TEXTS | st.sampled_from(["a the man was there", "Rally-ban İß, 'ban' re_elect x² BAN"]), max_size=4))
def test_the_share_of_known_words_is_the_same(texts: list[str]) -> None:
    assert np.array_equal(LINEAR.known_many(texts), LINEAR.known_few(texts))


def test_pieces_of_the_same_characters_are_told_apart() -> None:
    """Numbers are the pieces that are most alike."""
    texts = [f"{a},{b}" for a, b in itertools.product(range(10, 30), range(0, 1000, 50))]
    linear = model(texts)
    assert np.array_equal(linear.read_many(texts), linear.read_few(texts))


def test_a_texts_scores_depend_on_no_other_text_and_no_text_is_no_row() -> None:
    together = LINEAR.read_many(TRAINING)
    assert all(np.array_equal(LINEAR.read_many([text])[0], row) for text, row in zip(TRAINING, together, strict=True))
    assert LINEAR.read_many([]).shape == LINEAR.read_few([]).shape == (0, 3)


def test_what_is_compiled_is_the_same_bytes_and_can_be_memory_mapped(tmp_path: Path) -> None:
    again = model(TRAINING).compiled
    for name in Terms._fields:
        np.save(tmp_path / f"{name}.npy", getattr(again, name))
        assert getattr(again, name).tobytes() == getattr(LINEAR.compiled, name).tobytes()
    mapped = Terms(*(np.load(tmp_path / f"{name}.npy", mmap_mode="r") for name in Terms._fields))
    assert np.array_equal(score(TRAINING, mapped, 3), LINEAR.read_many(TRAINING))


def test_on_real_paragraphs_all_three_say_the_same(corpus: Path) -> None:
    lines = (corpus / "corpus" / "gold_train.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    with gzip.open(corpus / "corpus" / "state_2016_2023.jsonl.gz", "rt", encoding="utf-8") as stream:
        texts += [json.loads(line)["text"] for line in itertools.islice(stream, 20_000)]
    linear = model(texts[:300])
    compiled = linear.read_many(texts)
    some = np.random.default_rng(0).permutation(len(texts))[:1_000]
    chosen = [texts[row] for row in some]
    assert np.array_equal(linear.read_few(chosen), compiled[some])
    np.testing.assert_allclose(
        compiled[some], vectorisers(linear.blocks).transform(chosen) @ linear.weights.T, atol=1e-9
    )
