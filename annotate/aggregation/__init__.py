"""Combine the answers of several annotators into one set of labels per paragraph."""
