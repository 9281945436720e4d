"""Sending so that nothing is lost and nothing doubled, whatever happens on the way.

A request that broke may have been carried out, or may still be. So nothing is sent again on trust: what the server
lacks is read anew, once it has come to rest.
"""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from rightstag.annotate.labelstudio.errors import UncertainError

#: Seconds between looks at whether a request that broke is carried out after all.
PAUSES_S = (0.5, 1.0, 2.0, 4.0)
_TRIES = 5

Item = TypeVar("Item")


def send_missing(
    missing: Callable[[], list[Item]],
    send: Callable[[Sequence[Item]], None],
    *,
    chunk: int,
    left: list[Item] | None = None,
    pauses: Sequence[float] = PAUSES_S,
) -> bool:
    """Send until the server lacks nothing, and return whether every request went well.

    Parameters
    ----------
    missing
        Says what the server lacks now.
    send
        Sends some of it in one request.
    chunk
        How many at most in one request.
    left
        What is known to be missing at first; by default it is asked for.
    pauses
        Seconds between looks after a request that broke; the last look comes after all of them.

    Raises
    ------
    UncertainError
        Request after request broke, and nothing more arrived.
    """
    left = missing() if left is None else left
    smooth, tries = True, 0
    while left:
        part = left[:chunk]
        try:
            send(part)
            left, tries = left[len(part) :], 0
        except UncertainError:
            smooth, before = False, len(left)
            left = _at_rest(missing, before - len(part), pauses)
            tries = tries + 1 if len(left) == before else 0
            if tries == _TRIES:
                raise
    return smooth


def _at_rest(missing: Callable[[], list[Item]], goal: int, pauses: Sequence[float]) -> list[Item]:
    """Return what is missing once all that was sent has arrived, else after the last pause."""
    left = missing()
    for pause in pauses:
        if len(left) <= goal:
            break
        time.sleep(pause)
        left = missing()
    return left
