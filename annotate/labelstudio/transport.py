"""Requests to a Label Studio server; the one module that imports ``label_studio_sdk``.

The SDK lets us in, with either kind of token, and carries the requests. What it would do besides is kept off: it sends
a request again after an error even where the server had carried it out, follows a redirect with a ``GET`` in place of a
``POST``, takes any 404 for the end of a list, and loses fields that it does not know.
"""

import itertools
import time
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

import msgspec

from rightstag.annotate.labelstudio.credentials import Credentials
from rightstag.annotate.labelstudio.errors import (
    NotFoundError,
    OutcomeUnknownError,
    connection_error,
    error_from_response,
)
from rightstag.errors import StudioError

if TYPE_CHECKING:
    from label_studio_sdk.core.api_error import ApiError
    from label_studio_sdk.core.http_client import HttpClient

PAGE = 1000
#: An import or an export is one long request: the server answers when it is done.
_PATIENCE_S = 600.0
_CONNECT_S = 10.0
#: What is only read is asked for again after these many seconds; what is written is never sent twice by this module.
PAUSES_S = (0.2, 1.0, 3.0)

Kind = TypeVar("Kind")


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
        self._http = _transport(address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._http.httpx_client.close()

    @property
    def url(self) -> str:
        """Its address, with a slash at the end."""
        return self._address.url

    def read(self, path: str, kind: type[Kind], /, **parameters: object) -> Kind:
        """Read a resource and decode it as ``kind``; retried."""
        return self._again(lambda: self._call("GET", path, kind, params=parameters))

    def write(self, method: str, path: str, body: object, kind: type[Kind], /) -> Kind:
        """Send a request body once and decode the response as ``kind``."""
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
            found: dict[int, dict[str, Any]] = {}
            total = 0
            for number in itertools.count(1):
                try:
                    page = self.read(path, kind, page=number, page_size=PAGE, **asked)
                except NotFoundError:
                    if number == 1:  # no empty list, but no such resource: the address is wrong
                        raise
                    break  # past the last page
                known, total = len(found), page.total
                found |= {row["id"]: row for row in page.rows}
                if len(found) >= total:
                    return list(found.values())
                if len(found) == known:
                    break
            raise OutcomeUnknownError(self.url, f"gave {len(found)} of {total} {what}", fix="run it again")

        return self._again(attempt)

    def _again(self, attempt: Callable[[], Kind]) -> Kind:
        for pause in self._pauses:
            try:
                return attempt()
            except OutcomeUnknownError:
                time.sleep(pause)
        return attempt()

    def _call(self, method: str, path: str, kind: type[Kind], **request: Any) -> Kind:  # noqa: ANN401 - the SDK's own
        import httpx
        from label_studio_sdk.core.api_error import ApiError

        place = f"{method} {path}"
        try:
            reply = self._http.request(path, method=method, request_options={"max_retries": 0}, **request)
        except ApiError as error:  # from the exchange of a personal access token for one that lasts minutes
            raise _api_refusal(self._address, error) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise connection_error(self._address, error, place=place, sent=False) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise connection_error(self._address, error, place=place, sent=True) from error
        if not reply.is_success:
            location = reply.headers.get("location", "")
            raise error_from_response(self._address, reply.status_code, reply.content, place=place, location=location)
        try:
            return msgspec.json.decode(reply.content or b"{}", type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            if "text/html" in reply.headers.get("content-type", ""):
                fix = "check the address; a proxy may want a login of its own (--header)"
                raise StudioError(self.url, "answers with a web page", place=place, fix=fix) from error
            raise OutcomeUnknownError(
                self.url, f"answer cut short ({error})", place=place, fix="run it again"
            ) from error


def _transport(address: Credentials) -> "HttpClient":
    """Return the SDK's own carrier of requests, which adds the token and renews it."""
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
    if any(name.lower() == "authorization" for name in headers):  # a proxy's; the token then travels beside it
        headers["X-Api-Key"] = address.token
    client = httpx.Client(timeout=httpx.Timeout(_PATIENCE_S, connect=_CONNECT_S), headers=dict(address.headers))
    try:
        sdk = LabelStudio(  # type: ignore[no-untyped-call]
            base_url=address.url, api_key=address.token, headers=headers, httpx_client=client
        )
    except ApiError as error:  # of a personal access token that cannot be one
        raise _api_refusal(address, error) from error
    return sdk._client_wrapper.httpx_client  # noqa: SLF001 - the SDK has no public way to a plain request


def _api_refusal(address: Credentials, error: "ApiError") -> StudioError:
    return error_from_response(
        address, error.status_code or 500, msgspec.json.encode(error.body, enc_hook=str), place="token"
    )
