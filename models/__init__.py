"""What a fitted model is: features, bundle on disk, prediction and explanation."""

from rightstag.models.bundle import Bundle
from rightstag.models.storage.bundle_io import load_bundle, save_bundle, verify_bundle

__all__ = ["Bundle", "load_bundle", "save_bundle", "verify_bundle"]
