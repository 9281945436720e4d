"""Two labels and a handful of terms: a model whose every number one can compute by hand."""

import numpy as np
import pytest

from rightstag.models import Bundle
from rightstag.models.linear.model import Linear
from rightstag.models.manifest import (
    LabelCard,
    Manifest,
    Settings,
    TrainingData,
)
from rightstag.models.scores import Evaluation, Scores
from rightstag.models.terms import TermBlock
from rightstag.stats import Estimate

WORDS = TermBlock("words", ("banned", "rally", "rally was", "the"), np.array([1.5, 2.0, 2.5, 1.0]))
LETTERS = TermBlock("letters", (" ban", "ban", "ly "), np.array([1.2, 1.1, 1.3]))
WEIGHTS = np.array([[0.5, 2.0, 1.0, -0.25, 0.3, 0.1, 0.2], [1.5, -0.5, 0.0, 0.0, 0.7, 0.0, -0.1]])


@pytest.fixture
def manifest() -> Manifest:
    figure = Estimate(0.5, 0.4, 0.6)
    scores = Scores(
        precision=figure, recall=figure, f1=figure, average_precision=figure, support=9, predicted=9, judged=30
    )
    return Manifest(
        name="small",
        taxonomy="1",
        labels=(
            LabelCard(id="assembly", threshold=0.4, positives=9, negatives=21),
            LabelCard(id="expression", threshold=0.6, positives=9, negatives=21),
        ),
        data=TrainingData(fingerprint="0" * 64, rows=30, countries=3, reports=4, folds=3, split="report"),
        settings=Settings(seed=0, min_groups=2, strength=1.0, blocks=("words", "letters")),
        metrics=Evaluation(
            how="Cross-validated.",
            rows=30,
            documents=4,
            labels={"assembly": scores, "expression": scores},
            micro=scores,
            macro=scores,
        ),
        versions={"scikit-learn": "1.0"},
    )


@pytest.fixture
def bundle(manifest: Manifest) -> Bundle:
    return Bundle(manifest, Linear((WORDS, LETTERS), WEIGHTS, np.array([-1.0, -2.0])))
