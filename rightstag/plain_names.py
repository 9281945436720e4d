"""Names that a file gives to other files: plain names, never paths."""

import re

from rightstag.errors import InputError

#: A letter or digit, then those, '.', '-' and '_'; no folder, no drive, no hidden file, no option.
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


def check_plain_name(name: str, thing: object) -> str:
    """Return a name that came from a file, if it cannot lead out of the folder that it belongs to.

    Parameters
    ----------
    thing
        The file that has it, for the message.

    Raises
    ------
    InputError
        It is a path, or could be taken for one.

    Examples
    --------
    >>> check_plain_name("weights.npy", "manifest.json")
    'weights.npy'
    >>> check_plain_name("../x", "manifest.json")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    rightstag.errors.InputError: manifest.json: names the file '../x'; expected a plain name: ...
    """
    if PLAIN.fullmatch(name):
        return name
    found = f"names the file {name[:80]!r}"
    expected = "a plain name: letters, digits, '.', '-' and '_'"
    raise InputError(thing, found, expected=expected, fix="do not use it")
