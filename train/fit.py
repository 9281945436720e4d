"""Labelled paragraphs become a bundle, judged on paragraphs that it has not seen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import metadata

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.labels import Taxonomy
from rightstag.models import Bundle
from rightstag.models.linear.features import MIN_GROUPS, fit_tfidf
from rightstag.models.linear.model import Linear
from rightstag.models.manifest import (
    LabelCard,
    Manifest,
    Settings,
    TrainingData,
)
from rightstag.models.scores import Evaluation
from rightstag.train.baseline import baseline_probabilities
from rightstag.train.calibration import FEW, DecisionRule
from rightstag.train.cross_validation import FEWEST, OutOfFoldPredictions, cross_validate
from rightstag.train.dataset import Dataset
from rightstag.train.familiarity import familiar_share
from rightstag.train.linear import fit_labels
from rightstag.train.model_selection import BUDGET
from rightstag.train.predict import metrics_on
from rightstag.train.splits import Folds
from rightstag.train.thresholds import F1, Goal

LIBRARIES = ("numpy", "scikit-learn", "scipy")

Floats = npt.NDArray[np.float64]


def train_bundle(
    data: Dataset,
    *,
    taxonomy: Taxonomy | str,
    name: str = "model",
    seed: int = 0,
    min_groups: int = MIN_GROUPS,
    budget: int = BUDGET,
    jobs: int = 1,
    about: str = "",
    baseline: bool = False,
    goals: Sequence[Goal] = (),
) -> Bundle:
    """Cross-validate, and fit a model on all paragraphs; see `cross_validate` and `fit_bundle`.

    Parameters
    ----------
    seed
        The same data and seed give the same bundle.
    jobs
        How many processors to use; the result does not depend on it.
    """
    out_of_fold = cross_validate(data, seed=seed, min_groups=min_groups, budget=budget, jobs=jobs)
    return fit_bundle(out_of_fold, taxonomy=taxonomy, name=name, about=about, baseline=baseline, goals=goals)


def fit_bundle(
    out_of_fold: OutOfFoldPredictions,
    *,
    taxonomy: Taxonomy | str,
    name: str = "model",
    about: str = "",
    baseline: bool = False,
    goals: Sequence[Goal] = (),
) -> Bundle:
    """Fit a linear model on all paragraphs, with calibration, thresholds and figures from cross-validation.

    Parameters
    ----------
    out_of_fold
        Of linear models, with the settings that were chosen.
    taxonomy
        The one that the labels are of, which the bundle carries; or only its version, where no more is known.
    name
        Of the bundle.
    about
        What readers of the model card must know of the data, in Markdown.
    baseline
        Whether to judge scikit-learn's own pipeline on the same folds too, for comparison.
    goals
        What the threshold of each label is for; the highest F1 if not given.
    """
    data, chosen, rows = out_of_fold.data, out_of_fold.chosen, np.arange(len(out_of_fold.data))
    read = tuple(each for each in out_of_fold.counts if each.name in chosen.blocks)
    encoder = fit_tfidf(read, rows, data.groups, min_groups=out_of_fold.min_groups)
    cells = data.matrix, data.known, out_of_fold.learnt, data.weights
    weights, intercepts = fit_labels(encoder.encode(rows), *cells, strengths=[chosen.strength])[0]
    # Platt scaling is linear in the log-odds, so that it goes into the weights.
    rules = out_of_fold.rules(goals)
    slopes, shifts = calibrations(rules)
    model = Linear(encoder.blocks(), slopes[:, np.newaxis] * weights, slopes * intercepts + shifts)
    settings = Settings(
        seed=out_of_fold.seed,
        min_groups=out_of_fold.min_groups,
        strength=chosen.strength,
        blocks=tuple(block.name for block in model.blocks),
        tried=out_of_fold.tried,
        background=True,
        local=out_of_fold.min_groups == 0,
        familiar=familiar_share(out_of_fold),
    )
    manifest = describe(
        out_of_fold, rules, name=name, taxonomy=taxonomy, settings=settings, goals=goals, about=about, baseline=baseline
    )
    return Bundle(manifest, model, np.unique(data.hashes))


def describe(
    out_of_fold: OutOfFoldPredictions,
    rules: Sequence[DecisionRule],
    *,
    name: str,
    taxonomy: Taxonomy | str,
    settings: Settings,
    goals: Sequence[Goal] = (),
    libraries: Sequence[str] = LIBRARIES,
    about: str = "",
    baseline: bool = False,
) -> Manifest:
    """Return the manifest of a model of all these paragraphs.

    Parameters
    ----------
    out_of_fold
        What models like it say of the parts that they were not trained on.
    rules
        As learnt from that, for these goals.
    libraries
        Those that the model was made with.
    """
    data, folds = out_of_fold.data, out_of_fold.folds
    cards = tuple(_label_cards(out_of_fold, rules))
    aims = {label: str(goal) for label, goal in zip(data.labels, goals, strict=True) if goal != F1} if goals else {}
    chosen = "features, strength, thresholds" if settings.tried else "thresholds"
    how = f"Cross-validated by {folds.by} in {folds.count} parts, {chosen} and calibration too."
    return Manifest(
        name=name,
        taxonomy=taxonomy if isinstance(taxonomy, str) else taxonomy.version,
        codebook=None if isinstance(taxonomy, str) else msgspec.to_builtins(taxonomy),
        labels=cards,
        data=TrainingData(
            fingerprint=data.fingerprint,
            rows=len(data),
            countries=len({e.country for e in data.examples} - {None}),
            reports=data.report_count,
            folds=folds.count,
            split=folds.by,
            sources=dict(sorted(Counter(source for source in data.sources if source).items())),
        ),
        settings=msgspec.structs.replace(settings, goals=aims),
        metrics=out_of_fold.metrics(how, goals),
        versions={library: metadata.version(library) for library in libraries},
        plain=evaluate_baseline(data, folds) if baseline else None,
        notices=tuple(_notices(folds, cards, rules, aims)),
        about=about,
    )


def calibrations(rules: Sequence[DecisionRule]) -> tuple[Floats, Floats]:
    """Return the slope and the intercept of each label's calibration, shape (k,) both."""
    slopes = np.array([rule.calibration.slope for rule in rules])
    return slopes, np.array([rule.calibration.intercept for rule in rules])


def evaluate_baseline(data: Dataset, folds: Folds) -> Evaluation:
    """Return the figures of scikit-learn's plain pipeline on the same folds, at thresholds of 0.5."""
    probabilities = baseline_probabilities(data, folds)
    how = "scikit-learn's plain pipeline on the same parts, thresholds at 0.5"
    return metrics_on(data, probabilities, probabilities >= 0.5, how=how, folds=folds, slices={"source": data.sources})


def _label_cards(out_of_fold: OutOfFoldPredictions, rules: Sequence[DecisionRule]) -> list[LabelCard]:
    data, cards = out_of_fold.data, []
    for k, (label, rule, learnt) in enumerate(zip(data.labels, rules, out_of_fold.learnt.tolist(), strict=True)):
        yes = int(data.matrix[data.known[:, k], k].sum())
        no = int(data.known[:, k].sum()) - yes
        few = f"not learnt: {yes} examples and {no} counter-examples, {FEWEST} of each are needed; never given"
        cards.append(
            LabelCard(
                id=label,
                threshold=rule.threshold,
                positives=yes,
                negatives=no,
                trained=learnt,
                calibration=rule.calibration,
                parent=data.parents.get(label),
                note="; ".join(note for note in (rule.note, rule.missed) if note) if learnt else few,
            )
        )
    return cards


def _notices(
    folds: Folds, cards: Sequence[LabelCard], rules: Sequence[DecisionRule], aims: Mapping[str, str]
) -> list[str]:
    """List warnings: of the folds, of labels not learnt, of few examples, and of goals."""
    notices = [notice for notice in (folds.notice, *folds.uneven) if notice]
    notices += [f"{card.id}: {card.note}" for card in cards if not card.trained]
    few = [f"{card.id} ({card.positives})" for card in cards if card.trained and card.positives < FEW]
    notices += (
        [f"few examples, thresholds lean on what calibrated probabilities call for: {', '.join(few)}"] if few else []
    )
    return notices + [
        f"{card.id}: its threshold is for {aims[card.id]}" + (f"; {rule.missed}" if rule.missed else "")
        for card, rule in zip(cards, rules, strict=True)
        if card.trained and card.id in aims
    ]
