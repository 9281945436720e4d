"""Bundles on disk, and the registry of versions."""
