"""Labelled paragraphs become a bundle, judged on paragraphs that it has not seen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import metadata

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.models import Bundle
from rightstag.models.linear.features import MIN_GROUPS, fit_tfidf, group_floor
from rightstag.models.linear.model import Linear
from rightstag.models.manifest import (
    LabelCard,
    Manifest,
    Settings,
    TrainingData,
)
from rightstag.models.scores import Evaluation
from rightstag.train.baseline import plain_probabilities
from rightstag.train.calibration import FEW, Rule
from rightstag.train.cross_validation import FEWEST, HeldOut, hold_out
from rightstag.train.dataset import Dataset
from rightstag.train.linear import fit_labels
from rightstag.train.model_selection import BUDGET
from rightstag.train.predict import judge_on
from rightstag.train.splits import Folds
from rightstag.train.thresholds import F1, Goal

LIBRARIES = ("numpy", "scikit-learn", "scipy")

Floats = npt.NDArray[np.float64]


def train_bundle(
    data: Dataset,
    *,
    taxonomy: str,
    name: str = "model",
    seed: int = 0,
    min_groups: int = MIN_GROUPS,
    budget: int = BUDGET,
    jobs: int = 1,
    about: str = "",
    plain: bool = False,
    goals: Sequence[Goal] = (),
    held_out: HeldOut | None = None,
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
    budget
        Among how many settings features and strength are chosen (`model_selection`); 1 takes the usual ones.
    jobs
        How many processors to use; the result does not depend on it.
    about
        What readers of the model card must know of the data, in Markdown.
    plain
        Whether to judge scikit-learn's own pipeline on the same folds too, for comparison.
    goals
        What the threshold of each label is for; the highest F1 if not given.
    held_out
        What `cross_validation.hold_out` gave for the same data, seed, ``min_groups`` and budget, where it is there.

    Raises
    ------
    GateError
        No label has examples enough.
    InputError
        The paragraphs cannot be divided.
    """
    held_out = held_out or hold_out(data, seed=seed, min_groups=min_groups, budget=budget, jobs=jobs)
    data = held_out.data  # in order
    chosen, rows = held_out.chosen, np.arange(len(data))
    floor = group_floor(data.groups, wanted=min_groups)
    read = tuple(each for each in held_out.counts if each.name in chosen.blocks)
    encoder = fit_tfidf(read, rows, data.groups, min_groups=floor)
    cells = data.matrix, data.known, held_out.learnt, data.weights
    weights, intercepts = fit_labels(encoder.encode(rows), *cells, strengths=[chosen.strength])[0]
    # Platt scaling is linear in the log-odds, so that it goes into the weights.
    rules = held_out.rules(goals)
    slopes, shifts = calibrations(rules)
    model = Linear(encoder.blocks(), slopes[:, np.newaxis] * weights, slopes * intercepts + shifts)
    settings = Settings(
        seed=seed,
        min_groups=floor,
        strength=chosen.strength,
        blocks=tuple(block.name for block in model.blocks),
        tried=held_out.tried,
    )
    manifest = describe(
        held_out, rules, name=name, taxonomy=taxonomy, settings=settings, goals=goals, about=about, plain=plain
    )
    return Bundle(manifest, model, np.unique(data.hashes))


def describe(
    held_out: HeldOut,
    rules: Sequence[Rule],
    *,
    name: str,
    taxonomy: str,
    settings: Settings,
    goals: Sequence[Goal] = (),
    libraries: Sequence[str] = LIBRARIES,
    about: str = "",
    plain: bool = False,
) -> Manifest:
    """Return the manifest of a model of all these paragraphs.

    Parameters
    ----------
    held_out
        What models like it say of the parts that they were not trained on.
    rules
        As learnt from that, for these goals.
    libraries
        Those that the model was made with.
    """
    data, folds = held_out.data, held_out.folds
    cards = tuple(_label_cards(held_out, rules))
    aims = {label: str(goal) for label, goal in zip(data.labels, goals, strict=True) if goal != F1} if goals else {}
    chosen = "features, strength, thresholds" if settings.tried else "thresholds"
    how = f"Cross-validated by {folds.by} in {folds.count} parts, {chosen} and calibration too."
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
            sources=dict(sorted(Counter(source for source in data.sources if source).items())),
        ),
        settings=msgspec.structs.replace(settings, goals=aims),
        metrics=held_out.judge(how, goals),
        versions={library: metadata.version(library) for library in libraries},
        plain=judge_plain(data, folds) if plain else None,
        notices=tuple(_notices(folds, cards, rules, aims)),
        about=about,
    )


def calibrations(rules: Sequence[Rule]) -> tuple[Floats, Floats]:
    """Return what the log-odds of each label are multiplied by, and what is added, shape (k,) both."""
    slopes = np.array([rule.calibration.slope for rule in rules])
    return slopes, np.array([rule.calibration.intercept for rule in rules])


def judge_plain(data: Dataset, folds: Folds) -> Evaluation:
    """Return the figures of scikit-learn's plain pipeline on the same folds, at thresholds of 0.5."""
    probabilities = plain_probabilities(data, folds)
    how = "scikit-learn's plain pipeline on the same parts, thresholds at 0.5"
    return judge_on(data, probabilities, probabilities >= 0.5, how=how, slices={"source": data.sources})


def _label_cards(held_out: HeldOut, rules: Sequence[Rule]) -> list[LabelCard]:
    data, cards = held_out.data, []
    for k, (label, rule, learnt) in enumerate(zip(data.labels, rules, held_out.learnt.tolist(), strict=True)):
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
                note="; ".join(note for note in (rule.note, rule.missed) if note) if learnt else few,
            )
        )
    return cards


def _notices(folds: Folds, cards: Sequence[LabelCard], rules: Sequence[Rule], aims: Mapping[str, str]) -> list[str]:
    """Return what is out of the ordinary: of the parts, of labels not learnt, of few examples, and of goals."""
    notices = [notice for notice in (folds.notice, *folds.uneven) if notice]
    notices += [f"{card.id}: {card.note}" for card in cards if not card.trained]
    few = [f"{card.id} ({card.positives})" for card in cards if card.trained and card.positives < FEW]
    notices += [f"few examples, thresholds lean on those of all labels: {', '.join(few)}"] if few else []
    return notices + [
        f"{card.id}: its threshold is for {aims[card.id]}" + (f"; {rule.missed}" if rule.missed else "")
        for card, rule in zip(cards, rules, strict=True)
        if card.trained and card.id in aims
    ]
