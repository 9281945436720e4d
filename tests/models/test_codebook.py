"""A bundle carries its taxonomy; one that is given may rename its labels and add others, and must have them all."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from rightstag.errors import InputError
from rightstag.labels import Category, Taxonomy, load_taxonomy
from rightstag.models import Bundle, load_bundle, save_bundle
from rightstag.models.codebook import taxonomy_of, with_taxonomy

WATER = Category(id="water", title="Right to water", colour="#123456")
PRESS = Category(id="press", title="Freedom of the press", formerly=("expression",))
OWN = Taxonomy(
    version="7", title="Ours", unit="paragraph", question="Is it broken?",
    categories=(PRESS, WATER, Category(id="assembly", title="Assembly")),
)  # fmt: skip


def carrying(bundle: Bundle, **fields: object) -> Bundle:
    return replace(bundle, manifest=msgspec.structs.replace(bundle.manifest, **fields))


def test_what_is_loaded_has_the_taxonomy_that_was_saved(bundle: Bundle, tmp_path: Path) -> None:
    versions = {"numpy": "0"}
    kept = carrying(bundle, codebook=msgspec.to_builtins(OWN), versions=versions)
    save_bundle(kept, tmp_path / "b")
    loaded = load_bundle(tmp_path / "b")
    assert loaded.codebook == OWN
    assert taxonomy_of(loaded) == OWN


def test_a_bundle_of_0_1_has_the_taxonomy_that_ships(bundle: Bundle) -> None:
    assert taxonomy_of(bundle) == load_taxonomy()
    assert bundle.categories.ids == bundle.labels
    foreign = carrying(with_taxonomy(bundle, OWN), codebook=None)
    with pytest.raises(InputError, match=r"carries no taxonomy, and 'press' is not in the one that ships; give"):
        taxonomy_of(foreign)


def test_labels_go_by_their_present_names_everywhere(bundle: Bundle, tmp_path: Path) -> None:
    texts = ["The rally was banned.", ""]
    renamed = with_taxonomy(bundle, OWN)
    assert renamed.labels == ("assembly", "press")
    assert np.array_equal(renamed.predict_proba(texts), bundle.predict_proba(texts))
    assert renamed.explain(texts[0])["press"] == bundle.explain(texts[0])["expression"]
    assert set(renamed.manifest.metrics.labels) == {"assembly", "press"}
    assert taxonomy_of(renamed) == OWN
    assert renamed.categories.ids == renamed.labels == ("assembly", "press")
    assert save_bundle(renamed, tmp_path / "b").labels == load_bundle(tmp_path / "b").labels


def test_a_taxonomy_without_a_label_of_the_model_is_refused(bundle: Bundle) -> None:
    with pytest.raises(InputError) as caught:
        with_taxonomy(bundle, msgspec.structs.replace(OWN, categories=(WATER, OWN.categories[2])))
    assert str(caught.value) == (
        f"{bundle.name}: the model's label 'expression' is not in the taxonomy; expected one of water, assembly; "
        "add it, or say 'formerly: [expression]' under the category that it is now"
    )


def test_a_codebook_that_is_none_is_one_line(bundle: Bundle) -> None:
    with pytest.raises(InputError, match="a taxonomy that is none: "):
        _ = carrying(bundle, codebook={"version": 3}).codebook
