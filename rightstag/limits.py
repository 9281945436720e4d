"""Calls in a process of their own, which is ended when it takes too long, too much memory, or crashes."""

import json
import os
import resource
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock, Thread

from rightstag.errors import InputError, RightsTagError, rebuild_error

SECONDS = 20.0
MEGABYTES = 2000
#: A call that only waits, as for a pipe that nobody writes to, takes no processor time: it is given up when it has
#: taken so many times the limit by the clock.
_PATIENCE = 5
_HEAD = struct.Struct("d")
_PROGRAM = (
    "import sys; sys.path[:] = {path!r}; import rightstag.limits; rightstag.limits.serve({handle}, {function!r}, {mb})"
)
#: Mathematics on many threads would reserve memory by the core, and no reader needs it.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# How an answer begins.
_RESULT, _ERROR, _FAULT, _NO_MEMORY = b"r", b"e", b"x", b"m"


@dataclass(frozen=True, slots=True)
class Limits:
    """Most that one call may take.

    Attributes
    ----------
    seconds
        Of processor time, so that a busy machine changes nothing.
    megabytes
        Of memory beyond what the process has when it starts.
    """

    seconds: float = SECONDS
    megabytes: int = MEGABYTES


class GivenUpError(InputError):
    """A call did not end as it should: it was too slow or too large, crashed, or raised what it should not."""


class _CrashError(GivenUpError):
    """The process ended in the middle of a call."""


class LimitedProcess:
    """A process that runs one function within limits, call after call; it starts at the first call.

    It is ended when this process ends, however it ends. Ctrl+C reaches this process alone.

    Parameters
    ----------
    function
        ``module:name`` of a function that takes bytes and returns bytes.
    megabytes
        As in `Limits`.

    Examples
    --------
    >>> process = LimitedProcess("zlib:compress")
    >>> len(process.call(b"a" * 1000, thing="a.txt")) < 20
    True
    >>> process.call(b"", thing="a.txt") == process.call(b"", thing="a.txt")
    True
    >>> process.close()
    """

    def __init__(self, function: str, megabytes: int = MEGABYTES) -> None:
        self.function, self.megabytes = function, megabytes
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._owner = 0
        self._lock = Lock()

    def call(self, payload: bytes, *, thing: object, seconds: float = SECONDS) -> bytes:
        """Call the function on the payload in the process of its own, within the limits.

        Parameters
        ----------
        thing
            What the call is about, for messages.
        seconds
            As in `Limits`.

        Raises
        ------
        RightsTagError
            The function raised it.
        GivenUpError
            The call took too long or too much memory, the process crashed, or the function raised anything else.
        """
        with self._lock:
            used = self._is_ready()
            try:
                answer = self._answer(payload, thing, seconds)
            except _CrashError:
                if not used:
                    raise
                answer = self._answer(payload, thing, seconds)  # what came before may have broken the process
        return _result(answer, thing, self.megabytes)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _answer(self, payload: bytes, thing: object, seconds: float) -> bytes:
        done = False
        try:
            answer = self._ask(payload, thing, seconds)
            done = answer[:1] in (_RESULT, _ERROR)
            return answer
        finally:
            if not done:
                self._end()  # whatever state it is in, the next call gets a fresh one

    def _ask(self, payload: bytes, thing: object, seconds: float) -> bytes:
        if self._pipe is None or not self._is_ready():
            self._end()
            self._pipe = self._start()
        pipe = self._pipe
        try:
            pipe.send_bytes(_HEAD.pack(seconds) + payload)
            while not pipe.poll(seconds * _PATIENCE):
                if self._process and _is_running(self._process.pid):
                    continue  # on a busy machine: its processor time will end it
                raise GivenUpError(thing, f"nothing came of it in {seconds * _PATIENCE:.0f} s", fix="check the file")
            return pipe.recv_bytes()
        except (EOFError, OSError) as error:
            raise self._death(thing, seconds) from error

    def _is_ready(self) -> bool:
        """Check if there is a process of our own; a fork may not share its parent's."""
        return self._owner == os.getpid() and self._process is not None and self._process.poll() is None

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        handle = theirs.fileno()
        program = _PROGRAM.format(path=sys.path, handle=handle, function=self.function, mb=self.megabytes)
        nothing = subprocess.DEVNULL
        self._owner = os.getpid()
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and a program of ours
            [sys.executable, "-c", program],
            pass_fds=[handle],
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            env=os.environ | _ONE_THREAD,
            start_new_session=True,
        )
        theirs.close()
        return ours

    def _death(self, thing: object, seconds: float) -> GivenUpError:
        code = self._process.wait() if self._process else 0
        if code == -signal.SIGPROF:
            return GivenUpError(thing, f"takes more than {seconds:.0f} s to read", fix="split it, or allow more time")
        name = signal.Signals(-code).name if code < 0 else f"exit {code}"
        found = f"the reader crashed on it ({name}), perhaps for want of more than {self.megabytes:,} MB of memory"
        return _CrashError(thing, found, fix="check the file")

    def _end(self) -> None:
        if self._process and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        if self._pipe:
            self._pipe.close()
        self._process, self._pipe = None, None


def serve(handle: int, function: str, megabytes: int) -> None:
    """Answer calls until the pipe is closed: the other side of `LimitedProcess`."""
    Thread(target=_leave_with_parent, args=(handle,), daemon=True).start()
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the timer of a call ends the process
    module, name = function.split(":")
    call = getattr(import_module(module), name)
    _limit_memory(megabytes)
    pipe = Connection(handle)
    with suppress(EOFError, OSError):
        while True:
            request = pipe.recv_bytes()
            pipe.send_bytes(_outcome(call, request))


def _outcome(call: Callable[[bytes], bytes], request: bytes) -> bytes:
    [seconds] = _HEAD.unpack_from(request)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return _RESULT + call(request[_HEAD.size :])
    except RightsTagError as error:
        return _ERROR + json.dumps([type(error).__name__, str(error)]).encode()
    except MemoryError:
        return _NO_MEMORY
    except BaseException as error:  # noqa: BLE001 - whatever goes wrong is named
        return _FAULT + f"{type(error).__name__}: {error}"[:300].encode("utf-8", "backslashreplace")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _result(answer: bytes, thing: object, megabytes: int) -> bytes:
    kind, rest = answer[:1], answer[1:]
    if kind == _RESULT:
        return rest
    if kind == _ERROR:
        raise rebuild_error(*json.loads(rest))
    if kind == _NO_MEMORY:
        raise GivenUpError(thing, f"takes more than {megabytes:,} MB of memory to read", fix="split it, or allow more")
    raise GivenUpError(thing, f"the reader failed on it ({rest.decode()})", fix="report this as a bug")


def _is_running(process: int) -> bool:
    """Check if a process is running or runnable; False where the system does not tell."""
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "R"
    return False


def _limit_memory(megabytes: int) -> None:
    """Let allocations fail beyond the limit; systems without ``/proc`` do not enforce one."""
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + megabytes * 1_000_000
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _leave_with_parent(handle: int) -> None:
    """Leave as soon as the other end of the pipe is closed, whatever this process is at."""
    poll = select.poll()
    poll.register(handle, 0)
    poll.poll()
    os._exit(0)
