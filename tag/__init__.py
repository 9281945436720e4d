"""New reports become tags."""

from tag.records import Tag

__all__ = ["Tag"]
