"""Labelled paragraphs become a bundle, judged on paragraphs that it has not seen."""

from collections import Counter
from collections.abc import Sequence
from importlib import metadata
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from models import Bundle
from models.features import BLOCKS, MIN_GROUPS, Counts, count_terms, fit_encoder, group_floor
from models.linear import Linear
from models.manifest import LabelCard, Manifest, Settings, TrainingData
from models.scores import Evaluation
from rightstag.errors import InputError
from train.dataset import Dataset
from train.decide import Rule, decide_held_out, learn_rules
from train.metrics import judge
from train.plain import plain_probabilities
from train.splits import Folds, split

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

#: A label of fewer examples, or fewer counter-examples, is not learnt.
FEWEST = 10
#: Inverse strength of the penalty: 2 is best on unseen countries, 1 on unseen kinds of reports. No class weights:
#: calibration and thresholds do what they would.
STRENGTH = 1.5
#: What every term is taken to have occurred in either class already, in TF-IDF units.
SMOOTHING = 1.0
LIBRARIES = ("numpy", "scikit-learn", "scipy")

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def train_bundle(
    data: Dataset,
    *,
    taxonomy: str,
    name: str = "model",
    seed: int = 0,
    min_groups: int = MIN_GROUPS,
    jobs: int = 1,
    about: str = "",
    plain: bool = False,
) -> Bundle:
    """Fit a model on all paragraphs, with calibration, thresholds and figures from cross-validation.

    Parameters
    ----------
    taxonomy
        Version of the taxonomy that the labels are of.
    name
        Of the bundle.
    seed
        The same data and seed give the same bundle.
    min_groups
        In how many countries (or reports) a term must occur to be read; fewer where there are few.
    jobs
        How many processors to use; the result does not depend on it.
    about
        What readers of the model card must know of the data, in Markdown.
    plain
        Whether to judge scikit-learn's own pipeline on the same folds too, for comparison.

    Raises
    ------
    InputError
        No label has examples enough.
    """
    learnt = learnable(data)
    folds = split(data, seed=seed)
    counts = count_terms(data.texts)
    logits = cross_validate(data, counts, folds, learnt, min_groups=min_groups, jobs=jobs)
    rules = learn_rules(logits, data.matrix, data.known, folds.numbers, learnt)

    rows = np.arange(len(data))
    floor = group_floor(data.groups, wanted=min_groups)
    encoder = fit_encoder(counts, rows, data.groups, min_groups=floor)
    weights, intercepts = fit_labels(encoder.encode(rows), data.matrix, data.known, learnt, data.weights)
    # Platt scaling is linear in the log-odds, so that it goes into the weights.
    slopes, shifts = calibrations(rules)
    model = Linear(encoder.blocks(), slopes[:, np.newaxis] * weights, slopes * intercepts + shifts)
    settings = Settings(seed=seed, min_groups=floor, strength=STRENGTH, blocks=tuple(BLOCKS))
    manifest = describe(
        data, folds, logits, learnt, rules, name=name, taxonomy=taxonomy, settings=settings, about=about, plain=plain
    )
    return Bundle(manifest, model, np.unique(data.hashes))


def describe(
    data: Dataset,
    folds: Folds,
    logits: Floats,
    learnt: Bools,
    rules: Sequence[Rule],
    *,
    name: str,
    taxonomy: str,
    settings: Settings,
    libraries: Sequence[str] = LIBRARIES,
    about: str = "",
    plain: bool = False,
) -> Manifest:
    """Return the manifest of a model of all these paragraphs.

    Parameters
    ----------
    logits
        What models of the other parts say of each part, before calibration, shape (n, k).
    rules
        As `train.decide.learn_rules` learnt them from that.
    libraries
        Those that the model was made with.
    """
    cards = tuple(_label_cards(data, rules, learnt))
    how = f"Cross-validated by {folds.by} in {folds.count} parts"
    return Manifest(
        name=name,
        taxonomy=taxonomy,
        labels=cards,
        data=TrainingData(
            fingerprint=data.fingerprint,
            rows=len(data),
            countries=len({e.country for e in data.examples} - {None}),
            reports=len(np.unique(data.documents)),
            folds=folds.count,
            split=folds.by,
            sources=dict(sorted(Counter(e.source for e in data.examples if e.source).items())),
        ),
        settings=settings,
        metrics=judge_folds(data, logits, folds, learnt, f"{how}, thresholds and calibration too."),
        versions={library: metadata.version(library) for library in libraries},
        plain=judge_plain(data, folds) if plain else None,
        notices=tuple(_notices(folds, cards)),
        about=about,
    )


def calibrations(rules: Sequence[Rule]) -> tuple[Floats, Floats]:
    """Return what the log-odds of each label are multiplied by, and what is added, shape (k,) both."""
    slopes = np.array([rule.calibration.slope for rule in rules])
    return slopes, np.array([rule.calibration.intercept for rule in rules])


def cross_validate(
    data: Dataset, counts: tuple[Counts, ...], folds: Folds, learnt: Bools, *, min_groups: int, jobs: int = 1
) -> Floats:
    """Return the log-odds that models give to the fold that they were not trained on, shape (n, k)."""
    from joblib import Parallel, delayed

    def one(fold: int) -> Floats:
        train, test = folds.train(fold), folds.test(fold)
        floor = group_floor(data.groups[train], wanted=min_groups)
        encoder = fit_encoder(counts, train, data.groups, min_groups=floor)
        cells = (data.matrix[train], data.known[train], learnt, data.weights[train])
        weights, intercepts = fit_labels(encoder.encode(train), *cells)
        return np.asarray(encoder.encode(test) @ weights.T + intercepts)

    logits = np.empty((len(data), len(data.labels)))
    parts = Parallel(n_jobs=jobs, prefer="threads")(delayed(one)(fold) for fold in range(folds.count))
    for fold, part in enumerate(parts):
        logits[folds.test(fold)] = part
    return logits


def fit_labels(
    features: "csr_matrix",
    matrix: npt.NDArray[np.int8],
    known: Bools,
    learnt: Bools,
    certainty: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Fit one logistic regression a label on the cells that are known.

    Parameters
    ----------
    certainty
        How much each cell weighs, in (0, 1] where it is known, shape (n, k); all the same if not given.

    Returns
    -------
    tuple of numpy.ndarray
        Weights of shape (k, terms) and intercepts of shape (k,). A label that is not learnt, or of one class here,
        has no weights and the log-odds of its base rate.
    """
    from scipy.sparse import diags
    from sklearn.linear_model import LogisticRegression

    terms = features.shape[1]  # pyright: ignore[reportOptionalSubscript] - only scipy's stubs doubt that it has a shape
    weights, intercepts = np.zeros((len(learnt), terms)), np.empty(len(learnt))
    for k, use in enumerate(learnt):
        rows = np.flatnonzero(known[:, k])
        values = matrix[rows, k]
        yes = int(values.sum())
        if not use or yes in {0, len(rows)}:
            intercepts[k] = np.log((yes + 0.5) / (len(rows) - yes + 0.5))
            continue
        scales = term_scales(features[rows], values == 1)
        # liblinear's primal solver draws nothing by chance and uses no threads: the same bytes every time.
        fitted = LogisticRegression(C=STRENGTH, solver="liblinear").fit(
            features[rows] @ diags(scales), values, sample_weight=None if certainty is None else certainty[rows, k]
        )
        weights[k], intercepts[k] = fitted.coef_[0] * scales, fitted.intercept_[0]
    return weights, intercepts


def term_scales(features: "csr_matrix", positive: Bools) -> Floats:
    """Return how freely each term may be used: the more, the more its share of the two classes differs.

    The absolute log-count ratio of Wang and Manning, "Baselines and Bigrams" (2012), with a floor.

    Parameters
    ----------
    features
        Texts by terms.
    positive
        Which texts have the label, shape (n,); some do and some do not.

    Returns
    -------
    numpy.ndarray
        Shape (terms,), 0.5 for a term as common in both classes.
    """
    shares = [np.asarray(features[rows].sum(axis=0)).ravel() + SMOOTHING for rows in (positive, ~positive)]
    yes, no = (share / share.sum() for share in shares)
    return np.asarray(np.abs(np.log(yes / no)) + 0.5)


def judge_folds(data: Dataset, logits: Floats, folds: Folds, learnt: Bools, how: str) -> Evaluation:
    """Return the figures of each fold's paragraphs under calibration and thresholds from the other folds.

    Parameters
    ----------
    logits
        What ``cross_validate`` gave.
    how
        Which paragraphs these are to the model.
    """
    probabilities, decisions = decide_held_out(logits, data.matrix, data.known, folds.numbers, learnt)
    return _judge(data, probabilities, decisions, how)


def judge_plain(data: Dataset, folds: Folds) -> Evaluation:
    """Return the figures of scikit-learn's plain pipeline on the same folds, at thresholds of 0.5."""
    probabilities = plain_probabilities(data, folds)
    return _judge(
        data, probabilities, probabilities >= 0.5, "scikit-learn's plain pipeline on the same parts, thresholds at 0.5"
    )


def _judge(data: Dataset, probabilities: Floats, decisions: Bools, how: str) -> Evaluation:
    sources = [example.source for example in data.examples]
    return judge(
        probabilities,
        decisions,
        data.matrix,
        data.known,
        labels=data.labels,
        documents=data.documents,
        how=how,
        slices={"source": sources},
    )


def learnable(data: Dataset) -> Bools:
    """Return which labels have examples enough, shape (k,).

    Raises
    ------
    InputError
        None has.
    """
    yes = (data.matrix * data.known).sum(axis=0)
    no = data.known.sum(axis=0) - yes
    learnt: Bools = np.minimum(yes, no) >= FEWEST
    if not learnt.any():
        found = ", ".join(f"{label} {count}" for label, count in zip(data.labels, yes, strict=True))
        raise InputError(
            "training data",
            f"no label has examples enough ({found})",
            expected=f"{FEWEST} paragraphs with it and {FEWEST} without",
            fix="label more paragraphs",
        )
    return learnt


def _label_cards(data: Dataset, rules: Sequence[Rule], learnt: Bools) -> list[LabelCard]:
    cards = []
    for k, (label, rule) in enumerate(zip(data.labels, rules, strict=True)):
        yes = int(data.matrix[data.known[:, k], k].sum())
        no = int(data.known[:, k].sum()) - yes
        few = f"not learnt: {yes} examples and {no} counter-examples, {FEWEST} of each are needed; never given"
        cards.append(
            LabelCard(
                id=label,
                threshold=rule.threshold,
                positives=yes,
                negatives=no,
                trained=bool(learnt[k]),
                calibration=rule.calibration,
                note=rule.note if learnt[k] else few,
            )
        )
    return cards


def _notices(folds: Folds, cards: Sequence[LabelCard]) -> list[str]:
    notices = [folds.notice] if folds.notice else []
    notices += [f"{card.id}: {card.note}" for card in cards if not card.trained]
    few = [f"{card.id} ({card.positives})" for card in cards if card.trained and card.note]
    return notices + ([f"few examples, thresholds lean on those of all labels: {', '.join(few)}"] if few else [])
