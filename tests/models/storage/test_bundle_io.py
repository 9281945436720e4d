import io
import json
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import msgspec
import numpy as np
import pytest

from rightstag.atomic import sha256
from rightstag.errors import InputError, SafetyError, UsageError
from rightstag.models import (
    Bundle,
    load_bundle,
    save_bundle,
    verify_bundle,
)
from rightstag.models.arrays import to_bytes
from rightstag.models.linear.model import Linear
from rightstag.models.manifest import json_bytes
from rightstag.models.storage.registry import add

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


def reseal(folder: Path, name: str, data: bytes | None, **fields: object) -> None:
    """Replace a file of a bundle, and seal the manifest over it, as somebody would who means harm."""
    content = json.loads((folder / "manifest.json").read_bytes()) | fields
    if data is not None:
        (folder / name).write_bytes(data)
        content["files"][name] = sha256(data)
    content["hash"] = sha256(json_bytes(content | {"hash": ""}))
    (folder / "manifest.json").write_bytes(json_bytes(content))


def header(shape: str, descr: str = "<f8") -> bytes:
    """An .npy file that says what it holds, and holds nothing."""
    said = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(said).to_bytes(2, "little") + said.encode()


def pickled() -> bytes:
    out = io.BytesIO()
    np.save(out, np.array([print], dtype=object), allow_pickle=True)
    return out.getvalue()


WEIGHTS = np.ones((2, 7))
HOSTILE = {
    "a pickle in disguise": ("weights.npy", pickled(), "an array of object, where numbers were expected"),
    "more than the file holds": ("weights.npy", header("(2, 70000000000)"), "in 0 bytes"),
    "a negative size": ("weights.npy", header("(-1,)"), "in 0 bytes"),
    "no array": ("weights.npy", b"PK", "weights.npy: "),
    "no number": (
        "weights.npy",
        to_bytes(np.where(WEIGHTS > 0, np.nan, 0)),
        "weights.npy: a number that is not finite",
    ),
    "an infinite intercept": ("intercepts.npy", to_bytes(np.array([0, np.inf])), "a number that is not finite"),
    "a shape of its own": ("weights.npy", to_bytes(WEIGHTS[:, :6]), "(2, 6), where (2, 7) was expected"),
    "a label too many": ("intercepts.npy", to_bytes(np.zeros(3)), "(2, 7), where (3, 7) was expected"),
    "integers": ("weights.npy", to_bytes(WEIGHTS.astype(int)), "int64, where floats were expected"),
    "a term twice": ("words.json", b'["banned", "rally", "rally", "the"]', "words.json: 'rally' is repeated"),
    "a term that is no text": ("words.json", b'["banned", "rally", 3, "the"]', "words.json: Expected `str`"),
    "terms without end": ("words.json", b"[" * 100_000, "words.json: "),
    "idf of fewer terms": ("words-idf.npy", to_bytes(np.ones(3)), "(3,), where (4) was expected"),
    "hashes that are none": ("seen.npy", to_bytes(np.ones((2, 2))), "where hashes were expected"),
    "a probe of another model": (
        "probe.json",
        b'{"texts": [""], "probabilities": [[0.5]]}',
        "not a probability for each",
    ),
    "a probe that is none": ("probe.json", b'{"texts": 3}', "not a bundle"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_sealed_and_yet_no_bundle_is_one_line(saved: Path, kind: str) -> None:
    name, data, reason = HOSTILE[kind]
    reseal(saved, name, data)
    with pytest.raises(InputError) as caught:
        load_bundle(saved)
    assert str(caught.value).startswith(f"{saved}: not a bundle (")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def cards(*thresholds: float, labels: Sequence[str] = ("assembly", "expression")) -> list[dict]:
    return [
        {"id": label, "threshold": threshold, "positives": 9, "negatives": 21}
        for label, threshold in zip(labels, thresholds, strict=True)
    ]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"labels": cards(0.5, 0.5, labels=("assembly", "assembly"))}, "labels: 'assembly' is repeated"),
        ({"labels": []}, "labels: there are none"),
        ({"labels": cards(0.5, -1)}, "expression: a threshold of -1, which is not in [0, 1]"),
        ({"labels": cards(0.5, 0.5, labels=("assembly", "press"))}, "press: no figures"),
        ({"labels": cards(0.5, 0.5, labels=("assembly", "a\x1b[2J"))}, "no name"),
        ({"labels": 3}, "Expected `array`"),
        ({"schema": "rightstag.bundle/9"}, "Invalid enum value"),
        ({"extra": [[[]]]}, "unknown field `extra`"),
    ],
)
def test_a_faulty_manifest_is_one_line(saved: Path, fields: dict, reason: str) -> None:
    reseal(saved, "", None, **fields)
    with pytest.raises(InputError) as caught:
        load_bundle(saved)
    assert str(caught.value).startswith(f"{saved / 'manifest.json'}: ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"[" * 100_000, b"\xff\xfe", b"3", b'{"name": 1e999}'])
def test_what_is_no_manifest_is_one_line(saved: Path, data: bytes) -> None:
    (saved / "manifest.json").write_bytes(data)
    with pytest.raises(InputError, match="expected a bundle's manifest") as caught:
        load_bundle(saved)
    assert "\n" not in str(caught.value)
    assert set(verify_bundle(saved)) == {"manifest.json"}


@pytest.mark.parametrize("name", ["../x", "/etc/hostname", "a/b", "..", ".hidden", "C:x", "a\\b", "", "a\x00", "-o"])
def test_a_name_from_a_manifest_is_never_a_path(saved: Path, tmp_path: Path, name: str) -> None:
    content = json.loads((saved / "manifest.json").read_bytes())
    reseal(saved, "", None, files={**content["files"], name: sha256(b"echo")})
    (tmp_path / "x").write_bytes(b"echo")
    for use in (load_bundle, lambda folder: add(folder, name="bad", registry=tmp_path / "a" / "registry")):
        with pytest.raises(InputError, match=r"names the file .* expected a plain name"):
            use(saved)
    assert "names the file" in verify_bundle(saved)["manifest.json"]
    assert not (tmp_path / "a").exists()


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
