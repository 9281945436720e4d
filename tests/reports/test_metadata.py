"""What report a document is: who says so first, and what is not guessed."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rightstag.errors import InputError
from rightstag.reports.document import Block, Document
from rightstag.reports.metadata import report_key, report_metadata, slug


def titled(title: str, **metadata: str) -> Document:
    return Document("", (), {"title": title, **metadata})


def headed(*lines: str) -> Document:
    text = "\n".join(lines)
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    return Document(text, tuple(Block(s, s + len(line)) for s, line in zip(starts, lines, strict=True)))


@pytest.mark.parametrize(
    ("title", "country", "year"),
    [
        ("Kazakhstan 2022 Human Rights Report", "KAZ", 2022),
        ("2021 Country Reports on Human Rights Practices: Georgia", "GEO", 2021),
        ("Freedom in the World 2014 - Kazakhstan", "KAZ", 2014),
        ("Report 2016/17: Côte d’Ivoire", "CIV", 2016),
        ("World Survey 2021: Burma, events of 2020", "MMR", 2020),
        ("Trinidad & Tobago (2019–2020)", "TTO", 2019),
        ("Refugees from South Sudan", "SSD", None),
        ("Democratic Republic of the Congo, 2020", "COD", 2020),
        ("Prisons of New Mexico 2020", None, 2020),
        ("Northern Ireland", None, None),
        ("Congo 2020", None, 2020),
        ("Refugees from Syria in Lebanon, 2018", None, 2018),
        ("What the Law of 2011 did by 2021", None, None),
        ("Turkish and Kazakh law", None, None),
        ("Case 12020 of 2020-05-06", None, None),
    ],
)
def test_titles(title, country, year):
    report = report_metadata(titled(title), Path("report.html"))
    assert (report.country, report.year) == (country, year)


@pytest.mark.parametrize(
    ("lines", "country", "year"),
    [
        (("Menu", "Kenya", "Executive Summary"), "KEN", None),
        (("2022 Country Report: Kenya", "Relations with Somalia"), "KEN", 2022),
        (("The report of 2020 came from Kenya.", "It rained."), None, None),
        (("Relations with Somalia", "Aid from Kenya"), None, None),
        (("A/HRC/WG.6/34/ITA/1", "National report"), "ITA", None),
        (("CCPR/C/KAZ/CO/2", "A visit to France"), "KAZ", None),
    ],
)
def test_first_lines(lines, country, year):
    report = report_metadata(headed(*lines), Path("report.txt"))
    assert (report.country, report.year) == (country, year)


@pytest.mark.parametrize(
    ("name", "url", "country", "year"),
    [
        ("state-2016-georgia.html", "", "GEO", 2016),
        ("page.html", "https://example.org/reports/2016-country-reports/georgia/", "GEO", 2016),
        ("page.html", "https://example.org/en/country/kenya/liberty/2020", "KEN", 2020),
        ("download-20240503.html", "", None, None),
        ("us-report.html", "", None, None),
    ],
)
def test_names_as_the_last_resort(name, url, country, year):
    report = report_metadata(Document("", (), {"url": url}), Path(name))
    assert (report.country, report.year) == (country, year)


def test_the_year_of_publication_is_the_last_to_be_asked():
    assert report_metadata(titled("Kenya 2019", year="2021"), Path("a.html")).year == 2019
    assert report_metadata(titled("Kenya", year="2021"), Path("a.html")).year == 2021


def test_flag_beats_sidecar_beats_document(tmp_path):
    path = tmp_path / "kenya_2020.html"
    Path(f"{path}.yaml").write_text("country: NO\nyear: 2018\ntitle:\nkey: ours\n", encoding="utf-8")
    report = report_metadata(titled("Kenya 2020"), path, {"year": "2017", "language": None})
    assert (report.key, report.title, report.country, report.year) == ("ours", "Kenya 2020", "NOR", 2017)


def test_nothing_known_drops_nothing():
    report = report_metadata(Document("It rained.", (Block(0, 10, role="paragraph"),)), Path("-"))
    assert (report.key, report.country, report.year, report.title) == ("stdin", None, None, None)


@pytest.mark.parametrize("code", ["XAV", "xza", "AAA", "ZZZ", "QMA", "QZZ", "XKX"])
def test_invented_countries_have_a_code(code):
    assert report_metadata(titled(""), Path("a"), {"country": code}).country == code.upper()


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            {"country": "Narnia"},
            "a.html: country 'Narnia' is unknown; expected an ISO 3166-1 code (KAZ, KZ), an English name, "
            "or a user-assigned code (XAA to XZZ); correct it",
        ),
        ({"year": "20201"}, "a.html: year '20201' is unknown; expected a year from 1900 to 2100; correct it"),
        (
            {"language": "English!"},
            "a.html: language 'English!' is unknown; expected a language tag such as en or pt-BR; correct it",
        ),
        (
            {"state": "x"},
            "a.html: unknown flag 'state'; expected key, title, publisher, country, year, language, url; correct it",
        ),
    ],
)
def test_a_fact_that_cannot_be_used(facts, message):
    with pytest.raises(InputError) as caught:
        report_metadata(titled(""), Path("a.html"), facts)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("- a\n", "no facts; expected lines such as 'country: KAZ'; correct it"),
        ("a: [\n", "not YAML; expected lines such as 'country: KAZ'; correct it"),
        ("year: [1]\n", "year: not a single value; expected text; correct it"),
        ("yaer: 1\n", "unknown sidecar 'yaer'"),
    ],
)
def test_a_sidecar_that_cannot_be_used(tmp_path, content, message):
    path = tmp_path / "a.html"
    Path(f"{path}.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        report_metadata(titled(""), path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{path}.yaml")


@given(st.text())
def test_a_key_is_the_same_however_its_accents_are_written(text):
    import unicodedata

    assert slug(unicodedata.normalize("NFD", text)) == slug(unicodedata.normalize("NFC", text))
    assert slug(slug(text)) == slug(text)


@pytest.mark.parametrize(
    ("name", "identifies"),
    [
        ("kenya", True),
        ("state_2016_georgia (final)", True),
        ("a-hrc-44-22", True),
        ("report", False),
        ("Annual Report 2022", False),
        ("2022", False),
        ("index (3)", False),
        ("rapport-final-v2", False),
        ("***", False),
    ],
)
def test_a_name_that_tells_nothing_is_no_key(name, identifies):
    key = report_key(Path("somewhere") / f"{name}.pdf", "0123456789abcdef")
    assert key.endswith("-01234567") is not identifies
    assert report_key(Path("elsewhere") / f"{name}.pdf", "0123456789abcdef") == key
    assert report_key(Path(f"{name}.pdf"), "fedcba9876543210", namesake=True) == (f"{slug(name) or 'report'}-fedcba98")


def test_a_list_of_countries_is_of_none_of_them():
    assert report_metadata(headed("Afghanistan", "Albania", "Algeria"), Path("survey.pdf")).country is None


def test_a_name_that_is_not_utf_8_is_read_as_latin_1():
    assert report_key(Path(os.fsdecode(b"caf\xe9-k\xf6ln.md")), "0123456789") == "café-köln"


def test_halves_of_characters_do_not_get_into_a_report(tmp_path):
    path = tmp_path / "kenya.html"
    Path(f"{path}.yaml").write_text('title: "a\\ud800"\npublisher: "\\ud83d\\udcf7"')
    report = report_metadata(titled("b\udc00", url="c\ud83d\udcf7"), path)
    assert (report.title, report.publisher, report.url) == ("a�", "📷", "c📷")
