"""Countries by section, for a report on many of them."""

from collections.abc import Sequence

from rightstag.reports.countries import country_code
from rightstag.reports.structure.headings import strip_number

_MOST = 0.5  # share of a report's paragraphs that stand in sections named after countries


def countries_by_section(trails: Sequence[tuple[str, ...]], language: str | None = None) -> list[str | None] | None:
    """Return the country of the section that each paragraph stands in, for a report on many countries.

    Parameters
    ----------
    trails
        Headings above each paragraph, outermost first.
    language
        Of the report, in whose words its headings name countries; English is always known.

    Returns
    -------
    list of str, or None
        ISO 3166-1 alpha-3 codes, None for a paragraph outside such sections. None in place of the list where the
        report is not on many countries: fewer than two head sections of one level, or most of it stands elsewhere.

    Examples
    --------
    >>> countries_by_section([("Preface",), ("Africa", "Kenya", "Arrests"), ("Africa", "Uganda")])
    [None, 'KEN', 'UGA']
    >>> countries_by_section([("Kenya", "Refugees", "Somalia"), ("Kenya", "Refugees", "Sudan"), ("Kenya",), ("Kenya",)])
    """
    codes = {heading: _country(heading, language) for trail in trails for heading in trail}
    for level in range(max(map(len, trails), default=0)):
        named = [codes[trail[level]] if len(trail) > level else None for trail in trails]
        if len({*named} - {None}) > 1 and sum(code is not None for code in named) > _MOST * len(named):
            return named
    return None


def _country(heading: str, language: str | None) -> str | None:
    return country_code(strip_number(heading).strip(" .:*†‡0123456789"), language)
