"""Recalibration: thresholds and calibration of a fitted model, moved by labelled paragraphs of a user's own ground."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.errors import InputError
from rightstag.models import Bundle
from rightstag.models.hierarchy import with_parents
from rightstag.models.manifest import Calibration, LabelCard, Manifest
from rightstag.models.scores import Evaluation, ground
from rightstag.stats import ClusterBootstrap
from rightstag.train.calibration import DecisionRule
from rightstag.train.dataset import Dataset
from rightstag.train.evaluation.model_comparison import F1Change, estimate_f1_changes
from rightstag.train.fit import calibrations
from rightstag.train.predict import metrics_on, trained_on
from rightstag.train.shrinkage import common_slope, fit_shrunk_rule
from rightstag.train.splits import split
from rightstag.train.thresholds import Goal, parse_goals

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Recalibration:
    """Figures of a model before and after its recalibration, on parts that were held out of it in turn.

    Attributes
    ----------
    before, after
        On the same paragraphs.
    changes
        Of F1, by label and last of their mean, drawn together.
    notes
        What a reader of the figures must know.
    """

    before: Evaluation
    after: Evaluation
    changes: tuple[F1Change, ...]
    notes: tuple[str, ...]


def recalibrate(bundle: Bundle, data: Dataset, *, seed: int = 0) -> Bundle:
    """Fit slope, shift and threshold of each label anew; weights, vocabulary and encoder stay.

    Slope and shift are of the model's log-odds, with a normal prior on its own (slope 1, shift 0), so that few examples
    move little. A label without examples, or without counter-examples, keeps its rule.

    Parameters
    ----------
    data
        Labelled paragraphs of the ground on which the model is to be used.
    seed
        Of the parts by which thresholds are cross-validated.

    Raises
    ------
    InputError
        A label of the data is not the model's, or all paragraphs say the same.
    """
    given = _Ground(bundle, data.in_order())
    rules = given.fit(np.arange(len(data)), split(given.data, seed=seed).numbers)
    placed = dict(zip(data.labels, rules, strict=True))
    own = [placed.get(card.id, DecisionRule(threshold=card.threshold)) for card in bundle.manifest.labels]
    model = bundle.model.rescaled(*calibrations(own))
    manifest = _noted(given, own)
    if manifest.cascade:
        card = msgspec.structs.replace(manifest.cascade, gates=tuple(getattr(model, "gates", ())))
        manifest = msgspec.structs.replace(manifest, cascade=card)
    return replace(bundle, manifest=manifest, model=model, seen=np.union1d(bundle.seen, data.hashes))


def judge_recalibration(bundle: Bundle, data: Dataset, *, seed: int = 0) -> Recalibration:
    """Judge what `recalibrate` does, each part of the data by a recalibration on the other parts.

    Raises
    ------
    InputError
        As in `recalibrate`.
    """
    given = _Ground(bundle, data.in_order())
    folds = split(given.data, seed=seed)
    before = given.decide([DecisionRule(threshold=card.threshold) for card in given.cards], np.arange(len(data)))
    after = np.empty(before[0].shape), np.empty(before[1].shape, dtype=bool)
    for part in range(folds.count):
        test, others = folds.test(part), folds.train(part)
        after[0][test], after[1][test] = given.decide(given.fit(others, folds.numbers[others]), test)
    units = given.data.groups if folds.by == "country" else given.data.reports
    bootstrap = ClusterBootstrap(units, unit="country" if folds.by == "country" else "report", seed=seed)
    cells = given.data.matrix, given.data.known
    held_out = f"Held out by {folds.by} in {folds.count} parts"
    return Recalibration(
        before=metrics_on(given.data, *before, how="As the model is.", folds=folds),
        after=metrics_on(given.data, *after, how=f"{held_out}, each recalibrated on the others.", folds=folds),
        changes=tuple(estimate_f1_changes(before[1], after[1], *cells, bootstrap)),
        notes=tuple(note for note in (folds.notice, given.flattery) if note),
    )


@dataclass(frozen=True)
class _Ground:
    """A model and the labelled paragraphs of a ground, whose labels are some of the model's."""

    bundle: Bundle
    data: Dataset

    def __post_init__(self) -> None:
        if foreign := [label for label in self.data.labels if label not in self.bundle.labels]:
            expected = f"some of {', '.join(self.bundle.labels)}"
            raise InputError("labelled paragraphs", f"the model has no label '{foreign[0]}'", expected=expected)

    @cached_property
    def cards(self) -> list[LabelCard]:
        """Of the labels of the data, in their order."""
        by_id = {card.id: card for card in self.bundle.manifest.labels}
        return [by_id[label] for label in self.data.labels]

    @cached_property
    def logits(self) -> Floats:
        """The model's own log-odds, shape (n, k)."""
        columns = [self.bundle.labels.index(label) for label in self.data.labels]
        return self.bundle.model.logits(self.data.texts)[:, columns]

    @cached_property
    def goals(self) -> Sequence[Goal]:
        """What the threshold of each label is for."""
        aims = {label: aim for label, aim in self.bundle.manifest.settings.goals.items() if label in self.data.labels}
        return parse_goals([f"{label}:{aim}" for label, aim in aims.items()], self.data.labels)

    @property
    def flattery(self) -> str:
        """Warning that the model was trained on some of the paragraphs, empty if it was not."""
        seen = int(trained_on(self.bundle, self.data).sum())
        known = f"the model was trained on {seen:,} of the {len(self.data):,} paragraphs, of which it is too sure"
        return f"{known}: give paragraphs that it has not seen" if seen else ""

    def counts(self) -> tuple[Ints, Ints]:
        """Return the examples and counter-examples of each label, shape (k,) both."""
        yes = (self.data.matrix * self.data.known).sum(axis=0)
        return yes, self.data.known.sum(axis=0) - yes

    def fit(self, rows: Ints, folds: Ints) -> list[DecisionRule]:
        """Fit the rule of each label on some rows, of which the parts are given; one that they do not tell stays."""
        columns = [self._column(k, rows) for k in range(len(self.cards))]
        told = [use.any() and positive.any() and not positive.all() for use, _, positive in columns]
        slope = common_slope([column[1:] for column, is_told in zip(columns, told, strict=True) if is_told])
        return [
            fit_shrunk_rule(logits, positive, folds[use], slope=slope, own=card.threshold, goal=goal)
            if is_told and card.trained
            else DecisionRule(threshold=card.threshold)
            for (use, logits, positive), is_told, card, goal in zip(columns, told, self.cards, self.goals, strict=True)
        ]

    def decide(self, rules: Sequence[DecisionRule], rows: Ints) -> tuple[Floats, Bools]:
        """Return probabilities and decisions of some rows, a parent's at least its children's."""
        said = np.column_stack([rule.probability(self.logits[rows, k]) for k, rule in enumerate(rules)])
        given = said >= np.array([rule.threshold for rule in rules])
        return with_parents(said, given, self.data.labels, self._parents)

    @property
    def _parents(self) -> Mapping[str, str]:
        return {child: up for child, up in self.bundle.parents.items() if {child, up} <= set(self.data.labels)}

    def _column(self, k: int, rows: Ints) -> tuple[Bools, Floats, Bools]:
        """Return which of the rows tell of a label, its log-odds there, and whether it applies."""
        use = self.data.known[rows, k]
        return use, self.logits[rows[use], k], self.data.matrix[rows[use], k] == 1


def _noted(given: _Ground, rules: Sequence[DecisionRule]) -> Manifest:
    """Return the manifest with the new rules, and with what they were fitted to."""
    manifest, data = given.bundle.manifest, given.data
    cards = tuple(_moved(*each) for each in zip(manifest.labels, rules, strict=True))
    size = ground(len(data), data.report_count, data.of_unknown_report)
    notice = f"recalibrated on {size} (fingerprint {data.fingerprint[:16]}): thresholds and calibration, nothing else"
    before = "Before it was recalibrated: "
    how = manifest.metrics.how
    metrics = msgspec.structs.replace(manifest.metrics, how=how if how.startswith(before) else before + how)
    notices = (*manifest.notices, notice, *_kept(given), *([given.flattery] if given.flattery else []))
    return msgspec.structs.replace(manifest, labels=cards, metrics=metrics, notices=notices)


def _kept(given: _Ground) -> list[str]:
    """List the labels whose rules the data do not tell."""
    counts = {
        label: pair for label, *pair in zip(given.data.labels, *map(np.ndarray.tolist, given.counts()), strict=True)
    }
    return [
        f"{card.id}: keeps its threshold and calibration, with {yes} examples and {no} counter-examples to go by"
        for card in given.bundle.manifest.labels
        for yes, no in [counts.get(card.id, [0, 0])]
        if not (yes and no and card.trained)
    ]


def _moved(card: LabelCard, rule: DecisionRule) -> LabelCard:
    """Return the card of a label after its log-odds were calibrated once more."""
    slope, shift = rule.calibration.slope, rule.calibration.intercept
    twice = Calibration(slope=slope * card.calibration.slope, intercept=slope * card.calibration.intercept + shift)
    return msgspec.structs.replace(card, threshold=rule.threshold, calibration=twice)
