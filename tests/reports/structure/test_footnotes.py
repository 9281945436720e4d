"""Marks leave the text; numbers stay."""

import pytest

from rightstag.reports.structure.footnotes import remove_marks


@pytest.mark.parametrize(
    ("marked", "clean"),
    [
        ("It was a long struggle.1 It went on.", "It was a long struggle. It went on."),
        ("They called him Yelda,”1 and laughed.", "They called him Yelda,” and laughed."),
        ("the aphorism “bread without salt”1 remains", "the aphorism “bread without salt” remains"),
        ("(as amended).5 The court agreed.", "(as amended). The court agreed."),
        ("No one was heard [in court]!2 Later", "No one was heard [in court]! Later"),
        ("It was adopted in March 2015.17 During the year", "It was adopted in March 2015. During the year"),
        ("The press is owned by the state.¹² It says so.", "The press is owned by the state. It says so."),
        ("The press is owned by the state.[12] It says so.", "The press is owned by the state. It says so."),
        ("It ended there.3", "It ended there."),
    ],
)
def test_a_mark_leaves_the_text(marked, clean):
    assert remove_marks([marked]) == [clean]


@pytest.mark.parametrize(
    "text",
    [
        "Article 19 and Section 2 apply, as do articles 7, 8 and 9.",
        "It rose by 5,000 in 2014.",
        "The COVID-19 rules, the G20, the B1 visa, F-16 jets and H1N1.",
        "It fell from 97.7 to 82.2 percent, or by $12.5 million.",
        "See No.5, Art.7 and A/HRC/31/Add.1 of that day.",
        "In June,12 people were held.",
        "A field of 40 m² and a road of 3 km.",
        "The site Channel31 was blocked, and so was www.example.org.2 for a day.",
        "Version 2.1 was censored; the vote stood at 3:2 and 7.5.",
        "The year was 2014.",
    ],
)
def test_a_number_stays(text):
    assert remove_marks([text]) == [text]


def test_a_mark_on_a_bare_word_is_told_by_its_place_in_the_row():
    texts = ["They have met.4 Those elected to the Majlis5 and the presidency.6 came", "the Boeing737 and the Agency9"]
    assert remove_marks(texts) == ["They have met. Those elected to the Majlis and the presidency. came", texts[1]]
    assert remove_marks([texts[0].replace("met.4", "met.")])[0].count("Majlis5") == 1


def test_numbering_may_begin_again():
    texts = ["One ended.23 Two ended.24", "Three began,1 and four.2 Then"]
    assert remove_marks(texts) == ["One ended. Two ended.", "Three began, and four. Then"]
