"""pdfium functions bound for speed: handles and buffers are plain addresses, which spares a wrapper object a call."""

import ctypes
from collections.abc import Callable
from typing import Any

from pypdfium2 import raw

# ruff: noqa: ANN401 - pointers of pypdfium2, and functions of C

_Address, _Int, _Float = ctypes.c_void_p, ctypes.c_int, ctypes.c_float


def _bind(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, _Address).value or 0)


def address(pointer: Any) -> int:
    """Return the address that a handle of pypdfium2 points to."""
    return ctypes.addressof(pointer.contents)


text_object = _bind(raw.FPDFText_GetTextObject, _Address, _Address, _Int)
character = _bind(raw.FPDFText_GetUnicode, ctypes.c_uint, _Address, _Int)
loose_box = _bind(raw.FPDFText_GetLooseCharBox, _Int, _Address, _Int, _Address)
origin = _bind(raw.FPDFText_GetCharOrigin, _Int, _Address, _Int, _Address, _Address)
font_size = _bind(raw.FPDFText_GetFontSize, ctypes.c_double, _Address, _Int)
matrix = _bind(raw.FPDFText_GetMatrix, _Int, _Address, _Int, _Address)
fill_colour = _bind(raw.FPDFText_GetFillColor, _Int, _Address, _Int, _Address, _Address, _Address, _Address)
font = _bind(raw.FPDFTextObj_GetFont, _Address, _Address)
render_mode = _bind(raw.FPDFTextObj_GetTextRenderMode, _Int, _Address)
font_name = _bind(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t, _Address, _Address, ctypes.c_size_t)
font_weight = _bind(raw.FPDFFont_GetWeight, _Int, _Address)

object_count = _bind(raw.FPDFPage_CountObjects, _Int, _Address)
page_object = _bind(raw.FPDFPage_GetObject, _Address, _Address, _Int)
form_count = _bind(raw.FPDFFormObj_CountObjects, _Int, _Address)
form_object = _bind(raw.FPDFFormObj_GetObject, _Address, _Address, ctypes.c_ulong)
object_type = _bind(raw.FPDFPageObj_GetType, _Int, _Address)
object_bounds = _bind(raw.FPDFPageObj_GetBounds, _Int, _Address, _Address, _Address, _Address, _Address)
object_matrix = _bind(raw.FPDFPageObj_GetMatrix, _Int, _Address, _Address)
object_fill = _bind(raw.FPDFPageObj_GetFillColor, _Int, _Address, _Address, _Address, _Address, _Address)
