"""The convolutional network over words that `default` is."""

from rightstag.models.cnn.model import Network

__all__ = ["Network"]
