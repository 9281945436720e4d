"""What both compiled loops stand on: texts as bytes, and a hash table of terms."""
