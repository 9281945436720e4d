"""Defaults that a project keeps in ``rightstag.toml``.

A flag beats an environment variable, which beats this file, which beats the built-in default.
"""

import os
import tomllib
from pathlib import Path
from typing import Any

from rightstag.errors import InputError

NAME = "rightstag.toml"
#: Settings of the project that are no command's options.
SETTINGS = frozenset({"registry"})


def load_defaults(folder: Path) -> dict[str, Any]:
    r"""Return the options kept in ``rightstag.toml``, one table a command, or nothing where there is no such file.

    Raises
    ------
    InputError
        The file is not TOML, or what is kept for a command is no table.

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
    from rightstag.atomic import read_bytes
    from rightstag.encodings import utf8

    try:
        defaults = tomllib.loads(utf8(read_bytes(path)).decode())
    except (tomllib.TOMLDecodeError, UnicodeError, RecursionError) as error:
        raise InputError(path, str(error), expected="TOML in UTF-8", fix="correct the file") from error
    for name, value in defaults.items():
        if name not in SETTINGS and not isinstance(value, dict):
            raise InputError(path, f"{name} is {value!r:.40}", expected=f"a table, [{name}]", fix="correct the file")
    return defaults


def user_data_folder() -> Path:
    """Return the user's folder for data, such as models; it need not exist."""
    from platformdirs import user_data_path

    return _former_or(user_data_path("rightstag", appauthor=False), "XDG_DATA_HOME", ".local/share")


def user_state_folder() -> Path:
    """Return the user's folder for state, such as the secret behind pseudonyms; it need not exist."""
    from platformdirs import user_state_path

    return _former_or(user_state_path("rightstag", appauthor=False), "XDG_STATE_HOME", ".local/state")


def _former_or(folder: Path, variable: str, below_home: str) -> Path:
    """Return the folder, or the one that 0.1 used on every system where its files still lie there."""
    former = Path(os.environ.get(variable) or Path.home() / below_home, "rightstag")
    return former if former.is_dir() and not folder.exists() else folder
