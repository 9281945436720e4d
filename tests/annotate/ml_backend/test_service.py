import logging
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rightstag.annotate import prediction_faults
from rightstag.annotate.ml_backend import (
    AnswerStore,
    Backend,
    CandidateModel,
    Jobs,
    ProjectModels,
    Retraining,
    TrainingSet,
)
from rightstag.labels import (
    Category,
    Taxonomy,
    labelling_config,
    load_taxonomy,
)
from rightstag.models import Bundle
from rightstag.models.linear.model import Linear
from rightstag.models.manifest import (
    LabelCard,
    Manifest,
    Settings,
    TrainingData,
)
from rightstag.models.scores import Evaluation, Scores
from rightstag.models.terms import TermBlock
from rightstag.stats import Estimate

pytest.importorskip("fastapi", reason="the extra `serve` is not installed")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # starlette would rather have a successor of httpx, which nothing else here needs
    from fastapi.testclient import TestClient

from rightstag.annotate.ml_backend.app import AccessControl, make_app

TOKEN = "0123456789abcdef0123456789abcdef01234567"
PICKET = "Police banned the rally."
UID = "11.1772442000"
JSON = {"Content-Type": "application/json"}
PROJECT = {"id": 11, "title": "Averland", "created_at": "2026-03-02T09:00:00.123456Z", "total_predictions_number": 3}


def screen(*labels: str) -> str:
    categories = tuple(Category(id=label, title=label, colour="#0072b2") for label in labels)
    return labelling_config(Taxonomy(version="1", title="t", unit="u", question="q?", categories=categories))


OURS = screen("assembly", "expression")
THEIRS = screen("torture", "detention")


def a_bundle(name: str = "small", *labels: str, trained: bool = True) -> Bundle:
    """Give the first label to whatever says rally, the second to whatever says newspaper."""
    labels = labels or ("assembly", "expression")
    figure = Estimate(0.8, 0.7, 0.9)
    scores = Scores(
        precision=figure, recall=figure, f1=figure, average_precision=figure, support=9, predicted=9, judged=30
    )
    manifest = Manifest(
        name=name,
        taxonomy="1",
        labels=tuple(LabelCard(id=i, threshold=0.5, positives=9, negatives=21, trained=trained) for i in labels),
        data=TrainingData(fingerprint="0" * 64, rows=30, countries=3, reports=4, folds=3, split="report"),
        settings=Settings(seed=0, min_groups=2, strength=1.0, blocks=("words",)),
        metrics=Evaluation(
            how="h", rows=30, documents=4, labels=dict.fromkeys(labels, scores), micro=scores, macro=scores
        ),
        versions={"scikit-learn": "1.0"},
        hash=name * 8,
    )
    known = sorted(["a", "after", "banned", "closed", "it", "newspaper", "police", "rained", "rally", "the", "was"])
    words = TermBlock("words", tuple(known), np.ones(len(known)))
    weights = np.zeros((len(labels), len(known)))
    for row, word in enumerate(["rally", "newspaper"][: len(labels)]):
        weights[row, known.index(word)] = 4.0
    return Bundle(manifest, Linear((words,), weights, np.full(len(labels), -1.0)))


class Client:
    """The backend, and Label Studio's requests to it."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.train: Callable[[TrainingSet, Bundle], CandidateModel] = lambda lesson, bundle: pytest.fail("nobody asked")
        self.models = ProjectModels(options.pop("base", a_bundle()), folder / "models")
        self.answers = AnswerStore(folder / "answers.db")
        work = Retraining(self.answers, self.models, lambda *given: self.train(*given))  # noqa: PLW0108 - set later
        self.jobs = Jobs(work, wait=options.pop("wait", 0.0))
        backend = Backend(self.models, self.answers, self.jobs, key=b"k" * 16, retrain_after=options.pop("after", 0))
        guard = AccessControl(*(options.pop(name, None) for name in ("credentials", "secret", "hosts")))
        self.client = TestClient(make_app(backend, guard, **options))
        self.numbers = iter(range(1, 10_000))

    def predict(self, *texts: str, config: str = OURS, project: str = UID) -> list[dict[str, Any]]:
        tasks = [{"id": n, "data": {"paragraph_id": f"p-{n}", "trail": "", "text": t}} for n, t in enumerate(texts)]
        body = {"tasks": tasks, "project": project, "label_config": config, "params": {"login": None}}
        return self.client.post("/predict", json=body).raise_for_status().json()["results"]

    def choices(self, *texts: str, **options: Any) -> list[list[str]]:
        return [
            [choice for region in each["result"] for choice in region["value"].get("choices", [])]
            for each in self.predict(*texts, **options)
        ]

    def event(self, action: str, *, config: str = OURS, **fields: object) -> dict[str, Any]:
        return {"action": action, "project": PROJECT | {"label_config": config}, **fields}

    def answer(
        self, *choices: str, number: int | None = None, action: str = "ANNOTATION_CREATED", **options: Any
    ) -> dict[str, Any]:
        number = number or next(self.numbers)
        config, skipped = options.pop("config", OURS), options.pop("skipped", False)
        region = {"from_name": "topics", "to_name": "text", "type": "choices", "value": {"choices": list(choices)}}
        annotation = {
            "id": number,
            "task": 100 + number,
            "result": [region],
            "completed_by": 7,
            "was_cancelled": skipped,
            "ground_truth": False,
            "lead_time": 3.5,
            "created_at": "2026-03-02T09:05:00Z",
            "unique_id": f"b7c3e7a0-0000-4000-8000-{number:012}",
            "parent_prediction": None,
        }
        data = {"paragraph_id": f"p-{number}", "trail": "Averland › B", "text": PICKET, "country": "XAV", "year": 2021}
        task = {"id": 100 + number, "data": data, "is_labeled": True, "overlap": 1}
        body = self.event(action, config=config, annotation=annotation, task=task)
        return self.client.post("/webhook", json=body).raise_for_status().json()

    def start_training(self, **options: Any) -> dict[str, Any]:
        return self.client.post("/webhook", json=self.event("START_TRAINING", **options)).raise_for_status().json()

    def job(self, state: str, number: int = 1) -> dict[str, Any]:
        """Wait until a job is in a state."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            for job in self.client.get("/jobs").json()["jobs"]:
                if (job["number"], job["state"]) == (number, state):
                    return job
            time.sleep(0.01)
        pytest.fail(f"job {number} is never {state}: {self.client.get('/jobs').json()}")


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Callable[..., Client]]:
    made: list[Client] = []

    def make(**options: Any) -> Client:
        made.append(Client(tmp_path / "work", **options))
        return made[-1]

    yield make
    for each in made:
        each.jobs.close()


@pytest.fixture
def one_studio(studio: Callable[..., Client]) -> Client:
    """Give all examples of a property the same one."""
    return studio()


# What the server of three ages sends, with the fields that nobody reads.
SETUPS = {
    "2022": {"hostname": "http://localhost:8080", "access_token": TOKEN},
    "2023": {"hostname": "http://localhost:8080", "access_token": TOKEN, "model_version": "INITIAL"},
    "1.23": {"hostname": "http://localhost:18080", "access_token": TOKEN, "extra_params": None},
}
QUESTIONS = {
    "2022": {"model_version": None, "params": {"login": None, "password": None}},
    "2023": {"model_version": "INITIAL", "params": {"login": "", "password": "", "context": {"result": []}}},
    "1.23": {"params": {"login": None, "password": None, "context": None}},
}
TASKS = {
    "2022": {"is_labeled": False, "overlap": 1, "project": 11, "predictions": []},
    "2023": {"meta": None, "annotations": [], "drafts": [], "predictions": [], "file_upload": None, "updated_by": []},
    "1.23": {"meta": {}, "inner_id": 1, "total_annotations": 0, "annotations": [], "predictions": [], "project": 11},
}
AGES = pytest.mark.parametrize("age", ["2022", "2023", "1.23"])


@AGES
def test_a_project_is_told_which_model_it_gets(studio, age: str) -> None:
    body = {"project": UID, "schema": OURS, **SETUPS[age]}
    assert studio().client.post("/setup", json=body).json() == {"model_version": "small-smallsma"}


@AGES
def test_every_task_gets_a_prediction_that_its_screen_takes(studio, age: str) -> None:
    texts = [PICKET, "A newspaper was closed after the rally.", "It rained."]
    data = [{"paragraph_id": f"p-{n}", "trail": "Averland › B", "text": text} for n, text in enumerate(texts)]
    tasks = [{"id": 12101 + number, "data": each, **TASKS[age]} for number, each in enumerate(data)]
    body = {"tasks": tasks, "project": UID, "label_config": OURS, **QUESTIONS[age]}
    results = studio().client.post("/predict", json=body).json()["results"]
    taxonomy = load_taxonomy()
    assert [list(prediction_faults(r, taxonomy, text)) for r, text in zip(results, texts, strict=True)] == [[], [], []]
    assert results[2]["result"] == []
    assert [r["result"][0]["value"]["choices"] for r in results[:2]] == [["assembly"], ["assembly", "expression"]]
    assert {r["model_version"] for r in results} == {"small-smallsma"}
    [evidence] = [region["value"] for region in results[0]["result"][1:]]
    assert evidence == {"start": 18, "end": 23, "text": "rally", "labels": ["assembly"]}


def test_health_and_versions(studio) -> None:
    client = studio().client
    assert client.get("/health").json() == {"status": "UP", "model_version": "small-smallsma"}
    assert client.get("/versions").json() == client.post("/versions", json={"project": UID}).json()
    assert client.get("/versions").json() == {"versions": ["small-smallsma"]}


def test_projects_of_different_labels_never_mix(studio) -> None:
    each = studio()
    one, other = each.predict(PICKET), each.predict(PICKET, config=THEIRS, project="12.1772442000")
    assert one[0]["result"]
    assert other == []


def test_a_model_that_has_learnt_nothing_predicts_nothing(studio) -> None:
    assert studio(base=a_bundle(trained=False)).predict(PICKET, "It rained.") == []


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("expression", "assembly"), [["assembly"], []]),  # the order is the model's, the names decide
        (("assembly",), [["assembly"], []]),
        (("expression",), [[], []]),
        (("assembly", "torture"), [["assembly"], []]),
    ],
)
def test_only_what_the_screen_offers_is_predicted(studio, labels: tuple[str, ...], expected: list[list[str]]) -> None:
    assert studio().choices(PICKET, "It rained.", config=screen(*labels)) == expected


def test_a_model_that_lacks_a_label_of_the_screen_never_says_that_none_applies(studio) -> None:
    config = screen("assembly", "torture")
    one, other = studio().predict(PICKET, "It rained.", config=config)
    assert (one["score"] > 0, other) == (True, {"result": [], "score": None})
    assert studio().predict("It rained.", config=config) == []  # so that Label Studio stores nothing


def test_a_text_that_the_model_cannot_read_gets_no_prediction(studio) -> None:
    assert studio().predict("Η αστυνομία διέλυσε τη συγκέντρωση.") == []
    assert studio().predict("Η αστυνομία.", PICKET)[0] == {"result": [], "score": None}


def test_a_screen_without_marks_and_none_gets_neither(studio) -> None:
    config = (
        '<View><Text name="text" value="$body"/><Choices name="topics" toName="text" choice="multiple">'
        '<Choice value="assembly"/></Choices></View>'
    )
    tasks = [{"id": n, "data": {"body": text}} for n, text in enumerate([PICKET, "It rained."])]
    body = {"tasks": tasks, "project": UID, "label_config": config}
    one, other = studio().client.post("/predict", json=body).json()["results"]
    assert [region["value"] for region in one["result"]] == [{"choices": ["assembly"]}]
    assert other["result"] == []


# ---- Who may ask


PATHS = [("GET", "/health"), ("POST", "/setup"), ("POST", "/predict"), ("GET", "/versions"), ("GET", "/jobs")]


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("auth", [None, ("ada", "wrong"), ("bob", "right"), ("", ""), ("ada", "ö")])
def test_without_the_password_nothing_is_answered(studio, method: str, path: str, auth: Any) -> None:
    client = studio(credentials=("ada", "right")).client
    reply = client.request(method, path, auth=auth)
    assert (reply.status_code, reply.headers["www-authenticate"]) == (401, 'Basic realm="rightstag"')
    expected = {"detail": "wrong user or password; expected those that the backend was started with"}
    assert reply.json() == expected
    assert client.request(method, path, auth=("ada", "right"), json={}).status_code != 401


def test_the_webhook_needs_no_password(studio) -> None:
    assert studio(credentials=("ada", "right")).answer("assembly") == {"status": "kept"}


def test_the_webhook_may_have_a_secret(studio) -> None:
    each = studio(secret="s3cret", credentials=("ada", "right"))
    event = each.event("PROJECT_UPDATED")
    refused = each.client.post("/webhook", json=event, headers={"X-Rightstag-Secret": "guess"})
    assert (refused.status_code, refused.json()["detail"]) == (
        401,
        "wrong secret; expected that of the backend in the header X-Rightstag-Secret",
    )
    assert each.client.post("/webhook", json=event, headers={"X-Rightstag-Secret": "s3cret"}).status_code == 200
    assert each.client.post("/webhook", json=event, auth=("ada", "right")).status_code == 200  # Start Training
    assert studio(secret="s3cret").client.post("/webhook", json=event).status_code == 401


@pytest.mark.parametrize("path", ["/setup", "/predict", "/webhook"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Host": "elsewhere.example"}, 403),
        ({"Host": "["}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": ""}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Host": "localhost:9090", "Origin": "http://localhost:9090", "Content-Type": "application/json"}, 422),
        ({"Content-Type": "application/json; charset=utf-8"}, 422),
    ],
)
def test_what_a_page_of_another_site_could_send_is_refused(
    studio, path: str, headers: dict[str, str], status: int
) -> None:
    client = studio(hosts=frozenset({"localhost", "testserver"})).client
    assert client.post(path, content=b"{}", headers=JSON | headers).status_code == status


def test_a_page_of_another_site_starts_no_training(studio) -> None:
    each = studio(credentials=("ada", "right"))
    event = each.event("START_TRAINING")
    reply = each.client.post("/webhook", json=event, headers={"Origin": "http://elsewhere.example"})
    assert (reply.status_code, reply.json()) == (403, {"detail": "request: from a page of another site"})
    assert each.jobs.states() == []


# ---- What is no request


@pytest.mark.parametrize("path", ["/setup", "/predict", "/webhook"])
def test_a_body_too_large_is_refused(studio, path: str) -> None:
    reply = studio(largest=1000).client.post(path, content=b" " * 1001, headers=JSON)
    assert (reply.status_code, reply.json()["detail"]) == (
        413,
        "request: larger than 1,000 bytes; send fewer tasks at a time",
    )


BAD = [
    ("/setup", b"", "request: Input data was truncated; expected JSON as Label Studio sends it"),
    ("/setup", b"\xff", None),
    ("/setup", b"[]", None),
    ("/setup", {"schema": OURS}, "request: Object missing required field `project`; expected JSON as Label Studio"),
    ("/setup", {"project": "../11", "schema": OURS}, None),
    ("/setup", {"project": UID, "schema": "<View"}, "labelling config: "),
    ("/setup", {"project": UID, "schema": "<View/>"}, "labelling config: no Choices named 'topics'; make one with"),
    ("/setup", {"project": UID, "schema": '<View><Choices name="topics"/></View>'}, "labelling config: no Text named"),
    ("/predict", {"tasks": [{"id": 1}], "project": UID, "label_config": OURS}, None),
    (
        "/predict",
        {"tasks": [{"id": 812, "data": {"text": 5}}], "project": UID, "label_config": OURS},
        "task 812: no text in its field 'text'; import the tasks again",
    ),
    (
        "/predict",
        {"tasks": [{"id": 812, "data": {"text": "a" * 100_001}}], "project": UID, "label_config": OURS},
        "task 812: a text of 100,001 characters; expected 100,000 at most; cut it into paragraphs",
    ),
    ("/predict", b'{"tasks": [{"id": 1, "data": {"text": ' + b"[" * 100_000, None),
    ("/setup", {"project": UID, "schema": OURS + " " * 2**20}, None),
    ("/webhook", {"action": "ANNOTATION_CREATED"}, "ANNOTATION_CREATED: no project; switch on the webhook's payload"),
    ("/webhook", {"action": "ANNOTATION_CREATED", "project": {"id": 11}}, None),
    ("/webhook", {"action": "START_TRAINING", "project": PROJECT | {"id": -1, "label_config": OURS}}, None),
]


@pytest.mark.parametrize(("path", "body", "expected"), BAD)
def test_what_is_no_request_is_refused_in_one_line(studio, path: str, body: Any, expected: str | None) -> None:
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    reply = studio().client.post(path, content=content, headers=JSON)
    detail = reply.json()["detail"]
    assert (reply.status_code, detail.count("\n")) == (422, 0)
    assert detail.startswith(expected or "request: ")


KEYS = st.sampled_from(
    (
        "tasks",
        "project",
        "label_config",
        "schema",
        "action",
        "annotation",
        "annotations",
        "task",
        "id",
        "data",
        "result",
    )
)
VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=9) | st.sampled_from([UID, OURS, PROJECT, "ANNOTATION_CREATED"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.sampled_from(["/setup", "/predict", "/webhook"]), st.dictionaries(KEYS, VALUES, max_size=6))
def test_whatever_comes_is_answered(one_studio, path: str, body: dict[str, Any]) -> None:
    assert one_studio.client.post(path, json=body).status_code in {200, 422}


def test_an_entity_of_a_labelling_config_is_not_followed(studio, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("assembly")
    config = OURS.replace("<View>", "<View>&x;", 1)
    config = f'<!DOCTYPE View [<!ENTITY x SYSTEM "{tmp_path / "secret"}">]>{config}'
    each = studio()
    assert "assembly" not in each.client.post("/setup", json={"project": UID, "schema": config}).text


# ---- AnswerStore


def lesson(each: Client) -> TrainingSet:
    return each.answers.training_set(UID)


def test_an_answer_is_kept_with_its_paragraph_and_nobodys_name(studio) -> None:
    each = studio()
    assert each.answer("expression", "assembly") == {"status": "kept"}
    [annotation], [paragraph] = lesson(each).annotations, lesson(each).paragraphs
    assert (annotation.paragraph, annotation.labels, annotation.state) == (
        "p-1",
        ("assembly", "expression"),
        "labelled",
    )
    assert (annotation.seconds, annotation.annotator[:10]) == (3.5, "annotator-")
    assert (paragraph.id, paragraph.text, paragraph.trail) == ("p-1", PICKET, ("Averland", "B"))
    assert paragraph.report is not None
    assert (paragraph.report.country, paragraph.report.year) == ("XAV", 2021)


def test_answers_are_changed_and_deleted(studio) -> None:
    each = studio()
    for choices in (["assembly"], ["expression"], ["none"]):
        each.answer(*choices)
    each.answer("none", number=1, action="ANNOTATION_UPDATED")
    each.client.post("/webhook", json=each.event("ANNOTATIONS_DELETED", annotations=[{"id": 2}])).raise_for_status()
    assert [(a.paragraph, a.state) for a in lesson(each).annotations] == [("p-1", "none"), ("p-3", "none")]


def test_a_skip_is_no_answer(studio) -> None:
    each = studio()
    each.answer("assembly", skipped=True)
    assert [(a.state, a.labels) for a in lesson(each).annotations] == [("skipped", ())]


def test_finished_work_that_is_imported_comes_as_a_list(studio) -> None:
    each = studio()
    answers = [{"id": n, "task": 9 - n, "result": [], "completed_by": 1, "was_cancelled": True} for n in (1, 2)]
    tasks = [{"id": 9 - n, "data": {"paragraph_id": f"p-{n}", "trail": "", "text": "x"}} for n in (1, 2)]
    body = each.event("ANNOTATIONS_CREATED", annotation=answers, task=tasks)
    assert each.client.post("/webhook", json=body).json() == {"status": "kept"}
    assert [a.paragraph for a in lesson(each).annotations] == ["p-1", "p-2"]


@pytest.mark.parametrize("action", ["TASKS_CREATED", "PROJECT_UPDATED", "TASKS_DELETED", "SOMETHING_NEW"])
def test_other_events_are_passed_over(studio, action: str) -> None:
    body = {"action": action, "tasks": [{"id": 1, "data": {"image": "x.png"}}]}
    assert studio().client.post("/webhook", json=body).json() == {"status": "passed over"}


def test_an_unknown_choice_is_refused(studio) -> None:
    each = studio()
    region = {"from_name": "topics", "to_name": "text", "type": "choices", "value": {"choices": ["torture"]}}
    annotation = {"id": 5, "task": 9, "result": [region], "completed_by": 1}
    task = {"id": 9, "data": {"paragraph_id": "p-1", "text": PICKET}}
    body = each.event("ANNOTATION_CREATED", annotation=annotation, task=task)
    reply = each.client.post("/webhook", json=body)
    expected = "annotation 5: unknown choice 'torture'; expected one of assembly, expression, none"
    assert (reply.status_code, reply.json()["detail"]) == (422, expected)
    nameless = body | {"annotation": annotation | {"result": []}, "task": {"id": 9, "data": {"text": PICKET}}}
    assert "task 9: no paragraph_id" in each.client.post("/webhook", json=nameless).json()["detail"]
    taskless = body | {"task": {"id": 10, "data": {}}}
    assert "annotation 5: without its task 9" in each.client.post("/webhook", json=taskless).json()["detail"]


def test_answers_from_before_the_labels_changed_are_left_out(studio) -> None:
    each = studio()
    each.answer("assembly")
    each.answer("detention", config=THEIRS)
    kept = lesson(each)
    assert kept.labels == ("torture", "detention")
    assert [a.labels for a in kept.annotations] == [("detention",)]
    assert [p.id for p in kept.paragraphs] == ["p-2"]


def test_answers_survive_a_restart(studio) -> None:
    studio().answer("assembly")
    assert len(lesson(studio()).annotations) == 1


# ---- Training


def candidate(score: float, current: float = 0.5, *, rows: int = 40, labels: tuple[str, ...] = ()) -> CandidateModel:
    return CandidateModel(a_bundle("fresh", *labels), score=score, current=current, rows=rows)


def test_so_many_answers_start_one_training(studio) -> None:
    each = studio(after=2, wait=0.3)
    lessons: list[TrainingSet] = []
    each.train = lambda lesson, bundle: lessons.append(lesson) or candidate(0.6)
    assert [each.answer("assembly").get("job") for _ in range(5)] == [None, 1, 1, 1, 1]
    each.job("done")
    assert [len(lesson.annotations) for lesson in lessons] == [5]
    assert each.answer("assembly") == {"status": "kept"}  # counted anew


def test_training_holds_up_neither_answers_nor_predictions(studio) -> None:
    each = studio(after=1)
    go_on = threading.Event()
    each.train = lambda lesson, bundle: go_on.wait(20) and candidate(0.6)
    each.answer("assembly")
    each.job("running")
    for _ in range(10):
        each.answer("assembly")  # comes back though training goes on until the end of the test
    assert each.choices(PICKET) == [["assembly"]]
    jobs = each.client.get("/jobs").json()["jobs"]
    assert [(job["number"], job["state"]) for job in jobs] == [(2, "queued"), (1, "running")]  # one at a time
    go_on.set()
    each.job("done", 2)


@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        (candidate(0.6), "promoted"),
        (candidate(0.5), "promoted"),  # not worse
        (candidate(0.499), "kept small-smallsma: macro F1 0.499, it was 0.500, on 40 paragraphs that neither"),
        (candidate(0.9, rows=19), "kept small-smallsma: 19 paragraphs are new to it, 20 are needed to compare the two"),
        (candidate(0.9, labels=("assembly",)), "kept small-smallsma: the new one would not suggest expression"),
    ],
)
def test_a_model_is_promoted_when_it_is_not_worse(studio, made: CandidateModel, outcome: str) -> None:
    each = studio()
    each.train = lambda lesson, bundle: made
    each.answer("assembly")
    assert each.start_training() == {"status": "training", "job": 1}
    assert each.job("done")["message"].startswith(outcome)
    promoted = outcome == "promoted"
    assert each.predict(PICKET)[0]["model_version"].startswith("fresh-" if promoted else "small-")
    assert len(each.client.get("/versions").json()["versions"]) == 1 + promoted
    # Another project keeps the common model, and a restart changes nothing.
    assert each.predict(PICKET, project="12.1772442000")[0]["model_version"].startswith("small-")
    assert studio().predict(PICKET)[0]["model_version"] == each.predict(PICKET)[0]["model_version"]


def test_a_training_that_fails_says_why_and_the_next_one_runs(studio) -> None:
    each = studio()
    each.start_training()
    expected = f"project {UID}: no answers yet; annotate; the webhook tells of every answer"
    assert each.job("failed")["message"] == expected

    def burst(lesson: TrainingSet, bundle: Bundle) -> CandidateModel:
        raise MemoryError("no room\nat all")

    each.train = burst
    each.answer("assembly")
    each.start_training()
    assert each.job("failed", 2)["message"] == "MemoryError: no room at all"
    each.train = lambda lesson, bundle: candidate(0.6)
    each.start_training()
    assert each.job("done", 3)["ended"]


def test_the_access_token_is_neither_logged_nor_stored(studio, tmp_path: Path, caplog, capfd) -> None:
    each = studio(credentials=("ada", "right"))
    each.train = lambda lesson, bundle: candidate(0.6)
    with caplog.at_level(logging.DEBUG):
        for schema in (OURS, "<View", 5):
            body = {"project": UID, "schema": schema, "access_token": TOKEN}
            each.client.post("/setup", json=body, auth=("ada", "right"))
        each.client.post("/setup", content=f'{{"access_token": "{TOKEN}'.encode(), auth=("ada", "right"), headers=JSON)
        each.client.auth = ("ada", "right")
        each.answer("assembly")
        each.start_training()
        each.job("done")
        each.predict(PICKET)
    heard = caplog.text + "".join(capfd.readouterr())
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "training done" in heard
    assert TOKEN not in heard
    assert TOKEN.encode() not in kept
