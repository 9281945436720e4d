"""Paths and images on a PDF page: the rules between its lines, bullets that are drawn, what lies below its text."""

import ctypes
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from rightstag.reports.readers.pdf import pdfium_calls as call
from rightstag.reports.readers.pdf.geometry import Box

_MOST_DEPTH = 3  # of forms within forms
_WHITE = 0xF8
_COVERED = 0.5  # of a page
_LETTER_SIZE = (2.0, 16.0)  # points
_OUTLINES = 200  # letters drawn as paths on a page of text, or more
_Matrix = tuple[float, float, float, float, float, float]
_UNCHANGED: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class PageObjects(NamedTuple):
    """Bounding boxes of what is drawn on a page and is no text.

    Attributes
    ----------
    paths, images
        All of them.
    coloured
        Those of the images, shadings and paths that are filled with another colour than white.
    """

    paths: list[Box]
    images: list[Box]
    coloured: list[Box]


def read_objects(page: pdfium.PdfPage) -> PageObjects:
    """Read the bounding boxes of the paths and images of a page."""
    objects = PageObjects([], [], [])
    handle = call.address(page.raw)
    for kind, address, box in _objects(handle, call.object_count, call.page_object, _UNCHANGED, _MOST_DEPTH):
        if kind == raw.FPDF_PAGEOBJ_PATH:
            objects.paths.append(box)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            objects.images.append(box)
        if kind != raw.FPDF_PAGEOBJ_PATH or _is_coloured(address):
            objects.coloured.append(box)
    return objects


def is_pictured(objects: PageObjects, edges: Box) -> bool:
    """Check if images cover half of a page, or enough paths have the size of letters for a text in outlines."""
    letters = sum(
        _LETTER_SIZE[0] < bottom - top < _LETTER_SIZE[1] and right - left < _LETTER_SIZE[1]
        for left, right, top, bottom in objects.paths
    )
    covered = sum(
        max(0.0, min(right, edges[1]) - max(left, edges[0])) * max(0.0, min(bottom, edges[3]) - max(top, edges[2]))
        for left, right, top, bottom in objects.images
    )
    size = (edges[1] - edges[0]) * (edges[3] - edges[2])
    return letters >= _OUTLINES or covered > _COVERED * size


def _objects(
    parent: int, count: Callable[[int], int], get: Callable[[int, int], int], matrix: _Matrix, depth: int
) -> Iterator[tuple[int, int, Box]]:
    """Yield type, address and box of each object but text, those in forms included."""
    for index in range(count(parent)):
        address = get(parent, index)
        kind = call.object_type(address)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth > 1:
            inner = _combined(_matrix(address), matrix)
            yield from _objects(address, call.form_count, call.form_object, inner, depth - 1)
        elif kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            yield kind, address, _box(address, matrix)


def _box(address: int, matrix: _Matrix) -> Box:
    bounds = (ctypes.c_float * 4)()
    place = ctypes.addressof(bounds)
    call.object_bounds(address, place, place + 4, place + 8, place + 12)
    left, bottom, right, top = bounds
    if matrix is not _UNCHANGED:
        a, b, c, d, e, f = matrix
        across = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
        upwards = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
        left, right, bottom, top = min(across), max(across), min(upwards), max(upwards)
    return left, right, -top, -bottom


def _matrix(address: int) -> _Matrix:
    matrix = (ctypes.c_float * 6)()
    call.object_matrix(address, ctypes.addressof(matrix))
    a, b, c, d, e, f = matrix
    return a, b, c, d, e, f


def _combined(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _is_coloured(address: int) -> bool:
    colour = (ctypes.c_uint * 4)()
    place = ctypes.addressof(colour)
    known = call.object_fill(address, *(place + 4 * part for part in range(4)))
    return bool(known) and colour[3] > 0 and min(colour[:3]) < _WHITE
