"""Write the samples' annotations as a Label Studio export: ``make_export.py SAMPLES OUT.json``.

``SAMPLES/answers.yaml`` says what each paragraph is tagged with; ids and texts come from reading the reports.
Two people annotate: the first every paragraph, the second every fifth and those where the answers speak of a second.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec
import yaml

from rightstag.annotate.tasks.build import task_data
from rightstag.labels import load_taxonomy
from rightstag.reports import TAGGABLE, Paragraph
from rightstag.reports.ingest import ingest
from rightstag.reports.records import normalise

PROJECT, FIRST, SECOND = 1, 1, 2
MODEL = "rules-2024-05"
START = datetime(2024, 5, 6, 8, 0, tzinfo=UTC)
EVERY = 5  # of the paragraphs, one that both read


def make(samples: Path, out: Path) -> None:
    answers = yaml.safe_load((samples / "answers.yaml").read_text(encoding="utf-8"))
    pairs = [pair for report, rows in answers.items() for pair in answered(samples / report, rows)]
    tasks = [task(number, paragraph, answer) for number, (paragraph, answer) in enumerate(pairs, 1)]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in tasks)
    out.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def answered(report: Path, rows: list[dict[str, Any]]) -> list[tuple[Paragraph, dict[str, Any]]]:
    """Pair each answer with the paragraph that opens as it says; the paragraphs of a report come in its order."""
    paragraphs = (paragraph for paragraph in ingest(report) if paragraph.kind in TAGGABLE)
    pairs = []
    for number, row in enumerate(rows):
        [(opening, said)] = row.items()
        paragraph = next((one for one in paragraphs if words(one).startswith(normalise(opening))), None)
        if paragraph is None:
            raise SystemExit(f"{report.name}: no paragraph after the last answered one begins '{opening}'")
        answer = {"labels": said} if isinstance(said, str) else said
        pairs.append((paragraph, answer | {"both": number % EVERY == 0 or "second" in answer}))
    return pairs


def words(paragraph: Paragraph) -> str:
    return normalise(paragraph.text).removeprefix(f"{paragraph.number} ")


def task(number: int, paragraph: Paragraph, answer: dict[str, Any]) -> dict[str, Any]:
    """Return a task as Label Studio exports it."""
    at = START + timedelta(seconds=41 * number)
    predicted = prediction(number, answer["suggested"]) if "suggested" in answer else {}
    annotations = [annotation(number, FIRST, at, paragraph.text, answer, predicted)]
    if answer["both"] or "skipped" in answer:
        own = {"labels": answer.get("second", answer["labels"]), "skipped": "skipped" in answer}
        annotations.append(annotation(number, SECOND, at + timedelta(days=1), paragraph.text, own, predicted))
    skipped = sum(row["was_cancelled"] for row in annotations)
    return {
        "id": 100 + number,
        "annotations": annotations,
        "drafts": [draft(number, at, answer["draft"])] if "draft" in answer else [],
        "predictions": [predicted["id"]] if predicted else [],
        "data": msgspec.to_builtins(task_data(paragraph, load_taxonomy())),
        "meta": {},
        "created_at": stamp(START),
        "updated_at": annotations[-1]["updated_at"],
        "allow_skip": True,
        "inner_id": number,
        "total_annotations": len(annotations) - skipped,
        "cancelled_annotations": skipped,
        "total_predictions": len([predicted] if predicted else []),
        "comment_count": 0,
        "unresolved_comment_count": 0,
        "last_comment_updated_at": None,
        "project": PROJECT,
        "updated_by": annotations[-1]["completed_by"],
        "comment_authors": [],
    }


def annotation(
    number: int, user: int, at: datetime, text: str, answer: dict[str, Any], predicted: dict[str, Any]
) -> dict[str, Any]:
    """Return one person's answer; a skip keeps what was suggested, as Label Studio's does."""
    skipped = answer.get("skipped", False) and user == SECOND
    shown = predicted["result"][0]["value"]["choices"] if predicted else None
    ticked = (shown or []) if skipped else answer["labels"].split()
    origin = "manual" if shown is None else "prediction" if ticked == shown else "prediction-changed"
    result = [choices(ticked, origin)] if ticked else []
    result += [span(text, label, words) for label, words in answer.get("evidence", {}).items()]
    result += [comment(answer["comment"])] if "comment" in answer else []
    return {
        "id": 1000 * user + number,
        "completed_by": user,
        "result": result,
        "was_cancelled": skipped,
        "ground_truth": answer.get("gold", False),
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "draft_created_at": None,
        "lead_time": round(5 + 0.31 * len(text.split()) * user, 1),
        "prediction": predicted,
        "result_count": len(result),
        "unique_id": str(uuid5(NAMESPACE_URL, f"{user}/{number}")),
        "import_id": None,
        "last_action": None,
        "bulk_created": False,
        "task": 100 + number,
        "project": PROJECT,
        "updated_by": user,
        "parent_prediction": predicted.get("id"),
        "parent_annotation": None,
        "last_created_by": None,
    }


def draft(number: int, at: datetime, labels: str) -> dict[str, Any]:
    return {
        "id": number,
        "user": "second@annotators.example",
        "created_username": f"second@annotators.example, {SECOND}",
        "created_ago": "3 days",
        "result": [choices(labels.split(), "manual")],
        "lead_time": 2.0,
        "was_postponed": False,
        "import_id": None,
        "created_at": stamp(at + timedelta(days=1)),
        "updated_at": stamp(at + timedelta(days=1)),
        "task": 100 + number,
        "annotation": None,
    }


def prediction(number: int, labels: str) -> dict[str, Any]:
    result = region("choices", "topics", {"choices": labels.split()})
    return {"id": 5000 + number, "score": round(0.4 + number % 50 / 100, 2), "model_version": MODEL, "result": [result]}


def choices(labels: list[str], origin: str) -> dict[str, Any]:
    return {"id": "topics"} | region("choices", "topics", {"choices": labels}) | {"origin": origin}


def span(text: str, label: str, words: str) -> dict[str, Any]:
    if words not in text:
        raise SystemExit(f"the evidence '{words}' is not in '{text[:60]}'")
    start = text.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
    return {"id": f"ev-{label}"} | region("labels", "evidence", value) | {"origin": "manual"}


def comment(text: str) -> dict[str, Any]:
    return {"id": "comment"} | region("textarea", "comment", {"text": [text]}) | {"origin": "manual"}


def region(kind: str, control: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"from_name": control, "to_name": "text", "type": kind, "value": value}


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


if __name__ == "__main__":
    make(*map(Path, sys.argv[1:3]))
