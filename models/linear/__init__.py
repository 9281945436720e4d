"""The linear model over words and letters that `rightstag train` makes."""

from rightstag.models.linear.model import Linear

__all__ = ["Linear"]
