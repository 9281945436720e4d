"""Bundles on disk, and the registry of versions."""

from rightstag.models.storage.bundle_io import save_bundle
from rightstag.models.storage.registry import load_bundle, verify_bundle

__all__ = ["load_bundle", "save_bundle", "verify_bundle"]
