"""The convolutional network over words that `default` is."""
