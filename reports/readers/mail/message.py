"""Parts of a mail message: bodies, attachments, and their text, whatever a damaged header says."""

import email
import email.errors
import email.header
import email.message
import email.policy
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message

from rightstag.errors import InputError
from rightstag.reports.readers.encoding import decode

_DEEPEST = 20  # parts within parts
_MOST_PARTS = 1_000
_FAULTS = (AttributeError, IndexError, LookupError, RecursionError, TypeError, ValueError, email.errors.MessageError)


def parse_message(data: bytes, name: str) -> Message:
    """Parse a mail or a page saved as one.

    Raises
    ------
    InputError
        It cannot be parsed.
    """
    try:
        return email.message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"), policy=email.policy.compat32)
    except _FAULTS as error:
        raise InputError(name, "damaged", expected="a mail", fix="save it again") from error


def leaves(message: Message) -> Iterator[Message]:
    """Yield the parts of a message that have no parts of their own; a mail within a mail is one."""
    waiting = [(message, 0)]
    count = 0
    while waiting and count < _MOST_PARTS:
        part, depth = waiting.pop()
        count += 1
        inner = children(part)
        if inner and part.get_content_maintype() == "multipart" and depth < _DEEPEST:
            waiting += [(child, depth + 1) for child in reversed(inner)]
        else:
            yield part


def children(part: Message) -> list[Message]:
    """Return the parts of a part, none where it has no parts."""
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def content(part: Message) -> bytes:
    """Return the decoded bytes of a part; what its encoding cannot be is taken as it stands."""
    with suppress(*_FAULTS):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            return payload
    payload = part.get_payload()
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def text_of(part: Message, name: str) -> str:
    """Return the text of a part in the encoding that it states, else in the one that can be told."""
    data = content(part)
    with suppress(*_FAULTS):
        charset = part.get_content_charset()
        if charset:
            return data.decode(charset)
    return decode(data, name) if data.strip() else ""


def header(message: Message, field: str) -> str:
    """Return a header as a reader sees it, empty where there is none."""
    value = message.get(field)
    if value is None:
        return ""
    with suppress(*_FAULTS):
        return " ".join(str(email.header.make_header(email.header.decode_header(str(value)))).split())
    return " ".join(str(value).split())


def file_name(part: Message) -> str:
    """Return the name of an attached file, empty where it has none."""
    with suppress(*_FAULTS):
        name = part.get_filename()
        if name:
            decoded = str(email.header.make_header(email.header.decode_header(name)))
            return " ".join(decoded.replace("\\", "/").rpartition("/")[2].split())
    return ""
