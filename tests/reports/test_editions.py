"""Planted edits are found, each as what it is, and nothing else is."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightstag.reports import Paragraph
from rightstag.reports.editions import align_editions, word_changes

WHO = ["Police", "The ministry", "A court", "Soldiers", "The governor", "Officials", "Border guards"]
DID = ["dispersed a rally", "closed a newspaper", "fined the union", "returned nine families", "banned a march"]
WHERE = ["in Sel", "in Ost", "near the border", "in the port of Lund", "at Varn", "in the valley of Kell"]
WHY = ["after the vote", "before the strike of miners", "although a court forbade it", "without giving a reason"]


def report(count: int, seed: int = 0) -> list[Paragraph]:
    draw = random.Random(seed)
    texts = [
        f"{draw.choice(WHO)} {draw.choice(DID)} {draw.choice(WHERE)} {draw.choice(WHY)}, case {n} of the year. "
        f"{draw.choice(WHO)} {draw.choice(DID)} {draw.choice(WHERE)} on {draw.randint(1, 28)} May."
        for n in range(count)
    ]
    return [Paragraph(id=f"p{n}", text=text) for n, text in enumerate(texts)]


def renamed(paragraphs: list[Paragraph]) -> list[Paragraph]:
    return [Paragraph(id=f"q{n}", text=each.text, kind=each.kind) for n, each in enumerate(paragraphs)]


def test_the_same_edition_is_the_same() -> None:
    old = report(60)
    assert Counter(each.change for each in align_editions(old, renamed(old))) == {"same": 60}


def test_planted_edits_are_found_as_what_they_are() -> None:
    old = report(300, seed=1)
    draw = random.Random(2)
    touched = draw.sample(range(len(old)), 60)
    reworded, deleted, moved = set(touched[:30]), set(touched[30:45]), touched[45:]
    planted: Counter[str] = Counter()
    new: list[tuple[str, Paragraph]] = []
    for place, paragraph in enumerate(old):
        if place in deleted:
            planted["gone"] += 1
        elif place in reworded:
            words = paragraph.text.split()
            for _ in range(4):
                words[draw.randrange(len(words))] = draw.choice(["reportedly", "again", "sharply", "later"])
            new.append(("reworded", Paragraph(id="", text=" ".join(words))))
        elif place not in moved:
            new.append(("same", paragraph))
    for place in moved:
        new.insert(draw.randrange(len(new)), ("moved", old[place]))
    for n in range(15):
        text = (
            f"Librarians of district {n} opened {n} reading rooms, a theatre and {n + 2} schools for evening classes."
        )
        new.insert(draw.randrange(len(new)), ("new", Paragraph(id="", text=text)))
    planted += Counter(kind for kind, _ in new)
    found = align_editions(old, renamed([paragraph for _, paragraph in new]))
    got = Counter(each.change for each in found)
    right = sum(each.change == new[int(each.new.id[1:])][0] for each in found if each.new) + min(
        got["gone"], planted["gone"]
    )
    assert right / sum(planted.values()) >= 0.95
    assert sum(got.values()) - sum(planted.values()) <= 0.05 * len(old)


def test_every_paragraph_is_aligned_once_and_headings_are_not() -> None:
    old, new = report(40, seed=3), renamed(report(40, seed=4))
    found = align_editions([*old, Paragraph(id="h", text="Assembly", kind="heading")], new)
    assert sorted(each.old.id for each in found if each.old) == sorted(each.id for each in old)
    assert [each.new.id for each in found if each.new] == [each.id for each in new]


def test_what_is_gone_stands_after_what_it_followed() -> None:
    old = report(5, seed=5)
    found = align_editions(old, renamed([old[0], old[1], old[4]]))
    assert [each.change for each in found] == ["same", "same", "gone", "gone", "same"]


def test_repeated_paragraphs_are_told_apart_by_their_order() -> None:
    old = [Paragraph(id=str(n), text="It rained.") for n in range(3)]
    found = align_editions(old, renamed(old[:2]))
    assert [(each.change, each.old.id) for each in found] == [("same", "0"), ("same", "1"), ("gone", "2")]


@pytest.mark.parametrize("text", ["警方在首都驱散了集会。", "Полиция разогнала митинг в столице."])
def test_scripts_do_not_matter(text: str) -> None:
    (each,) = align_editions([Paragraph(id="a", text=text)], [Paragraph(id="b", text=text)])
    assert each.change == "same"


WORDS = st.lists(st.sampled_from(["police", "rally", "Sel", "nine", "again", "law"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_changed_words_give_both_texts_again(old: str, new: str) -> None:
    runs = word_changes(old, new)
    assert " ".join(run.text for run in runs if run.kind != "insert") == old
    assert " ".join(run.text for run in runs if run.kind != "delete") == new
