"""Exactly-once delivery over an unreliable connection.

The outcome of a failed request is unknown, so nothing is resent blindly: the items that the server lacks are read
again once it is idle, and only those are sent.
"""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from rightstag.annotate.labelstudio.errors import OutcomeUnknownError

#: Seconds between checks whether a failed request succeeded after all.
PAUSES_S = (0.5, 1.0, 2.0, 4.0)
_TRIES = 5

Item = TypeVar("Item")


def send_until_complete(
    missing: Callable[[], list[Item]],
    send: Callable[[Sequence[Item]], None],
    *,
    chunk: int,
    left: list[Item] | None = None,
    pauses: Sequence[float] = PAUSES_S,
) -> bool:
    """Send items until the server has all of them; return whether every request succeeded.

    Parameters
    ----------
    missing
        Lists the items that the server lacks now.
    send
        Sends some items in one request.
    chunk
        Largest number of items per request.
    left
        The items missing at the start; by default ``missing`` is called.
    pauses
        Seconds between polls after a failed request.

    Raises
    ------
    OutcomeUnknownError
        Several requests in a row failed, and no further item arrived.
    """
    left = missing() if left is None else left
    smooth, tries = True, 0
    while left:
        part = left[:chunk]
        try:
            send(part)
            left, tries = left[len(part) :], 0
        except OutcomeUnknownError:
            smooth, before = False, len(left)
            left = _at_rest(missing, before - len(part), pauses)
            tries = tries + 1 if len(left) == before else 0
            if tries == _TRIES:
                raise
    return smooth


def _at_rest(missing: Callable[[], list[Item]], goal: int, pauses: Sequence[float]) -> list[Item]:
    """Poll the missing items until all that was sent has arrived, at most until the last pause."""
    left = missing()
    for pause in pauses:
        if len(left) <= goal:
            break
        time.sleep(pause)
        left = missing()
    return left
