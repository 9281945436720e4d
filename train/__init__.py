"""Annotations become a bundle, and how good it is."""

from train.dataset import Dataset, load_dataset, text_hash
from train.fit import train_bundle
from train.metrics import judge
from train.splits import Folds, split

__all__ = ["Dataset", "Folds", "judge", "load_dataset", "split", "text_hash", "train_bundle"]
