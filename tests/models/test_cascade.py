"""A tiny encoder with weights drawn by chance beside the small linear model, through the same graph as the real one."""

import json
import pickle
from pathlib import Path

import msgspec
import numpy as np
import pytest

from rightstag.atomic import sha256
from rightstag.errors import InputError, UsageError
from rightstag.models import (
    Bundle,
    load_bundle,
    save_bundle,
    verify_bundle,
)
from rightstag.models.arrays import to_bytes
from rightstag.models.cascade import Cascade, blend, unsure
from rightstag.models.encoder import SentenceEncoder
from rightstag.models.export import to_pipeline
from rightstag.models.manifest import CascadeCard, Gate, json_bytes
from rightstag.models.storage.bundle_files import from_files, to_files
from rightstag.train.neural.onnx_graph import HEAD_SIZE, float_graph, integer_graph
from rightstag.train.neural.prune_tokenizer import prune

needs = [pytest.importorskip(name, reason=f"{name} is not installed") for name in ("onnx", "onnxruntime", "tokenizers")]

SIZE, WIDE, PLACES = 2 * HEAD_SIZE, 96, 12
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "rally", "was", "ban", "##ned", "a", "of", ".", "##s", "##n"]
TEXTS = ["The rally was banned.", "A ban of the rally", "", "the the the", "rally was a rally " * 20, "banned"]


def tokenizer(pieces: list[str] = PIECES) -> str:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    made = Tokenizer(models.WordPiece({piece: number for number, piece in enumerate(pieces)}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    made.add_special_tokens(PIECES[:4])
    made.enable_truncation(PLACES)
    return made.to_str()


def weights(layers: int = 1) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(0)
    shapes = {
        "embeddings.word_embeddings.weight": (len(PIECES), SIZE),
        "embeddings.position_embeddings.weight": (PLACES, SIZE),
        "embeddings.token_type_embeddings.weight": (2, SIZE),
        "embeddings.LayerNorm": SIZE,
    }
    for number in range(layers):
        for name, shape in {
            "attention.self.query": (SIZE, SIZE),
            "attention.self.key": (SIZE, SIZE),
            "attention.self.value": (SIZE, SIZE),
            "attention.output.dense": (SIZE, SIZE),
            "attention.output.LayerNorm": SIZE,
            "intermediate.dense": (WIDE, SIZE),
            "output.dense": (SIZE, WIDE),
            "output.LayerNorm": SIZE,
        }.items():
            shapes[f"encoder.layer.{number}.{name}"] = shape
    made = {}
    for name, shape in shapes.items():
        if isinstance(shape, int):
            made |= {f"{name}.weight": np.ones(shape), f"{name}.bias": np.zeros(shape)}
        elif name.startswith("embeddings"):
            made[name] = draw.normal(size=shape)
        else:
            made |= {f"{name}.weight": draw.normal(size=shape) / 8, f"{name}.bias": draw.normal(size=shape[0]) / 8}
    return {name: value.astype(np.float32) for name, value in made.items()}


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    draw = np.random.default_rng(1)
    graph = integer_graph(float_graph(weights(), layers=1))
    return SentenceEncoder(graph, tokenizer().encode(), draw.normal(size=(2, 2 * SIZE)), np.array([-0.5, 0.25]))


def gate(label: str, low: float, high: float) -> Gate:
    return Gate(label=label, low=low, high=high, quick=0.5, encoder=0.8, intercept=-0.1)


@pytest.fixture
def cascade(bundle: Bundle, encoder: SentenceEncoder) -> Bundle:
    figures = bundle.manifest.metrics
    card = CascadeCard(
        base="none",
        pieces=len(PIECES),
        gates=(gate("assembly", 0.3, 0.6), gate("expression", 0.2, 0.25)),
        share=0.4,
        quick=figures,
        everywhere=figures,
    )
    manifest = msgspec.structs.replace(bundle.manifest, cascade=card)
    return Bundle(manifest, Cascade(bundle.model, encoder, card.gates), bundle.seen)


class Forbidden(SentenceEncoder):
    def logits(self, texts):
        raise AssertionError(f"the encoder was asked to read {texts}")


def test_where_the_linear_model_is_sure_it_answers_alone_and_the_encoder_reads_nothing(
    bundle: Bundle, cascade: Bundle
) -> None:
    linear = bundle.predict_proba(TEXTS)
    left = unsure(cascade.model.gates, linear)
    assert left.any()
    sure = [text for text, row in zip(TEXTS, left, strict=True) if not row]
    encoder = cascade.model.encoder
    forbidden = Forbidden(b"", b"", encoder.weights, encoder.intercepts)
    never = Bundle(cascade.manifest, Cascade(bundle.model, forbidden, cascade.model.gates))
    assert sure
    assert (never.predict_proba(sure) == bundle.predict_proba(sure)).all()
    with pytest.raises(AssertionError, match="asked to read"):
        never.predict_proba(TEXTS)


def test_where_it_is_unsure_both_models_log_odds_are_added(bundle: Bundle, cascade: Bundle) -> None:
    linear, found = bundle.predict_proba(TEXTS), cascade.predict_proba(TEXTS)
    left = unsure(cascade.model.gates, linear)
    logits = 0.5 * np.log(linear / (1 - linear)) + 0.8 * cascade.model.encoder.logits(TEXTS) - 0.1
    assert found[left] == pytest.approx((1 / (1 + np.exp(-logits)))[left], abs=1e-12)
    assert (found[~left] == linear[~left]).all()
    both = blend(cascade.model.gates, linear, cascade.model.encoder.logits(TEXTS))
    assert both[left] == pytest.approx(found[left], abs=1e-12)


def test_a_row_is_the_same_in_any_batch_and_order(cascade: Bundle) -> None:
    together = cascade.predict_proba(TEXTS)
    assert (cascade.predict_proba(TEXTS[::-1])[::-1] == together).all()
    assert all((cascade.predict_proba([text])[0] == row).all() for text, row in zip(TEXTS, together, strict=True))
    assert cascade.predict_proba([]).shape == (0, 2)


def test_a_model_of_some_labels_says_the_same_of_those(cascade: Bundle) -> None:
    part = cascade.only(["expression"])
    assert (part.labels, part.thresholds.tolist(), part.name) == (("expression",), [0.6], cascade.name)
    assert (part.predict_proba(TEXTS) == cascade.predict_proba(TEXTS)[:, [1]]).all()
    assert [part.explain(text) for text in TEXTS] == [cascade.explain(text, labels=["expression"]) for text in TEXTS]


def test_the_tokens_and_the_intercept_are_the_log_odds(encoder: SentenceEncoder) -> None:
    head = encoder.features(TEXTS) @ encoder.weights.T + encoder.intercepts
    assert encoder.logits(TEXTS) == pytest.approx(head, abs=1e-9)
    for text, row in zip(TEXTS, encoder.logits(TEXTS), strict=True):
        reading = encoder.read(text)
        outside = sum(added for span, added in zip(reading.spans, reading.added, strict=True) if span[0] == span[1])
        for column in (0, 1):
            words = encoder.word_weights(text, np.array([column])).weights.sum()
            assert words + outside[column] + encoder.intercepts[column] == pytest.approx(row[column], abs=1e-9)


def test_an_explanation_points_at_words_of_the_text(cascade: Bundle) -> None:
    for text in TEXTS:
        for spans in cascade.explain(text, top=3).values():
            assert len(spans) <= 3
            assert all(0 <= start < end <= len(text) and weight > 0 for start, end, weight in spans)


def test_the_integers_say_about_what_the_floats_say() -> None:
    import onnxruntime

    model = float_graph(weights(2), layers=2)
    exact, rounded = (
        onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"]).run(None, {"ids": np.arange(9)})[0]
        for graph in (model.SerializeToString(), integer_graph(model))
    )
    assert exact.shape == (9, SIZE)
    assert exact.mean(axis=1) == pytest.approx(np.zeros(9), abs=1e-5)  # normalised
    assert np.abs(exact - rounded).max() < 0.1 * np.abs(exact).max()


def test_what_is_loaded_is_what_was_saved(cascade: Bundle, tmp_path: Path) -> None:
    save_bundle(cascade, tmp_path / "b")
    loaded = load_bundle(tmp_path / "b")
    assert isinstance(loaded.model, Cascade)
    assert (loaded.predict_proba(TEXTS) == cascade.predict_proba(TEXTS)).all()
    assert set(verify_bundle(tmp_path / "b").values()) == {""}
    assert (pickle.loads(pickle.dumps(loaded)).predict_proba(TEXTS) == cascade.predict_proba(TEXTS)).all()
    assert save_bundle(loaded, tmp_path / "again").manifest == loaded.manifest


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json", "head-weights.npy", "head-intercepts.npy"])
def test_one_byte_changed_is_noticed(cascade: Bundle, tmp_path: Path, name: str) -> None:
    save_bundle(cascade, tmp_path / "b")
    path = tmp_path / "b" / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match=f"^{path}: was changed"):
        load_bundle(tmp_path / "b")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("encoder.onnx", b"\x08\x07garbage", "an encoder that does not run"),
        ("encoder.onnx", b"", "an encoder that does not run"),
        ("encoder.onnx", b"\n\x08location\x12\x0b/etc/passwd", "encoder.onnx: weights in another file"),
        ("tokenizer.json", b"{}", "an encoder that does not run"),
        ("head-weights.npy", to_bytes(np.ones((2, 6))), "head-weights.npy: 6 columns"),
        ("head-intercepts.npy", to_bytes(np.zeros(3)), "where (3, any) was expected"),
    ],
)
def test_an_encoder_that_is_none_is_one_line(
    cascade: Bundle, tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    files = to_files(cascade)
    content = json.loads(files["manifest.json"])
    content["files"][name] = sha256(data)
    content["hash"] = sha256(json_bytes(content | {"hash": ""}))
    with pytest.raises(InputError) as caught:
        from_files({**files, name: data, "manifest.json": json_bytes(content)}, tmp_path)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_without_what_runs_an_encoder_one_line_says_what_to_install(
    cascade: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_bundle(cascade, tmp_path / "b")
    monkeypatch.setattr("rightstag.models.encoder.find_spec", lambda name: None)
    with pytest.raises(UsageError) as caught:
        load_bundle(tmp_path / "b")
    fix = 'pip install "rightstag[encoder]"'
    assert str(caught.value) == f"{tmp_path / 'b'}: needs onnxruntime, which is not installed; {fix}"
    assert caught.value.exit_code == 2


def test_it_is_no_scikit_learn_pipeline(cascade: Bundle) -> None:
    with pytest.raises(UsageError, match="is no scikit-learn pipeline: it has an encoder"):
        to_pipeline(cascade)


def test_a_pruned_tokenizer_spells_what_it_lost() -> None:
    from tokenizers import Tokenizer

    letters = [mark + letter for mark in ("", "##") for letter in "ralywsbned"]
    full = tokenizer([*PIECES, *[piece for piece in letters if piece not in PIECES]])
    pruned, kept = prune(full, frozenset({"the", "ban"}))
    old, new = Tokenizer.from_str(full), Tokenizer.from_str(pruned)
    spelled = ["[CLS]", "the", "r", "##a", "##l", "##l", "##y", "ban", "##n", "##e", "##d", "[SEP]"]
    assert new.encode("the rally banned").tokens == spelled
    assert [old.id_to_token(number) for number in kept] == list(json.loads(pruned)["model"]["vocab"])
    assert [kept[number] for number in new.encode("the ban").ids] == old.encode("the ban").ids
