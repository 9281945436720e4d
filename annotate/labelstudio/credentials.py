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

#: Where an address or a token comes from.
_BY_HAND, _SETTINGS, _LOCAL = "as given", "rightstag.toml", "the server on this machine"

TokenKind = Literal["legacy token", "personal access token"]


class SettingsAddress(str):
    """An address from a settings file, which may not be the user's own: no token of the environment goes there."""

    __slots__ = ()


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
    url_source, token_source
        Where they come from, for messages.
    """

    url: str
    token: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    url_source: str = "as given"
    token_source: str = "as given"  # noqa: S105 - not a token


def find_credentials(url: str | None = None, *, headers: Sequence[str] = ()) -> Credentials:
    """Resolve the server and its token.

    An address given beats ``LABEL_STUDIO_URL``, which beats a `SettingsAddress`, which beats the local server. The
    token of the environment, ``LABEL_STUDIO_API_KEY``, goes to the address of the environment or to one that was given
    by hand; the local server's own token goes to the local server only.

    Parameters
    ----------
    url
        As given by hand, or by a settings file.
    headers
        ``NAME:VALUE`` each.

    Raises
    ------
    UsageError
        The address or a header is none.
    StudioError
        Nothing says which server, or there is no token for it, or it has expired.
    """
    local = _local()
    url, url_source = _address(url, local)
    token, token_source = _token(url, url_source, local)
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise StudioError(KEY_VARIABLE, "holds something that is no token", fix="copy it again, without line breaks")
    if (claims := _claims(token)) and 0 < claims.exp < time.time():
        raise StudioError(url, "the personal access token has expired", fix="make a new one in Account & Settings")
    return Credentials(url, token, tuple(_header(given) for given in headers), url_source, token_source)


def _address(url: str | None, local: "Server | None") -> tuple[str, str]:
    """Return the address of the server and its source, by precedence."""
    if url and not isinstance(url, SettingsAddress):
        return _slashed(url), _BY_HAND
    if environment := os.environ.get(URL_VARIABLE):
        return _slashed(environment), URL_VARIABLE
    if url:
        return _slashed(url), _SETTINGS
    if local:
        return local.url, _LOCAL
    fix = f"run `rightstag studio up`, or set {URL_VARIABLE} and {KEY_VARIABLE}"
    raise StudioError("Label Studio", "no server is named, and none runs on this machine", fix=fix)


def _token(url: str, source: str, local: "Server | None") -> tuple[str, str]:
    """Return the token for an address and its source."""
    environment = os.environ.get(KEY_VARIABLE, "").strip()
    if local and local.url == url and not (environment and _is_for(url, source)):
        return local.token, _LOCAL
    if environment and source in {_BY_HAND, URL_VARIABLE}:
        return environment, KEY_VARIABLE
    if environment and source == _SETTINGS:
        found = f"only {_SETTINGS} names it, so it does not get the token of {KEY_VARIABLE}"
        raise StudioError(url, found, fix=f"set {URL_VARIABLE} to it, if it is yours")
    fix = f"set {KEY_VARIABLE}: in Label Studio under Account & Settings > Personal Access Token"
    raise StudioError(url, "no token to get in with", fix=fix)


def _is_for(url: str, source: str) -> bool:
    """Check if the token of the environment is meant for the local server's address."""
    named = os.environ.get(URL_VARIABLE)
    return source == URL_VARIABLE or (source == _BY_HAND and (not named or _slashed(named) == url))


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
        from rightstag.annotate.local_server.server import status
        from rightstag.annotate.local_server.state import data_folder
    except ImportError:  # no POSIX, no local server
        return None
    server = status(data_folder())
    return server if server and server.pid else None


def _slashed(url: str) -> str:
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise UsageError(URL_VARIABLE, "a password in an address is shown everywhere", fix="give it in a header")
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        shown = url.partition("?")[0].partition("#")[0]  # what follows may be a secret
        raise UsageError(shown, "not the address of a server", expected="one like https://studio.example.org/")
    return url.rstrip("/") + "/"


def _header(given: str) -> tuple[str, str]:
    name, colon, value = given.partition(":")
    if not (name.strip() and colon):
        raise UsageError("header", "not a header", expected="NAME:VALUE")
    return name.strip(), value.strip()
