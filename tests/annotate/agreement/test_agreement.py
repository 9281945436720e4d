import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score

from rightstag.annotate.agreement.agreement import measure_agreement
from rightstag.annotate.agreement.coefficients import kappa_of, kappa_terms
from rightstag.annotate.agreement.records import Agreement
from rightstag.annotate.records import Annotation
from rightstag.errors import InputError
from rightstag.reports import Paragraph, Report
from rightstag.stats import ClusterBootstrap, Estimate

LABELS = ("assembly", "expression", "refugees")
FIGURES = ("alpha", "kappa", "ac1", "f1")
NOBODY = Estimate(reason="never given")


def said(paragraph: str, who: str, *labels: str, **more: object) -> Annotation:
    fields = {"state": "labelled" if labels else "none"} | more
    return Annotation(paragraph=paragraph, annotator=who, labels=labels, **fields)


def crowd(seed: int, *, paragraphs: int = 60, people: str = "abcd", readers: int = 3) -> list[Annotation]:
    """Return answers of which one in five labels is wrong; refugees comes up with nobody."""
    chance, found = random.Random(seed), []
    for number in range(paragraphs):
        true = {label for label in LABELS[:2] if chance.random() < 0.4}
        for who in chance.sample(people, readers):
            labels = [label for label in LABELS[:2] if (label in true) != (chance.random() < 0.2)]
            found.append(said(f"p-{number:02}", who, *labels))
    return found


def in_reports(annotations: list[Annotation], count: int) -> dict[str, Paragraph]:
    ids = sorted({annotation.paragraph for annotation in annotations})
    return {name: Paragraph(id=name, text="", report=Report(key=f"r-{n % count}")) for n, name in enumerate(ids)}


def figures(agreement: Agreement) -> dict[str, float | None]:
    measures = {**agreement.labels, "whole": agreement.whole}
    by_label = {f"{name} {c}": getattr(m, c) for name, m in measures.items() for c in FIGURES}
    return {name: figure.value for name, figure in (by_label | agreement.set_alpha).items()}


def test_the_published_examples_hold_from_answers_to_figure() -> None:
    # Cohen's fifty proposals as a label, and Krippendorff's ten units as another.
    first, second = [1] * 25 + [0] * 25, [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    answers = [
        said(f"p-{n:02}", who, *(["assembly"] if yes else []))
        for who, column in (("ada", first), ("ben", second))
        for n, yes in enumerate(column)
    ]
    assert measure_agreement(answers, LABELS).labels["assembly"].kappa.value == pytest.approx(0.4, abs=1e-9)
    answers = [
        said(f"p-{n}", who, *(["expression"] if yes == "1" else []))
        for who, column in (("meg", "0100000010"), ("owen", "1110010000"))
        for n, yes in enumerate(column)
    ]
    assert measure_agreement(answers, LABELS).labels["expression"].alpha.value == pytest.approx(
        1 - 19 * 8 / 168, abs=1e-9
    )


def test_kappa_and_f1_are_the_mean_over_the_pairs_as_scikit_learn_has_them() -> None:
    answers = crowd(1)
    agreement = measure_agreement(answers, LABELS)
    given = {(answer.annotator, answer.paragraph): "assembly" in answer.labels for answer in answers}
    kappas, f1s = {}, []
    for one, other in combinations("abcd", 2):
        shared = sorted(p for who, p in given if who == one and (other, p) in given)
        left, right = [given[one, p] for p in shared], [given[other, p] for p in shared]
        kappas[one, other] = cohen_kappa_score(left, right)
        f1s.append(f1_score(left, right))
    assert agreement.labels["assembly"].kappa.value == pytest.approx(np.mean(list(kappas.values())), abs=1e-9)
    assert agreement.labels["assembly"].f1.value == pytest.approx(np.mean(f1s), abs=1e-9)
    assert {pair.annotators: pair.labels["assembly"].value for pair in agreement.pairs} == pytest.approx(kappas)


def test_alpha_by_a_set_distance_is_what_nltk_has() -> None:
    # NLTK 3.10's AnnotationTask(...).alpha() on the same answers, with its jaccard_distance and its masi_distance.
    chance, answers = random.Random(0), []
    for number in range(40):
        true = {label for label in LABELS if chance.random() < 0.4}
        for who in "xyz":
            if chance.random() < 0.15:
                continue
            labels = [label for label in LABELS if (label in true) != (chance.random() < 0.2)]
            answers.append(said(f"p-{number}", who, *labels))
    found = measure_agreement(answers, LABELS).set_alpha
    assert found["jaccard"].value == pytest.approx(0.2681407661164745, abs=1e-9)
    assert found["masi"].value == pytest.approx(0.23343060959792472, abs=1e-9)


def test_perfect_agreement_has_the_exact_interval_of_its_reports_and_a_constant_is_nothing_with_a_reason() -> None:
    answers = [said(f"p-{n}", who, "assembly", *["expression"][n % 2 :]) for n in range(6) for who in "abc"]
    agreement = measure_agreement(answers, LABELS, paragraphs=in_reports(answers, 3))
    least = 0.025 ** (1 / 3)  # Clopper and Pearson, three reports of three
    perfect = Estimate(1.0, 2 * least - 1, 1.0)
    assert agreement.labels["expression"].alpha == agreement.labels["expression"].kappa == perfect
    assert agreement.whole.f1 == Estimate(1.0, least, 1.0)
    assert agreement.whole.alpha == agreement.set_alpha["masi"] == perfect
    constant = Estimate(reason="every answer is the same")
    assert agreement.labels["assembly"].alpha == agreement.labels["assembly"].kappa == constant
    assert agreement.labels["assembly"].ac1 == constant
    assert agreement.labels["assembly"].f1 == Estimate(1.0, least, 1.0)
    refugees = agreement.labels["refugees"]
    assert [refugees.given, *(getattr(refugees, name) for name in FIGURES)] == [0, *[NOBODY] * 4]
    assert str(refugees.alpha) == "n/a"


def test_pairs_that_never_vary_have_no_kappa_although_the_answers_do() -> None:
    answers = [said("p-1", "a", "assembly"), said("p-1", "b", "assembly"), said("p-2", "c"), said("p-2", "d")]
    agreement = measure_agreement(answers, LABELS)
    assert agreement.labels["assembly"].kappa == Estimate(reason="no two annotators vary in their answers")
    assert agreement.labels["assembly"].alpha.value == 1
    assert [pair.kappa for pair in agreement.pairs] == [Estimate(reason="neither varies")] * 2


def test_only_answers_count_and_the_rest_is_accounted_for() -> None:
    answers = crowd(2, paragraphs=10)
    more = [
        said("p-00", "z", state="skipped"),
        said("p-00", "z", "assembly", state="draft"),
        said("p-00", "z", "refugees", gold=True),
        said("p-99", "z", "assembly"),
        said("p-00", answers[0].annotator, *answers[0].labels),
    ]
    with_more, plain = measure_agreement([*answers, *more], LABELS), measure_agreement(answers, LABELS)
    assert with_more.left_out == {
        "skipped": 1,
        "draft": 1,
        "answered again": 1,
        "adjudicated": 1,
        "nobody else answered": 1,
    }
    assert figures(with_more) == figures(plain)
    assert (with_more.paragraphs, with_more.answers, with_more.annotators) == (10, 30, ("a", "b", "c", "d"))


def test_the_latest_of_two_answers_counts() -> None:
    before = said("p-1", "a", "assembly", created="2026-03-02T09:00:00Z")
    after = said("p-1", "a", "expression", created="2026-03-02T10:00:00Z")
    others = [said("p-1", "b", "expression"), said("p-2", "a"), said("p-2", "b")]
    assert measure_agreement([after, before, *others], LABELS).whole.alpha.value == 1


@settings(max_examples=25)
@given(st.integers(0, 50), st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_names_of_annotators_matter(seed: int, chance: random.Random) -> None:
    answers = crowd(seed, paragraphs=12)
    names = dict(zip("abcd", chance.sample("wxyz", 4), strict=True))
    moved = [
        said(answer.paragraph, names[answer.annotator], *answer.labels)
        for answer in chance.sample(answers, len(answers))
    ]
    assert figures(measure_agreement(moved, LABELS)) == pytest.approx(
        figures(measure_agreement(answers, LABELS)), abs=1e-9
    )


def test_the_pairs_who_differ_most_come_first() -> None:
    answers = [
        *(said(f"p-{n}", who, "assembly") for n in range(4) for who in "ab"),
        *(said(f"p-{n}", "c", *["assembly"][: n % 2]) for n in range(4)),
    ]
    pairs = measure_agreement(answers, LABELS).pairs
    assert [(pair.annotators, pair.differ, pair.paragraphs) for pair in pairs] == [
        (("a", "c"), 2, 4),
        (("b", "c"), 2, 4),
        (("a", "b"), 0, 4),
    ]


def test_intervals_come_from_reports_where_these_are_known() -> None:
    answers = crowd(3)
    by_paragraph = measure_agreement(answers, LABELS)
    by_report = measure_agreement(answers, LABELS, paragraphs=in_reports(answers, 12))
    assert (by_paragraph.drawn, by_paragraph.draws_from) == ("paragraph", 60)
    assert (by_report.drawn, by_report.draws_from) == ("report", 12)
    assert figures(by_paragraph) == figures(by_report)
    for agreement in (by_paragraph, by_report):
        low, value, high = (getattr(agreement.whole.alpha, name) for name in ("low", "value", "high"))
        assert low < value < high
    unnamed = {name: Paragraph(id=name, text="") for name in in_reports(answers, 1)}
    assert measure_agreement(answers, LABELS, paragraphs=unnamed) == by_paragraph


def test_one_report_gives_no_interval() -> None:
    answers = crowd(4)
    alpha = measure_agreement(answers, LABELS, paragraphs=in_reports(answers, 1)).whole.alpha
    assert alpha.value is not None
    assert (alpha.low, alpha.high) == (None, None)


def test_a_label_of_one_report_in_four_has_no_interval_since_most_draws_miss_it() -> None:
    answers = crowd(5) + [said("p-00", who, "refugees", created="2026-03-02T09:00:00Z") for who in "ab"]
    found = measure_agreement(answers, LABELS, paragraphs=in_reports(answers, 4)).labels["refugees"].alpha
    assert found.value is not None
    assert (found.low, found.high) == (None, None)


def test_pairs_that_share_a_few_paragraphs_each_give_a_mean_kappa_with_a_wide_interval() -> None:
    people = "abcdefghijklmnopqrstuvwxyz"
    measures = measure_agreement(crowd(6, paragraphs=400, people=people, readers=3), LABELS).whole
    assert measures.kappa.value == pytest.approx(measures.alpha.value, abs=0.05)
    alpha, kappa = measures.alpha, measures.kappa
    assert alpha.low < alpha.value < alpha.high
    assert kappa.high - kappa.low > 1.5 * (alpha.high - alpha.low)  # the draws lie to one side of it


def test_intervals_hold_what_they_promise_where_reports_differ() -> None:
    chance = np.random.default_rng(0)

    def answers(reports: int) -> tuple[np.ndarray, np.ndarray]:
        """Return what two people say of 30 paragraphs a report; reports differ in how rare and how hard they are."""
        rare, hard = (np.repeat(chance.beta(*shape, reports), 30) for shape in ((2, 6), (2, 18)))
        true = chance.random(len(rare)) < rare
        one, other = ((true ^ (chance.random(len(rare)) < hard)).astype(int) for _ in range(2))
        return one, other

    truth = kappa_of(kappa_terms(*answers(20_000), 2).sum(axis=0))
    held = 0
    for seed in range(150):
        bootstrap = ClusterBootstrap([f"r-{n // 30}" for n in range(300)], seed=seed)
        found = bootstrap.estimate(kappa_of(bootstrap.totals(kappa_terms(*answers(10), 2), np.arange(300))), "")
        held += found.low <= truth <= found.high
    assert 0.90 <= held / 150 <= 0.99


@pytest.mark.parametrize(
    ("answers", "paragraphs", "message"),
    [
        (
            [said("p-1", "a"), said("p-2", "b"), said("p-1", "b", state="skipped")],
            None,
            "annotations: no paragraph was answered by two people; have some paragraphs tagged by a second person",
        ),
        (
            [said("p-1", "a", "torture"), said("p-1", "b")],
            None,
            "annotations, a on paragraph p-1: unknown label 'torture'; expected one of assembly, expression, refugees; "
            "give the taxonomy that has it",
        ),
        (
            [said("p-1", "a"), said("p-1", "b")],
            {},
            "annotations: unknown paragraph 'p-1'; expected one of the paragraphs given; "
            "give the file that the tasks were made from",
        ),
    ],
)
def test_what_cannot_be_compared_is_one_line(answers, paragraphs, message: str) -> None:
    with pytest.raises(InputError) as caught:
        measure_agreement(answers, LABELS, paragraphs=paragraphs)
    assert str(caught.value) == message
