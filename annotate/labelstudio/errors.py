"""Errors from failed requests to Label Studio, with their remedy."""

import re

import msgspec

from rightstag.annotate.labelstudio.credentials import (
    KEY_VARIABLE,
    URL_VARIABLE,
    Credentials,
    token_kind,
)
from rightstag.errors import StudioError

_LONGEST_SAID = 200
_BUSY = frozenset({408, 425, 429})

#: What to do, by status code; how to add one: the code and the step that a user can take.
_FIXES = {
    403: "ask who runs the server for the right to do this",
    404: f"check {URL_VARIABLE}, a path included, and that the project is still there",
    413: "a proxy limits the size of requests: ask for 250 MB, as Label Studio itself allows",
}


class OutcomeUnknownError(StudioError):
    """The outcome of a request is unknown: read the server's state before sending it again."""


class NotFoundError(StudioError):
    """The resource does not exist (404); also a page past the end of a list."""


class _Body(msgspec.Struct):
    detail: object = None
    validation_errors: object = None


def error_from_response(
    address: Credentials, status: int, body: bytes, *, place: str, location: str = ""
) -> StudioError:
    """Convert an unsuccessful HTTP response to an error.

    Parameters
    ----------
    status
        HTTP status code, not 2xx.
    body
        Body of the response; tokens in it are masked.
    place
        The request.
    location
        Where a redirect points.
    """
    said = _said(address, body)
    if status in _BUSY or status >= 500:
        return OutcomeUnknownError(address.url, f"failed with {status}{said}", place=place, fix="run it again")
    if 300 <= status < 400:
        return StudioError(address.url, "points elsewhere", place=place, fix=f"set {URL_VARIABLE} to where: {location}")
    if status == 401:
        return StudioError(address.url, f"refuses the {token_kind(address.token)}{said}", fix=_token_fix(said))
    kind = NotFoundError if status == 404 else StudioError
    return kind(address.url, f"refused with {status}{said}", place=place, fix=_FIXES.get(status, ""))


def connection_error(address: Credentials, error: Exception, *, place: str, sent: bool) -> StudioError:
    """Convert a connection failure to an error.

    Parameters
    ----------
    sent
        Whether it may have reached the server.
    """
    reason = _scrubbed(address, str(error) or type(error).__name__)
    if sent:
        return OutcomeUnknownError(address.url, f"the connection broke ({reason})", place=place, fix="run it again")
    fix = f"check that it runs (`rightstag studio status`), and {URL_VARIABLE}"
    return OutcomeUnknownError(address.url, f"cannot be reached ({reason})", fix=fix)


def _token_fix(said: str) -> str:
    if "legacy" in said.lower():
        return (
            "use a personal access token (Account & Settings), or have legacy tokens allowed "
            "under Organization > Access Token Settings"
        )
    return (
        f"copy the token from Account & Settings into {KEY_VARIABLE}, and see under Organization > "
        "Access Token Settings that its kind is allowed"
    )


def _said(address: Credentials, body: bytes) -> str:
    """Extract the reason from a JSON body, truncated; empty for an HTML page."""
    try:
        parsed = msgspec.json.decode(body, type=_Body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    words = " ".join(str(part) for part in (parsed.detail, parsed.validation_errors) if part)
    words = _scrubbed(address, " ".join(words.split())).rstrip(".")
    return f": {words[:_LONGEST_SAID]}" if words else ""


def _scrubbed(address: Credentials, text: str) -> str:
    secrets = [address.token, *(value for _, value in address.headers)]
    pattern = "|".join(re.escape(secret) for secret in secrets if secret)
    return re.sub(pattern, "***", text) if pattern else text
