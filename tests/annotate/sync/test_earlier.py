"""Answers of an earlier pull are not lost with their task."""

from pathlib import Path

import pytest

from rightstag.annotate.labelstudio.export import PulledAnnotations
from rightstag.annotate.labelstudio.task import StoredTask
from rightstag.annotate.records import Annotation
from rightstag.annotate.sync.earlier import answers_without_task
from rightstag.jsonl import write_rows

FIRST, SECOND, THIRD = (
    Annotation(paragraph=f"p-{number}", annotator="ada", labels=(), state="none") for number in (1, 2, 3)
)


class Server:
    """Has a task for the second paragraph, and counts how often it is asked."""

    asked = 0

    def tasks(self, project: int, fields: str) -> list[StoredTask]:
        self.asked += 1
        return [StoredTask(id=2, data={"paragraph_id": "p-2"})]


def test_answers_whose_task_is_gone_are_kept_and_those_that_were_deleted_are_not(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.jsonl", [FIRST, SECOND, THIRD])
    server = Server()
    pulled = [PulledAnnotations((THIRD,), ())]
    assert answers_without_task(server, [5], tmp_path / "a.jsonl", pulled) == [FIRST]
    assert server.asked == 1
    write_rows(tmp_path / "a.jsonl", [THIRD])
    assert answers_without_task(server, [5], tmp_path / "a.jsonl", pulled) == []
    assert server.asked == 1


@pytest.mark.parametrize("content", [None, "", '{"id": "p-1", "text": "It rained."}\n', "nonsense"])
def test_a_file_that_is_no_earlier_pull_gives_nothing(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "a.jsonl").write_text(content)
    assert answers_without_task(Server(), [5], tmp_path / "a.jsonl", [PulledAnnotations((THIRD,), ())]) == []
