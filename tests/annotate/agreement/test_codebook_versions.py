import numpy as np
import pytest

from rightstag.annotate.agreement.agreement import measure_agreement
from rightstag.annotate.agreement.codebook_versions import compare_versions
from rightstag.annotate.records import Annotation
from rightstag.reports import Paragraph, Report

LABELS = ("assembly", "expression")


def answers(version: str | None, wrong: float, *, first: int = 0, count: int = 120, seed: int = 0) -> list[Annotation]:
    """Return what two people say by a version of the codebook, each wrong of a label as often as given."""
    chance, found = np.random.default_rng(seed), []
    for number in range(first, first + count):
        true = chance.random(2) < 0.4
        for who in ("ada", "ben"):
            labels = [label for label, yes in zip(LABELS, true ^ (chance.random(2) < wrong), strict=True) if yes]
            state = "labelled" if labels else "none"
            found.append(
                Annotation(paragraph=f"p-{number}", annotator=who, labels=labels, state=state, taxonomy=version)
            )
    return found


def in_reports(annotations: list[Annotation]) -> dict[str, Paragraph]:
    names = {annotation.paragraph for annotation in annotations}
    return {n: Paragraph(id=n, text="", report=Report(key=f"r-{int(n[2:]) % 12}")) for n in names}


def test_each_version_has_the_alpha_of_its_own_answers_and_a_better_one_is_told() -> None:
    old, new = answers("1.9", 0.2), answers("1.10", 0.02, seed=1)
    texts = in_reports([*old, *new])
    [change] = compare_versions([*new, *old], LABELS, paragraphs=texts)
    assert (change.versions, change.paragraphs, change.both, change.drawn) == (
        ("1.9", "1.10"),
        (120, 120),
        120,
        "report",
    )
    for label in LABELS:
        shift = change.labels[label]
        assert shift.before.value == pytest.approx(measure_agreement(old, LABELS).labels[label].alpha.value, abs=1e-9)
        assert shift.after.value == pytest.approx(measure_agreement(new, LABELS).labels[label].alpha.value, abs=1e-9)
        assert shift.difference.value == pytest.approx(shift.after.value - shift.before.value, abs=1e-9)
        assert 0 < shift.difference.low < shift.difference.value < shift.difference.high
    assert change.whole.before.value == pytest.approx(measure_agreement(old, LABELS).whole.alpha.value, abs=1e-9)


def test_the_interval_holds_no_difference_where_there_is_none() -> None:
    held = 0
    for seed in range(40):
        both = [*answers("1", 0.1, seed=seed), *answers("2", 0.1, first=120, seed=100 + seed)]
        [change] = compare_versions(both, LABELS, paragraphs=in_reports(both))
        assert change.both == 0
        held += change.whole.difference.low <= 0 <= change.whole.difference.high
    assert held >= 35  # 38 of 40 are expected


def test_every_version_is_set_beside_the_one_before_it() -> None:
    rows = [*answers("1", 0.2), *answers("2", 0.1), *answers("10", 0.0), *answers(None, 0.5)]
    assert [change.versions for change in compare_versions(rows, LABELS)] == [("1", "2"), ("2", "10")]


def test_one_version_or_answers_of_one_person_each_show_no_change() -> None:
    assert compare_versions(answers("1", 0.1), LABELS) == []
    mixed = [row for row in answers("1", 0.1) if row.annotator == "ada"]
    mixed += [row for row in answers("2", 0.1) if row.annotator == "ben"]
    assert compare_versions(mixed, LABELS) == []


def test_a_label_that_a_version_never_saw_given_has_no_difference_and_says_why() -> None:
    rows = [*answers("1", 0.1), *(row for row in answers("2", 0.1) if row.labels != ("expression",))]
    quiet = [
        Annotation(paragraph=row.paragraph, annotator=row.annotator, labels=(), state="none", taxonomy="2")
        for row in rows
        if row.taxonomy == "2"
    ]
    [change] = compare_versions([*(row for row in rows if row.taxonomy == "1"), *quiet], LABELS)
    assert change.labels["expression"].after.reason == "every answer is the same"
    assert change.labels["expression"].difference.reason == "one of the two is n/a"
