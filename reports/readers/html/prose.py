"""Text of a web page as a reader sees it, and whether it reads as sentences."""

import re

# Soft hyphens, zero-width spaces and joiners of no letters: they show nothing and split words for a machine.
# The joiners U+200C and U+200D stay: Persian and Indic spelling needs them.
_INVISIBLE = ("\u00ad", "\u200b", "\u2060", "\ufeff")
SENTENCE_END = re.compile(r"[.!?…](?:[”\"’»)\]]*)(?:\s|$)|[。！？।؟።။](?:[”\"’»）」』)\]]*)")
_PROSE_LENGTH = 80
_UNSPACED_PROSE_LENGTH = 25  # where no spaces stand between words, a letter says three times as much
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def fold(text: str) -> str:
    r"""Return a text with each stretch of white space as one space and without invisible characters.

    Examples
    --------
    >>> fold(" free\u00addom\u00a0of \n speech ")
    'freedom of speech'
    """
    return " ".join(without_invisible(text).split())


def without_invisible(text: str) -> str:
    """Return a text without soft hyphens, zero-width spaces and the like."""
    if text.isascii():
        return text
    for sign in _INVISIBLE:
        text = text.replace(sign, "")  # nothing to do at all where it is not there, unlike str.translate
    return text


def is_prose(text: str) -> bool:
    """Check if a text reads as at least one sentence of a report, not as a label or a menu."""
    if len(text) < _UNSPACED_PROSE_LENGTH or not SENTENCE_END.search(text):
        return False
    return len(text) >= _PROSE_LENGTH or len(_UNSPACED.findall(text)) > len(text) // 2
