"""Parts are tagged by several processes, and come back in order."""

import os
import signal
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from rightstag.models.recode import LabelRecoding
from rightstag.tag.engines.worker import (
    Result,
    TagJob,
    WorkerLostError,
    try_tag,
)
from rightstag.tag.inputs.partitions import Partition

if TYPE_CHECKING:
    from rightstag.models import Bundle

#: Parts under way for each process: a long report then holds up none of the others, and memory stays small.
AHEAD = 8

Known = TypeVar("Known")


def tag_in_processes(
    tasks: Iterable[tuple[Partition, Known | None]], job: TagJob, jobs: int
) -> Generator[tuple[Partition, Known | Result]]:
    """Tag parts in other processes, each with the model loaded once; they come in the order of the tasks.

    Raises
    ------
    WorkerLostError
        One of the processes died.
    """
    context = get_context("spawn")  # a fork would copy the locks of whatever threads run here
    watched, ours = context.Pipe(duplex=False)
    executor = ProcessPoolExecutor(jobs, context, initializer=_leave_with_parent, initargs=(watched,))
    waiting: deque[tuple[Partition, Known | Future[Result]]] = deque()
    try:
        for partition, known in tasks:
            waiting.append((partition, known or _submit(executor, partition, job)))
            if len(waiting) >= AHEAD * jobs:
                yield _settled(*waiting.popleft())
        while waiting:
            yield _settled(*waiting.popleft())
    except BrokenProcessPool as error:
        raise WorkerLostError from error
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        ours.close()  # whatever they are at, they leave now
        watched.close()


def _submit(executor: ProcessPoolExecutor, partition: Partition, job: TagJob) -> "Future[Result]":
    # A process may be started here. It inherits that Ctrl-C is held back: the parent alone answers it.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return executor.submit(_tag, partition, job)
    except BrokenProcessPool as error:
        broken: Future[Result] = Future()
        broken.set_exception(error)  # so that what is done already comes first
        return broken
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _settled(partition: Partition, result: "Known | Future[Result]") -> "tuple[Partition, Known | Result]":
    return partition, result.result() if isinstance(result, Future) else result


def _tag(partition: Partition, job: TagJob) -> Result:
    return try_tag(partition, _loaded(job.model, job.recoding), job)


@cache
def _loaded(model: str, recoding: LabelRecoding) -> "Bundle":
    from rightstag.models import load_bundle

    return recoding.apply(load_bundle(model))


def _leave_with_parent(watched: Connection) -> None:
    """Let this process end as soon as its parent closes its end of the pipe, or dies."""

    def wait() -> None:
        watched.poll(None)
        os._exit(0)

    Thread(target=wait, daemon=True).start()
