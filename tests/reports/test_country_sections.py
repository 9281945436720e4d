"""A report on many countries gives each paragraph the country of its section, or none."""

from collections import Counter

import pytest

from rightstag.reports.country_sections import countries_by_section
from rightstag.reports.ingest import ingest

ANNUAL = """# World Annual Survey 2022

## Foreword

The year was hard for those who gather in public squares, and this survey says where and how it was.

## Africa

### Kenya

Police dispersed a rally of teachers in the capital in May and held eleven of its organisers overnight.

#### Freedom of association

The ministry refused to register a union of nurses for the third time and gave no reason for it.

### Uganda

A court fined a newspaper for an article on the budget, and its editor was questioned for two days.

## Asia

### Kazakhstan

Officers broke up a march of miners with tear gas in June, and a court later fined forty of them.
"""


def countries(tmp_path, text, name="survey-2022.md", **options):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return {paragraph.text: paragraph.report.country for paragraph in ingest(path, **options)}


def test_each_paragraph_has_the_country_of_its_section(tmp_path):
    found = countries(tmp_path, ANNUAL)
    begins = {"The year": None, "Police": "KEN", "The ministry": "KEN", "A court": "UGA", "Officers": "KAZ"}
    for beginning, code in begins.items():
        assert [found[text] for text in found if text.startswith(beginning)] == [code]
    assert found["Foreword"] is None


def test_all_is_one_report_still(tmp_path):
    path = tmp_path / "survey-2022.md"
    path.write_text(ANNUAL, encoding="utf-8")
    paragraphs = ingest(path)
    assert {(each.report.key, each.report.title, each.report.year) for each in paragraphs} == {
        ("survey-2022", "World Annual Survey 2022", 2022)
    }
    assert len({each.id for each in paragraphs}) == len(paragraphs)


def test_who_states_the_country_is_believed(tmp_path):
    assert set(countries(tmp_path, ANNUAL, overrides={"country": "XAV"}).values()) == {"XAV"}
    (tmp_path / "survey-2022.md.yaml").write_text("country: XAB")
    assert set(countries(tmp_path, ANNUAL).values()) == {"XAB"}


def test_names_in_the_language_of_the_report_count(tmp_path):
    page = "<html lang=ru><title>Обзор 2022</title><h1>Обзор</h1>" + "".join(
        f"<h2>{name}</h2><p>Полиция разогнала митинг учителей в столице и задержала одиннадцать человек ({name})."
        for name in ("Кения", "Уганда")
    )
    assert Counter(countries(tmp_path, page, "survey-2022.html").values())["KEN"] > 0


@pytest.mark.parametrize(
    "trails",
    [
        [],
        [()],
        [("Kenya", "Arrests"), ("Kenya", "Refugees", "Somalia")],  # one country, which has refugees of another
        [("Kenya",), ("Findings",), ("Findings",), ("Uganda",)],  # most is of none
        [("Torture",), ("Trials",)],
    ],
)
def test_a_report_on_one_country_or_on_none_has_no_such_sections(trails):
    assert countries_by_section(trails) is None
