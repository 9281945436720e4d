"""Show tagged reports as one HTML page."""
