"""Import codings from tables and from the exports of other tools."""

from rightstag.annotate.importing.columns import Columns
from rightstag.annotate.importing.labels import read_label_map
from rightstag.annotate.importing.records import ImportResult, import_labels
from rightstag.annotate.importing.tables import FORMATS, SourceTable
from rightstag.annotate.importing.tools import read_codings

__all__ = [
    "FORMATS",
    "Columns",
    "ImportResult",
    "SourceTable",
    "import_labels",
    "read_codings",
    "read_label_map",
]
