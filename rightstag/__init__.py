"""Tag the paragraphs of human-rights reports with the rights they say are violated.

``import rightstag as rt`` gives the functions of `rightstag.api`, each imported when it is first used.
"""

import sys

if sys.argv[:1] == ["-m"] or (sys.argv and sys.argv[0].endswith("/rightstag")):
    # The command starts. Until `rightstag.cli.main` takes over a signal just ends it: whoever interrupts an import
    # wants no traceback. `signal` itself would take a fifth of the time in which this is needed.
    import _signal  # type: ignore[import-not-found]
    import os

    for _number in (_signal.SIGINT, _signal.SIGTERM, _signal.SIGHUP):
        if _signal.getsignal(_number) != _signal.SIG_IGN:
            _signal.signal(_number, lambda number, _: os._exit(128 + number))

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rightstag.api import (
        RightsClassifier,
        count,
        evaluate,
        import_labels,
        ingest,
        load_model,
        load_taxonomy,
        measure_agreement,
        paragraphs,
        read_label_studio_export,
        save_model,
        select_paragraphs,
        tag,
        train,
        write_tags,
    )

__all__ = [
    "RightsClassifier",
    "count",
    "evaluate",
    "import_labels",
    "ingest",
    "load_model",
    "load_taxonomy",
    "measure_agreement",
    "paragraphs",
    "read_label_studio_export",
    "save_model",
    "select_paragraphs",
    "tag",
    "train",
    "write_tags",
]


class _FrontDoor(ModuleType):
    """Keeps `rt.tag` and `rt.train` functions though packages of these names are imported below it."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _FrontDoor


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(import_module("rightstag.api"), name)
    if name == "__version__":
        from importlib import metadata  # takes longer than all the rest

        return metadata.version("rightstag")
    raise AttributeError(f"module 'rightstag' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
