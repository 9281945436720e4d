"""Arrays as bytes, without anything in them that could run, and checked before memory is taken for them."""

import io
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

npy: Any = np.lib.format  # its functions have no types
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
#: Kinds of numbers that a bundle may hold: floats, integers, unsigned integers.
_KINDS = "fiu"


def to_bytes(array: npt.NDArray[Any]) -> bytes:
    """Return an array as an ``.npy`` file: the same array gives the same bytes.

    Examples
    --------
    >>> from_bytes(to_bytes(np.array([1, 2]))).tolist()
    [1, 2]
    """
    out = io.BytesIO()
    np.save(out, array, allow_pickle=False)
    return out.getvalue()


def from_bytes(data: bytes) -> npt.NDArray[Any]:
    """Return the array of an ``.npy`` file.

    Raises
    ------
    ValueError
        It is no such file, holds no plain numbers, or more or fewer than its header says.
    """
    source = io.BytesIO(data)
    version = npy.read_magic(source)
    if version not in _HEADERS:
        raise ValueError(f"an .npy file of version {version}")
    shape, is_fortran, dtype = _HEADERS[version](source)
    if dtype.kind not in _KINDS:
        raise ValueError(f"an array of {dtype}, where numbers were expected")
    start = source.tell()
    if min(shape, default=0) < 0 or prod(shape) * dtype.itemsize != len(data) - start:
        raise ValueError(f"an array of the shape {shape} in {len(data) - start:,} bytes")
    flat = np.frombuffer(data, dtype, offset=start).copy()
    return flat.reshape(shape, order="F" if is_fortran else "C")


def read_floats(files: Mapping[str, bytes], name: str, shape: Sequence[int | None]) -> npt.NDArray[Any]:
    """Return the array of a bundle's file, as it is stored.

    Parameters
    ----------
    name
        Of the file, without ``.npy``.
    shape
        As it must be; None for a size that may be any.

    Raises
    ------
    KeyError, ValueError
        There is no such file, or it holds no finite floats of this shape.
    """
    try:
        array = from_bytes(files[f"{name}.npy"])
    except ValueError as error:
        raise ValueError(f"{name}.npy: {error}") from error
    if array.dtype.kind != "f":
        raise ValueError(f"{name}.npy: {array.dtype}, where floats were expected")
    wrong = any(size is not None and size != own for size, own in zip(shape, array.shape, strict=False))
    if wrong or len(shape) != array.ndim:
        expected = ", ".join("any" if size is None else str(size) for size in shape)
        raise ValueError(f"{name}.npy: an array of the shape {array.shape}, where ({expected}) was expected")
    if not np.isfinite(array).all():
        raise ValueError(f"{name}.npy: a number that is not finite")
    return array


def check_unique(what: str, names: Sequence[str]) -> None:
    """Refuse names that are repeated: one of the two would be lost without a word.

    Raises
    ------
    ValueError
        One is.

    Examples
    --------
    >>> check_unique("words.json", ["march", "rally", "march"])
    Traceback (most recent call last):
    ValueError: words.json: 'march' is repeated
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{what}: {name[:80]!r} is repeated")
        seen.add(name)
