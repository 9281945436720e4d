"""Tag the paragraphs of human-rights reports with the rights they say are violated.

``import rightstag as rt`` gives the functions of ``rightstag/api/``, each imported when it is first used.
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
    from rightstag.api.annotating import measure_agreement, read_label_studio_export, select_paragraphs
    from rightstag.api.models import load_model, load_taxonomy, save_model
    from rightstag.api.reading import ingest, paragraphs
    from rightstag.api.tagging import count, tag, write_tags
    from rightstag.api.training import evaluate, import_labels, train
    from rightstag.train.estimator import RightsClassifier

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

#: Where each is; a module is imported when one of its names is first used.
_PLACES = {
    "RightsClassifier": "rightstag.train.estimator",
    "count": "rightstag.api.tagging",
    "evaluate": "rightstag.api.training",
    "import_labels": "rightstag.api.training",
    "ingest": "rightstag.api.reading",
    "load_model": "rightstag.api.models",
    "load_taxonomy": "rightstag.api.models",
    "measure_agreement": "rightstag.api.annotating",
    "paragraphs": "rightstag.api.reading",
    "read_label_studio_export": "rightstag.api.annotating",
    "save_model": "rightstag.api.models",
    "select_paragraphs": "rightstag.api.annotating",
    "tag": "rightstag.api.tagging",
    "train": "rightstag.api.training",
    "write_tags": "rightstag.api.tagging",
}


class _FrontDoor(ModuleType):
    """Keeps `rt.tag` and `rt.train` functions though packages of these names are imported below it."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _FrontDoor


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(import_module(_PLACES[name]), name)
    if name == "__version__":
        from importlib import metadata  # takes longer than all the rest

        return metadata.version("rightstag")
    raise AttributeError(f"module 'rightstag' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
