"""Arrays as bytes, without anything in them that could run."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt


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
        It is no such file, or holds objects.
    """
    return np.asarray(np.load(io.BytesIO(data), allow_pickle=False))
