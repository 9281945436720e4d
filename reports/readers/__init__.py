"""One reader for each format; each turns bytes into a Document."""
