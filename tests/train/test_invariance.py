"""What must not change when paragraphs or labels come in another order."""

from dataclasses import replace

import numpy as np

from rightstag.train import train_bundle
from rightstag.train.dataset import Dataset


def test_the_order_of_paragraphs_changes_nothing(dataset) -> None:
    data = dataset(90)
    order = np.random.default_rng(0).permutation(len(data))
    first, again = (train_bundle(rows, taxonomy="1", min_groups=2) for rows in (data, data.take(order.tolist())))
    assert again.manifest == first.manifest
    assert np.array_equal(again.predict_proba(data.texts), first.predict_proba(data.texts))


def test_the_order_of_labels_only_orders_what_a_model_says(dataset) -> None:
    data, order = dataset(90), [2, 0, 1]
    turned = Dataset(
        tuple(replace(e, labels=e.labels[order], known=e.known[order]) for e in data.examples),
        tuple(data.labels[k] for k in order),
    )
    first, again = (train_bundle(rows, taxonomy="1", min_groups=2) for rows in (data, turned))
    assert again.labels == tuple(first.labels[k] for k in order)
    assert np.abs(again.predict_proba(data.texts) - first.predict_proba(data.texts)[:, order]).max() < 1e-12
    assert np.abs(again.thresholds - first.thresholds[order]).max() < 1e-12
    assert again.manifest.metrics.labels == first.manifest.metrics.labels
