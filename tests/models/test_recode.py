"""Models that outlive the codebook they were trained with."""

import numpy as np
import pytest

from rightstag.labels import Category, Taxonomy
from rightstag.models import load_bundle
from rightstag.models.hierarchy import propagate_yes
from rightstag.models.recode import label_recoding, recode_bundle

TEXTS = ["A court in Averland fined an editor for an article.", "It rained in Merovia."]


def taxonomy(*categories: dict[str, object], retired: tuple[str, ...] = ()) -> Taxonomy:
    made = tuple(Category(**fields) for fields in categories)
    return Taxonomy(version="2", title="", unit="", question="", categories=made, retired=retired)


@pytest.fixture(scope="module")
def shipped():
    return load_bundle("default")


def test_a_renamed_label_keeps_its_probabilities_thresholds_and_figures(shipped) -> None:
    renamed = recode_bundle(shipped, taxonomy({"id": "speech", "formerly": ("press", "expression")}))
    column = shipped.labels.index("expression")
    assert renamed.labels == tuple("speech" if label == "expression" else label for label in shipped.labels)
    assert np.array_equal(renamed.predict_proba(TEXTS), shipped.predict_proba(TEXTS))
    assert renamed.thresholds[column] == shipped.thresholds[column]
    assert renamed.manifest.metrics.labels["speech"] == shipped.manifest.metrics.labels["expression"]
    assert renamed.explain(TEXTS[0])["speech"] == shipped.explain(TEXTS[0])["expression"]
    assert renamed.name == shipped.name


@pytest.mark.parametrize(
    "codebook",
    [
        taxonomy({"id": "civic", "merges": ("assembly", "expression")}, retired=("statelessness",)),
        taxonomy(
            {"id": "a", "split_from": "assembly"}, {"id": "b", "split_from": "expression"}, retired=("statelessness",)
        ),
    ],
)
def test_a_merged_split_or_retired_label_is_one_that_the_model_no_longer_knows(shipped, codebook) -> None:
    assert recode_bundle(shipped, codebook).labels == ("association", "refugees")


def test_a_taxonomy_that_says_nothing_of_the_models_labels_changes_nothing(shipped) -> None:
    assert recode_bundle(shipped, taxonomy({"id": "torture"})) is shipped


def test_recoding_twice_is_recoding_once(shipped) -> None:
    codebook = taxonomy({"id": "speech", "formerly": ("expression",)}, {"id": "civic"})
    once = recode_bundle(shipped, codebook)
    assert label_recoding(once.labels, codebook).ids == ()


def test_a_yes_to_a_child_is_a_yes_to_its_parent(shipped) -> None:
    codebook = taxonomy({"id": "association"}, {"id": "expression", "parent": "association"})
    nested = recode_bundle(shipped, codebook)
    child, parent = (nested.labels.index(label) for label in ("expression", "association"))
    given = nested.predict(TEXTS)
    assert given[0].tolist()[child] == given[0].tolist()[parent] == 1
    assert given[1].tolist()[parent] == 0
    assert (nested.predict_proba(TEXTS)[:, parent] >= nested.predict_proba(TEXTS)[:, child]).all()


def test_a_grandchild_reaches_its_grandparent_through_its_parent_in_any_order_of_columns() -> None:
    parents = {"a": "b", "b": "c"}
    for order in (["a", "b", "c"], ["c", "b", "a"], ["b", "c", "a"]):
        row = [0.9 if label == "a" else 0.1 for label in order]
        raised = propagate_yes([row], [0.5] * 3, order, parents)[0]
        assert (raised >= 0.9).all()
