import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rightstag.models import Bundle
from rightstag.models.explain import letter_spans, lower_with_offsets, word_spans
from rightstag.models.export import to_pipeline
from rightstag.models.linear.model import Linear

any_bundle = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXTS = st.text(alphabet="banely rtwshİΣß.,–1\n\t", max_size=60) | st.text(max_size=30)


def test_a_probability_is_what_one_computes_by_hand(bundle: Bundle) -> None:
    words = np.array([0, 2.0, 0, 1.0]) / np.hypot(2.0, 1.0)  # "the rally"
    letters = np.array([0, 0, 1.0])  # "ly "
    logits = bundle.model.weights @ np.concatenate([words, letters]) + bundle.model.intercepts
    assert bundle.predict_proba(["The rally"])[0] == pytest.approx(1 / (1 + np.exp(-logits)), abs=1e-15)


def test_no_text_is_no_row(bundle: Bundle) -> None:
    assert bundle.predict_proba([]).shape == (0, 2)


def test_a_row_does_not_depend_on_the_others(bundle: Bundle) -> None:
    texts = ["The rally was banned.", "", "A ban of the rally", "nothing"]
    together = bundle.predict_proba(texts)
    assert all((bundle.predict_proba([text])[0] == row).all() for text, row in zip(texts, together, strict=True))


@any_bundle
@given(TEXTS)
def test_the_words_contributions_and_the_intercept_are_the_log_odds(bundle: Bundle, text: str) -> None:
    for label, probability, intercept in zip(
        bundle.labels, bundle.predict_proba([text])[0], bundle.model.intercepts, strict=True
    ):
        spans = bundle.contributions(text, label)
        total = sum(weight for _, _, weight in spans) + intercept
        assert total == pytest.approx(np.log(probability / (1 - probability)), abs=1e-9)
        assert all(0 <= start < end <= len(text) for start, end, _ in spans)


@any_bundle
@given(TEXTS)
def test_spans_are_found_where_scikit_learn_finds_the_terms(bundle: Bundle, text: str) -> None:
    features = to_pipeline(bundle)["features"]
    for (_, vectoriser), spans, sizes in zip(
        features.transformer_list, (word_spans, letter_spans), (range(1, 3), range(3, 6)), strict=True
    ):
        lowered, places = lower_with_offsets(text)
        assert len(places) == len(lowered) + 1
        ours = [term for term, _ in spans(lowered, sizes)]
        assert sorted(ours) == sorted(vectoriser.build_analyzer()(text))


def test_an_explanation_points_at_the_words_whatever_lower_case_does_to_their_length(bundle: Bundle) -> None:
    text = "İİİ “RALLY” was, banned."
    (start, end, weight), *rest = bundle.explain(text)["assembly"]
    assert text[start:end] == "RALLY"
    assert [text[a:b] for a, b, _ in rest] == ["banned"]  # "was" weighs, and says nothing
    assert weight > rest[0][2] > 0
    assert len(bundle.explain(text, labels=["assembly"], top=1)["assembly"]) == 1


def test_the_pipeline_is_scikit_learns_and_says_the_same(bundle: Bundle) -> None:
    texts = ["The rally was banned.", "", "A ban"]
    assert np.abs(to_pipeline(bundle).predict_proba(texts) - bundle.predict_proba(texts)).max() < 1e-12


def test_the_pipeline_of_a_single_label_says_the_same(bundle: Bundle) -> None:
    manifest = msgspec.structs.replace(bundle.manifest, labels=bundle.manifest.labels[:1])
    one = Bundle(manifest, bundle.model.only([0]))
    texts = ["The rally was banned.", ""]
    assert np.abs(to_pipeline(one).predict_proba(texts) - one.predict_proba(texts)).max() < 1e-12


def test_a_model_of_some_labels_says_the_same_of_those(bundle: Bundle) -> None:
    part, text = bundle.only(["expression"]), "The rally was banned."
    assert (part.labels, part.thresholds.tolist(), part.name) == (("expression",), [0.6], bundle.name)
    assert part.predict_proba([text]) == bundle.predict_proba([text])[:, [1]]
    assert part.explain(text) == bundle.explain(text, labels=["expression"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The rally of 2019 was banned", ["rally", "banned"]),
        ("the the the", []),
        ("a non-rally, rally-goers", ["rally-goers", "non-rally"]),
        ("BANNED! banned? 'banned'", ["BANNED", "banned", "banned"]),
    ],
)
def test_function_words_numbers_and_parts_of_words_are_no_evidence(bundle: Bundle, text: str, words: list[str]) -> None:
    steady = Bundle(bundle.manifest, Linear(bundle.model.blocks, np.abs(bundle.model.weights), bundle.model.intercepts))
    found = [text[start:end] for start, end, _ in steady.explain(text)["assembly"]]
    assert sorted(found) == sorted(words)


def test_texts_explained_together_are_explained_as_alone(bundle: Bundle) -> None:
    texts = ["The rally was banned.", "", "A ban of the rally"]
    wanted = np.array([[True, True], [True, False], [False, True]])
    together = bundle.explain_many(texts, wanted)
    assert [set(each) for each in together] == [{"assembly", "expression"}, {"assembly"}, {"expression"}]
    assert all(bundle.explain(t, labels=list(each)) == each for t, each in zip(texts, together, strict=True))
