"""Unicode encodings of a file, by its byte order mark or its zeros, and files turned into UTF-8."""

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_BLOCK = 1 << 20  # bytes

#: Byte order marks, the longer first: the mark of UTF-32 begins like the one of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def unicode_encoding(head: bytes) -> str:
    r"""Return the Unicode encoding of a file of Latin punctuation and digits (JSON, CSV) by its first bytes.

    Parameters
    ----------
    head
        The first four bytes or more.

    Examples
    --------
    >>> [unicode_encoding(head) for head in (b'{"id"', b"\xef\xbb\xbf{", b"\xff\xfe{\x00", b'{\x00"\x00')]
    ['utf-8', 'utf-8-sig', 'utf-16', 'utf-16-le']
    """
    marked = (encoding for mark, encoding in MARKS if head.startswith(mark))
    zeros = {(False, True): "utf-16-le", (True, False): "utf-16-be"}
    without = zeros.get((head[:1] == b"\0", head[1:2] == b"\0"), "utf-8")
    return next(marked, without)


def utf8(data: bytes, encoding: str | None = None) -> bytes:
    r"""Return text as UTF-8 without a byte order mark.

    Parameters
    ----------
    encoding
        Of the text; by its first bytes when not given.

    Raises
    ------
    UnicodeError
        It is not text in that encoding.

    Examples
    --------
    >>> utf8('{"id": "p-1"}'.encode("utf-16"))
    b'{"id": "p-1"}'
    """
    known = encoding or unicode_encoding(data[:4])
    return data if known == "utf-8" else data.decode(known).removeprefix("\ufeff").encode()


def utf8_lines(source: IO[bytes], encoding: str | None = None) -> Iterator[bytes]:
    """Return the lines of an open file as UTF-8; a file that is UTF-8 already is passed on as it is.

    Parameters
    ----------
    source
        Open at its beginning; a stream that cannot seek, such as standard input, will do.
    encoding
        Of the text; by its first bytes when not given.
    """
    known = encoding or unicode_encoding(peek(source, 4))
    if known == "utf-8-sig":
        source.read(len(codecs.BOM_UTF8))
    return iter(source) if known in ("utf-8", "utf-8-sig") else _recoded(source, known)


def peek(source: IO[bytes], size: int) -> bytes:
    """Return the next bytes of an open file without taking them."""
    if isinstance(source, io.BufferedReader):
        return source.peek(size)[:size]
    head = source.read(size)  # a stand-in, such as a test runner's
    source.seek(-len(head), io.SEEK_CUR)
    return head


def _recoded(source: IO[bytes], encoding: str) -> Iterator[bytes]:
    text = io.TextIOWrapper(source, encoding, newline="\n")  # nothing else ends a line of JSON
    try:
        for line in text:
            yield line.encode()
    finally:
        text.detach()  # whoever opened it closes it


def utf8_head(source: IO[bytes], size: int) -> bytes:
    """Return the beginning of an open text as UTF-8 without taking it; what is cut off at the end is left out."""
    head = peek(source, size)
    encoding = unicode_encoding(head)
    return head.decode(encoding, "ignore").encode()


def table_encoding(path: Path) -> str:
    """Return the encoding of a CSV file: Unicode, else the code page of Western Windows, in which Excel saves it."""
    with path.open("rb") as source:
        encoding = unicode_encoding(peek(source, 4))
        if encoding != "utf-8":
            return encoding
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := source.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return encoding


def table_separator(header: str) -> str:
    """Guess the separator of a table's cells from its first line.

    Examples
    --------
    >>> table_separator("paragraph;label;probability"), table_separator("paragraph,label")
    (';', ',')
    """
    return max(",;\t", key=header.count)
