"""What a queue promises, whatever paragraphs, answers and model it is made from."""

import math
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightstag.annotate import (
    Annotation,
    Queue,
    QueueItem,
    make_queue,
    make_tasks,
    read_export,
    read_queue,
)
from rightstag.annotate.sampling.strategies import STRATEGIES, CandidatePool
from rightstag.errors import InputError, UsageError
from rightstag.jsonl import write_rows
from rightstag.labels import Taxonomy, load_taxonomy
from rightstag.models import load_bundle
from rightstag.reports import TAGGABLE, Paragraph, Report
from rightstag.reports.deduplicate import duplicate_groups
from rightstag.reports.ingest import ingest

REASONS = sorted(STRATEGIES)
WORDS = [
    "police",
    "rally",
    "court",
    "border",
    "papers",
    "newspaper",
    "union",
    "ban",
    "arrest",
    "march",
    "judge",
    "camp",
]


class Model:
    """Its probabilities depend on a text alone, in no way that a person could guess."""

    name = "guess-12345678"
    labels = ("assembly", "expression", "refugees")
    thresholds = np.array([0.5, 0.3, 0.2])

    def __init__(self, known: dict[str, Sequence[float]] | None = None) -> None:
        self.known = known or {}

    def predict_proba(self, texts: Sequence[str], headings: object = None) -> np.ndarray:
        return np.array([self.known.get(text) or self._guess(text) for text in texts])

    def _guess(self, text: str) -> list[float]:
        return [zlib.crc32(f"{label}{text}".encode()) / 2**32 for label in self.labels]


def paragraph(identity: str, text: str, report: str = "averland-2021", *trail: str, kind: str = "paragraph"):
    return Paragraph(id=identity, text=text, trail=trail, kind=kind, report=Report(key=report))


def answer(identity: str, *labels: str, state: str = "") -> Annotation:
    return Annotation(
        paragraph=identity, annotator="a", labels=labels, state=state or ("labelled" if labels else "none")
    )


def texts_apart(count: int) -> list[str]:
    """Texts of which no two are alike."""
    return [" ".join(f"{word}{number}" for word in WORDS[:4]) for number in range(count)]


@st.composite
def paragraphs_with_answers(draw) -> tuple[list[Paragraph], list[Annotation]]:
    texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
    kinds = st.sampled_from(["paragraph", "paragraph", "bullet", "heading"])
    rows = draw(st.lists(st.tuples(texts, kinds, st.sampled_from("ABC"), st.sampled_from("xyz")), max_size=25))
    given_ = [paragraph(f"p-{n}", text, report, part, kind=kind) for n, (text, kind, report, part) in enumerate(rows)]
    given_.append(paragraph("p-free", "nothing like it anywhere"))
    states = st.sampled_from(["labelled", "none", "skipped", "draft"])
    answered = draw(st.dictionaries(st.sampled_from([p.id for p in given_[:-1]] + ["p-elsewhere"]), states))
    return given_, [
        answer(identity, *["assembly"] * (state == "labelled"), state=state) for identity, state in answered.items()
    ]


OPTIONS = st.fixed_dictionaries(
    {
        "size": st.integers(1, 30),
        "random": st.floats(0, 1),
        "overlap": st.floats(0, 1),
        "seed": st.integers(0, 99),
        "mix": st.none() | st.dictionaries(st.sampled_from(REASONS), st.floats(0.1, 9), min_size=1),
        "bundle": st.just(Model()),
    }
)
COLD = OPTIONS.map(lambda options: options | {"bundle": None, "mix": None})


@given(paragraphs_with_answers(), OPTIONS | COLD, st.randoms())
def test_a_queue_depends_on_what_it_is_made_from_and_not_on_its_order(made, options, shuffling) -> None:
    paragraphs, answers = made
    queue = make_queue(paragraphs, answers, **options)
    shuffling.shuffle(paragraphs)
    shuffling.shuffle(answers)
    assert make_queue(iter(paragraphs), iter(answers), **options) == queue


@given(paragraphs_with_answers(), OPTIONS | COLD)
def test_nothing_is_queued_that_has_its_answer_or_cannot_be_tagged_or_repeats_another(made, options) -> None:
    paragraphs, answers = made
    queue = make_queue(paragraphs, answers, **options)
    answered = {a.paragraph for a in answers if a.state in {"labelled", "none"}}
    queued = [item.paragraph.id for item in queue.items]
    assert not answered & set(queued)
    assert {item.paragraph.kind for item in queue.items} <= TAGGABLE
    taggable = [p for p in paragraphs if p.kind in TAGGABLE]
    group = dict(zip([p.id for p in taggable], duplicate_groups([p.text for p in taggable]).tolist(), strict=True))
    groups = [group[identity] for identity in queued]
    assert len(groups) == len(set(groups))
    assert not set(groups) & {group[identity] for identity in answered & group.keys()}
    assert queue.annotated == len(answered & group.keys())
    assert queue.elsewhere == len(answered - group.keys())
    assert queue.eligible + queue.annotated + queue.alike == len(taggable)


@given(paragraphs_with_answers(), OPTIONS | COLD)
def test_a_queue_has_its_size_its_random_share_and_a_reason_for_each(made, options) -> None:
    queue = make_queue(*made, **options)
    size = min(options["size"], queue.eligible)
    assert [item.rank for item in queue.items] == list(range(1, size + 1))
    drawn = [item for item in queue.items if item.reason == "random"]
    assert len(drawn) >= max(1, round(options["random"] * size, 6))
    assert len(drawn) <= max(1, options["random"] * size + 1)
    assert {item.inclusion for item in drawn} == {len(drawn) / queue.eligible}
    others = [item for item in queue.items if item.reason != "random"]
    assert {item.inclusion for item in others} <= {None}
    allowed = options["mix"] or (["uncertain", "rare", "diverse"] if options["bundle"] else ["spread"])
    assert {item.reason for item in others} <= set(allowed)


@given(made=paragraphs_with_answers(), options=OPTIONS | COLD)
def test_a_queue_comes_back_from_its_file(made, options, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "queue.jsonl"
    items = make_queue(*made, **options).items
    write_rows(path, items)
    assert tuple(read_queue(path)) == items
    write_rows(path, made[0])
    assert list(read_queue(path)) == made[0]


def test_a_mix_is_kept_to() -> None:
    given_ = [paragraph(f"p-{n}", text) for n, text in enumerate(texts_apart(200))]
    queue = make_queue(given_, bundle=Model(), size=100)
    assert Counter(item.reason for item in queue.items) == {"random": 20, "uncertain": 40, "rare": 16, "diverse": 24}
    even = make_queue(given_, bundle=Model(), size=31, random=0.1, mix={"diverse": 3, "rare": 3, "spread": 3})
    assert Counter(item.reason for item in even.items) == {"random": 4, "rare": 9, "diverse": 9, "spread": 9}


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5, 0.8])
def test_who_stops_early_has_read_the_random_share_too(share: float) -> None:
    given_ = [paragraph(f"p-{n}", text) for n, text in enumerate(texts_apart(120))]
    drawn = [item.reason == "random" for item in make_queue(given_, bundle=Model(), size=100, random=share).items]
    assert all(abs(sum(drawn[:stop]) - share * stop) <= 1 for stop in range(1, 101))


def test_the_share_to_be_read_by_two_hangs_on_seed_and_id_alone() -> None:
    given_ = [paragraph(f"p-{n}", text) for n, text in enumerate(texts_apart(1000))]
    everything = overlapping(make_queue(given_, size=1000))
    assert 160 <= len(everything) <= 240
    part = make_queue(given_[:300], [answer("p-7")], bundle=Model(), size=80)
    assert overlapping(part) == everything & {item.paragraph.id for item in part.items}
    assert overlapping(make_queue(given_, size=1000, seed=1)) != everything
    assert len(overlapping(make_queue(given_, size=1000, overlap=1))) == 1000
    assert not overlapping(make_queue(given_, size=1000, overlap=0))


def test_the_lot_for_a_second_reader_is_not_the_lot_of_the_random_share() -> None:
    given_ = [paragraph(f"p-{n}", text) for n, text in enumerate(texts_apart(1000))]
    drawn = [item for item in make_queue(given_, size=1000).items if item.reason == "random"]
    assert 0.1 < np.mean([item.overlap for item in drawn]) < 0.3


def overlapping(queue: Queue) -> set[str]:
    return {item.paragraph.id for item in queue.items if item.overlap}


def test_uncertain_are_those_closest_to_the_threshold_of_each_label_in_turn() -> None:
    rows = [[0.49, 0.9, 0.9]] * 4 + [[0.9, 0.9, 0.9]] * 2 + [[0.9, 0.4, 0.9], [0.9, 0.9, 0.1], [0.5, 0.01, 0.01]]
    assert sorted(STRATEGIES["uncertain"](pool_of(texts_apart(9), rows), 3)) == [6, 7, 8]


def test_a_label_that_was_not_learnt_is_not_doubted() -> None:
    rows = [[0.1, 0.1, 1.0], [0.4, 0.1, 0.1], [0.1, 0.29, 0.1]]
    assert sorted(STRATEGIES["uncertain"](pool_of(texts_apart(3), rows, thresholds=[0.5, 0.3, 1.0]), 2)) == [1, 2]


def test_rare_are_those_that_promise_a_label_that_few_have() -> None:
    rows = [[0.9, 0.9, 0.02]] * 10 + [[0.1, 0.1, 0.4]] * 2
    assert set(STRATEGIES["rare"](pool_of(texts_apart(12), rows, positives=[20, 20, 1]), 2)) == {10, 11}
    assert set(STRATEGIES["rare"](pool_of(texts_apart(12), rows, positives=[1, 20, 20]), 2)) < set(range(10))


def test_a_label_that_the_model_never_gives_takes_no_place() -> None:
    rows = [[0.05, 0.05, 0.0]] * 10 + [[0.8, 0.05, 0.0]] * 2
    assert set(STRATEGIES["rare"](pool_of(texts_apart(12), rows, positives=[5, 5, 0]), 2)) == {10, 11}


def test_diverse_are_those_of_new_words() -> None:
    texts = [f"police broke up a rally {n} in {word}" for n, word in enumerate(WORDS)]
    texts += ["nurses opened wells beside hills", "wells beside hills dried up and nurses left"]
    pool = pool_of(texts, annotated=["police broke up a rally in spring"])
    first, second = STRATEGIES["diverse"](pool, 2)
    assert {first, second} & {len(texts) - 2, len(texts) - 1} == {first}


@pytest.mark.parametrize("reason", REASONS)
def test_what_is_taken_is_not_picked_again(reason: str) -> None:
    pool = pool_of(texts_apart(8), [[0.1, 0.2, 0.3]] * 8)
    pool.available[[0, 3, 5]] = False
    assert sorted(STRATEGIES[reason](pool, 5)) == [1, 2, 4, 6, 7]
    assert STRATEGIES[reason](pool, 0) == []


def pool_of(
    texts: list[str],
    rows: Sequence = (),
    *,
    annotated: Sequence[str] = (),
    positives: Sequence = (0, 0, 0),
    thresholds: Sequence = Model.thresholds,
):
    return CandidatePool(
        [paragraph(f"p-{n}", text) for n, text in enumerate(texts)],
        [paragraph(f"a-{n}", text) for n, text in enumerate(annotated)],
        np.ones(len(texts), dtype=bool),
        np.array(rows),
        np.array(thresholds),
        np.array(positives, dtype=float),
    )


def test_spread_reads_every_report_before_it_comes_back_to_one() -> None:
    given_ = [paragraph(f"p-{n}", text, "ABCDE"[n % 5], f"part {n % 4}") for n, text in enumerate(texts_apart(100))]
    queue = make_queue(given_, size=10, random=0)
    assert Counter(item.paragraph.report.key for item in queue.items) == dict.fromkeys("ABCDE", 2)
    assert len({(item.paragraph.report.key, item.paragraph.trail) for item in queue.items}) == 10


@pytest.mark.parametrize(
    ("mix", "expected"),
    [
        ({"easy": 1}, "strategy mix: no strategy 'easy'; expected one of uncertain, rare, diverse, spread"),
        ({"random": 1}, "strategy mix: no strategy 'random'; expected one of uncertain, rare, diverse, spread"),
        ({"spread": -1}, "strategy mix: 'spread' has the share -1; expected 0 or more"),
        ({"spread": math.nan}, "strategy mix: 'spread' has the share nan; expected 0 or more"),
        ({"spread": 0}, "strategy mix: every share is 0; expected at least one above"),
        ({"spread": 1, "rare": 1}, "strategy mix: 'rare' needs a model; name a model, or leave it out"),
    ],
)
def test_a_mix_that_cannot_be_made(mix: dict[str, float], expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        make_queue([paragraph("p-1", "It rained.")], mix=mix)
    assert str(caught.value) == expected


def test_headings_alone_make_no_queue() -> None:
    with pytest.raises(InputError) as caught:
        make_queue([paragraph("p-1", "A title", kind="heading")])
    assert str(caught.value) == "paragraphs: none can be tagged; ingest a report first"


def test_when_all_is_annotated_there_is_no_queue() -> None:
    twins = [paragraph("p-1", "It rained."), paragraph("p-2", "it rained"), paragraph("p-3", "A title", kind="heading")]
    with pytest.raises(InputError) as caught:
        make_queue(twins, [answer("p-1")])
    assert str(caught.value) == (
        "paragraphs: none is left to annotate: 1 are annotated, 1 nearly repeat one that is; ingest another report"
    )


def test_tasks_stand_in_the_order_of_the_queue_and_name_it(taxonomy: Taxonomy) -> None:
    queue = make_queue([paragraph(f"p-{n}", text) for n, text in enumerate(texts_apart(30))], size=10)
    tasks = [task.data for task in make_tasks(queue.items, taxonomy)]
    assert [task.priority for task in tasks] == list(range(1, 11))
    assert [task.paragraph_id for task in tasks] == [item.paragraph.id for item in queue.items]
    assert [task.queue_reason for task in tasks] == [item.reason for item in queue.items]
    assert [task.overlap == "yes" for task in tasks] == [item.overlap for item in queue.items]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ('{"text": "x"}', "Object missing required field `id`"),
        ('{"schema": "rightstag.queue/1", "rank": 1}', "Object missing required field `reason`"),
        ('{"schema": "rightstag.queue/1", "rank": 1, "reason": "easy"}', "Invalid enum value 'easy' - at `$.reason`"),
    ],
)
def test_a_row_that_is_neither_is_named(row: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / "queue.jsonl"
    path.write_text(f'{{"id": "p-1", "text": "x"}}\n\n{row}\n')
    with pytest.raises(InputError) as caught:
        list(read_queue(path))
    expected = "one Paragraph or QueueItem as JSON, as `ingest` or `queue` writes it"
    assert str(caught.value) == f"{path}, line 3: {found}; expected {expected}; correct it"


@pytest.fixture(scope="module")
def reports(samples: Path) -> list[Paragraph]:
    return [one for path in sorted(samples.glob("*-202?.*")) if path.suffix != ".yaml" for one in ingest(path)]


@pytest.fixture(scope="module")
def truth(samples: Path) -> dict[str, bool]:
    """Whether the first answer to each paragraph of the samples gives it a label."""
    found: dict[str, bool] = {}
    for one in read_export(samples / "export.json", load_taxonomy(), key=b"key").annotations:
        if one.state in {"labelled", "none"}:
            found.setdefault(one.paragraph, one.state == "labelled")
    return found


def test_the_random_share_alone_tells_how_many_have_a_label(reports: list[Paragraph], truth: dict[str, bool]) -> None:
    """Many a queue is made, each is answered, and the share of positives in each part compared with that of all."""
    pool = [one for one in reports if one.id in truth]
    probabilities = load_bundle("default").predict_proba([one.text for one in pool])

    class Recalled(Model):
        labels = load_bundle("default").labels
        thresholds = load_bundle("default").thresholds

    bundle = Recalled(dict(zip([one.text for one in pool], probabilities.tolist(), strict=True)))
    seeds = 60
    queues = [make_queue(pool, bundle=bundle, size=80, random=0.5, seed=seed).items for seed in range(seeds)]
    rate = np.mean([truth[one.id] for one in pool])
    drawn = [positives(items, "random", truth) for items in queues]
    assert abs(np.mean(drawn) - rate) < 0.015
    for reason in ("uncertain", "rare"):
        assert np.mean([positives(items, reason, truth) for items in queues]) > rate + 0.1, reason
    # Every paragraph had the same chance, the one that was recorded.
    times = Counter(item.paragraph.id for items in queues for item in items if item.reason == "random")
    inclusion = next(item.inclusion for item in queues[0] if item.reason == "random")
    counts = np.array([times[one.id] for one in pool])
    assert counts.mean() == pytest.approx(seeds * inclusion)
    assert counts.var() == pytest.approx(seeds * inclusion * (1 - inclusion), rel=0.35)


def positives(items: Sequence[QueueItem], reason: str, truth: dict[str, bool]) -> float:
    return float(np.mean([truth[item.paragraph.id] for item in items if item.reason == reason]))
