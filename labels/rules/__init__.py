"""Labelling rules: words and patterns that say what to read first where there is no model yet."""
