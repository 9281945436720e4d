"""The weights of a fine-tuned encoder as an ONNX graph of eight-bit integers, which runs without torch.

It reads one paragraph at a time, so that it needs neither padding nor masks, and what it says of a paragraph cannot
depend on others: the scale of the integers is taken from all that is read at once.
"""

import tempfile
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from onnx import ModelProto

Floats = npt.NDArray[np.float32]
Weights = Mapping[str, npt.NDArray[np.float32]]

#: Dimensions of one attention head, in MiniLM as in BERT's small sisters.
HEAD_SIZE = 32
_OPSET, _IR = 20, 10  # Gelu came with opset 20
_EPSILON = 1e-12


class _Writer:
    """Nodes and constants of a graph, in the order in which they were written."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._names = (f"t{number}" for number in count())

    def constant(self, value: npt.NDArray[np.generic]) -> str:
        from onnx import numpy_helper

        name = next(self._names)
        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def __call__(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:  # noqa: ANN401 - whatever the operator has
        from onnx import helper

        name = output or next(self._names)
        self.nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name


def float_graph(weights: Weights, *, layers: int) -> "ModelProto":
    """Return a BERT encoder as an ONNX model: ``ids``, shape (tokens,), to ``states``, shape (tokens, dimensions).

    Parameters
    ----------
    weights
        By the names that transformers' ``BertModel`` gives them.
    layers
        Number of layers.
    """
    from onnx import TensorProto, checker, helper

    write = _Writer()
    hidden = _embed(write, weights)
    for number in range(layers):
        hidden = _layer(
            write,
            {
                name.removeprefix(f"encoder.layer.{number}."): value
                for name, value in weights.items()
                if name.startswith(f"encoder.layer.{number}.")
            },
            hidden,
        )
    write("Identity", hidden, output="states")
    size = weights["embeddings.word_embeddings.weight"].shape[1]
    graph = helper.make_graph(
        write.nodes,
        "encoder",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["tokens"])],
        [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["tokens", size])],
        write.constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
    checker.check_model(model)
    return model


def integer_graph(model: "ModelProto") -> bytes:
    """Return the model with its matrices as eight-bit integers, one scale a column.

    The integers use seven of the eight bits: processors without instructions of their own for this add two products in
    sixteen bits, which overflow with eight, so that the same file would say other things on other machines.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "encoder.onnx")
        quantize_dynamic(model, target, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
        return target.read_bytes()


def _embed(write: _Writer, weights: Weights) -> str:
    """Look up words as integers with a scale a row, add the places, and normalise."""
    words = weights["embeddings.word_embeddings.weight"]
    scales = np.maximum(np.abs(words).max(axis=1, keepdims=True), 1e-9) / 127
    integers = write.constant(np.rint(words / scales).astype(np.int8))
    embedded = write("Cast", write("Gather", integers, "ids"), to=1)
    embedded = write("Mul", embedded, write("Gather", write.constant(scales.astype(np.float32)), "ids"))
    # A single text has one kind of token, so that its vector can be added to every place's.
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    zero, one = (write.constant(np.array([number])) for number in (0, 1))
    length = write("Shape", "ids")
    here = write("Slice", write.constant(places), zero, length, zero, one)
    return _normalise(write, weights, "embeddings", write("Add", embedded, here))


def _layer(write: _Writer, weights: Weights, hidden: str) -> str:
    attended = _linear(write, weights, "attention.output.dense", _attend(write, weights, hidden))
    hidden = _normalise(write, weights, "attention.output", write("Add", hidden, attended))
    wide = write("Gelu", _linear(write, weights, "intermediate.dense", hidden))
    return _normalise(write, weights, "output", write("Add", hidden, _linear(write, weights, "output.dense", wide)))


def _attend(write: _Writer, weights: Weights, hidden: str) -> str:
    """Mix the tokens' values by how well their keys answer each query."""
    parts = [f"attention.self.{name}" for name in ("query", "key", "value")]
    scale = np.float32(1 / np.sqrt(HEAD_SIZE))  # into the queries, where it costs nothing
    factors = (scale, np.float32(1), np.float32(1))
    matrix = np.vstack([weights[f"{part}.weight"] * factor for part, factor in zip(parts, factors, strict=True)])
    bias = np.concatenate([weights[f"{part}.bias"] * factor for part, factor in zip(parts, factors, strict=True)])
    together = write("Add", write("MatMul", hidden, write.constant(matrix.T)), write.constant(bias))
    heads = matrix.shape[1] // HEAD_SIZE
    shaped = write("Reshape", together, write.constant(np.array([-1, 3, heads, HEAD_SIZE])))
    query, key, value = (write("Gather", shaped, write.constant(np.array(number)), axis=1) for number in range(3))
    answers = write("MatMul", write("Transpose", query, perm=[1, 0, 2]), write("Transpose", key, perm=[1, 2, 0]))
    mixed = write("MatMul", write("Softmax", answers, axis=-1), write("Transpose", value, perm=[1, 0, 2]))
    return write("Reshape", write("Transpose", mixed, perm=[1, 0, 2]), write.constant(np.array([-1, matrix.shape[1]])))


def _linear(write: _Writer, weights: Weights, name: str, hidden: str) -> str:
    product = write("MatMul", hidden, write.constant(weights[f"{name}.weight"].T))
    return write("Add", product, write.constant(weights[f"{name}.bias"]))


def _normalise(write: _Writer, weights: Weights, name: str, hidden: str) -> str:
    scale, shift = (write.constant(weights[f"{name}.LayerNorm.{part}"]) for part in ("weight", "bias"))
    return write("LayerNormalization", hidden, scale, shift, axis=-1, epsilon=_EPSILON)
