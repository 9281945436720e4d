"""What a fitted model is: features, bundle on disk, prediction and explanation."""

from models.bundle import Bundle
from models.store import load_bundle, save_bundle, verify_bundle

__all__ = ["Bundle", "load_bundle", "save_bundle", "verify_bundle"]
