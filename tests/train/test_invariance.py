"""What must not change when paragraphs or labels come in another order."""

from dataclasses import replace

import numpy as np

from models.features import count_terms
from train import train_bundle
from train.dataset import Dataset
from train.linear import fit_labels


def test_the_order_of_paragraphs_does_not_change_the_weights(dataset) -> None:
    data = dataset(90)
    (words, _) = count_terms(data.texts)
    features, learnt = words.matrix.astype(float), np.ones(3, dtype=bool)
    order = np.random.default_rng(0).permutation(len(data))
    weights, intercepts = fit_labels(features, data.matrix, data.known, learnt)
    again = fit_labels(features[order], data.matrix[order], data.known[order], learnt)
    assert np.abs(again[0] - weights).max() < 1e-6
    assert np.abs(again[1] - intercepts).max() < 1e-6
    assert data.take(order.tolist()).fingerprint == data.fingerprint


def test_the_order_of_labels_only_orders_what_a_model_says(dataset) -> None:
    data, order = dataset(90), [2, 0, 1]
    turned = Dataset(
        tuple(replace(e, labels=e.labels[order], known=e.known[order]) for e in data.examples),
        tuple(data.labels[k] for k in order),
    )
    first, again = (train_bundle(rows, taxonomy="1", min_groups=2) for rows in (data, turned))
    assert again.labels == tuple(first.labels[k] for k in order)
    assert np.abs(again.predict(data.texts) - first.predict(data.texts)[:, order]).max() < 1e-12
    assert np.abs(again.thresholds - first.thresholds[order]).max() < 1e-12
    assert again.manifest.metrics.labels == first.manifest.metrics.labels
