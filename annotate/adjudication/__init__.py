"""Settle what annotators disagree on."""
