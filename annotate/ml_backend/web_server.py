"""Run the application with uvicorn: time limits for slow clients, and a shutdown that ends in time."""

import asyncio
import socket
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Seconds for a client to send the head of a request, and the number of connections at a time.
HEAD_S = 10.0
CONNECTIONS = 200
#: Seconds at most, after a signal to stop, for the requests that were accepted.
SHUTDOWN_S = 6


class TimedProtocol(H11Protocol):
    """HTTP protocol that closes connections whose request head does not come, and half-sent requests at shutdown."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - as uvicorn types it
        """Start waiting for the head of the first request."""
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Stop waiting once the head is complete; start again for the next request."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._timer is None:
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Finish complete requests; close a connection whose request is still being sent."""
        if self.conn.their_state in {h11.IDLE, h11.SEND_BODY}:
            self.transport.close()
        else:
            super().shutdown()

    def _wait_for_head(self) -> None:
        self._timer = self.loop.call_later(HEAD_S, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def run(app: Any, listening: socket.socket) -> None:  # noqa: ANN401 - an ASGI application
    """Serve until SIGINT or SIGTERM; requests that were accepted are finished first, within `SHUTDOWN_S` seconds."""
    config = uvicorn.Config(
        app,
        http=TimedProtocol,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
    uvicorn.Server(config).run(sockets=[listening])
