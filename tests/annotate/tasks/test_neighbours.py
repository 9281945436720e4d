from hypothesis import given
from hypothesis import strategies as st

from rightstag.annotate.tasks.build import make_tasks
from rightstag.annotate.tasks.neighbours import LONGEST, Neighbours, neighbours
from rightstag.labels import Taxonomy
from rightstag.reports import Paragraph, Report


def test_neighbours_are_of_the_same_report_and_only_what_is_tagged() -> None:
    here, there = Report(key="averland"), Report(key="merovia")
    rows = [
        Paragraph(id="a", text="A.", report=here),
        Paragraph(id="h", text="Heading", kind="heading", report=here),
        Paragraph(id="b", text="B.", report=here),
        Paragraph(id="c", text="C.", report=there),
    ]
    assert neighbours(rows) == {"a": Neighbours(after="B."), "b": Neighbours(before="A."), "c": Neighbours()}


@given(st.text(st.sampled_from("ab "), max_size=3 * LONGEST).map(lambda text: f"x{text}y"))
def test_a_long_neighbour_is_cut_between_words_at_its_far_end(text: str) -> None:
    found = neighbours([Paragraph(id="1", text=text), Paragraph(id="2", text=text)])
    before, after = found["2"].before, found["1"].after
    assert max(len(before), len(after)) <= LONGEST + 2
    assert text.endswith(before.removeprefix("… "))
    assert text.startswith(after.removesuffix(" …"))


def test_a_queue_shows_what_its_reports_say(taxonomy: Taxonomy) -> None:
    rows = [Paragraph(id=name, text=f"{name}.") for name in "abc"]
    [task] = make_tasks([rows[1]], taxonomy, context=rows)
    assert (task.data.before, task.data.after) == ("a.", "c.")
