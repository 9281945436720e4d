"""Count tagged paragraphs by country, year or report, as they are and corrected for the model's mistakes."""

from rightstag.tag.counting.correction import LabelledSample
from rightstag.tag.counting.table import CountRow, count_rows, suppress_small
from rightstag.tag.counting.tally import GROUPINGS, Tally, tally_tags

__all__ = ["GROUPINGS", "CountRow", "LabelledSample", "Tally", "count_rows", "suppress_small", "tally_tags"]
