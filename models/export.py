"""A bundle as the fitted scikit-learn pipeline that it is, for people's own code."""

from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from rightstag.atomic import atomic_write
from rightstag.errors import UsageError
from rightstag.models.bundle import Bundle


def export_pipeline(bundle: Bundle, path: Path) -> None:
    """Write what ``Bundle.pipeline`` gives; ``predict_proba(texts)`` of it, read back, says what the bundle says.

    Parameters
    ----------
    path
        Ends in ``.joblib`` or ``.skops``.

    Raises
    ------
    UsageError
        There is no such format, or skops is not installed.
    """
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        found = f"no pipeline is written as '{path.suffix}'"
        raise UsageError(path, found, expected=f"a name that ends in {' or '.join(WRITERS)}")
    with atomic_write(path) as out:
        write(bundle.pipeline(), out)


def _joblib(pipeline: object, out: IO[bytes]) -> None:
    import joblib

    joblib.dump(pipeline, out)


def _skops(pipeline: object, out: IO[bytes]) -> None:
    from zipfile import ZIP_DEFLATED

    try:
        import skops.io
    except ImportError as error:
        raise UsageError(
            "skops", "is not installed", fix="pip install 'rightstag[skops]', or export as .joblib"
        ) from error
    # It writes an entry a term: uncompressed that is twenty times a joblib file.
    skops.io.dump(pipeline, cast("BinaryIO", out), compression=ZIP_DEFLATED)


#: To add a format, add its suffix and a writer here.
WRITERS: dict[str, Callable[[Any, IO[bytes]], None]] = {".joblib": _joblib, ".skops": _skops}
