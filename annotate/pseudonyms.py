"""Keyed pseudonyms for annotators.

Label Studio numbers its users from 1, so a plain hash of the number would be undone by trying them all; a hash with a
secret key cannot be. Whoever has the key and the server's list of users can tell who is who.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from rightstag.atomic import read_bytes
from rightstag.config import user_state_folder
from rightstag.errors import InputError, UsageError

KEY_VARIABLE = "RIGHTSTAG_PSEUDONYM_KEY"
_FEWEST_BYTES = 16


def pseudonym(key: bytes, user: object) -> str:
    """Compute the pseudonym of a user: a keyed hash (HMAC-SHA-256) of the user id.

    Examples
    --------
    >>> pseudonym(b"sixteen bytes or more", 7)
    'annotator-da9e1638'
    """
    return f"annotator-{hmac.new(key, str(user).encode(), hashlib.sha256).hexdigest()[:8]}"


def load_key(path: Path | None = None) -> bytes:
    """Load the pseudonym key: from a file, else the environment, else the user's own, created on first use.

    Parameters
    ----------
    path
        A file with at least 16 bytes.

    Raises
    ------
    UsageError
        The file cannot be read, or the user's own cannot be made.
    InputError
        The key is too short to be one.
    """
    if path is None and (given := os.environ.get(KEY_VARIABLE)):
        return _checked(KEY_VARIABLE, given.encode())
    return _checked(path, read_bytes(path)) if path else _own_key()


def own_key_file() -> Path:
    """Return the path of the user's own key."""
    return user_state_folder() / "pseudonym.key"


def _own_key() -> bytes:
    path = own_key_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Exclusive and private from the start: two first runs must not make two keys, nor a neighbour read it.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    except OSError as error:
        found = f"the key for pseudonyms cannot be made ({error.strerror})"
        raise UsageError(path, found, fix=f"set {KEY_VARIABLE}, or give a file with a key") from error
    return _checked(path, read_bytes(path))


def _checked(source: object, data: bytes) -> bytes:
    key = data.strip()
    if len(key) < _FEWEST_BYTES:
        expected = f"at least {_FEWEST_BYTES}"
        raise InputError(source, f"a key of {len(key)} bytes", expected=expected, fix="make one: openssl rand -hex 32")
    return key
