from importlib import metadata
from pathlib import Path

import msgspec
import numpy as np
import pytest

from rightstag.errors import InputError, SafetyError, UsageError
from rightstag.models import (
    Bundle,
    load_bundle,
    save_bundle,
    verify_bundle,
)
from rightstag.models.linear.model import Linear
from rightstag.models.manifest import Manifest, encode, seal
from rightstag.models.storage import bundle_io as store

TEXTS = ["The rally was banned.", "A ban of the rally", ""]
FILES = (
    "card.md",
    "intercepts.npy",
    "letters-idf.npy",
    "letters.json",
    "manifest.json",
    "probe.json",
    "seen.npy",
    "weights.npy",
    "words-idf.npy",
    "words.json",
)


@pytest.fixture
def saved(bundle: Bundle, tmp_path: Path) -> Path:
    versions = {"scikit-learn": metadata.version("scikit-learn")}
    manifest = msgspec.structs.replace(bundle.manifest, versions=versions)
    save_bundle(Bundle(manifest, bundle.model), tmp_path / "b")
    return tmp_path / "b"


def test_what_is_loaded_is_what_was_saved(bundle: Bundle, saved: Path) -> None:
    loaded = load_bundle(saved)
    assert (loaded.predict_proba(TEXTS) == bundle.predict_proba(TEXTS)).all()
    assert loaded.labels == bundle.labels
    assert loaded.thresholds.tolist() == [0.4, 0.6]
    assert loaded.taxonomy == "1"
    assert loaded.name == f"small-{loaded.manifest.hash[:8]}"
    assert loaded.note == ""
    assert save_bundle(loaded, saved.with_name("again")).manifest == loaded.manifest


def test_the_same_bundle_gives_the_same_bytes_and_replaces_the_old(bundle: Bundle, tmp_path: Path) -> None:
    first = save_bundle(bundle, tmp_path / "one")
    save_bundle(
        Bundle(bundle.manifest, Linear(bundle.model.blocks, bundle.model.weights * 2, bundle.model.intercepts)),
        tmp_path / "two",
    )
    assert save_bundle(bundle, tmp_path / "two").manifest.hash == first.manifest.hash
    assert sorted(path.name for path in (tmp_path / "two").iterdir()) == list(FILES)
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in FILES)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


@pytest.mark.parametrize("name", FILES)
def test_one_byte_changed_is_noticed_and_the_file_named(saved: Path, name: str) -> None:
    path = saved / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match=f"^{path}: ") as caught:
        load_bundle(saved)
    assert "\n" not in str(caught.value)
    assert [file for file, fault in verify_bundle(saved).items() if fault] == [name]


def test_a_missing_file_is_named(saved: Path) -> None:
    (saved / "words.json").unlink()
    with pytest.raises(InputError) as caught:
        load_bundle(saved)
    expected = "what the manifest lists; copy the bundle again, or train again"
    assert str(caught.value) == f"{saved / 'words.json'}: is missing; expected {expected}"


def test_a_pickle_in_disguise_is_not_opened(bundle: Bundle, saved: Path) -> None:
    weights = saved / "weights.npy"
    np.save(weights, np.array([print], dtype=object), allow_pickle=True)
    manifest = msgspec.json.decode((saved / "manifest.json").read_bytes(), type=Manifest)
    files = {**manifest.files, "weights.npy": store.sha256(weights.read_bytes())}
    (saved / "manifest.json").write_bytes(encode(seal(msgspec.structs.replace(manifest, files=files))))
    with pytest.raises(InputError, match=r"not a bundle .*allow_pickle=False"):
        load_bundle(saved)


def test_what_is_no_bundle_is_neither_read_nor_replaced(bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("keep")
    with pytest.raises(UsageError, match=r"no bundle there; expected a folder with manifest\.json; check the path"):
        load_bundle(tmp_path / "notes")
    with pytest.raises(UsageError, match="is there and is no bundle"):
        save_bundle(bundle, tmp_path / "notes")
    assert (tmp_path / "notes" / "mine.txt").read_text() == "keep"


def test_a_folder_that_cannot_be_made_is_one_line(bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        save_bundle(bundle, tmp_path / "file" / "model")


def test_another_scikit_learn_that_predicts_the_same_is_noted(bundle: Bundle, tmp_path: Path) -> None:
    save_bundle(bundle, tmp_path / "b")
    here = metadata.version("scikit-learn")
    assert load_bundle(tmp_path / "b").note == f"made with scikit-learn 1.0; {here} reproduces its predictions"


def test_another_scikit_learn_that_predicts_otherwise_is_refused(
    bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_bundle(bundle, tmp_path / "b")
    predict = Bundle.predict_proba
    monkeypatch.setattr(Bundle, "predict_proba", lambda *given: predict(*given) + 1e-8)
    with pytest.raises(SafetyError, match=r"predicts otherwise than 1.0, which made it, by up to 1e-08") as caught:
        load_bundle(tmp_path / "b")
    assert caught.value.exit_code == 7


def test_the_card_shows_the_figures(saved: Path) -> None:
    card = (saved / "card.md").read_text()
    figure = "0.50 (0.40-0.60)"
    assert f"| assembly | {figure} | {figure} | {figure} | {figure} | 9 of 30 | 0.40 |" in card
