"""Numbering before a heading, in any script: its style, and its ordinal."""

import regex

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_HAN = "一二三四五六七八九十"
#: Alphabets in the order in which lists are lettered.
_ALPHABETS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ",
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ",
    "أبجدهوزحطيكلمنسعفصقرشت",
    "אבגדהוזחטיכלמנסעפצקרשת",
)
#: Ordinals that Arabic headings are numbered with: as the Roman numbers, and as the letters of other languages.
_ARABIC_ORDINALS = ("أولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا", "تاسعا", "عاشرا")
_ARABIC_LETTERS = ("ألف", "باء", "جيم", "دال", "هاء", "واو", "زاي", "حاء", "طاء", "ياء")

#: The outermost kinds first. To add a language, put its word beside the others.
PREFIX = regex.compile(
    rf"""^(?:
        (?:(?i:part|partie|parte|teil|часть|частина|الجزء|الباب)\s+(?P<part>[IVXLC]+|\d{{1,2}}|\p{{Lu}})\b[.:)]?)
      | (?:(?i:chapter|chapitre|capítulo|capitolo|kapitel|глава|розділ|الفصل)\s+(?P<chapter>[IVXLC]+|\d{{1,2}})\b[.:)]?)
      | (?:(?i:section|sección|seção|sezione|abschnitt|раздел|القسم|المبحث)
        \s+(?P<section>[IVXLC]+|\d{{1,2}}|\p{{Lu}})\b[.:)]?)
      | 第\s?(?P<part>[{_HAN}百\d]{{1,4}})\s?(?:部分|部|编|編)(?!\p{{Han}}{{12}})
      | 第\s?(?P<chapter>[{_HAN}百\d]{{1,4}})\s?章
      | 第\s?(?P<section>[{_HAN}百\d]{{1,4}})\s?[节節]
      | (?P<roman>{"|".join(_ARABIC_ORDINALS)})\u064b?\s?[-–:.،]
      | (?P<capital>{"|".join(_ARABIC_LETTERS)})\s?[-–:.،]
      | (?P<han>[{_HAN}]{{1,3}})[、．.]
      | (?P<code>[A-Z]\d{{1,2}})[.:]?(?=\s|$)
      | (?P<capital>[IVXLC]+|\p{{Lu}})[.)](?=\s)
      | (?P<decimal>\d{{1,2}}(?:[.．]\d{{1,2}}){{0,3}})
        (?:[.)](?=\s)|[、．]|(?=\s+\p{{Lu}})|(?<=\d[.．]\d{{1,2}})(?=\s+\p{{Lo}}))
      | (?P<small>[a-z]|[ivx]{{2,5}})[.)](?=\s) | (?P<small>\p{{Ll}}|\p{{Lo}})\)(?=\s)
      | [(（](?P<bracketed>\p{{Ll}}|[ivx]{{1,5}}|\d{{1,2}}|[{_HAN}]{{1,3}}|[\p{{Arabic}}\p{{Hebrew}}])[)）]
    )[\s\u3000–—-]*""",
    regex.VERBOSE,
)


def letter_ordinal(mark: str) -> int:
    """Return the place of a letter in its alphabet, from 1; 0 for one of no list.

    Examples
    --------
    >>> [letter_ordinal(mark) for mark in ("C", "b", "В", "ج", "باء")]
    [3, 2, 3, 3, 2]
    """
    if mark in _ARABIC_LETTERS:
        return _ARABIC_LETTERS.index(mark) + 1
    return next((alphabet.index(mark[0].upper()) + 1 for alphabet in _ALPHABETS if mark[0].upper() in alphabet), 0)


def roman_ordinal(mark: str) -> int:
    """Return the value of a Roman numeral, or of an Arabic ordinal; 0 where it is none.

    Examples
    --------
    >>> roman_ordinal("xiv"), roman_ordinal("ثالثا"), roman_ordinal("B")
    (14, 3, 0)
    """
    if mark in _ARABIC_ORDINALS:
        return _ARABIC_ORDINALS.index(mark) + 1
    values = [_ROMAN.get(c, 0) for c in mark.upper()]
    if not all(values):
        return 0
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def han_ordinal(mark: str) -> int:
    """Return the value of a Chinese numeral up to 99; 0 where it is none.

    Examples
    --------
    >>> han_ordinal("三"), han_ordinal("十二"), han_ordinal("二十一")
    (3, 12, 21)
    """
    if not mark or any(c not in _HAN for c in mark):
        return 0
    tens, ten, ones = mark.rpartition("十")
    if not ten:
        return _HAN.index(mark) + 1 if len(mark) == 1 else 0
    return 10 * (_HAN.index(tens) + 1 if tens else 1) + (_HAN.index(ones) + 1 if ones else 0)
