"""Train and evaluate models on labelled paragraphs."""

from rightstag.train.cross_validation import OutOfFoldPredictions, cross_validate
from rightstag.train.dataset import Dataset, dataset_of, load_dataset, text_hash
from rightstag.train.fit import fit_bundle, train_bundle
from rightstag.train.metrics import compute_metrics
from rightstag.train.splits import Folds, split

__all__ = [
    "Dataset",
    "Folds",
    "OutOfFoldPredictions",
    "compute_metrics",
    "cross_validate",
    "dataset_of",
    "fit_bundle",
    "load_dataset",
    "split",
    "text_hash",
    "train_bundle",
]
