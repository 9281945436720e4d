"""Label Studio tasks made from paragraphs."""
