"""The first queue of a taxonomy has of every label what it promises."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rightstag.annotate.records import Annotation
from rightstag.annotate.sampling.cold_start import cold_queue
from rightstag.errors import InputError
from rightstag.reports import Paragraph


def paragraphs(count: int) -> list[Paragraph]:
    """Return paragraphs that share no words."""
    return [Paragraph(id=f"p-{n}", text=" ".join(f"w{n}x{m}" for m in range(6))) for n in range(count)]


@settings(max_examples=25)
@given(
    st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=40),
    st.integers(1, 6),
    st.floats(0, 0.9),
    st.integers(0, 9),
)
def test_every_label_has_its_paragraphs_or_all_there_are_and_the_lot_its_share(
    rows: list[list[bool]], per_label: int, random: float, seed: int
) -> None:
    expected, given_ = np.array(rows), paragraphs(len(rows))
    queue = cold_queue(given_, expected, per_label=per_label, random=random, seed=seed)
    places = [int(item.paragraph.id[2:]) for item in queue.items]
    assert len(set(places)) == len(places)
    assert (expected[places].sum(axis=0) >= np.minimum(per_label, expected.sum(axis=0))).all()
    drawn = [item for item in queue.items if item.reason == "random"]
    assert len(drawn) >= max(1, random * len(queue.items) - 1e-9)
    assert {item.inclusion for item in drawn} == {len(drawn) / len(rows)}
    assert all(expected[place].any() for item, place in zip(queue.items, places, strict=True) if item.reason == "rare")
    assert [item.rank for item in queue.items] == list(range(1, len(places) + 1))


def test_neither_what_is_answered_nor_what_nearly_repeats_it_comes_again() -> None:
    texts = paragraphs(20)
    twin = Paragraph(id="twin", text=texts[0].text.upper())
    answers = [Annotation(paragraph=f"p-{n}", annotator="x", labels=("a",), state="labelled") for n in range(5)]
    queue = cold_queue([*texts, twin], np.ones((21, 3), dtype=bool), answers, per_label=30)
    assert sorted(int(item.paragraph.id[2:]) for item in queue.items) == list(range(5, 20))
    assert (queue.eligible, queue.annotated, queue.alike, queue.elsewhere) == (15, 5, 1, 0)
    with pytest.raises(InputError, match=r"paragraphs: none is left to annotate: 1 are annotated"):
        cold_queue(texts[:1], np.ones((1, 3), dtype=bool), answers)


def test_the_same_seed_gives_the_same_queue_in_any_order() -> None:
    expected, given_ = np.eye(3, dtype=bool)[np.arange(30) % 3], paragraphs(30)
    one = cold_queue(given_, expected, per_label=3, seed=1)
    other = cold_queue(given_[::-1], expected[::-1], per_label=3, seed=1)
    assert one.items == other.items
    assert one.items != cold_queue(given_, expected, per_label=3, seed=2).items


def test_a_label_without_rules_does_not_swell_the_others() -> None:
    queue = cold_queue(paragraphs(100), np.array([[True, False, False]] * 100), per_label=8, random=0.2)
    assert sum(item.reason == "random" for item in queue.items) == 2
    assert len(queue.items) <= 10
