"""A fine-tuned sentence encoder (ONNX, int8) with a linear head: texts to log-odds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from importlib.util import find_spec
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rightstag.atomic import read_bytes
from rightstag.errors import UsageError
from rightstag.models.arrays import read_floats, to_bytes
from rightstag.models.explain import WordWeights, piece_spans

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

#: Whose work the encoder is: it goes with every bundle that has one.
_NOTICE = Path(__file__).with_name("NOTICE-encoder.txt")
#: How ONNX says that weights lie in a file that it names: a bundle's never do.
_ELSEWHERE = b"\n\x08location"
#: Readings kept for whoever asks why, which is asked soon after: some kilobytes each.
_KEPT = 1024

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TokenWeights:
    """The contribution of each token of a text to the log-odds.

    Attributes
    ----------
    spans
        Characters ``[start, end)`` of each token; nothing of a special token.
    added
        What each token's state adds to the log-odds of each label, shape (tokens, labels).
    """

    spans: tuple[tuple[int, int], ...]
    added: Floats


@dataclass(frozen=True)
class SentenceEncoder:
    """An encoder with a linear head on the mean and the maximum of its tokens' states.

    Attributes
    ----------
    graph
        ONNX: ``ids``, shape (tokens,), to ``states``, shape (tokens, d).
    tokenizer
        ``tokenizer.json``, which says too how many tokens are read.
    weights
        Shape (labels, 2 d): of the mean, then of the maximum.
    intercepts
        Shape (labels,).
    """

    graph: bytes
    tokenizer: bytes
    weights: Floats
    intercepts: Floats

    def logits(self, texts: Sequence[str]) -> Floats:
        """Return the log-odds of every label, shape (texts, labels).

        Each text is read alone: its row does not depend on the other texts. All processors share the work, except that
        a worker process keeps to its own.
        """
        from joblib import Parallel, delayed

        threads = 1 if parent_process() else -1
        readings = Parallel(n_jobs=threads, prefer="threads")(delayed(self.read)(text) for text in texts)
        rows = [reading.added.sum(axis=0) for reading in readings]  # pyright: ignore[reportOptionalMemberAccess]
        return np.array(rows).reshape(len(texts), len(self.intercepts)) + self.intercepts

    def read(self, text: str) -> TokenWeights:
        """Return the weights of the tokens; with the intercepts they sum to the log-odds."""
        reading: TokenWeights = self._kept(text)
        return reading

    def word_weights(self, text: str, columns: npt.NDArray[np.int64]) -> WordWeights:
        """Return the words of a text and what the states at each add to the log-odds of some labels.

        A state speaks of its word in the light of all others, so that this says where the encoder found the label
        rather than which word alone made it.
        """
        reading, words = self.read(text), piece_spans(text)
        weights = np.zeros((len(words), len(columns)))
        spans = np.array(reading.spans, dtype=np.int64).reshape(-1, 2)
        whole = spans[:, 1] > spans[:, 0]  # special tokens stand nowhere
        rows = np.searchsorted(words[:, 0], spans[whole, 0], side="right") - 1
        np.add.at(weights, rows, reading.added[whole][:, columns])
        return WordWeights([(start, end) for start, end in words.tolist()], weights)

    def files(self) -> dict[str, bytes]:
        """Return the model's files by name."""
        head = {"head-weights.npy": to_bytes(self.weights), "head-intercepts.npy": to_bytes(self.intercepts)}
        return {"encoder.onnx": self.graph, "tokenizer.json": self.tokenizer, "NOTICE": read_bytes(_NOTICE), **head}

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "SentenceEncoder":
        """Load a model from its files; the inverse of `files`.

        Raises
        ------
        KeyError, ValueError
            A file is missing or is no array.
        """
        if _ELSEWHERE in files["encoder.onnx"]:
            raise ValueError("encoder.onnx: weights in another file")
        intercepts = read_floats(files, "head-intercepts", [None])
        weights = read_floats(files, "head-weights", [len(intercepts), None])
        encoder = cls(files["encoder.onnx"], files["tokenizer.json"], weights, intercepts)
        try:
            tokens, width = encoder._states("")[1].shape
        except UsageError:
            raise
        except Exception as error:  # onnxruntime and tokenizers raise what they like
            raise ValueError(f"an encoder that does not run: {error}") from error
        if not tokens or 2 * width != weights.shape[1]:
            raise ValueError(f"head-weights.npy: {weights.shape[1]} columns, where {2 * width} were expected")
        return encoder

    def features(self, texts: Sequence[str]) -> Floats:
        """Return the features of the head, mean and maximum of the states, shape (texts, 2 d)."""
        states = [self._states(text)[1] for text in texts]
        rows = [np.concatenate([state.mean(axis=0), state.max(axis=0)]) for state in states]
        return np.array(rows).reshape(len(texts), self.weights.shape[1])

    def _states(self, text: str) -> tuple[tuple[tuple[int, int], ...], Floats]:
        encoding = self._tokenizer.encode(text)
        (states,) = self._session.run(None, {"ids": np.array(encoding.ids, dtype=np.int64)})
        return tuple(encoding.offsets), np.asarray(states, dtype=np.float64)

    def _share_out(self, text: str) -> TokenWeights:
        spans, states = self._states(text)
        size = states.shape[1]
        mean, most = self.weights[:, :size], self.weights[:, size:]
        added = states @ mean.T / len(states)
        strongest = states.argmax(axis=0)
        np.add.at(added, strongest, (most * states[strongest, np.arange(size)]).T)
        return TokenWeights(spans, added)

    @cached_property
    def _kept(self) -> Any:  # noqa: ANN401 - a method with a memory
        return lru_cache(_KEPT)(self._share_out)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        check_installed()
        from tokenizers import Tokenizer

        return Tokenizer.from_buffer(self.tokenizer)

    @cached_property
    def _session(self) -> "InferenceSession":
        check_installed()
        from onnxruntime import InferenceSession, SessionOptions  # pyright: ignore[reportAttributeAccessIssue]

        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # whole paragraphs are shared out instead
        options.log_severity_level = 3  # errors
        return InferenceSession(self.graph, options, providers=["CPUExecutionProvider"])

    def __getstate__(self) -> dict[str, object]:
        """Return the fields without the session: another process makes its own."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def check_installed(model: object = "the model") -> None:
    """Refuse to go on without what runs an encoder.

    Parameters
    ----------
    model
        What needs it, for the message.

    Raises
    ------
    UsageError
        onnxruntime or tokenizers is not installed.
    """
    for library in ("onnxruntime", "tokenizers"):
        if find_spec(library) is None:
            raise UsageError(model, f"needs {library}, which is not installed", fix='pip install "rightstag[encoder]"')
