"""Names of OpenDocument's elements and attributes, with their namespaces."""

_URN = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}"
OFFICE, TEXT, TABLE, STYLE, DRAW = (_URN.format(name) for name in ("office", "text", "table", "style", "drawing"))
FO = _URN.format("xsl-fo-compatible")
DC = "{http://purl.org/dc/elements/1.1/}"


def whole(text: str | None, default: int, *, most: int = 99_999) -> int:
    """Return a whole number from 0 to ``most``, the default for anything else: files may hold any text."""
    digits = (text or "").strip()
    return (
        int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) <= most else default
    )
