import os
import time
from pathlib import Path

import pytest

from rightstag.errors import GateError, InputError
from rightstag.limits import GivenUpError, LimitedProcess

MODULE = """
import ctypes, os, time
from rightstag.errors import GateError, InputError

def act(request):
    word = request.decode()
    if word == "spin":
        while True:
            pass
    if word == "wait":
        time.sleep(3600)
    if word == "grow":
        return bytes(10_000_000_000)
    if word == "crash":
        ctypes.string_at(0)
    if word == "leave":
        os._exit(3)
    if word == "exit":
        raise SystemExit(0)
    if word == "nest":
        return act_again(request)
    if word == "refuse":
        raise InputError("a.pdf", "is damaged", fix="download it again")
    if word == "gate":
        raise GateError("a", "b")
    return f"{word} by {os.getpid()}".encode()

def act_again(request):
    return act_again(request)
"""


@pytest.fixture
def process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "actions.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(tmp_path))
    limited = LimitedProcess("actions:act", megabytes=500)
    yield limited
    limited.close()


def ended(pid: int) -> bool:
    """Wait for the end of a process, at most half a minute."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:4]:
            return True
        time.sleep(0.01)
    return False


def pid_of(answer: bytes) -> int:
    return int(answer.split()[-1])


def test_one_process_answers_call_after_call(process):
    first, second = (process.call(word, thing="a") for word in (b"one", b"two"))
    assert first.startswith(b"one by ")
    assert second.startswith(b"two by ")
    assert pid_of(first) == pid_of(second) != os.getpid()


@pytest.mark.parametrize(
    ("word", "said"),
    [
        (b"spin", "takes more than 1 s"),
        (b"wait", "nothing came of it"),
        (b"grow", "takes more than 500 MB of memory"),
        (b"crash", "crashed on it (SIGSEGV)"),
        (b"leave", "crashed on it (exit 3)"),
        (b"exit", "failed on it (SystemExit: 0)"),
        (b"nest", "failed on it (RecursionError"),
        (b"\xff", "failed on it (UnicodeDecodeError"),
    ],
)
def test_whatever_goes_wrong_is_named_and_the_next_call_is_answered(process, word: bytes, said: str):
    with pytest.raises(GivenUpError) as caught:
        process.call(word, thing="b.pdf", seconds={b"wait": 0.1, b"spin": 1}.get(word, 10))
    assert str(caught.value).startswith("b.pdf: ")
    assert said in str(caught.value)
    assert process.call(b"next", thing="c.pdf").startswith(b"next")


def test_our_own_errors_come_through_and_the_process_goes_on(process):
    pid = pid_of(process.call(b"one", thing="a"))
    with pytest.raises(InputError, match=r"^a\.pdf: is damaged; download it again$"):
        process.call(b"refuse", thing="a")
    with pytest.raises(GateError):
        process.call(b"gate", thing="a")
    assert pid_of(process.call(b"two", thing="a")) == pid


def test_a_process_that_was_killed_between_two_calls_is_replaced(process):
    pid = pid_of(process.call(b"one", thing="a"))
    os.kill(pid, 9)
    assert ended(pid)
    assert pid_of(process.call(b"two", thing="a")) != pid


def test_large_payloads_pass(process):
    with pytest.raises(GivenUpError):
        process.call(b"\xff" * 20_000_000, thing="a")


def test_an_interruption_ends_the_process(process, monkeypatch: pytest.MonkeyPatch):
    pid = pid_of(process.call(b"one", thing="a"))

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(process._pipe, "poll", interrupted, raising=False)
    with pytest.raises(KeyboardInterrupt):
        process.call(b"wait", thing="a")
    assert ended(pid)


def test_it_leaves_with_its_parent(process):
    pid = pid_of(process.call(b"one", thing="a"))
    child = os.fork()
    if not child:  # a fork starts a process of its own, and ends without touching ours
        pid_of(process.call(b"mine", thing="a"))
        os._exit(0 if pid_of(process.call(b"mine", thing="a")) != pid else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert pid_of(process.call(b"two", thing="a")) == pid
    process._pipe.close()
    assert ended(pid)
    process._process.wait()
    process._pipe = None
