import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightstag.annotate.labelstudio.errors import OutcomeUnknownError
from rightstag.annotate.labelstudio.retry import send_until_complete


def broke() -> OutcomeUnknownError:
    return OutcomeUnknownError("Label Studio", "broke")


@given(st.integers(0, 20), st.integers(1, 7), st.randoms())
def test_everything_arrives_once_whatever_breaks(number: int, chunk: int, chance: random.Random) -> None:
    there: list[int] = []

    def send(part: Sequence[int]) -> None:
        outcome = chance.choice(["well", "well", "before", "after", "half"])
        if outcome == "before":
            raise broke()
        there.extend(part[: len(part) // 2] if outcome == "half" else part)
        if outcome != "well":
            raise broke()

    wanted = list(range(number))
    for _ in range(100):  # as a user runs it again
        try:
            send_until_complete(lambda: [n for n in wanted if n not in there], send, chunk=chunk, pauses=())
            break
        except OutcomeUnknownError:
            continue
    assert sorted(there) == wanted


def test_what_comes_late_is_waited_for() -> None:
    looks = iter([[1], [1], []])
    sent: list[int] = []

    def send(part: Sequence[int]) -> None:
        sent.extend(part)
        raise broke()

    assert not send_until_complete(lambda: next(looks), send, chunk=5, left=[1], pauses=(0, 0, 0))
    assert sent == [1]


def test_a_server_that_takes_nothing_is_given_up() -> None:
    tries: list[int] = []

    def send(part: Sequence[int]) -> None:
        tries.append(len(part))
        raise broke()

    with pytest.raises(OutcomeUnknownError, match="broke"):
        send_until_complete(lambda: [1, 2], send, chunk=1, pauses=())
    assert tries == [1] * 5
