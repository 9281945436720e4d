"""A run may be stopped anywhere and by anything: run again, it ends with what an undisturbed one gives."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import rightstag.tag.inputs.partitions  # noqa: F401 - found by its name: the face has a function of the same one
from rightstag.errors import InputError, UsageError
from rightstag.jsonl import write_rows
from rightstag.reports.records import Paragraph
from rightstag.tag.engines.checkpoint import Checkpoint
from rightstag.tag.engines.run import Run, checkpoint_header
from rightstag.tag.engines.worker import TagJob
from rightstag.tag.inputs.partitions import expand_inputs
from rightstag.tag.outputs.formats import FORMATS, WriteOptions, suffix_of

#: The command line with a model that is there at once; a paragraph may hold it up until a file ``go`` is there, or
#: kill it.
PROGRAM = """
import multiprocessing, os, signal, sys, time
import numpy as np
import rightstag.models as models
import rightstag.tag.inputs.partitions

class Model:
    labels, name, taxonomy, note = ("assembly", "expression"), "toy-00000000", "1", ""
    familiar, codebook = 0.7, None
    thresholds = np.array([0.5, 0.5])

    def predict_proba(self, texts, headings):
        if any("fatal" in text for text in texts) and multiprocessing.parent_process():
            os.kill(os.getpid(), signal.SIGKILL)
        held = any(os.environ.get("HOLD", "-") in text for text in texts)
        while held and not os.path.exists("go"):
            time.sleep(0.01)
        return np.array([[("rally" in text) * 0.7, ("press" in text) * 0.8] for text in texts]).reshape(-1, 2)

    def known_share(self, texts):
        return np.ones(len(texts))

    def explain(self, text, labels):
        return {label: [(0, 4, 1.5)] for label in labels}

sys.modules["rightstag.tag.inputs.partitions"].PARTITION_ROWS = 7
models.load_bundle = lambda path: Model()
if __name__ == "__main__":
    from rightstag.cli import main
    main()
"""


#: A paragraph after seventeen partitions: what is held up there has done the others.
LATE = "rally of two"


@pytest.fixture
def start(tmp_path):
    """Start the program in a group of its own; whatever is left of it ends with the test."""
    (tmp_path / "program.py").write_text(PROGRAM)
    started = []

    def begin(*arguments, hold="-"):
        command = [sys.executable, "program.py", "tag", *map(str, arguments)]
        environment = {**os.environ, "HOLD": hold}
        started.append(
            subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True)
        )
        return started[-1]

    yield begin
    (tmp_path / "go").touch()
    for process in started:
        process.communicate()


@pytest.fixture
def run(start):
    def to_its_end(*arguments, code=0):
        process = start(*arguments)
        _, said = process.communicate(timeout=300)
        assert process.returncode == code, said
        return said

    return to_its_end


@pytest.fixture
def inputs(tmp_path):
    """Two files of paragraphs and a folder of reports."""
    texts = ("Police dispersed a rally in Sel.", "The press hall of a newspaper was blocked.", "Rain fell.")
    for name in ("a", "b"):
        rows = [Paragraph(id=f"{name}{n}", text=f"{texts[n % 3]} {n}") for n in range(100)]
        write_rows(tmp_path / f"{name}.jsonl", rows)
    (tmp_path / "reports").mkdir()
    for name in ("one", "two", "three"):
        (tmp_path / "reports" / f"{name}.txt").write_text(
            f"Report {name}\n\nPolice dispersed a rally of {name}.\n\nNo press.\n"
        )
    return ["a.jsonl", "reports", "b.jsonl"]


def wait_until(done):
    until = time.monotonic() + 120
    while not done():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.01)


def hidden(folder="."):
    return sorted(path.name for path in Path(folder).iterdir() if path.name.startswith("."))


def has_lines(path, count):
    return path.exists() and path.read_bytes().count(b"\n") >= count


def all_gone(processes):
    return not any(Path(f"/proc/{process}/stat").exists() for process in processes)


@pytest.mark.parametrize(("name", "jobs"), [("tags.csv", 3), ("tags.parquet", 2)])
def test_the_output_is_the_same_for_every_number_of_processes(run, inputs, tmp_path, name, jobs):
    made = set()
    for number in range(1, jobs + 1):
        said = run(*inputs, "--all", "--jobs", number, "-o", name)
        assert said.startswith("206 paragraphs read by toy-00000000 in ")
        made.add(Path(name).read_bytes())
    assert len(made) == 1
    assert hidden() == []


def test_a_run_that_is_killed_again_and_again_loses_and_doubles_nothing(start, run, inputs):
    run(*inputs, "-o", "whole.csv")
    for jobs, hold, written in [(1, " 20", 3), (2, " 50", 8), (1, " 80", 12), (2, LATE, 18)]:
        process = start(*inputs, "--jobs", jobs, "-o", "tags.csv", hold=hold)
        wait_until(partial(has_lines, Path(".tags.csv.checkpoint"), written))
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert not Path("tags.csv").exists()
        process.kill()
        process.wait()
        wait_until(partial(all_gone, children))
    said = run(*inputs, "-o", "tags.csv")
    assert said.startswith("note: going on from an earlier run: ")
    assert Path("tags.csv").read_bytes() == Path("whole.csv").read_bytes()
    assert hidden() == []


def test_an_interrupted_run_says_how_to_go_on(start, run, inputs):
    process = start(*inputs, "--jobs", 2, "-o", "tags.jsonl", hold=LATE)
    wait_until(partial(has_lines, Path(".tags.jsonl.checkpoint"), 3))
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: all processes get it
    _, said = process.communicate(timeout=300)
    assert process.returncode == 130
    (line,) = said.splitlines()
    assert line.startswith("interrupted: ")
    assert line.endswith(" paragraphs are tagged; run the same command again to go on")
    assert not Path("tags.jsonl").exists()
    assert hidden() == [".tags.jsonl.checkpoint", ".tags.jsonl.partial"]


def test_a_process_that_dies_is_one_line_and_what_was_done_is_kept(run, inputs):
    rows = Path("b.jsonl").read_text().replace("Rain fell. 50", "A fatal day.")
    Path("b.jsonl").write_text(rows)
    (line,) = run(*inputs, "--jobs", 2, "-o", "tags.csv", code=6).splitlines()
    assert line.startswith("error: tag: a process was killed, perhaps for want of memory, after ")
    assert line.endswith("; run the same command again to go on, with fewer --jobs if memory was short")
    said = run(*inputs, "-o", "tags.csv")
    assert "going on from an earlier run" in said
    assert "206 paragraphs read by" in said


def tag(inputs, output, bundle, *, review=0.0):
    """Tag in this process; return the run and what it says of an earlier one."""
    job = TagJob("default", suffix_of(output), review=review)
    run = Run(expand_inputs([Path(path) for path in inputs], but=output).files, bundle, job)
    with Checkpoint(output, checkpoint_header(bundle, job)) as checkpoint:
        run.write(checkpoint, WriteOptions())
    return run, checkpoint.notes


@pytest.fixture
def stopped(bundle, inputs, monkeypatch):
    """Stop a run after so many batches; small parts make many of them."""
    monkeypatch.setattr(sys.modules["rightstag.tag.inputs.partitions"], "PARTITION_ROWS", 7)
    predict, asked = bundle.predict_proba, []

    def after(count, output, **options):
        def counting(texts, headings):
            asked.append(len(texts))
            if len(asked) > count:
                raise KeyboardInterrupt
            return predict(texts, headings)

        monkeypatch.setattr(bundle, "predict_proba", counting)
        with pytest.raises(KeyboardInterrupt):
            tag(inputs, output, bundle, **options)
        asked.clear()
        monkeypatch.setattr(
            bundle, "predict_proba", lambda texts, headings: asked.append(len(texts)) or predict(texts, headings)
        )
        return asked

    return after


def test_a_run_goes_on_where_it_was_stopped(stopped, inputs, bundle):
    output = Path("tags.csv")
    asked = stopped(9, output)
    assert not output.exists()
    assert hidden() == [".tags.csv.checkpoint", ".tags.csv.partial"]
    run, notes = tag(inputs, output, bundle)
    assert notes == ["going on from an earlier run: 63 paragraphs are tagged already"]
    assert sum(asked) == 206 - 63
    assert run.counts.paragraphs == 206
    tag(inputs, Path("whole.csv"), bundle)
    assert output.read_bytes() == Path("whole.csv").read_bytes()
    assert hidden() == []


@pytest.mark.parametrize("name", [".tags.csv.checkpoint", ".tags.csv.partial"])
@pytest.mark.parametrize("damage", ["cut", "flip"])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
def test_what_is_damaged_is_done_again(stopped, inputs, bundle, name, damage, share):
    stopped(9, Path("tags.csv"))
    path = Path(name)
    data = bytearray(path.read_bytes())
    place = int(len(data) * share)
    if damage == "cut":
        del data[place:]
    else:
        data[place] ^= 1
    path.write_bytes(data)
    tag(inputs, Path("tags.csv"), bundle)
    assert hidden() == []
    tag(inputs, Path("whole.csv"), bundle)
    assert Path("tags.csv").read_bytes() == Path("whole.csv").read_bytes()


def test_an_input_that_has_changed_is_tagged_anew_and_named(stopped, inputs, bundle):
    stopped(20, Path("tags.jsonl"))
    path = Path("a.jsonl").absolute()
    path.write_text(path.read_text().replace("Rain", "No rain"))
    _, notes = tag(inputs, Path("tags.jsonl"), bundle)
    assert notes[1:] == [f"{path} has changed since: it is tagged anew"]
    tag(inputs, Path("whole.jsonl"), bundle)
    assert Path("tags.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()


def test_a_report_is_read_anew_when_the_facts_beside_it_change(stopped, inputs, bundle):
    stopped(16, Path("tags.csv"))  # into the reports
    Path("reports/one.txt.yaml").write_text("country: XAA\n")
    tag(inputs, Path("tags.csv"), bundle)
    assert "XAA" in Path("tags.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("changed", ["model", "options"])
def test_another_model_or_other_options_start_anew_and_say_so(stopped, inputs, bundle, monkeypatch, changed):
    asked = stopped(9, Path("tags.jsonl"))
    if changed == "model":
        monkeypatch.setattr(bundle, "name", "keywords-11111111")
    _, notes = tag(inputs, Path("tags.jsonl"), bundle, review=0.2 * (changed == "options"))
    assert notes == ["the model or the options are not those of an earlier run that was stopped: starting anew"]
    assert sum(asked) == 206


def test_inputs_may_come_in_another_order_or_fewer(stopped, inputs, bundle):
    stopped(30, Path("tags.csv"))
    fewer = [*inputs[:0:-1]]
    tag(fewer, Path("tags.csv"), bundle)
    tag(fewer, Path("whole.csv"), bundle)
    assert Path("tags.csv").read_bytes() == Path("whole.csv").read_bytes()


def test_unreadable_reports_are_named_and_the_others_tagged(run, inputs):
    bad = Path("reports") / "three.txt"
    good = bad.read_text()
    bad.write_bytes(bytes(range(256)) * 40)
    said = run(*inputs, "-o", "tags.csv", code=6).splitlines()
    (line,) = [line for line in said if line.startswith("not read: ")]
    assert line.startswith(f"not read: {bad}")
    assert said[-1].startswith("error: 1 of 5 inputs: could not be read whole; mend or remove them, and run")
    text = Path("tags.csv").read_text("utf-8-sig")
    assert "rally of one" in text
    assert "rally of two" in text
    bad.write_text(good)
    assert "going on from an earlier run: 204 paragraphs are tagged already" in run(*inputs, "-o", "tags.csv")
    assert "rally of three" in Path("tags.csv").read_text("utf-8-sig")
    assert hidden() == []


def test_reports_none_of_which_can_be_read_leave_nothing(bundle, tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(b"")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InputError) as error:
        tag(["a.txt", "b.txt"], Path("tags.csv"), bundle)
    assert str(error.value) == "2 inputs: none could be read; see what is said of each"
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_of_rows_that_breaks_off_does_not_stop_the_others(bundle, inputs, monkeypatch):
    monkeypatch.setattr(sys.modules["rightstag.tag.inputs.partitions"], "PARTITION_ROWS", 7)
    path = Path("a.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:30]) + b"{broken\n" + b"".join(lines[30:]))
    run, _ = tag(inputs, Path("tags.csv"), bundle)
    (fault,) = run.faults
    assert str(fault).startswith("a.jsonl, line 31: JSON is malformed")
    assert str(fault).endswith("its rows from 29 on are not in the output")
    assert run.counts.paragraphs == 28 + 6 + 100
    path.write_bytes(b"".join(lines))
    run, _ = tag(inputs, Path("tags.csv"), bundle)
    assert (run.faults, run.counts.paragraphs) == ([], 206)


def test_two_reports_of_one_key_are_one_too_many(bundle):
    for name in ("a.txt", "a.md"):
        Path(name).write_text("Report\n\nPolice met a rally.\n")
    run, _ = tag(["."], Path("tags.csv"), bundle)
    (fault,) = run.faults
    assert str(fault) == "a.txt: has the key 'a', as a.md has; expected a key of its own; rename it, or give it a key"


def test_two_runs_do_not_write_one_output(bundle):
    job = TagJob("default", ".csv")
    with Checkpoint(Path("tags.csv"), checkpoint_header(bundle, job)), pytest.raises(UsageError) as error:
        Checkpoint(Path("tags.csv"), checkpoint_header(bundle, job))
    assert str(error.value) == "tags.csv: another run is writing it; wait for it, or name another file"


def test_a_page_takes_no_library(bundle, inputs, monkeypatch):
    monkeypatch.setitem(FORMATS, ".html", replace(FORMATS[".html"], limit=50))
    with pytest.raises(InputError) as error:
        tag(["a.jsonl"], Path("tags.html"), bundle)
    assert str(error.value) == (
        "tags.html: more than 50 paragraphs, too many for one page; expected fewer; "
        "write .csv, .jsonl or .parquet, or tag fewer at a time"
    )


def test_the_output_of_an_earlier_run_is_no_input(bundle, inputs):
    for _ in range(2):
        run, _notes = tag(["."], Path("tags.jsonl"), bundle)
        assert run.counts.paragraphs == 206
