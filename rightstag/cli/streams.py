"""Standard streams that may be closed, full, narrow or a terminal, and never let a text steer the terminal."""

import codecs
import errno
import io
import os
import re
import sys
from typing import IO, cast

#: Signs of our own messages that code pages lack.
_PLAIN = {"→": "->", "≥": ">=", "≤": "<=", "…": "...", "–": "-", "›": ">", "“": '"', "”": '"', "’": "'", "×": "x"}
#: All control characters but tab and line feed; those above 127 as UTF-8 has them.
_CONTROLS = rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]"
_NARROW_CONTROLS = rb"[\x00-\x08\x0b-\x1f\x7f]"
#: Comes before the styles that we set ourselves: no text can guess it.
_SECRET = os.urandom(8).hex()
BROKEN_PIPE = 141  # 128 + SIGPIPE, as of any program whose reader has left
_NOT_WRITTEN = 2


def prepare_streams() -> None:
    """Make the standard streams fit to be used, whatever whoever started the program made of them.

    A closed one fails when it is used. What an encoding cannot show is shown in other signs. On a terminal, and on
    standard error always, control characters of texts and file names are shown as escapes.
    """
    codecs.register_error("readable", _readable)
    sys.stdin = sys.stdin or cast("io.TextIOWrapper", _closed(0, os.O_WRONLY, "r"))
    sys.stdout = sys.stdout or cast("io.TextIOWrapper", _closed(1, os.O_RDONLY, "w"))
    sys.stderr = sys.stderr or cast("io.TextIOWrapper", _closed(2, os.O_WRONLY, "w"))
    sys.stdout = _safe(sys.stdout, always=False)
    sys.stderr = _safe(sys.stderr, always=True)


def styled(text: str, *, bold: bool = False, dim: bool = False) -> str:
    """Return text in another type for a terminal; where output is no terminal, as it is."""
    if not isinstance(getattr(sys.stdout, "buffer", None), TerminalBuffer):
        return text
    codes = ";".join(code for code, wanted in (("1", bold), ("2", dim)) if wanted)
    return f"\x1b{_SECRET}[{codes}m{text}\x1b{_SECRET}[0m" if codes else text


class TerminalBuffer(io.BufferedIOBase):
    """Bytes of a terminal: control characters come out as escapes such as u001b, styles of `styled` as they are."""

    name = "terminal"

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream = stream  # which would close the bytes below when it is no more
        self._out = stream.buffer
        wide = codecs.lookup(stream.encoding).name == "utf-8"
        controls = _CONTROLS if wide else _NARROW_CONTROLS
        self._pattern = re.compile(rb"\x1b" + _SECRET.encode() + rb"(\[[\d;]*m)|" + controls)

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Write bytes, control characters escaped."""
        self._out.write(self._pattern.sub(_escaped, bytes(data)))
        return len(data)

    def flush(self) -> None:
        """Flush the stream below."""
        self._out.flush()

    def writable(self) -> bool:
        """Return True."""
        return True

    def isatty(self) -> bool:
        """Check if the stream below is a terminal."""
        return self._out.isatty()

    def fileno(self) -> int:
        """Return the number of the stream below."""
        return self._out.fileno()


def finish_streams(code: int) -> int:
    """Flush standard output; return the exit code, another one where that fails."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return failed_output(error) if code in (0, BROKEN_PIPE) else code
    return code


def failed_output(error: OSError) -> int:
    """Say in a line that standard output cannot be written to; return the exit code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or Python would try once more, and complain
    if error.errno == errno.EPIPE:
        return BROKEN_PIPE
    sys.stderr.write(f"error: standard output: cannot be written to ({error.strerror}); give another output\n")
    return _NOT_WRITTEN


def _closed(number: int, flags: int, mode: str) -> IO[str]:
    """Return a stream whose use fails, and take its number, which a file that is opened would get else."""
    while os.open(os.devnull, flags) < number:
        pass
    return open(number, mode, encoding="utf-8", closefd=False)


def _safe(stream: IO[str], *, always: bool) -> io.TextIOWrapper:
    known = cast("io.TextIOWrapper", stream)
    if not isinstance(known, io.TextIOWrapper):
        return known  # a stand-in, such as a test runner's
    known.reconfigure(errors="readable")
    if not (always or known.isatty()):
        return known
    buffer = TerminalBuffer(known)
    return io.TextIOWrapper(buffer, known.encoding, "readable", line_buffering=True, write_through=True)


def _escaped(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return b"\x1b" + match[1]
    return b"\\u%04x" % ord(match[0].decode())


def _readable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_PLAIN.get(sign) or sign.encode("ascii", "backslashreplace").decode() for sign in signs), error.end
