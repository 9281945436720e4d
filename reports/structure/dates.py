"""Dates as texts write them, in the languages that reports are written in."""

import re

_NAMES = (
    "january february march april may june july august september october november december",
    "jan feb mar apr jun jul aug sep sept oct nov dec",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro março maio junho julho setembro outubro novembro dezembro",
    "januar februar märz juni juli oktober dezember",
    "gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre",
    "januari februari maart mei augustus maret agustus desember machi aprili agosti septemba oktoba novemba desemba",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "yanvar fevral mart aprel iyun iyul avgust sentabr oktabr noyabr dekabr",
    "ocak şubat nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "كانون تشرين شباط آذار نيسان أيار حزيران تموز آب أيلول",
    "ژانویه فوریه آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
    "जनवरी फ़रवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    "იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი",
    "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר בינואר בפברואר",
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "ጃንዋሪ ፌብሩዋሪ ማርች ኤፕሪል ሜይ ጁን ጁላይ ኦገስት ሴፕቴምበር ኦክቶበር ኖቬምበር ዲሴምበር",
)
MONTHS = frozenset(name for names in _NAMES for name in names.split())
#: What stands between the parts of a date: "3 de mayo", "the 3rd of May", "5 мая 2021 года", "3 أيار/مايو".
_BETWEEN = frozenset(
    (
        *("de", "del", "of", "the", "on", "le", "la", "den", "am", "à", "às", "do", "da", "i", "and", "to", "al", "au"),
        *("г", "гг", "года", "год", "році", "року", "р", "жылы", "st", "nd", "rd", "th", "er", "ה", "الأول", "الثاني"),
        *("pm", "a", "p", "m", "h", "hrs", "utc", "gmt", "between", "from", "early", "late", "mid", "circa", "c", "ca"),
    )
)
_NUMERIC = re.compile(r"\d{1,4}\s?([./-])\s?\d{1,2}\s?\1\s?\d{1,4}(?!\d)")
_EAST_ASIAN = re.compile(r"(?:\d{2,4}\s?[年년]\s?)?\d{1,2}\s?[月월](?:\s?\d{1,2}\s?[日일号])?|\d{2,4}\s?[年년]")
_WORDS = re.compile(r"[^\W\d_]+(?:[^\W\d_]|[\u0300-\u036f\u093c-\u094d\u0e31-\u0e4e])*")
_PLACE = re.compile(r"^[^\d,;:.!?–—()]{2,40}(?:,| [-–—])\s+(?=\S)")
_LONGEST = 60
_MOST_OTHERS = 2  # "3 March (evening)"


def is_date(text: str) -> bool:
    """Check if a text is only a date; a place or a weekday may stand before it.

    Examples
    --------
    >>> is_date("Sel, 3 May 2021"), is_date("5 мая 2021 г."), is_date("2021年5月3日"), is_date("May 2021 protests")
    (True, True, True, False)
    """
    return _names_day(text) and not _other_words(_PLACE.sub("", text))


def is_about_date(text: str) -> bool:
    """Check if a text is a date with a word or two beside it, as in the cells of a table."""
    return _names_day(text) and len(_other_words(text)) <= _MOST_OTHERS


def _names_day(text: str) -> bool:
    if len(text) > _LONGEST or not any(c.isdigit() for c in text):
        return False
    return bool(_NUMERIC.search(text) or _EAST_ASIAN.search(text)) or any(map(_is_month, _WORDS.findall(text)))


def _other_words(text: str) -> list[str]:
    rest = _EAST_ASIAN.sub("", text)
    return [word for word in _WORDS.findall(rest) if not _is_month(word) and word.casefold() not in _BETWEEN]


def _is_month(word: str) -> bool:
    return word.casefold() in MONTHS or word.lower() in MONTHS
