"""Who reads what hangs on names, ids and the seed alone."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightstag.annotate.labelstudio.task import Task, TaskData
from rightstag.annotate.tasks.assignment import annotator_project_title, assign_tasks
from rightstag.errors import UsageError

NAMES = st.lists(st.sampled_from(["ada", "ben", "cem", "dua", "eli"]), min_size=2, max_size=5, unique=True)
IDS = st.lists(st.integers(0, 99), unique=True, max_size=40)


SHOWN = dict.fromkeys(["citation", "trail", "link", "before", "text", "after"], "")


def tasks_of(numbers: list[int], **data: str) -> list[Task]:
    return [Task(data=TaskData(paragraph_id=f"p-{number}", **SHOWN, **data)) for number in numbers]


def ids(hands: dict[str, Any]) -> dict[str, set[str]]:
    return {name: {task.data.paragraph_id for task in part} for name, part in hands.items()}


@given(IDS, NAMES, st.floats(0, 1), st.integers(0, 9))
def test_everyone_has_their_own_and_each_paragraph_one_reader_or_two(numbers, names, overlap, seed) -> None:
    hands = assign_tasks(tasks_of(numbers), names, overlap=overlap, seed=seed)
    assert list(hands) == names
    readers = Counter(name for part in ids(hands).values() for name in part)
    assert set(readers) == {f"p-{number}" for number in numbers}
    assert set(readers.values()) <= {1, 2}
    for part in hands.values():
        order = [numbers.index(int(task.data.paragraph_id[2:])) for task in part]
        assert order == sorted(order)


@given(IDS, NAMES, st.floats(0, 1), st.integers(0, 9), st.randoms())
def test_a_later_push_moves_no_paragraph(numbers, names, overlap, seed, chance) -> None:
    whole = ids(assign_tasks(tasks_of(numbers), names, overlap=overlap, seed=seed))
    part = chance.sample(numbers, len(numbers) // 2)
    chance.shuffle(names)
    for name, mine in ids(assign_tasks(tasks_of(part), names, overlap=overlap, seed=seed)).items():
        assert mine == whole[name] & {f"p-{number}" for number in part}


def test_shares_are_even_and_hang_on_the_seed() -> None:
    tasks = tasks_of(list(range(3000)))
    hands = ids(assign_tasks(tasks, ["ada", "ben", "cem"], overlap=0.2))
    readers = Counter(name for part in hands.values() for name in part)
    assert 500 < sum(count == 2 for count in readers.values()) < 700
    assert all(1100 < len(part) < 1300 for part in hands.values())
    assert ids(assign_tasks(tasks, ["ada", "ben", "cem"], overlap=0.2, seed=1)) != hands


def test_a_queue_says_what_is_read_twice_unless_the_user_does() -> None:
    marked = tasks_of([1, 2, 3], overlap="yes") + tasks_of([4, 5, 6], overlap="no")
    hands = ids(assign_tasks(marked, ["ada", "ben"]))
    assert hands["ada"] & hands["ben"] == {"p-1", "p-2", "p-3"}
    hands = ids(assign_tasks(marked, ["ada", "ben"], overlap=1))
    assert hands["ada"] == hands["ben"] == {f"p-{number}" for number in range(1, 7)}
    assert ids(assign_tasks(marked, ["ada"], overlap=0)) == {"ada": hands["ada"]}


def test_space_around_a_title_does_not_get_into_the_projects_of_annotators() -> None:
    assert annotator_project_title(" Averland ", "ada") == "Averland · ada"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["ada", ""], "annotators: a name is empty or comes twice; expected such as ada,ben,cem"),
        (["ada", "ada"], "annotators: a name is empty or comes twice; expected such as ada,ben,cem"),
        (["ada"], "overlap: needs at least two annotators; name another"),
    ],
)
def test_names_that_cannot_share_work(names, expected) -> None:
    with pytest.raises(UsageError) as caught:
        assign_tasks(tasks_of([1]), names, overlap=0.5)
    assert str(caught.value) == expected
