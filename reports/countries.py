"""Countries by name and code: ISO 3166-1, with the names that reports use."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

#: Names in use beside those of CLDR; ``None`` for a name that several countries bear. To add one, add a line.
_NAMES: dict[str, str | None] = {
    "Burma": "MMR",
    "Myanmar": "MMR",
    "Bosnia": "BIH",
    "Brunei Darussalam": "BRN",
    "Cabo Verde": "CPV",
    "Congo": None,
    "Congo, Democratic Republic of the": "COD",
    "Congo, Republic of the": "COG",
    "Congo (Brazzaville)": "COG",
    "Congo (Kinshasa)": "COD",
    "Democratic Republic of Congo": "COD",
    "Democratic Republic of the Congo": "COD",
    "DR Congo": "COD",
    "DRC": "COD",
    "Republic of the Congo": "COG",
    "Republic of Congo": "COG",
    "Czech Republic": "CZE",
    "Democratic People's Republic of Korea": "PRK",
    "DPRK": "PRK",
    "Korea": None,
    "Korea, North": "PRK",
    "Korea, South": "KOR",
    "Republic of Korea": "KOR",
    "East Timor": "TLS",
    "Guinea Bissau": "GNB",
    "Holy See": "VAT",
    "Hong Kong": "HKG",
    "Islamic Republic of Iran": "IRN",
    "Ivory Coast": "CIV",
    "Lao People's Democratic Republic": "LAO",
    "Macao": "MAC",
    "Macau": "MAC",
    "Macedonia": "MKD",
    "People's Republic of China": "CHN",
    "Palestine": "PSE",
    "State of Palestine": "PSE",
    "Occupied Palestinian Territory": "PSE",
    "Occupied Palestinian Territories": "PSE",
    "West Bank and Gaza": "PSE",
    "West Bank and Gaza Strip": "PSE",
    "West Bank": "PSE",
    "Gaza Strip": "PSE",
    "Gaza": "PSE",
    "Republic of Moldova": "MDA",
    "Russian Federation": "RUS",
    "Swaziland": "SWZ",
    "Syrian Arab Republic": "SYR",
    "The Netherlands": "NLD",
    "Turkey": "TUR",
    "United Kingdom of Great Britain and Northern Ireland": "GBR",
    "Great Britain": "GBR",
    "UK": "GBR",
    "United Republic of Tanzania": "TZA",
    "United States of America": "USA",
    "U.S.": "USA",
    "Viet Nam": "VNM",
    "Republic of North Macedonia": "MKD",
    "Kyrgyz Republic": "KGZ",
    "Slovak Republic": "SVK",
    "Saint Vincent and the Grenadines": "VCT",
}
#: Codes that ISO has withdrawn, and areas of CLDR that are no country.
_WITHDRAWN = frozenset(("ANT", "BUR", "DDR", "FXX", "NTZ", "SCG", "SUN", "TMP", "YMD", "YUG", "ZAR"))
_NO_COUNTRIES = frozenset(("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"))
_KOSOVO = {"XK": "XKX"}  # user-assigned, and in use everywhere
#: Codes that ISO leaves to users: countries that do not exist have one too.
_USER_ASSIGNED = re.compile(r"AAA|Q[M-Z][A-Z]|X[A-Z]{2}|ZZZ")
# "New Mexico", "Northern Ireland" and "South Sudan" are not what they contain.
_OTHER_PLACE = frozenset(
    (
        *("north", "northern", "south", "southern", "east", "eastern", "west", "western", "central", "equatorial"),
        *("inner", "outer", "upper", "lower", "new", "american", "british", "dutch", "french"),
    )
)


def country_code(text: str, language: str | None = None) -> str | None:
    """Return the alpha-3 code of a country given by name, alpha-2 or alpha-3 code; ``None`` where it is none.

    Parameters
    ----------
    text
        A name or a code, and nothing else.
    language
        BCP 47 tag of a language in which names are known too, beside English.

    Examples
    --------
    >>> [country_code(text) for text in ("kz", "KAZ", "Côte d'Ivoire", "burma", "XAV", "Narnia")]
    ['KAZ', 'KAZ', 'CIV', 'MMR', 'XAV', None]
    >>> country_code("Кения"), country_code("Кения", "ru")
    (None, 'KEN')
    """
    code = text.strip().upper()
    if code in _alpha3().values() or _USER_ASSIGNED.fullmatch(code):
        return code
    known = _alpha3().get(code) or _by_name().get(_fold(text))
    return known or (_names_in(language.partition("-")[0]).get(_fold(text)) if language else None)


def country_name(code: str) -> str:
    """Return the English name of a country by its ISO 3166-1 alpha-3 code; the code itself if it is none.

    Examples
    --------
    >>> country_name("NOR"), country_name("XAV")
    ('Norway', 'XAV')
    """
    return _names_by_alpha3().get(code, code)


def countries_in(text: str) -> frozenset[str | None]:
    """Return the codes of all countries that a line of text names; ``None`` among them for a name of several.

    Examples
    --------
    >>> sorted(countries_in("Refugees from South Sudan in Guinea-Bissau"))
    ['GNB', 'SSD']
    >>> countries_in("Roads in New Mexico"), countries_in("He likes turkey")
    (frozenset(), frozenset())
    """
    return frozenset(code for code in _found(text))


def _found(text: str) -> Iterator[str | None]:
    words = re.findall(r"[^\W_]+(?:[’'][^\W_]+)*", text.replace("&", " and "))
    names = _by_name()
    place = 0
    while place < len(words):
        for size in range(min(_longest(), len(words) - place), 0, -1):
            name = _fold(" ".join(words[place : place + size]))
            if name in names and words[place][0].isupper():
                before = words[place - 1] if place else ""
                if not (before.casefold() in _OTHER_PLACE and before[0].isupper()):
                    yield names[name]
                place += size
                break
        else:
            place += 1


@cache
def _alpha3() -> dict[str, str]:
    """Return alpha-3 codes by alpha-2 code."""
    from babel.core import get_global

    codes = {
        new[0]: old
        for old, new in get_global("territory_aliases").items()
        if len(old) == 3 and old.isalpha() and len(new) == 1 and old not in _WITHDRAWN
    }
    return {two: three for two, three in codes.items() if two in _names_by_code()} | _KOSOVO


@cache
def _names_by_code() -> dict[str, str]:
    from babel import Locale

    names = Locale("en").territories.items()
    return {code: name for code, name in names if len(code) == 2 and code not in _NO_COUNTRIES}


@cache
def _names_by_alpha3() -> dict[str, str]:
    return {_alpha3()[code]: name for code, name in _names_by_code().items() if code in _alpha3()}


@cache
def _by_name() -> dict[str, str | None]:
    names: dict[str, str | None] = {_fold(name): _alpha3()[code] for code, name in _names_by_code().items()}
    return names | {_fold(name): code for name, code in _NAMES.items()}


@cache
def _names_in(language: str) -> dict[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        names = Locale(language).territories
    except (UnknownLocaleError, ValueError):
        return {}
    return {_fold(names[two]): three for two, three in _alpha3().items() if two in names}


@cache
def _longest() -> int:
    return max(len(name.split()) for name in _by_name())


def _fold(name: str) -> str:
    """Return a name without accents, case, punctuation and articles: "Bahamas, The" is "bahamas"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    plain = re.sub(r"\bst\.?(?= )", "saint", plain.replace("&", " and ").replace("’", "").replace("'", ""))
    return " ".join(word for word in re.split(r"\W+", plain) if word and word != "the")
