"""Partitions of reports and records to be tagged."""
