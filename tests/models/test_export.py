"""A bundle in people's own code says what it says here."""

from pathlib import Path

import joblib
import numpy as np
import pytest

from rightstag.errors import UsageError
from rightstag.models import Bundle, load_bundle
from rightstag.models.export import export_pipeline

TEXTS = ["The rally was banned.", "", "A ban of the rally: İstanbul, “the” press", "nothing"]


def test_a_joblib_file_predicts_the_same(bundle: Bundle, tmp_path: Path) -> None:
    export_pipeline(bundle, tmp_path / "ours.joblib")
    pipeline = joblib.load(tmp_path / "ours.joblib")
    assert np.abs(pipeline.predict_proba(TEXTS) - bundle.predict(TEXTS)).max() < 1e-9


def test_a_skops_file_predicts_the_same_and_trusts_nobody(bundle: Bundle, tmp_path: Path) -> None:
    skops = pytest.importorskip("skops.io", reason="skops is not installed: pip install 'rightstag[skops]'")
    export_pipeline(bundle, tmp_path / "ours.skops")
    pipeline = skops.load(tmp_path / "ours.skops", trusted=skops.get_untrusted_types(file=tmp_path / "ours.skops"))
    assert np.abs(pipeline.predict_proba(TEXTS) - bundle.predict(TEXTS)).max() < 1e-9


def test_the_model_that_ships_is_exported_too(tmp_path: Path) -> None:
    shipped = load_bundle("default")
    export_pipeline(shipped, tmp_path / "default.joblib")
    pipeline = joblib.load(tmp_path / "default.joblib")
    texts = [*TEXTS, "Police in Averland dispersed the rally. Two editors of Merovia were fined for libel."]
    assert np.abs(pipeline.predict_proba(texts) - shipped.predict(texts)).max() < 1e-9


def test_another_form_is_refused_and_nothing_written(bundle: Bundle, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        export_pipeline(bundle, tmp_path / "ours.pkl")
    expected = "a name that ends in .joblib or .skops"
    assert str(caught.value) == f"{tmp_path / 'ours.pkl'}: no pipeline is written as '.pkl'; expected {expected}"
    assert not list(tmp_path.iterdir())
