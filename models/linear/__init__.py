"""The linear model over words and letters that `rightstag train` makes."""
