"""A bundle in people's own code says what it says here."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import joblib
import msgspec
import numpy as np
import pytest

from rightstag.errors import UsageError
from rightstag.models import Bundle, load_bundle
from rightstag.models.export import export_pipeline, to_pipeline

TEXTS = ["The rally was banned.", "", "A ban of the rally: İstanbul, “the” press", "nothing", "rally rally rally"]


def same(pipeline: object, bundle: Bundle, texts: list[str] = TEXTS) -> bool:
    close = np.abs(pipeline.predict_proba(texts) - bundle.predict_proba(texts)).max() < 1e-9
    return close and np.array_equal(pipeline.predict(texts), bundle.predict(texts))


@pytest.fixture
def eager(bundle: Bundle) -> Bundle:
    """Thresholds far from 0.5."""
    labels = tuple(
        msgspec.structs.replace(card, threshold=threshold)
        for card, threshold in zip(bundle.manifest.labels, (0.7, 0.12), strict=True)
    )
    return replace(bundle, manifest=msgspec.structs.replace(bundle.manifest, labels=labels))


def test_a_joblib_file_says_the_same(eager: Bundle, tmp_path: Path) -> None:
    export_pipeline(eager, tmp_path / "ours.joblib")
    assert same(joblib.load(tmp_path / "ours.joblib"), eager)
    given = eager.predict_proba(TEXTS) >= 0.5
    assert not np.array_equal(eager.predict(TEXTS), given)
    assert eager.predict(TEXTS).any(axis=0).all()


def test_a_skops_file_says_the_same_and_trusts_nobody(bundle: Bundle, tmp_path: Path) -> None:
    skops = pytest.importorskip("skops.io", reason="skops is not installed: pip install 'rightstag[skops]'")
    export_pipeline(bundle, tmp_path / "ours.skops")
    unknown = skops.get_untrusted_types(file=tmp_path / "ours.skops")
    assert not [name for name in unknown if name.startswith("rightstag")]
    assert same(skops.load(tmp_path / "ours.skops", trusted=unknown), bundle)


def test_a_model_of_one_label_says_the_same(bundle: Bundle) -> None:
    assert same(to_pipeline(bundle.only(["expression"])), bundle.only(["expression"]))


def test_the_model_that_ships_is_exported_too(tmp_path: Path) -> None:
    shipped = load_bundle("default")
    export_pipeline(shipped, tmp_path / "default.joblib")
    texts = [*TEXTS, "Police in Averland dispersed the rally. Two editors of Merovia were fined for libel."]
    assert same(joblib.load(tmp_path / "default.joblib"), shipped, texts)


#: A process that has scikit-learn and no rightstag: neither installed nor beside it.
ELSEWHERE = """
import json, sys
sys.meta_path = [finder for finder in sys.meta_path if "editable" not in repr(finder).lower()]
sys.path = [place for place in sys.path if place != {home!r}]
try:
    import rightstag
except ImportError:
    pass
else:
    sys.exit("rightstag is still there")
import joblib
pipeline = joblib.load("ours.joblib")
texts = json.loads(sys.stdin.read())
print(json.dumps([pipeline.predict_proba(texts).tolist(), pipeline.predict(texts).tolist()]))
"""


def test_a_linear_model_is_loaded_where_rightstag_is_not_installed(bundle: Bundle, tmp_path: Path) -> None:
    export_pipeline(bundle, tmp_path / "ours.joblib")
    program = ELSEWHERE.format(home=str(Path(__file__).resolve().parents[2]))
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path, input=json.dumps(TEXTS), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    probabilities, decisions = json.loads(done.stdout)
    assert np.abs(np.array(probabilities) - bundle.predict_proba(TEXTS)).max() < 1e-9
    assert np.array_equal(decisions, bundle.predict(TEXTS))


def test_another_form_is_refused_and_nothing_written(bundle: Bundle, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        export_pipeline(bundle, tmp_path / "ours.pkl")
    expected = "a name that ends in .joblib or .skops"
    assert str(caught.value) == f"{tmp_path / 'ours.pkl'}: no pipeline is written as '.pkl'; expected {expected}"
    assert not list(tmp_path.iterdir())
