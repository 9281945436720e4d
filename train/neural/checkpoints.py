"""Checkpoints of fine-tuning: each fold's encoder is kept on disk, so that an interrupted run goes on."""

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rightstag.atomic import atomic_write, read_bytes
from rightstag.errors import InputError
from rightstag.train.dataset import Dataset
from rightstag.train.neural.finetune import (
    RECIPE,
    Network,
    Recipe,
    fine_tune,
    read,
    restore,
)
from rightstag.train.splits import Folds

Floats = npt.NDArray[np.float64]
Weights = Mapping[str, npt.NDArray[np.float32]]
#: Told which part is at work, which pass over its rows is done, of how many, and its mean loss.
Progress = Callable[[str, int, int, float], None]


@dataclass(frozen=True)
class Parts:
    """An encoder for each fold and one for all rows.

    Attributes
    ----------
    folder
        Where finished parts are kept. Their names begin with what they were made from, so that another data set or
        another recipe finds nothing of them.
    """

    folder: Path
    data: Dataset
    folds: Folds
    recipe: Recipe = RECIPE
    progress: Progress = lambda *_: None

    def logits(self) -> Floats:
        """Return the log-odds that encoders give to the fold that they were not trained on, shape (n, k)."""
        log_odds = np.empty(self.data.matrix.shape)
        for fold in range(self.folds.count):
            test = self.folds.test(fold)
            log_odds[test] = self.said([self.data.examples[row].text for row in test], fold)
        return log_odds

    def said(self, texts: Sequence[str], fold: int | None = None) -> Floats:
        """Return the log-odds that an encoder gives to texts, shape (texts, k).

        Parameters
        ----------
        fold
            What the encoder has not seen; nothing where it is the one of all rows.
        """
        digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:8]
        path = self.path(f"{_name(fold)}-{digest}.npy")
        if not path.is_file():
            network = restore(self.weights(fold), len(self.data.labels), self.recipe)
            _write(path, np.save, read(network, texts).astype(np.float32))
        logits = np.asarray(_read(path), dtype=np.float64)
        if logits.shape != (expected := (len(texts), len(self.data.labels))):
            raise InputError(path, f"an array of the shape {logits.shape}", expected=f"{expected}", fix="delete it")
        return logits

    def weights(self, fold: int | None = None) -> Weights:
        """Return the weights of the encoder that has not seen a fold, or of the one of all rows."""
        path = self.path(f"{_name(fold)}.npz")
        if not path.is_file():
            rows = np.arange(len(self.data)) if fold is None else self.folds.train(fold)
            _write(path, np.savez_compressed, **self._train(rows, _name(fold)).weights())
        return dict(_read(path))

    def path(self, name: str) -> Path:
        """Return the path of a checkpoint."""
        return self.folder / f"{self._key()}-{name}"

    def _train(self, rows: npt.NDArray[np.int64], name: str) -> Network:
        part = self.data.take(rows.tolist())
        return fine_tune(
            part.texts,
            part.matrix,
            part.known,
            recipe=self.recipe,
            progress=lambda *done: self.progress(name, *done),
        )

    def _key(self) -> str:
        """Hash rows in their order, labels, folds and recipe: the key of the checkpoints."""
        rows = (self.data.hashes, self.data.matrix, self.data.known, self.folds.numbers)
        content = [repr((self.recipe, self.data.labels)).encode(), *(array.tobytes() for array in rows)]
        return hashlib.sha256(b"\n".join(content)).hexdigest()[:12]


def _name(fold: int | None) -> str:
    return "all" if fold is None else f"fold{fold}"


def _write(path: Path, save: Callable[..., None], *arrays: object, **named: object) -> None:
    with atomic_write(path) as out:
        save(out, *arrays, **named)


def write_files(path: Path, files: Mapping[str, bytes]) -> None:
    """Keep named bytes in one file."""
    _write(path, np.savez_compressed, **{name: np.frombuffer(data, np.uint8) for name, data in files.items()})


def read_files(path: Path) -> dict[str, bytes]:
    """Read the named bytes of a checkpoint that `write_files` wrote."""
    return {name: data.tobytes() for name, data in dict(_read(path)).items()}


def _read(path: Path) -> Any:  # noqa: ANN401 - an array, or several by name
    try:
        return np.load(io.BytesIO(read_bytes(path)), allow_pickle=False)
    except ValueError as error:
        raise InputError(path, str(error), expected="a finished part of fine-tuning", fix="delete it") from error
