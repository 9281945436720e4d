"""The command line, run in this process."""

import signal
import sys
from collections.abc import Callable

import pytest

from rightstag.cli import main


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command line; return its exit code, stdout and stderr."""
    monkeypatch.setenv("RIGHTSTAG_PSEUDONYM_KEY", "a key for tests only")

    def call(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["rightstag", *args])
        before = signal.getsignal(signal.SIGTERM)
        try:
            with pytest.raises(SystemExit) as caught:
                main()
        finally:
            signal.signal(signal.SIGTERM, before)
        return (int(caught.value.code or 0), *capsys.readouterr())

    return call
