"""How good rules are: figures one can count by hand, and nothing that rules say taken for an answer."""

import numpy as np
import pytest

from rightstag.errors import InputError
from rightstag.labels.rules.label_model import log_odds
from rightstag.labels.rules.rulebook import LabellingRule, RuleBook
from rightstag.train import load_dataset
from rightstag.train.evaluation.weak_rules import learn_weights, rule_report

TEXTS = [  # text, labels
    ("Police banned the rally in Averland.", ["assembly"]),
    ("The march was banned.", ["assembly"]),
    ("A rally took place.", []),
    ("A rally against the budget was peaceful.", []),
    ("Officials closed a newspaper.", ["expression"]),
    ("It rained on the march.", []),
]
BOOK = RuleBook(
    version="1",
    rules=(
        LabellingRule(id="banned", label="assembly", keywords=("banned",)),
        LabellingRule(id="rally", label="assembly", keywords=("rally",)),
        LabellingRule(id="peaceful", label="assembly", keywords=("peaceful",), against=True),
        LabellingRule(id="never", label="expression", keywords=("zebra",)),
    ),
)
LABELS = ("assembly", "expression")


@pytest.fixture
def data(write):
    rows = [
        {"id": f"p-{n}", "text": text, "labels": labels, "report": {"key": f"r-{n % 5}"}}
        for n, (text, labels) in enumerate(TEXTS)
    ]
    rows[1]["unknown"] = ["expression"]
    return load_dataset([write("gold.jsonl", rows)], LABELS)


def test_every_figure_is_what_one_counts(data) -> None:
    report = rule_report(BOOK, data)
    banned, rally, peaceful, never = report.rules
    assert (banned.fires, banned.alone, banned.conflicts, banned.judged) == (2, 1, 0, 2)
    assert (rally.fires, rally.alone, rally.conflicts) == (3, 1, 1)
    assert (rally.coverage, rally.precision.value) == (0.5, pytest.approx(1 / 3, abs=1e-4))
    assert (peaceful.fires, peaceful.conflicts, peaceful.precision.value) == (1, 1, 1.0)
    assert (never.fires, never.precision.value, never.without) == (0, None, 0.0)
    assert (report.covered, report.conflicts) == ({"assembly": 4, "expression": 0}, {"assembly": 1, "expression": 0})
    assembly = report.majority.labels["assembly"]  # yes: 0, 1, 2; a tie, which is no yes: 3
    assert (assembly.predicted, assembly.precision.value, assembly.recall.value) == (3, 0.6667, 1.0)
    assert (banned.without, rally.without, peaceful.without) == (0.5, 1.0, 0.6667)


def test_two_hits_of_two_are_no_certainty(data) -> None:
    precision = rule_report(BOOK, data).rules[0].precision
    assert (precision.value, precision.high) == (1.0, 1.0)
    assert precision.low < 0.5


def test_a_rule_counts_by_how_often_it_is_right_with_one_hit_and_one_miss_added(data) -> None:
    assert learn_weights(BOOK, data).tolist() == pytest.approx(
        log_odds(np.array([3 / 4, 2 / 5, 2 / 3, 1 / 2])).tolist()
    )


def test_a_cell_that_nobody_judged_counts_nowhere(data, write) -> None:
    rows = [{"id": "p-0", "text": TEXTS[0][0], "labels": [], "unknown": ["assembly"], "report": {"key": "r"}}]
    rows += [{"id": f"q-{n}", "text": text, "labels": labels} for n, (text, labels) in enumerate(TEXTS[1:])]
    banned = rule_report(BOOK, load_dataset([write("masked.jsonl", rows)], LABELS)).rules[0]
    assert (banned.fires, banned.judged, banned.precision.value) == (2, 1, 1.0)


def test_what_rules_say_is_no_answer(write) -> None:
    tag = {"paragraph": "p-0", "label": "assembly", "probability": 1.0, "threshold": 0.5, "decision": "yes"}
    tags = write("tags.jsonl", [{**tag, "model": "rules-1-abc", "taxonomy": "1", "schema": "rightstag.tag/1"}])
    with pytest.raises(
        InputError, match=r"tags\.jsonl, record 1: .*expected an annotation, or a paragraph with its lab"
    ):
        load_dataset([tags], LABELS)
