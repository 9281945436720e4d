"""Signals as exceptions while a command runs, so that it tidies up; none of them is lost."""

import os
import signal
import sys
from types import FrameType
from typing import Any

#: Ctrl+C, a polite kill, and a terminal that was closed.
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_AGAIN_SECONDS = 0.05
_received: list[int] = []


def raise_signals() -> None:
    """Let SIGINT raise KeyboardInterrupt, and SIGTERM and SIGHUP SystemExit; a second signal ends the program at once.

    Python drops an exception that a destructor or callback raises: the signal is then given again.
    """
    _received.clear()
    _handle(_raise)
    signal.signal(signal.SIGALRM, _raise_again)
    sys.unraisablehook = _unraisable


def end_at_once() -> None:
    """Let a signal end the program without a word: while it starts or ends, there is nothing to be tidied up."""
    _handle(_end)


def _handle(handler: Any) -> None:  # noqa: ANN401 - typeshed's own type is private
    for number in _ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup wants it
            signal.signal(number, handler)


def _end(number: int, _: FrameType | None) -> None:
    os._exit(128 + number)


def _raise(number: int, _: FrameType | None) -> None:
    _received.append(number)
    _handle(_end)
    raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)


def _raise_again(_: int, frame: FrameType | None) -> None:
    _raise(_received[-1], frame)


def _unraisable(dropped: "sys.UnraisableHookArgs") -> None:
    if _received and issubclass(dropped.exc_type, KeyboardInterrupt | SystemExit):
        signal.setitimer(signal.ITIMER_REAL, _AGAIN_SECONDS)
    else:
        sys.__unraisablehook__(dropped)
