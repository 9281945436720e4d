"""ZIP packages (DOCX, ODT, EPUB): parts by name, with a bound on the unpacked bytes."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from rightstag.errors import InputError

_LARGEST = 300_000_000  # bytes of all parts unpacked; a report is a few million
_LARGEST_XML = 100_000_000  # of one part: its tree takes ten times the memory
_FAULTS = (
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,  # encrypted parts, and elements nested too deep
    ValueError,
    etree.XMLSyntaxError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


class Package:
    """Parts of a ZIP package.

    Names are looked up in any case, as office suites do. A name is only a key: nothing is written anywhere.

    Parameters
    ----------
    data
        The whole file.
    name
        File name, for messages.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._parts = {part.filename.lstrip("/").lower(): part for part in self._zip.infolist()}
        self._left = _LARGEST

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parts, in lower case, in the order of the file."""
        return tuple(self._parts)

    def read(self, part: str) -> bytes | None:
        """Return a part's bytes, ``None`` where there is no such part.

        Raises
        ------
        InputError
            All parts read so far are larger than a report can be.
        """
        info = self._parts.get(part.lstrip("/").lower())
        if info is None:
            return None
        with self._zip.open(info) as stream:
            data = stream.read(self._left + 1)  # the size that the file states may be a lie
        self._left -= len(data)
        if self._left < 0:
            raise self._too_large(_LARGEST)
        return data

    def xml(self, part: str) -> etree._Element | None:
        """Return the root element of an XML part, ``None`` where there is no such part."""
        data = self.read(part)
        if data is None:
            return None
        if len(data) > _LARGEST_XML:
            raise self._too_large(_LARGEST_XML)
        return parse_xml(data)

    def _too_large(self, most: int) -> InputError:
        return InputError(
            self._name, f"larger than {most / 1e6:.0f} MB unpacked", expected="one report", fix="split it"
        )


def parse_xml(data: bytes) -> etree._Element:
    """Parse XML without expanding entities, reading other files or asking the network."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))


@contextmanager
def damage_reported(name: str, form: str) -> Iterator[None]:
    """Turn what a damaged package raises in the block into an InputError that names the format."""
    try:
        yield
    except _FAULTS as error:
        raise InputError(name, "damaged", expected=f"a whole {form}", fix="save or download it again") from error
