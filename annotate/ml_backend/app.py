"""HTTP application of the ML backend."""

import asyncio
from base64 import b64decode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from secrets import compare_digest
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from rightstag.annotate.ml_backend.schemas import PredictRequest, SetupRequest, WebhookEvent
from rightstag.annotate.ml_backend.service import Backend
from rightstag.errors import InputError, RightsTagError

#: Bytes of a request; Label Studio sends all the tasks of a batch in one.
LARGEST = 64 * 2**20
#: Seconds for a request to arrive.
BODY_S = 30.0
#: Where a webhook's own secret is looked for.
SECRET_HEADER = "X-Rightstag-Secret"  # noqa: S105 - a header's name

Body = TypeVar("Body")
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class AccessControl:
    """Access control: password and webhook secret.

    Attributes
    ----------
    credentials
        User and password that everything but ``/webhook`` asks for; None for whoever can reach it.
    secret
        What ``/webhook`` asks for. Label Studio sends no password there, but what headers it was told to; only when a
        training is started by hand does the password come, which is as good.
    hosts
        The names that the backend may be called by; None for any. A web page elsewhere can have its own name point
        here, and a browser would take its requests for the page's own.
    """

    credentials: tuple[str, str] | None = None
    secret: str | None = None
    hosts: frozenset[str] | None = None

    async def require_own_site(self, request: Request) -> None:
        """Refuse what a web page of another site makes a browser send."""
        host = _hostname(f"//{request.headers.get('host', '')}")
        if self.hosts is not None and host not in self.hosts:
            raise HTTPException(403, f"request: for the host '{host}'; expected one of {', '.join(sorted(self.hosts))}")
        origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "none")
        if (origin is not None and _hostname(origin) != host) or site not in {"none", "same-origin"}:
            raise HTTPException(403, "request: from a page of another site")

    async def require_password(self, request: Request) -> None:
        """Require the user and password (Basic authentication)."""
        if self.credentials and not self._knows_password(request):
            found = "wrong user or password; expected those that the backend was started with"
            raise HTTPException(401, found, {"WWW-Authenticate": 'Basic realm="rightstag"'})

    async def require_secret(self, request: Request) -> None:
        """Require the webhook secret, or the password."""
        given = request.headers.get(SECRET_HEADER, "").encode()
        if self.secret and not _same(given, self.secret) and not self._knows_password(request):
            raise HTTPException(401, f"wrong secret; expected that of the backend in the header {SECRET_HEADER}")

    def _knows_password(self, request: Request) -> bool:
        scheme, _, coded = request.headers.get("authorization", "").partition(" ")
        try:
            given = b64decode(coded, validate=True)
        except ValueError:
            return False
        return self.credentials is not None and scheme.lower() == "basic" and _same(given, ":".join(self.credentials))


def make_app(backend: Backend, guard: AccessControl, *, largest: int = LARGEST) -> FastAPI:
    """Build the FastAPI application.

    Parameters
    ----------
    largest
        Bytes; a larger request is refused.
    """
    # No pages of its own: they would come before the password, and load their scripts from elsewhere.
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, exception_handlers={RightsTagError: _refused})
    own_site = Depends(guard.require_own_site)
    member, messenger = [own_site, Depends(guard.require_password)], [own_site, Depends(guard.require_secret)]
    for path, handler, allowed in (
        ("/setup", _reader(SetupRequest, backend.setup, largest), member),
        ("/predict", _reader(PredictRequest, backend.predict, largest), member),
        ("/webhook", _reader(WebhookEvent, backend.note, largest), messenger),
    ):
        app.add_api_route(path, handler, methods=["POST"], dependencies=allowed)
    for path, methods, state in (
        ("/health", ["GET"], lambda: {"status": "UP", "model_version": backend.models.base.name}),
        ("/versions", ["GET", "POST"], lambda: {"versions": backend.models.names()}),  # older servers post
        ("/jobs", ["GET"], lambda: {"jobs": backend.jobs.states()}),
    ):
        app.add_api_route(path, _teller(state), methods=methods, dependencies=member)
    return app


def _reader(record: type[Body], work: Callable[[Body], dict[str, Any]], largest: int) -> Handler:
    """Build a handler that decodes a request and processes it in a thread, so that predictions do not block."""

    async def handler(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise HTTPException(415, "request: not JSON; expected the content type application/json")
        try:
            async with asyncio.timeout(BODY_S):
                body = await _body(request, largest)
        except TimeoutError as error:
            raise HTTPException(408, f"request: not here after {BODY_S:.0f} s") from error
        except ClientDisconnect as error:
            raise HTTPException(400, "request: broken off") from error
        return _json(await run_in_threadpool(lambda: work(_decoded(body, record))))

    return handler


async def _body(request: Request, largest: int) -> bytes:
    declared = request.headers.get("content-length", "0")
    body = bytearray()
    too_large = HTTPException(413, f"request: larger than {largest:,} bytes; send fewer tasks at a time")
    if declared.isdecimal() and int(declared) > largest:
        raise too_large
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise too_large
    return bytes(body)


def _teller(state: Callable[[], dict[str, Any]]) -> Handler:
    async def handler(_: Request) -> Response:
        return _json(state())

    return handler


async def _refused(_: Request, error: Exception) -> Response:
    return _json({"detail": str(error)}, status=422)


def _decoded(body: bytes, record: type[Body]) -> Body:
    try:
        return msgspec.json.decode(body, type=record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError("request", str(error), expected="JSON as Label Studio sends it") from error


def _json(value: object, *, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")


def _hostname(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _same(given: bytes, expected: str) -> bool:
    """Compare in constant time: how long it takes must not tell where a guess goes wrong."""
    return compare_digest(given, expected.encode())
