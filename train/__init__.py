"""Annotations become a bundle, and how good it is."""

from rightstag.train.dataset import Dataset, load_dataset, text_hash
from rightstag.train.fit import train_bundle
from rightstag.train.metrics import judge
from rightstag.train.splits import Folds, split

__all__ = ["Dataset", "Folds", "judge", "load_dataset", "split", "text_hash", "train_bundle"]
