"""What an answer of Label Studio that is no success means, and what to do about it."""

import re

import msgspec

from rightstag.annotate.labelstudio.credentials import (
    KEY_VARIABLE,
    URL_VARIABLE,
    Address,
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


class UncertainError(StudioError):
    """The request may or may not have been carried out: look what is there before sending it again."""


class MissingError(StudioError):
    """There is no such thing: past the last page of a list, too."""


class _Body(msgspec.Struct):
    detail: object = None
    validation_errors: object = None


def refusal(address: Address, status: int, body: bytes, *, place: str, location: str = "") -> StudioError:
    """Return the error that an answer amounts to.

    Parameters
    ----------
    status
        Of HTTP; not a success.
    body
        What the server said; a token in it is taken out.
    place
        The request.
    location
        Where a redirect points.
    """
    said = _said(address, body)
    if status in _BUSY or status >= 500:
        return UncertainError(address.url, f"failed with {status}{said}", place=place, fix="run it again")
    if 300 <= status < 400:
        return StudioError(address.url, "points elsewhere", place=place, fix=f"set {URL_VARIABLE} to where: {location}")
    if status == 401:
        return StudioError(address.url, f"refuses the {token_kind(address.token)}{said}", fix=_token_fix(said))
    kind = MissingError if status == 404 else StudioError
    return kind(address.url, f"refused with {status}{said}", place=place, fix=_FIXES.get(status, ""))


def unreachable(address: Address, error: Exception, *, place: str, sent: bool) -> StudioError:
    """Return the error for a request that got no answer.

    Parameters
    ----------
    sent
        Whether it may have reached the server.
    """
    reason = _scrubbed(address, str(error) or type(error).__name__)
    if sent:
        return UncertainError(address.url, f"the connection broke ({reason})", place=place, fix="run it again")
    fix = f"check that it runs (`rightstag studio status`), and {URL_VARIABLE}"
    return UncertainError(address.url, f"cannot be reached ({reason})", fix=fix)


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


def _said(address: Address, body: bytes) -> str:
    """Return what the server gives as its reason, cut short; a page of HTML gives none."""
    try:
        parsed = msgspec.json.decode(body, type=_Body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    words = " ".join(str(part) for part in (parsed.detail, parsed.validation_errors) if part)
    words = _scrubbed(address, " ".join(words.split())).rstrip(".")
    return f": {words[:_LONGEST_SAID]}" if words else ""


def _scrubbed(address: Address, text: str) -> str:
    secrets = [address.token, *(value for _, value in address.headers)]
    pattern = "|".join(re.escape(secret) for secret in secrets if secret)
    return re.sub(pattern, "***", text) if pattern else text
