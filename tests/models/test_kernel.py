"""The compiled model, the plain one and scikit-learn's say the same of every text."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.compiled import Scorer
from models.features import Block, count_terms, vectorisers
from models.reference import sentences

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


def model(texts: list[str], *, sentences_too: bool = True) -> Scorer:
    """Every term of these texts, weighed at random."""
    blocks = tuple(
        Block(c.name, tuple(c.terms.tolist()), 1 + np.random.default_rng(1).random(len(c.terms)))
        for c in count_terms(texts)
    )
    shape = (3, sum(len(block.terms) for block in blocks))
    weights, others = np.random.default_rng(2).normal(size=(2, *shape))
    return Scorer(blocks, weights, others if sentences_too else None)


SCORER = model(TRAINING)
VECTORISERS = vectorisers(SCORER.blocks)


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_kernel_reference_and_scikit_learn_agree(texts: list[str]) -> None:
    assert SCORER.sentence_weights is not None
    whole, best = SCORER.score_many(texts)
    np.testing.assert_allclose(whole, VECTORISERS.transform(texts) @ SCORER.weights.T, atol=1e-12)
    for text, row in zip(texts, best, strict=True):
        each = VECTORISERS.transform(sentences(text)) @ SCORER.sentence_weights.T
        np.testing.assert_allclose(row, each.max(axis=0), atol=1e-12)
    assert np.array_equal((whole, best), SCORER.score_few(texts))  # to the last bit
