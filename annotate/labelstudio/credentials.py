"""Address and token of the Label Studio server: from options, the environment, settings or the local server."""

import base64
import binascii
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import msgspec

from rightstag.errors import StudioError, UsageError

if TYPE_CHECKING:
    from rightstag.annotate.local_server.state import Server

URL_VARIABLE = "LABEL_STUDIO_URL"
KEY_VARIABLE = "LABEL_STUDIO_API_KEY"

TokenKind = Literal["legacy token", "personal access token"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """Address, token and extra headers for a server.

    Attributes
    ----------
    url
        Ends with a slash: without it the SDK would look for a server below a path at the top.
    token
        Either kind; kept out of every message.
    headers
        For what stands between us and the server, such as a proxy with a login of its own.
    """

    url: str
    token: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def find(url: str | None = None, *, headers: Sequence[str] = ()) -> Credentials:
    """Resolve the server and its token.

    Parameters
    ----------
    url
        Beats ``LABEL_STUDIO_URL``; the token comes from ``LABEL_STUDIO_API_KEY``, since what stands on a command line
        is seen by everyone on the machine. For the local server neither is needed.
    headers
        ``NAME:VALUE`` each.

    Raises
    ------
    UsageError
        The address or a header is none.
    StudioError
        Nothing says which server, or the token is missing or has expired.
    """
    url, token = url or os.environ.get(URL_VARIABLE), os.environ.get(KEY_VARIABLE, "").strip()
    local = _local()
    if local and (url is None or _slashed(url) == local.url):
        url, token = local.url, local.token
    if url is None:
        fix = f"run `rightstag studio up`, or set {URL_VARIABLE} and {KEY_VARIABLE}"
        raise StudioError("Label Studio", "no server is named, and none runs on this machine", fix=fix)
    url = _slashed(url)
    if not token:
        fix = f"set {KEY_VARIABLE}: in Label Studio under Account & Settings > Personal Access Token"
        raise StudioError(url, "no token to get in with", fix=fix)
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise StudioError(KEY_VARIABLE, "holds something that is no token", fix="copy it again, without line breaks")
    if (claims := _claims(token)) and 0 < claims.exp < time.time():
        raise StudioError(url, "the personal access token has expired", fix="make a new one in Account & Settings")
    return Credentials(url, token, tuple(_header(given) for given in headers))


def token_kind(token: str) -> TokenKind:
    """Tell a personal access token (a JWT) from a legacy token.

    Examples
    --------
    >>> token_kind("0123456789abcdef0123456789abcdef01234567")
    'legacy token'
    """
    return "personal access token" if _claims(token) is not None else "legacy token"


class _Claims(msgspec.Struct):
    exp: float = 0


def _claims(token: str) -> _Claims | None:
    """Decode the claims of a JSON Web Token; None if the token is not one."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        payload = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        return msgspec.json.decode(payload, type=_Claims)
    except (binascii.Error, msgspec.DecodeError, ValueError):
        return None


def _local() -> "Server | None":
    try:
        from rightstag.annotate.local_server.server import running
        from rightstag.annotate.local_server.state import data_folder
    except ImportError:  # no POSIX, no local server
        return None
    found = running(data_folder())
    return found if found and found.pid else None


def _slashed(url: str) -> str:
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise UsageError(URL_VARIABLE, "a password in an address is shown everywhere", fix="give it in a header")
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise UsageError(url, "not the address of a server", expected="one like https://studio.example.org/")
    return url.rstrip("/") + "/"


def _header(given: str) -> tuple[str, str]:
    name, colon, value = given.partition(":")
    if not (name.strip() and colon):
        raise UsageError("header", "not a header", expected="NAME:VALUE")
    return name.strip(), value.strip()
