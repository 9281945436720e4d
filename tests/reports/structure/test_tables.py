"""One decision for a whole table, from the texts of its cells."""

import pytest

from rightstag.reports.structure.dates import is_date
from rightstag.reports.structure.tables import plan_table, row_text

RECORDS = [
    [["Date", "Place", "Event"], ["3 May", "Sel", "Police banned a rally."], ["9 May", "Lund", "A fine."]],
    [["3 March", "Rally banned"], ["9 April", "Two arrested"]],
    [
        ["No.", "Name", "Age", "Charge"],
        ["1", "Ada Quill", "34", "Spreading false news"],
        ["2", "Bo", "22", "An illegal rally"],
    ],
    [
        ["Date", "Killed", "Held", "Event"],
        ["3 May", "0", "12", "Police fired tear gas."],
        ["4 May", "2", "40", "A raid."],
    ],
    [["التاريخ", "ما حدث"], ["٣ مارس", "فرقت الشرطة مسيرة للطلاب."], ["٤ مايو", "أغلقت المحكمة صحيفة."]],
    [["日期", "事件"], ["3月3日", "警方驱散游行并拘留四十人。"], ["4月9日", "法院关闭报社"]],
    [["Дата", "Событие"], ["5 мая", "Полиция разогнала шествие."], ["7 мая", "Обыск"]],
    [["Date", "3 March"], ["Place", "Sel"], ["Event", "Police broke up a march of students and held forty people."]],
    [["Recommendation", "Answer"], ["Sign the protocol and change the press law before the year is out.", "Noted"]],
]
FIGURES = [
    [["Year", "Held", "Fined"], ["2020", "14", "3"], ["2021", "22", "9"]],
    [["Region", "Arrests", "Deaths"], ["Northern province", "12", "3"], ["Port of Kell", "1,200 (3%)", "n/a"]],
    [["Persons who were held in Sel", "14", "3"], ["Persons who were held in Tarn", "9", "5"]],
    [
        ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
        ["", "", "1", "2", "3", "4", "5"],
        ["6", "7", "8", "9", "10", "11", "12"],
    ],
    [["Capital", "Sel"], ["Population", "3 million"], ["Area", "4,000 km2"]],
    [
        ["Treaty", "Ratified"],
        ["Covenant on Civil and Political Rights", "1976"],
        ["Convention against Torture", "1986"],
    ],
    [["地区", "逮捕"], ["北部", "12"], ["南部", "7"]],
    [["Arrests", "40"]],
]
LONG = "Police in Averland dispersed a peaceful rally in the town of Sel and detained eleven of its organisers."
LAYOUTS = [
    [[LONG, LONG + " Again."]],
    [[LONG], [LONG]],
    [[LONG, "Yes. " + LONG], ["No. " + LONG, LONG]],
    [["One"], ["Two"]],
]


@pytest.mark.parametrize("rows", RECORDS)
def test_rows_that_report_are_records(rows):
    assert plan_table(rows).kind == "records"


@pytest.mark.parametrize("rows", FIGURES)
def test_figures_calendars_and_facts_are_no_text(rows):
    assert plan_table(rows).kind == "figures"


@pytest.mark.parametrize("rows", LAYOUTS)
def test_what_only_lays_out_text_is_no_table(rows):
    assert plan_table(rows).kind == "layout"


def test_the_names_of_columns_are_those_of_the_head():
    assert plan_table(RECORDS[0]).names == ("Date", "Place", "Event")
    assert plan_table(RECORDS[1]).head == 0
    two = [["When", "Held", "Held"], ["", "Men", "Women"], ["3 May", "12 in Sel", "3 in Lund after a raid."]]
    assert plan_table(two, head=2).names == ("When", "Held, Men", "Held, Women")


@pytest.mark.parametrize(
    ("names", "cells", "text"),
    [
        (("Date", "Event"), ("3 May", "A ban."), "Date: 3 May; Event: A ban."),
        (("Event", "Place"), ("A ban.", "Sel"), "Event: A ban. Place: Sel"),
        ((), ("3 May", "A ban."), "3 May: A ban."),
        ((), ("3 May", "Sel", "A ban."), "3 May; Sel; A ban."),
        (("Date", "Event"), ("", "A ban."), "Event: A ban."),
    ],
)
def test_a_row_reads_by_itself(names, cells, text):
    assert row_text(names, cells) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 May 2021", True),
        ("Sel, 3 May 2021", True),
        ("Oster, le 3 mai 2021", True),
        ("3 de mayo de 2021", True),
        ("5 мая 2021 года", True),
        ("٣ أيار/مايو ٢٠٢١", True),
        ("2021年5月3日", True),
        ("३ मई २०२१", True),
        ("03.05.2021", True),
        ("May 2021 protests", False),
        ("45 people", False),
        ("Police came on 3 May 2021", False),
    ],
)
def test_dates_in_many_languages(text, expected):
    assert is_date(text) is expected
