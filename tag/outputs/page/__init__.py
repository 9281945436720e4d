"""The HTML page of a tagged report."""
