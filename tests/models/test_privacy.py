"""What a bundle tells of names, and what it cannot."""

import msgspec
import numpy as np
import pytest

from rightstag.models import Bundle
from rightstag.models.linear.features import vectorisers
from rightstag.models.linear.model import Linear
from rightstag.models.privacy import (
    derivable,
    names_in,
    paragraph_frequency,
    rare_terms,
    shared_by_few,
)
from rightstag.models.terms import TermBlock

TEXTS = [
    "The rally of Anna was banned.",
    "The rally was banned by Anna.",
    "The rally began.",
    "The rally was seen by nobody, the rally of May.",
]


@pytest.fixture
def counted(bundle: Bundle) -> Bundle:
    """Return a bundle of words whose idf is that of the texts above, as scikit-learn computes it."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    fitted = TfidfVectorizer(ngram_range=(1, 2), vocabulary=["anna", "may", "rally", "rally of"]).fit(TEXTS)
    block = TermBlock("words", ("anna", "may", "rally", "rally of"), np.asarray(fitted.idf_))
    data = msgspec.structs.replace(bundle.manifest.data, rows=len(TEXTS))
    return Bundle(msgspec.structs.replace(bundle.manifest, data=data), Linear((block,), np.zeros((2, 4)), np.zeros(2)))


def test_how_many_paragraphs_have_a_term_follows_from_the_idf(counted: Bundle) -> None:
    (block,) = counted.model.blocks
    assert paragraph_frequency(block.idf, len(TEXTS)).tolist() == [2, 1, 4, 2]
    found = [(f.term, f.reason, f.paragraphs, f.groups) for f in rare_terms(counted, 2)]
    assert found == [("may", "few paragraphs", 1, None)]
    assert not list(rare_terms(counted, 1))


def test_an_idf_from_elsewhere_is_not_taken_for_one_of_these_paragraphs(bundle: Bundle) -> None:
    assert not derivable(bundle)
    assert list(rare_terms(bundle, 1000)) == []


def test_the_training_data_tell_groups_and_names(counted: Bundle) -> None:
    found = [
        (f.term, f.reason, f.paragraphs, f.groups) for f in shared_by_few(counted, TEXTS, np.array([1, 1, 2, 2]), 2)
    ]
    assert found == [("anna", "few groups", 2, 1), ("may", "few groups", 1, 1)]
    found = [(f.term, f.reason) for f in shared_by_few(counted, TEXTS, np.array([1, 2, 3, 4]), 1)]
    assert found == [("anna", "name"), ("may", "name")]


def test_the_first_word_of_a_sentence_is_no_name() -> None:
    assert names_in(["The court ruled. The court sat, and the Hague did."]) == {"hague"}
    assert names_in(["Police came. Police went. Then police left."]) == frozenset()


def test_every_term_of_a_pipeline_is_looked_at(bundle: Bundle) -> None:
    found = {f"{f.block}__{f.term}" for f in shared_by_few(bundle, ["nothing"], np.array([0]), 5)}
    assert found == set(vectorisers(bundle.model.blocks).get_feature_names_out())
