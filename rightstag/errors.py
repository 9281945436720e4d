"""Errors that a user can mend, and their exit codes.

Programming mistakes stay ``ValueError`` and ``TypeError``; these are raised for what a user can mend::

    RightsTagError
    ├── UsageError      2   an option, a path or a combination of them
    ├── GateError       3   a gate or guarantee was not met
    ├── InputError      4   bad input data
    ├── StudioError     5   Label Studio unreachable, or it refused
    ├── PartialError    6   partly done: run again to go on
    └── SafetyError     7   refused for safety
"""

import copyreg
from typing import Any, ClassVar


class RightsTagError(Exception):
    """Base of every error that a user can mend.

    Parameters
    ----------
    thing
        What is at fault, as the user named it: a file, an option, a label.
    found
        What was found there.
    place
        Where in the thing: a line, a page, a task.
    expected
        What should have been there.
    fix
        What to do about it.

    Examples
    --------
    >>> str(InputError("a.jsonl", "unknown label 'torture'", place="line 3", expected="'assembly'", fix="correct it"))
    "a.jsonl, line 3: unknown label 'torture'; expected 'assembly'; correct it"
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, thing: object, found: str, *, place: str = "", expected: str = "", fix: str = "") -> None:
        where = f"{thing}, {place}" if place else f"{thing}"
        tail = [f"expected {expected}"] if expected else []
        tail += [fix] if fix else []
        # One line, whatever a library's message brought along.
        super().__init__(" ".join("; ".join([f"{where}: {found}", *tail]).split()))

    def __reduce__(self) -> tuple[Any, ...]:
        """Come whole out of another process, where the message is all that is left of its parts."""
        return copyreg.__newobj__, (type(self), *self.args)  # type: ignore[attr-defined]


class UsageError(RightsTagError):
    """An option, a path or a combination of them cannot be used."""

    exit_code = 2


class GateError(RightsTagError):
    """A gate or a guarantee was not met."""

    exit_code = 3


class InputError(RightsTagError):
    """The input data cannot be used as they are."""

    exit_code = 4


class StudioError(RightsTagError):
    """Label Studio cannot be reached, or it refused."""

    exit_code = 5


class PartialError(RightsTagError):
    """A part is done; running the command again goes on from there."""

    exit_code = 6


class SafetyError(RightsTagError):
    """Refused, because going on could do harm."""

    exit_code = 7


def rebuild_error(name: str, message: str) -> RightsTagError:
    """Return the error that another process raised, by the name of its class and its message.

    Examples
    --------
    >>> rebuild_error("InputError", "a.pdf: is damaged")
    InputError('a.pdf: is damaged')
    """
    kinds = {kind.__name__: kind for kind in RightsTagError.__subclasses__()}
    kind = kinds.get(name, InputError)
    return kind.__new__(kind, message)
