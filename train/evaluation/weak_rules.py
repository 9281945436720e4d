"""Evaluate weak rules on labelled paragraphs: coverage, conflicts, precision."""

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from rightstag.labels.rules.label_model import combine_votes, conflicting_votes, log_odds
from rightstag.labels.rules.matching import match_rules
from rightstag.labels.rules.rulebook import LabellingRule, RuleBook
from rightstag.models.scores import Evaluation
from rightstag.stats import ClusterBootstrap, Estimate, Floats, safe_divide
from rightstag.train.dataset import Dataset
from rightstag.train.metrics import compute_metrics
from rightstag.train.splits import split

Bools = npt.NDArray[np.bool_]


class RuleScores(msgspec.Struct, frozen=True, kw_only=True):
    """Coverage, conflicts and precision of one rule.

    Attributes
    ----------
    fires
        In how many paragraphs it finds something.
    coverage
        In which share of all paragraphs.
    alone
        In how many of those no other rule says anything of the label.
    conflicts
        In how many of those another rule says the opposite.
    judged, precision
        In how many of those it is known whether the label applies, and how often the rule is right there.
    without
        What the F1 of its label would be without it, by majority; None where the label does not occur.
    """

    id: str
    label: str
    against: bool
    fires: int
    coverage: float
    alone: int
    conflicts: int
    judged: int
    precision: Estimate
    without: float | None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Coverage and conflicts of all rules, and the F1 of both ways to combine them.

    Attributes
    ----------
    covered, conflicts
        By label: of how many paragraphs some rule speaks, and for how many rules contradict each other.
    majority, accuracy
        The figures by label of both ways to combine rules. A paragraph of which no rule speaks does not get the label.
    """

    rows: int
    documents: int
    of_unknown_report: int
    rules: tuple[RuleScores, ...]
    covered: dict[str, int]
    conflicts: dict[str, int]
    majority: Evaluation
    accuracy: Evaluation


def rule_report(book: RuleBook, data: Dataset, *, seed: int = 0) -> Report:
    """Judge rules on labelled paragraphs; what the rules themselves say is never taken for a label.

    Weights by accuracy are learnt on other countries or reports than those that they are judged on.

    Raises
    ------
    InputError
        A pattern takes too long, or all paragraphs say the same.
    """
    fired = match_rules(book, data.texts, [example.id for example in data.examples])
    votes = combine_votes(fired, book.rules, data.labels)
    weighted, folds = np.full(votes.shape, np.nan), split(data, seed=seed)
    for fold in range(folds.count):
        train, test = folds.train(fold), folds.test(fold)
        weights = rule_weights(fired[train], book.rules, data.take(train))
        weighted[test] = combine_votes(fired[test], book.rules, data.labels, weights)
    weighing = f"Weighed by accuracy, which was learnt on other parts, by {folds.by}."
    said, clashes = ~np.isnan(votes), conflicting_votes(fired, book.rules, data.labels)
    return Report(
        rows=len(data),
        documents=data.report_count,
        of_unknown_report=data.of_unknown_report,
        rules=tuple(_rule_scores(fired, number, book.rules, data) for number in range(len(book.rules))),
        covered=dict(zip(data.labels, said.sum(axis=0).tolist(), strict=True)),
        conflicts=dict(zip(data.labels, clashes.sum(axis=0).tolist(), strict=True)),
        majority=_judge(votes, data, "By majority."),
        accuracy=_judge(weighted, data, weighing),
    )


def learn_weights(book: RuleBook, data: Dataset) -> Floats:
    """Fit the weight of each rule on labelled paragraphs; see `rule_weights`."""
    return rule_weights(match_rules(book, data.texts, [example.id for example in data.examples]), book.rules, data)


def rule_weights(fired: Bools, rules: Sequence[LabellingRule], data: Dataset) -> Floats:
    """Return the weight of each rule: the log-odds of its smoothed precision, shape (rules,).

    One hit and one miss are added to each, so that a rule which found little counts little (Laplace's rule of
    succession); a rule that is wrong more often than right counts for the opposite.
    """
    right, judged = _verdicts(fired, rules, data)
    return log_odds((right.sum(axis=0) + 1) / (judged.sum(axis=0) + 2))


def _verdicts(fired: Bools, rules: Sequence[LabellingRule], data: Dataset) -> tuple[Bools, Bools]:
    """Return masks of the correct and of the judged firings, shape (n, rules) both."""
    columns = [data.labels.index(rule.label) for rule in rules]
    judged = fired & data.known[:, columns]
    applies = data.matrix[:, columns] == 1
    return judged & (applies != np.array([rule.against for rule in rules])), judged


def _rule_scores(fired: Bools, number: int, rules: Sequence[LabellingRule], data: Dataset) -> RuleScores:
    rule, hits = rules[number], fired[:, number]
    right, judged = (cells[:, number] for cells in _verdicts(fired, rules, data))
    others = [other is not rule and other.label == rule.label for other in rules]
    opposite = [other.label == rule.label and other.against != rule.against for other in rules]
    kept = np.arange(len(rules)) != number
    rest = combine_votes(fired[:, kept], [other for other in rules if other is not rule], data.labels)
    return RuleScores(
        id=rule.id,
        label=rule.label,
        against=rule.against,
        fires=int(hits.sum()),
        coverage=round(float(hits.mean()), 4),
        alone=int((hits & ~fired[:, others].any(axis=1)).sum()),
        conflicts=int((hits & fired[:, opposite].any(axis=1)).sum()),
        judged=int(judged.sum()),
        precision=_precision(right, judged, data),
        without=_f1(rest, data)[data.labels.index(rule.label)],
    )


def _precision(right: Bools, judged: Bools, data: Dataset) -> Estimate:
    """Estimate the precision of a rule, by drawing the reports of the paragraphs that it fires on."""
    bootstrap = ClusterBootstrap(data.reports)
    hits, whole = bootstrap.totals(np.column_stack([right, judged]).astype(np.float64), np.arange(len(data))).T
    reason = "of no paragraph that it fires on the label is known"
    return bootstrap.estimate(safe_divide(hits, whole), reason, rows=judged).rounded()


def _judge(shares: Floats, data: Dataset, how: str) -> Evaluation:
    probabilities = np.nan_to_num(shares)  # of which no rule speaks
    return compute_metrics(
        probabilities,
        probabilities > 0.5,
        data.matrix,
        data.known,
        labels=data.labels,
        reports=data.reports,
        how=how,
    )


def _f1(shares: Floats, data: Dataset) -> list[float | None]:
    """Return the F1 of each label, None where it does not occur."""
    true, given = (data.matrix == 1) & data.known, (np.nan_to_num(shares) > 0.5) & data.known
    f1 = safe_divide(2.0 * (true & given).sum(axis=0), (true.sum(axis=0) + given.sum(axis=0)).astype(np.float64))
    return [round(float(value), 4) if has else None for value, has in zip(f1, true.any(axis=0), strict=True)]
