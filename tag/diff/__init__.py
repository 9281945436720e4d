"""Compare the tags of two runs."""
