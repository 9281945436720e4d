"""Fitted models: bundles on disk and in the registry, prediction and explanation."""

from rightstag.models.bundle import Bundle
from rightstag.models.storage import load_bundle, save_bundle, verify_bundle

__all__ = ["Bundle", "load_bundle", "save_bundle", "verify_bundle"]
