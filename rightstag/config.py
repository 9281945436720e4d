"""Defaults that a project keeps in ``rightstag.toml``.

A flag beats an environment variable, which beats this file, which beats the built-in default.
"""

import tomllib
from pathlib import Path
from typing import Any

from rightstag.errors import InputError

NAME = "rightstag.toml"


def load_defaults(folder: Path) -> dict[str, Any]:
    r"""Return the options kept in ``rightstag.toml``, one table a command, or nothing where there is no such file.

    Raises
    ------
    InputError
        The file is not TOML.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / NAME).write_text('[tag]\nmodel = "ours"')
    >>> load_defaults(folder)
    {'tag': {'model': 'ours'}}
    """
    path = folder / NAME
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(path, str(error), expected="TOML in UTF-8", fix="correct the file") from error
