"""Characters of symbol fonts (``w:sym``) as Unicode."""

_PRIVATE = 0xF000  # where Word keeps the 256 characters of a symbol font
_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
_SMALL_GREEK = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOL = {
    **{ord("A") + place: letter for place, letter in enumerate(_GREEK)},
    **{ord("a") + place: letter for place, letter in enumerate(_SMALL_GREEK)},
    0x2D: "−",
    0xA3: "≤",
    0xA5: "∞",
    0xAC: "←",
    0xAD: "↑",
    0xAE: "→",
    0xAF: "↓",
    0xB0: "°",
    0xB1: "±",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB9: "≠",
    0xBB: "≈",
    0xBC: "…",
    0xD7: "⋅",
    0xDE: "⇒",
    0xE5: "∑",
}
_WINGDINGS = {
    0x28: "☎",
    0x2A: "✉",
    0x4A: "☺",
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x76: "❖",
    0x9F: "•",
    0xA7: "▪",
    0xA8: "◻",
    0xD8: "➢",
    0xDF: "←",
    0xE0: "→",
    0xE8: "➔",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x52: "☑", 0x53: "☒", 0x97: "●", 0xA3: "☐"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def symbol(font: str, code: str) -> str:
    """Return the character of a font at a hexadecimal code; unknown pictures stay in the private-use area.

    Examples
    --------
    >>> symbol("Symbol", "F062"), symbol("Wingdings", "F0FC"), symbol("Calibri", "00A7")
    ('β', '✓', '§')
    """
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    table = _FONTS.get(font.lower())
    place = value - _PRIVATE if value >= _PRIVATE else value
    if table is None:
        usable = 0x20 <= value < 0x11_0000 and not 0xD800 <= value < 0xE000
        return (chr(place) if _PRIVATE <= value < _PRIVATE + 256 else chr(value)) if usable else ""
    if place in table:
        return table[place]
    plain = table is _SYMBOL and 0x20 <= place < 0x7F
    return chr(place) if plain else chr(_PRIVATE + place % 256)
