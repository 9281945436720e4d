"""Count tagged paragraphs by country, year or report, as they are and corrected for the model's mistakes."""

from rightstag.tag.counting.count import Counted, KnownLabels, count_tags
from rightstag.tag.counting.table import CountRow
from rightstag.tag.counting.tally import GROUPINGS

__all__ = ["GROUPINGS", "CountRow", "Counted", "KnownLabels", "count_tags"]
