"""Annotations become a bundle, and how good it is."""
