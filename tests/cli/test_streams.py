"""Standard streams of every kind, and signals at any moment."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rightstag.cli.streams import TerminalBuffer

COMMAND = [sys.executable, "-m", "rightstag"]
TEXT = "Police dispersed a peaceful rally in Averland and arrested the organisers.\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "averland.txt"
    path.write_text(TEXT)
    return path


def shell(how: str, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {how}', "sh", *COMMAND, *args],
        capture_output=True,
        text=True,
        errors="backslashreplace",
        timeout=120,
        check=False,
        env={**os.environ, **env},
    )


@pytest.mark.parametrize(
    ("how", "args", "code", "said"),
    [
        ("> /dev/full", ["ingest", "averland.txt"], 2, "error: standard output: cannot be written to (No space left"),
        ("> /dev/full", ["--help"], 2, "error: standard output: cannot be written to (No space left"),
        (">&-", ["ingest", "averland.txt"], 2, "error: standard output: cannot be written to (Bad file descriptor"),
        ("<&-", ["ingest", "-"], 2, "error: -: cannot be read (Bad file descriptor)"),
        ("<&-", ["tag", "-"], 2, "error: -: cannot be read (Bad file descriptor)"),
        (">&-", ["ingest", "averland.txt", "-o", "p.jsonl"], 0, "1 report: 1 paragraph"),
        ("2>&-", ["ingest", "averland.txt", "-o", "p.jsonl"], 0, ""),
    ],
)
def test_streams_that_are_closed_or_full_are_one_line(
    how: str, args: list[str], code: int, said: str, report: Path
) -> None:
    done = shell(how, *args)
    assert done.returncode == code, done.stderr
    assert done.stderr.startswith(said)
    assert len(done.stderr.splitlines()) <= 1
    if "-o" in args:
        assert Path("p.jsonl").read_text().count("\n") == 1


def test_a_reader_that_leaves_is_no_error_and_ends_the_command_as_any_other(report: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", '"$@" | true; echo "${PIPESTATUS[0]}" >&2', "bash", *COMMAND, "--help"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr.splitlines() in (["141"], ["0"])  # 0 where it was written before the reader had left


@pytest.mark.parametrize("encoding", ["cp1252", "koi8-r"])
def test_code_pages_show_what_they_can(encoding: str, report: Path) -> None:
    report.write_text(TEXT.replace("rally", "Кундгебунг 📣 → rally"), encoding="utf-8")
    done = shell("", "--help", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode == 0
    assert "ingest -> tasks" in done.stdout
    done = shell("", "ingest", "averland.txt", "--explain", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("planted", ["\x1b]0;OWNED\x07", "\x1b[2J", "\x9b41m", "\r", "\x7f", "\x1b[1m"])
def test_no_control_character_reaches_a_terminal(planted: str, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text(f"Police dispersed a rally {planted} in Averland, and held eleven people.\n")
    (tmp_path / f"b{planted}.pdf").write_bytes(b"x")
    for args in (["ingest", "t.txt", "--explain"], ["ingest", f"b{planted}.pdf"], ["ingest", f"gone{planted}.txt"]):
        shown = on_terminal(*args)
        assert shown.strip()
        assert planted.encode() not in shown.replace(b"\r\n", b"\n")


def on_terminal(*args: str) -> bytes:
    here, there = pty.openpty()
    process = subprocess.Popen([*COMMAND, *args], stdin=there, stdout=there, stderr=there)
    os.close(there)
    got = b""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and select.select([here], [], [], 120)[0]:
        try:
            data = os.read(here, 65536)
        except OSError:
            break
        if not data:
            break
        got += data
    process.wait(120)
    os.close(here)
    return got


def test_bytes_of_a_terminal_in_a_code_page_keep_their_letters(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w", encoding="cp1252") as out:
        buffer = TerminalBuffer(out)
        buffer.write("‘Öster’ \x1b[2J".encode("cp1252"))
        buffer.flush()
    assert (tmp_path / "out").read_bytes() == "‘Öster’ \\u001b[2J".encode("cp1252")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_a_command_in_the_middle_without_a_word_of_python(number: int, code: int, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    out = tmp_path / "p.jsonl"
    process = subprocess.Popen([*COMMAND, "ingest", "pipe.txt", "-o", "p.jsonl"], stderr=subprocess.PIPE, text=True)
    with (tmp_path / "pipe.txt").open("wb") as writer:  # opens when the worker of the command reads it
        writer.write(b"half")
        writer.flush()
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
        assert process.returncode == code
        assert "Traceback" not in said
    assert not out.exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".tmp")] == []


def test_a_signal_that_the_starter_ignores_is_ignored() -> None:
    program = """
import signal
from rightstag.cli.signals import raise_signals

signal.signal(signal.SIGHUP, signal.SIG_IGN)
raise_signals()
signal.raise_signal(signal.SIGHUP)
print("still here")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "still here\n")


def test_an_exception_of_a_signal_that_python_drops_is_raised_again(tmp_path: Path) -> None:
    program = """
import signal, time
from rightstag.cli.signals import raise_signals

class Clumsy:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

raise_signals()
try:
    Clumsy()
    while True:
        time.sleep(0.01)
except KeyboardInterrupt:
    print("interrupted")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "interrupted\n", "")
