"""A trained model with thresholds for other goals than the highest F1."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from models import Bundle
from models.manifest import LabelCard
from train.decide import Rule, learn_rules
from train.goals import F1, Goal
from train.heldout import HeldOut


def aim(bundle: Bundle, held_out: HeldOut, goals: Sequence[Goal]) -> Bundle:
    """Return the model with thresholds for these goals, and with its figures under them.

    Parameters
    ----------
    bundle
        Trained on the data of ``held_out``.
    held_out
        What models that did not see a paragraph say of it: thresholds are learnt on nothing else.
    goals
        One a label.
    """
    data = held_out.data
    cells = data.matrix, data.known, held_out.folds.numbers, held_out.learnt
    rules = learn_rules(held_out.logits, *cells, goals=goals)
    cards = bundle.manifest.labels
    manifest = msgspec.structs.replace(
        bundle.manifest,
        labels=tuple(_aimed(card, rule) for card, rule in zip(cards, rules, strict=True)),
        metrics=held_out.judge(bundle.manifest.metrics.how, goals),
        notices=(*bundle.manifest.notices, *_notices(cards, rules, goals)),
    )
    return replace(bundle, manifest=manifest)


def _aimed(card: LabelCard, rule: Rule) -> LabelCard:
    return msgspec.structs.replace(card, threshold=rule.threshold, note=rule.note) if card.trained else card


def _notices(cards: Sequence[LabelCard], rules: Sequence[Rule], goals: Sequence[Goal]) -> list[str]:
    """Return what each label's threshold is for where it is not F1, and where that is out of reach."""
    return [
        f"{card.id}: its threshold is for {goal}" + (f"; {rule.note}" if rule.note else "")
        for card, rule, goal in zip(cards, rules, goals, strict=True)
        if card.trained and goal != F1
    ]
