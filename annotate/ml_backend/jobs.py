"""Training jobs in a background thread, one at a time; requests for a queued job are merged."""

import logging
import queue
import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Lock, Thread
from typing import Literal

import msgspec

from rightstag.errors import RightsTagError

#: As many finished jobs are remembered.
REMEMBERED = 50

_log = logging.getLogger(__name__)


class Job(msgspec.Struct, kw_only=True):
    """A training job: queued, running or finished.

    Attributes
    ----------
    message
        What came of it, in one line.
    queued, started, ended
        ISO 8601, UTC.
    """

    number: int
    project: str
    state: Literal["queued", "running", "done", "failed"] = "queued"
    message: str = ""
    queued: str
    started: str | None = None
    ended: str | None = None


class Jobs:
    """Job queue with one worker thread.

    Parameters
    ----------
    work
        Trains a project; returns the outcome in one line.
    wait
        Seconds from the first request to the start: requests in between are the same job.
    """

    def __init__(self, work: Callable[[str], str], *, wait: float = 5.0) -> None:
        self._work, self._wait = work, wait
        self._jobs: list[Job] = []
        self._queue: queue.SimpleQueue[tuple[float, Job]] = queue.SimpleQueue()
        self._lock, self._closed, self._count = Lock(), Event(), 0
        Thread(target=self._run, name="training", daemon=True).start()

    def ask(self, project: str) -> Job:
        """Enqueue a training of a project; return the queued job if there is one."""
        with self._lock:
            for job in self._jobs:
                if job.project == project and job.state == "queued":
                    return job
            self._count += 1
            job = Job(number=self._count, project=project, queued=_now())
            over = [old for old in self._jobs if old.state in {"done", "failed"}]
            self._jobs = [old for old in self._jobs if old not in over[: max(len(over) - REMEMBERED, 0)]] + [job]
            self._queue.put((time.monotonic() + self._wait, job))
            return job

    def states(self) -> list[Job]:
        """List the jobs, latest first."""
        with self._lock:
            return [msgspec.structs.replace(job) for job in reversed(self._jobs)]

    def close(self) -> None:
        """Stop starting jobs."""
        self._closed.set()

    def _run(self) -> None:
        while True:
            due, job = self._queue.get()
            if self._closed.wait(max(0.0, due - time.monotonic())):
                return
            self._set(job, state="running", started=_now())
            try:
                message = self._work(job.project)
            except RightsTagError as error:
                self._set(job, state="failed", message=str(error), ended=_now())
            except Exception as error:  # noqa: BLE001 - whatever a training does, the next one must find a worker
                found = " ".join(f"{type(error).__name__}: {error}".split())
                self._set(job, state="failed", message=found, ended=_now())
            else:
                self._set(job, state="done", message=message, ended=_now())
            _log.info("project %s: training %s: %s", job.project, job.state, job.message)

    def _set(self, job: Job, **fields: str) -> None:
        with self._lock:
            for name, value in fields.items():
                setattr(job, name, value)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
