"""From bytes to text: the encoding is told or refused, never guessed at random."""

import re

from rightstag.encodings import MARKS
from rightstag.errors import InputError

#: Control characters that no text file holds; tab, line ends, form feed and escape do occur.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_EXPECTED = "text in UTF-8"
_FIX = "save it as UTF-8, or give the original file (HTML, PDF, DOCX)"
_COMMONEST = "cp1252"  # Western Windows, where other code pages would read as well
_FEW = 0.001  # share of control characters that a damaged text may have


def decode(data: bytes, name: str) -> str:
    r"""Return bytes as text: by byte order mark, as UTF-8, else in the encoding that can be told.

    Parameters
    ----------
    data
        Of the whole file.
    name
        Of the file, for messages.

    Raises
    ------
    InputError
        The bytes are no text, or text in an encoding that cannot be told.

    Examples
    --------
    >>> decode("Sàn Quillon".encode("utf-16"), "a.txt")
    'Sàn Quillon'
    """
    if b"\x00" in data and not data.startswith(tuple(mark for mark, _ in MARKS)):
        return _checked(_unmarked_utf16(data, name), name)
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _checked(_decode_as(data, encoding, name), name)
    try:
        return _checked(data.decode("utf-8"), name)
    except UnicodeDecodeError:
        return _checked(_told(data, name), name)


def _decode_as(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        found = f"not {encoding.upper()}, though its first bytes say so"
        raise InputError(name, found, place=f"byte {error.start}", expected=_EXPECTED, fix=_FIX) from error


def _told(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise InputError(name, "its encoding cannot be told", expected=_EXPECTED, fix=_FIX)
    equals = [match for match in matches if (match.chaos, match.coherence) == (best.chaos, best.coherence)]
    return str(next((match for match in equals if match.encoding == _COMMONEST), best))


def _unmarked_utf16(data: bytes, name: str) -> str:
    """Read text with a zero in every other byte; anything else with zeros is binary."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > len(data) * 0.3 and others < len(data) * 0.01:
            return _decode_as(data, encoding, name)
    raise InputError(name, "binary data", expected=_EXPECTED, fix=_FIX)


def _checked(text: str, name: str) -> str:
    if len(_CONTROL.findall(text)) > _FEW * len(text):
        raise InputError(name, "binary data", expected=_EXPECTED, fix=_FIX)
    return text
