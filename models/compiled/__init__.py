"""Basis of both compiled loops: texts as bytes, and a hash table of terms."""
