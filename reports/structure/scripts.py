"""Scripts of the world: sentence ends, word counts, and the joint of two lines, with capitals or without."""

from math import ceil

import regex

#: Closing quotation marks and brackets that may follow a full stop.
CLOSING = "\"'”’»›)\\]）］」』】》〉｣"
_SENTENCE_END = regex.compile(rf"[\p{{STerm}}:;…：；؛፥፤][{CLOSING}]*$")
_MARKED_END = regex.compile(rf"[\p{{STerm}}:;…：；؛፥፤][{CLOSING}]*\d{{0,3}}$")
#: Written without full stops: a space ends a sentence.
_UNSTOPPED = regex.compile(r"[\p{Thai}\p{Lao}][^\p{L}]*$")
_CASELESS = regex.compile(r"\p{Lo}")
_IDEOGRAPH = r"\p{Han}\p{Hiragana}\p{Katakana}ー"
#: Letters, punctuation and full-width forms that stand in the square of a Chinese or Japanese line.
_SQUARE = rf"[{_IDEOGRAPH}\u3000-\u303f\uff00-\uffef]"
_SYLLABIC = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_SPACELESS = regex.compile(rf"[{_IDEOGRAPH}{_SYLLABIC}]")
_SQUARES = regex.compile(rf"[{_IDEOGRAPH}]")
_SYLLABLES = regex.compile(rf"[{_SYLLABIC}]")
_SQUARE_JOINT = regex.compile(rf"{_SQUARE}\n|\n{_SQUARE}")
_SYLLABIC_JOINT = regex.compile(rf"[{_SYLLABIC}]\p{{M}}*\n[{_SYLLABIC}]")
_NO_BREAK_BEFORE = regex.compile(r"[\p{Ll},;)、，；）」』】》〉،؛]")
_LONG_SYLLABIC_WORD = 16
_LETTERS_A_WORD = {"square": 2, "syllabic": 5}  # so many letters weigh as much as a word between spaces


def ends_sentence(text: str, *, marked: bool = False) -> bool:
    """Check if a text ends with the punctuation of a sentence's end, in any script.

    Parameters
    ----------
    text
        Of a line or paragraph.
    marked
        Whether a footnote mark of up to three digits may follow.

    Examples
    --------
    >>> [ends_sentence(text) for text in ("Police came.”", "警方拘留了四十人。", "رفضت المحكمة؟", "The court of")]
    [True, True, True, False]
    """
    return bool((_MARKED_END if marked else _SENTENCE_END).search(text))


def has_no_full_stops(text: str) -> bool:
    """Check if a text ends in a script without marks for sentence ends, where only the layout shows them.

    Examples
    --------
    >>> has_no_full_stops("ตำรวจสลายการชุมนุม"), has_no_full_stops("Police came")
    (True, False)
    """
    return bool(_UNSTOPPED.search(text))


def opens_mid_sentence(text: str) -> bool:
    """Check if a line begins as the middle of a sentence does: with a small letter or a comma.

    Examples
    --------
    >>> opens_mid_sentence("and left."), opens_mid_sentence("，其中"), opens_mid_sentence("Police")
    (True, True, False)
    """
    return bool(_NO_BREAK_BEFORE.match(text))


def is_caseless(text: str) -> bool:
    """Check if most letters of a text belong to a script without capitals.

    Examples
    --------
    >>> is_caseless("集会自由"), is_caseless("حرية التجمع"), is_caseless("Свобода")
    (True, True, False)
    """
    if text.isascii():
        return False
    if not _CASELESS.search(text):
        return False
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(c.lower() == c.upper() for c in letters) > len(letters)


def count_words(text: str) -> int:
    """Count the words of a text; of scripts without spaces, letters count for parts of a word.

    Examples
    --------
    >>> count_words("Police broke up a rally."), count_words("警方驱散了游行")
    (5, 4)
    """
    if text.isascii() or not _SPACELESS.search(text):
        return len(text.split())
    squares, syllables = len(_SQUARES.findall(text)), len(_SYLLABLES.findall(text))
    rest = len([word for word in _SPACELESS.sub(" ", text).split() if any(c.isalnum() for c in word)])
    return rest + ceil(squares / _LETTERS_A_WORD["square"]) + ceil(syllables / _LETTERS_A_WORD["syllabic"])


def room_for_first_word(text: str) -> int:
    """Return the width that a text's first word needs at the end of the line above, in characters.

    Examples
    --------
    >>> room_for_first_word("Police came"), room_for_first_word("警方驱散了游行")
    (7, 1)
    """
    word = text.split(" ", 1)[0]
    if _SQUARES.match(word):
        return 1 if word[1:2].isalnum() else 2  # no line begins with a comma
    if _SYLLABLES.match(word):
        return min(len(word), _LONG_SYLLABIC_WORD)
    return len(word) + 1


def joint(left: str, right: str) -> str:
    """Return the separator of two lines of a paragraph: a space, or nothing in a script without spaces.

    Examples
    --------
    >>> joint("on the", "square"), joint("其中大部分是", "学生"), joint("จังหวัด", "เชียงใหม่")
    (' ', '', '')
    """
    if not left or not right:
        return ""
    if left[-1].isascii() and right[0].isascii():
        return " "
    seam = f"{left[-2:]}\n{right[0]}"
    return "" if _SQUARE_JOINT.search(seam) or _SYLLABIC_JOINT.search(seam) else " "
