"""Numerals: a number as the lists of Word, OpenDocument and web pages write it."""

from collections.abc import Callable

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LARGEST_ROMAN = 3999
_MOST_REPEATED = 5  # "eeeee": a longer label is nobody's number

_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"  # Word leaves out ё, й, ъ and ь
_ARABIC = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_HEBREW = "אבגדהוזחטיכלמנסעפצקרשת"
_THAI = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
_CHINESE = "〇一二三四五六七八九"
_HEAVENLY = "甲乙丙丁戊己庚辛壬癸"
_EARTHLY = "子丑寅卯辰巳午未申酉戌亥"
_KOREAN = "가나다라마바사아자차카타파하"
_CHOSUNG = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
_KATAKANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"


def numeral(value: int, style: str) -> str | None:
    """Return a number as a list format of Word writes it, ``None`` where the format or the number is not known.

    Examples
    --------
    >>> numeral(4, "lowerRoman"), numeral(28, "upperLetter"), numeral(12, "chineseCounting")
    ('iv', 'BB', '十二')
    >>> numeral(3, "cardinalText") is None
    True
    """
    write = _FORMATS.get(style)
    return write(value) if write and value >= 0 else None


def _repeated(letters: str) -> Callable[[int], str | None]:
    """Return the writer of a, b ... z, aa, bb."""

    def write(value: int) -> str | None:
        times, place = divmod(value - 1, len(letters))
        return letters[place] * (times + 1) if value and times < _MOST_REPEATED else None

    return write


def _once(letters: str) -> Callable[[int], str | None]:
    return lambda value: letters[value - 1] if 0 < value <= len(letters) else None


def digits(zero: str) -> Callable[[int], str]:
    """Return the writer of decimal numbers in another script's digits."""
    table = {ord("0") + digit: chr(ord(zero) + digit) for digit in range(10)}
    return lambda value: str(value).translate(table)


def roman(value: int) -> str | None:
    """Return a Roman numeral in small letters, ``None`` where there is none."""
    text = ""
    if not 0 < value <= _LARGEST_ROMAN:
        return None
    for size, letters in _ROMAN:
        text += letters * (value // size)
        value %= size
    return text


def _upper(write: Callable[[int], str | None]) -> Callable[[int], str | None]:
    return lambda value: text.upper() if (text := write(value)) else None


def _chinese(value: int) -> str | None:
    tens, ones = divmod(value, 10)
    if not 0 < value < 100:
        return None
    return ("" if tens < 2 else _CHINESE[tens]) + ("十" if tens else "") + (_CHINESE[ones] if ones else "")


def _circled(value: int) -> str | None:
    return chr(0x2460 + value - 1) if 0 < value <= 20 else None


def _ideographs(value: int) -> str:
    return "".join(_CHINESE[int(digit)] for digit in str(value))


_LATIN = "abcdefghijklmnopqrstuvwxyz"
#: By the names of ``w:numFmt``. Those in words ("First", "Two") depend on the language, and are left out.
_FORMATS: dict[str, Callable[[int], str | None]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalHalfWidth": str,
    "decimalFullWidth": digits("\uff10"),
    "numberInDash": str,
    "lowerLetter": _repeated(_LATIN),
    "upperLetter": _upper(_repeated(_LATIN)),
    "lowerRoman": roman,
    "upperRoman": _upper(roman),
    "russianLower": _repeated(_RUSSIAN),
    "russianUpper": _upper(_repeated(_RUSSIAN)),
    "arabicAlpha": _once(_ARABIC),
    "arabicAbjad": _once(_ABJAD),
    "hebrew2": _once(_HEBREW),
    "thaiLetters": _once(_THAI),
    "thaiNumbers": digits("\u0e50"),
    "hindiNumbers": digits("\u0966"),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": _ideographs,
    "japaneseDigitalTenThousand": _ideographs,
    "taiwaneseDigital": _ideographs,
    "ideographTraditional": _once(_HEAVENLY),
    "ideographZodiac": _once(_EARTHLY),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "chicago": _repeated("*†‡§"),
    "ganada": _once(_KOREAN),
    "chosung": _once(_CHOSUNG),
    "aiueo": _once(_KATAKANA),
    "aiueoFullWidth": _once(_KATAKANA),
}
