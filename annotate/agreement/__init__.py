"""Measure agreement between annotators, and analyse disagreement."""
