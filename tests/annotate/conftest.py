"""Exports as Label Studio writes them, and a model small enough to compute by hand."""

from toy_annotation import annotation, draft, exported, fake_bundle, region, taxonomy  # noqa: F401 - fixtures
