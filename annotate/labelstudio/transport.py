"""Requests to a Label Studio server; the one module that imports ``label_studio_sdk``.

`Transport.ask` and `Transport.tell` call methods of the SDK. It is told never to retry by itself: it would send a
request again after an error even if the server had carried it out, and store annotations twice. Plain requests
(`Transport.read`, `Transport.write`, `Transport.every`) are left for what the SDK lacks or loses: model versions are
not in it, and its lists take any 404 for their end and do not notice rows that are missing.
"""

import itertools
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

import msgspec

from rightstag.annotate.labelstudio.credentials import Credentials, token_kind
from rightstag.annotate.labelstudio.errors import (
    NotFoundError,
    OutcomeUnknownError,
    connection_error,
    error_from_response,
)
from rightstag.errors import StudioError

if TYPE_CHECKING:
    import httpx
    from label_studio_sdk import LabelStudio
    from label_studio_sdk.core.api_error import ApiError

PAGE = 1000
#: An import or an export is one long request: the server answers when it is done.
_PATIENCE_S = 600.0
_CONNECT_S = 10.0
#: Seconds that an access token is used; the server gives it 300.
_ACCESS_S = 240.0
#: What is only read is asked for again after these many seconds; what is written is never sent twice by this module.
PAUSES_S = (0.2, 1.0, 3.0)

Kind = TypeVar("Kind")


class _ShortListError(OutcomeUnknownError):
    """The server listed fewer rows than it counts."""


class Page(Protocol):
    """A page of a list, with the total number of rows."""

    total: int
    rows: list[dict[str, Any]]


class Transport:
    """HTTP requests to a server: reads are retried, writes are sent once.

    Every method raises `OutcomeUnknownError` if the outcome is not known, and ``StudioError`` if the server refuses.

    Parameters
    ----------
    address
        Where it is and what lets us in.
    pauses
        Seconds before each further try to read.
    """

    def __init__(self, address: Credentials, *, pauses: Sequence[float] = PAUSES_S) -> None:
        self._address = address
        self._pauses = pauses
        self._http, self._sdk = _connect(address)
        self._access_token, self._access_until = "", 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._http.close()

    @property
    def url(self) -> str:
        """Its address, with a slash at the end."""
        return self._address.url

    def ask(self, what: str, act: "Callable[[LabelStudio], Kind]") -> Kind:
        """Call a method of the SDK that only reads; retried. ``what`` is the request, for messages."""
        return self._again(lambda: self.tell(what, act))

    def tell(self, what: str, act: "Callable[[LabelStudio], Kind]") -> Kind:
        """Call a method of the SDK once."""
        from label_studio_sdk.core.api_error import ApiError

        with self._connection_errors(what):
            try:
                return act(self._sdk)
            except ApiError as error:
                raise self._api_error(error, what) from error

    def read(self, path: str, kind: type[Kind], /, **parameters: object) -> Kind:
        """Read a resource that the SDK lacks, and decode it as ``kind``; retried."""
        return self._again(lambda: self._call("GET", path, kind, params=parameters))

    def write(self, method: str, path: str, body: object, kind: type[Kind], /) -> Kind:
        """Send a request body that the SDK has no method for, once, and decode the response as ``kind``."""
        content = {"content": msgspec.json.encode(body), "headers": {"Content-Type": "application/json"}}
        return self._call(method, path, kind, **content)

    def every(self, path: str, kind: type[Page], what: str, /, **asked: object) -> list[dict[str, Any]]:
        """Read all rows of a paginated list; the server may use smaller pages than requested.

        Parameters
        ----------
        path, asked
            The resource and what to ask of it.
        kind
            What a page of it is.
        what
            What the rows are, for messages.

        Raises
        ------
        OutcomeUnknownError
            Every attempt returned fewer rows than the server counts.
        """

        def attempt() -> list[dict[str, Any]]:
            rows: dict[int, dict[str, Any]] = {}
            total = 0
            for number in itertools.count(1):
                try:
                    page = self.read(path, kind, page=number, page_size=PAGE, **asked)
                except NotFoundError:
                    if number == 1:  # no empty list, but no such resource: the address is wrong
                        raise
                    break  # past the last page
                known, total = len(rows), page.total
                rows |= {row["id"]: row for row in page.rows}
                if len(rows) >= total:
                    return list(rows.values())
                if len(rows) == known:
                    break
            raise _ShortListError(self.url, f"gave {len(rows)} of {total} {what}", fix="run it again")

        return self._again(attempt, on=_ShortListError)  # each page has been tried again by itself

    def _again(self, attempt: Callable[[], Kind], *, on: type[OutcomeUnknownError] = OutcomeUnknownError) -> Kind:
        for pause in self._pauses:
            try:
                return attempt()
            except on:
                time.sleep(pause)
        return attempt()

    def _call(self, method: str, path: str, kind: type[Kind], **request: Any) -> Kind:  # noqa: ANN401 - httpx's own
        place = f"{method} {path}"
        headers = self._authorization() | request.pop("headers", {})
        with self._connection_errors(place):
            reply = self._http.request(method, self.url + path, headers=headers, **request)
        if not reply.is_success:
            location = reply.headers.get("location", "")
            raise error_from_response(self._address, reply.status_code, reply.content, place=place, location=location)
        return self.decoded(reply.content, kind, place, reply.headers.get("content-type", ""))

    def decoded(self, content: bytes, kind: type[Kind], place: str, content_type: str = "") -> Kind:
        """Decode the body of a successful response as ``kind``."""
        try:
            return msgspec.json.decode(content or b"{}", type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._unreadable(str(error), place, content_type) from error

    def _unreadable(self, reason: str, place: str, content_type: str) -> StudioError:
        """Return the error for a successful response with another body than JSON."""
        if "text/html" in content_type:
            fix = "check the address; a proxy may want a login of its own, in a header"
            return StudioError(self.url, "answers with a web page", place=place, fix=fix)
        return OutcomeUnknownError(self.url, f"answer cut short ({reason})", place=place, fix="run it again")

    def _authorization(self) -> dict[str, str]:
        """Return the header that lets a plain request in; an access token is renewed before it expires."""
        token, scheme = self._address.token, "Token"
        if token_kind(token) == "personal access token":
            if time.time() > self._access_until:
                refreshed = self.tell("POST api/token/refresh/", lambda sdk: sdk.tokens.refresh(refresh=token))
                self._access_token, self._access_until = refreshed.access, time.time() + _ACCESS_S
            token, scheme = self._access_token, "Bearer"
        if _has_own_authorization(self._address):
            return {"X-Api-Key": token}
        return {"Authorization": f"{scheme} {token}"}

    def _api_error(self, error: "ApiError", place: str) -> StudioError:
        status, headers = error.status_code or 500, error.headers or {}
        if 200 <= status < 300:  # the SDK could not read the body
            return self._unreadable("no JSON", place, headers.get("content-type", ""))
        body = msgspec.json.encode(error.body, enc_hook=str)
        return error_from_response(self._address, status, body, place=place, location=headers.get("location", ""))

    @contextmanager
    def _connection_errors(self, place: str) -> Iterator[None]:
        import httpx

        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise connection_error(self._address, error, place=place, sent=False) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise connection_error(self._address, error, place=place, sent=True) from error


def _connect(address: Credentials) -> "tuple[httpx.Client, LabelStudio]":
    """Return an HTTP client, and the SDK's client on top of it."""
    import httpx

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its imports warn
            from label_studio_sdk import LabelStudio
            from label_studio_sdk.core.api_error import ApiError
    except ImportError as error:
        fix = "install it: pip install 'rightstag[studio]'"
        raise StudioError("Label Studio", "its SDK is not installed", fix=fix) from error
    headers = dict(address.headers)
    client = httpx.Client(timeout=httpx.Timeout(_PATIENCE_S, connect=_CONNECT_S), headers=headers)
    if _has_own_authorization(address):  # a proxy's; the token then travels beside it
        headers = headers | {"X-Api-Key": address.token}
    try:
        sdk = LabelStudio(  # type: ignore[no-untyped-call]
            base_url=address.url, api_key=address.token, headers=headers, httpx_client=client, max_retries=0
        )
    except ApiError as error:  # of a personal access token that cannot be one
        body = msgspec.json.encode(error.body, enc_hook=str)
        raise error_from_response(address, error.status_code or 500, body, place="token") from error
    return client, sdk


def _has_own_authorization(address: Credentials) -> bool:
    return any(name.lower() == "authorization" for name, _ in address.headers)
