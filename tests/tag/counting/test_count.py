"""Counts are what the tags say; unknown stays unknown; what is corrected covers the truth."""

import csv
import json
import re
import zipfile

import numpy as np
import pandas as pd
import pytest

import rightstag as rt
from rightstag.errors import InputError, UsageError
from rightstag.reports.records import Paragraph, Report
from rightstag.tag.counting import count_tags
from rightstag.tag.counting.correction import LabelledSample, adjusted_count, error_rates, prediction_powered_count
from rightstag.tag.counting.output import write_counts
from rightstag.tag.counting.page import TaggedText, render_counts
from rightstag.tag.counting.table import suppress_small
from rightstag.tag.diff.read_tags import StoredTag


def tags(rows, *, label="a"):
    return [
        StoredTag(paragraph=f"p{n}", label=label, probability=0.5, decision=d, report=r, country=c, year=y)
        for n, (c, y, r, d) in enumerate(rows)
    ]


ROWS = [
    ("XAA", 2020, "a", "yes"),
    ("XAA", 2020, "a", "no"),
    ("XAA", 2020, "b", "review"),
    ("XAA", 2021, "c", "no"),
    ("", None, "", "yes"),
    ("", 2020, "d", "no"),
]


def found(counted):
    return {row.group: (row.paragraphs, row.tagged, row.review) for row in counted.rows}


def test_groups_zeros_and_unknown_facts_have_rows_of_their_own():
    assert found(count_tags(tags(ROWS))) == {
        ("XAA", "2020"): (3, 1, 1),
        ("XAA", "2021"): (1, 0, 0),
        (None, "2020"): (1, 0, 0),
        (None, None): (1, 1, 0),
        None: (6, 2, 1),
    }


def test_what_was_read_is_unknown_where_tags_leave_out_what_says_no():
    some = [tag for tag in tags(ROWS) if tag.decision != "no"]
    counted = count_tags(some, by=["country"])
    assert found(counted) == {("XAA",): (None, 1, 1), (None,): (None, 1, 0), None: (None, 2, 1)}
    assert {row.share.reason for row in counted.rows} == {"how many paragraphs were read is not known"}


def test_paragraphs_say_what_was_read_and_of_which_report():
    paragraphs = {
        f"p{n}": Paragraph(id=f"p{n}", text="x", report=Report(key=r, country=c or None) if r else None)
        for n, (c, _, r, _) in enumerate(ROWS)
    }
    paragraphs["h"] = Paragraph(id="h", text="A heading", kind="heading")
    bare = [
        StoredTag(paragraph=tag.paragraph, label="a", probability=0.5, decision=tag.decision)
        for tag in tags(ROWS)
        if tag.decision != "no"
    ]
    counted = count_tags(bare, by=["country"], paragraphs=paragraphs)
    assert found(counted) == {("XAA",): (4, 1, 1), (None,): (2, 1, 0), None: (6, 2, 1)}


def test_one_report_has_no_interval_and_says_so():
    (row, _) = count_tags(tags(ROWS[:2]), by=["country"]).rows
    assert (row.share.value, row.share.low, row.share.reason) == (0.5, None, "it rests on one report")


def test_a_wrong_grouping_and_no_tags_are_refused():
    with pytest.raises(UsageError, match="counts: by 'town'; expected one of country, year, report"):
        count_tags(tags(ROWS), by=["town"])
    with pytest.raises(InputError, match="tags: there are none"):
        count_tags([])
    with pytest.raises(InputError, match="none of 1 is among the tagged ones"):
        count_tags(tags(ROWS), labelled={"q": {"a": True}})


def test_a_tag_that_comes_twice_is_refused_and_not_counted_twice():
    rows = tags(ROWS)
    with pytest.raises(InputError, match="tags: the paragraph 'p0' has two tags of 'a'; expected one"):
        count_tags([*rows, rows[0]])


def test_no_suppressed_count_can_be_told_from_the_total():
    rows = [("XAA", 2020, "a", "yes")] * 2 + [("XBB", 2020, "b", "yes")] * 8 + [("XCC", 2020, "c", "yes")] * 20
    counted = count_tags(tags([*rows, ("XDD", 2020, "d", "no")]), by=["country"], smallest=5)
    assert {row.group: row.tagged for row in counted.rows} == {
        ("XAA",): None,
        ("XBB",): None,
        ("XCC",): 20,
        ("XDD",): 0,
        None: 30,
    }
    assert suppress_small(list(counted.rows), 1) == list(counted.rows)


def sample(random, reports, recall, fallout, share):
    labelled = random.random((reports * 40, 1)) < share
    decided = random.random(labelled.shape) < np.where(labelled, recall, fallout)
    return LabelledSample([str(n // 40) for n in range(len(labelled))], decided, labelled, np.ones_like(labelled))


def test_corrected_counts_cover_the_truth_where_naive_ones_do_not():
    random, covered, naive, trials = np.random.default_rng(1), np.zeros(2), 0, 120
    for trial in range(trials):
        rates = error_rates(sample(random, 20, 0.7, 0.02, 0.2), 0, seed=trial)
        ground = sample(random, 20, 0.7, 0.02, 0.2)
        yes, read, true = int(ground.decided.sum()), ground.decided.size, int(ground.labelled.sum())
        for place, make in enumerate((adjusted_count, prediction_powered_count)):
            estimate = make(yes, read, rates, seed=trial)
            covered[place] += estimate.low <= true <= estimate.high
        naive += abs(yes - true) <= 1.96 * np.sqrt(yes)
    assert (covered / trials >= 0.9).all()
    assert naive / trials < 0.7


def test_what_cannot_be_corrected_says_why():
    random = np.random.default_rng(0)
    few = sample(random, 1, 0.7, 0.02, 0.3)
    assert error_rates(few, 0).reason == "the sample is of one report"
    assert "times; 5 of each are needed" in error_rates(sample(random, 3, 0.7, 0.02, 0.0), 0).reason
    blind = sample(random, 9, 0.3, 0.9, 0.3)
    assert error_rates(blind, 0).reason == "the model does not tell it apart on the sample"
    assert adjusted_count(5, 10, error_rates(blind, 0)).value is None


def test_every_output_says_the_same(tmp_path):
    counted = count_tags(tags(ROWS), by=["country"])
    for name in ("c.csv", "c.json", "c.xlsx"):
        write_counts(tmp_path / name, counted.rows, ["country"])
    rows = list(csv.DictReader((tmp_path / "c.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["country"], row["tagged"]) for row in rows] == [("XAA", "1"), ("unknown", "1"), ("all", "2")]
    as_json = json.loads((tmp_path / "c.json").read_text())
    assert [row["tagged"] for row in as_json] == [1, 1, 2]
    assert "unknown" in zipfile.ZipFile(tmp_path / "c.xlsx").read("xl/worksheets/sheet1.xml").decode()
    with pytest.raises(UsageError, match=r"no counts are written as '.docx'"):
        write_counts(tmp_path / "c.docx", counted.rows, ["country"])


def test_the_page_leads_from_a_count_to_its_paragraphs_and_escapes_them():
    counted = count_tags(tags(ROWS), by=["country"])
    page = render_counts(
        counted.rows, ["country"], texts={(("XAA",), "a"): [TaggedText("a", "<script>alert(1)</script> A rally.")]}
    )
    (anchor,) = re.findall(r'href="#(a-\d+)">1</a>', page)
    assert f'id="{anchor}"' in page
    assert "<script" not in page
    assert "http" not in re.sub(r"http-equiv", "", page)


def test_the_front_door_counts_tables():
    frame = pd.DataFrame(
        {"paragraph": ["1", "2"], "label": "a", "probability": 0.5, "decision": ["yes", "no"], "country": ["XAA", None]}
    )
    counts = rt.count(frame.assign(report=["r", "s"]), by=["country"])
    figures = counts[["country", "paragraphs", "tagged"]].values.tolist()
    assert figures == [["XAA", 1, 1], ["unknown", 1, 0], ["all", 2, 1]]
    with pytest.raises(ValueError, match="no column 'year'"):
        rt.count(frame)


@pytest.mark.parametrize("cell", ["no", "yes", 2, 0.5])
def test_labels_of_a_table_are_true_false_or_missing_and_nothing_else(cell):
    frame = pd.DataFrame(
        {"paragraph": ["1"], "label": "a", "probability": 0.5, "decision": "yes", "country": "XAA", "report": "r"}
    )
    labelled = pd.DataFrame({"paragraph": ["1"], "label": ["a"], "labelled": [cell]})
    with pytest.raises(ValueError, match="give True or False"):
        rt.count(frame, by=["country"], labelled=labelled)
