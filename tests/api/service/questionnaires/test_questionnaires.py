"""``/v1/questionnaires``: taken in, corrected, answered, reviewed by two people, given back."""

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.core import Core
from kb.knowledge_base import KnowledgeBase
from kb.records import jobs
from kb.values import Audience
from tests.api.service.callers import work
from tests.api.service.conftest import id_of

QUESTIONS = (
    ("1.1", "Is customer data encrypted at rest?"),
    ("1.2", "Do you keep bees on the roof of the office?"),
    ("1.3", "Are incidents reported to customers?"),
)


def workbook(questions: tuple[tuple[str, str], ...] = QUESTIONS) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Security"
    sheet.append(["Ref", "Question", "Response", "Comments"])
    for row in questions:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(client: TestClient, data: bytes | None = None, **form: str) -> Any:
    files = {"file": ("customer form.xlsx", workbook() if data is None else data)}
    return client.post("/v1/questionnaires", files=files, data=form)


@pytest.fixture
def loaded(contributor: TestClient) -> str:
    return str(upload(contributor).json()["questionnaire"]["id"])


@pytest.fixture
def answered(app: FastAPI, contributor: TestClient, loaded: str) -> str:
    contributor.post(f"/v1/questionnaires/{loaded}/run")
    assert work(app) == 1
    return loaded


@pytest.fixture
def row(contributor: TestClient, answered: str) -> Callable[[int], dict[str, Any]]:
    return lambda number: dict(
        contributor.get(f"/v1/questionnaires/{answered}/rows/{number}").json()
    )


def edit(client: TestClient, run: str, row: dict[str, Any], **fields: Any) -> Any:
    address = f"/v1/questionnaires/{run}/rows/{row['row']}"
    return client.patch(address, json=fields, headers={"If-Match": row["etag"]})


def test_a_preview_shows_what_was_found(contributor: TestClient, reader: TestClient) -> None:
    response = upload(contributor, customer="Marram Holt", due="2026-12-31")
    assert response.status_code == 201
    found = response.json()
    line = found["questionnaire"]
    assert (line["stage"], line["questions"], line["audience"]) == ("read", 3, "internal")
    assert found["sheets"][0]["map"]["columns"]["B"] == "question"
    assert [one["text"] for one in found["questions"]] == [text for _, text in QUESTIONS]
    listed = reader.get("/v1/questionnaires?text=marram").json()
    assert [one["id"] for one in listed["questionnaires"]] == [line["id"]]
    assert reader.get("/v1/questionnaires?stage=answered").json()["total"] == 0
    assert upload(reader).status_code == 403


def test_a_file_that_is_none_is_a_problem_with_its_name(contributor: TestClient) -> None:
    response = upload(contributor, b"\x00\x01nothing")
    assert response.status_code == 422
    assert response.json()["detail"].startswith("customer form.xlsx: ")


def test_a_wrong_reading_is_corrected_and_remembered(contributor: TestClient) -> None:
    said = ["Are backups encrypted?", "Are laptops encrypted?"]
    odd = workbook(((said[0], "1"), (said[1], "2")))
    found = upload(contributor, odd).json()
    run = found["questionnaire"]["id"]
    sheet = {"sheet": "Security", "columns": {"a": "question", "C": "verdict"}, "first": 2}
    mapped = contributor.put(f"/v1/questionnaires/{run}/mapping", json={"sheets": [sheet]})
    assert mapped.status_code == 200
    assert [one["text"] for one in mapped.json()["questions"]] == said
    assert mapped.json()["remembered"]
    again = upload(contributor, odd).json()
    assert [one["text"] for one in again["questions"]] == said
    forgot = {"sheets": [], "forget": True}
    address = f"/v1/questionnaires/{again['questionnaire']['id']}/mapping"
    assert not contributor.put(address, json=forgot).json()["remembered"]
    assert contributor.put(address, json={"sheets": [{"columns": {"7": "id"}}]}).status_code == 422


def test_an_answered_one_is_not_read_anew(contributor: TestClient, answered: str) -> None:
    refused = contributor.put(f"/v1/questionnaires/{answered}/mapping", json={"sheets": []})
    assert refused.status_code == 409
    assert "load the file again" in refused.json()["detail"]


def test_a_job_answers_it_and_says_how_far_it_is(
    app: FastAPI, contributor: TestClient, reader: TestClient, loaded: str
) -> None:
    begun = contributor.post(f"/v1/questionnaires/{loaded}/run")
    assert begun.status_code == 202
    same = contributor.post(f"/v1/questionnaires/{loaded}/run").json()
    assert same["id"] == begun.json()["id"]
    line = reader.get(f"/v1/questionnaires/{loaded}").json()
    assert (line["stage"], line["job"], line["waiting"]) == ("answering", same["id"], 3)
    assert contributor.delete(f"/v1/questionnaires/{loaded}").status_code == 409
    assert work(app) == 1
    job = contributor.get(f"/v1/jobs/{same['id']}").json()
    assert (job["state"], job["done"], job["total"]) == ("done", 3, 3)
    line = reader.get(f"/v1/questionnaires/{loaded}").json()
    assert (line["stage"], line["job"], line["waiting"]) == ("answered", None, 0)
    assert sum(line["outcomes"].values()) == 3


def test_a_stopped_one_goes_on_where_it_stopped(
    app: FastAPI, contributor: TestClient, loaded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.jobs.control import Control

    core: Core = app.state.core
    say = Control.progress

    def stop_after_one(control: Control, done: int, total: int = 0, note: str = "") -> None:
        control.cancelled = done >= 1
        say(control, done, total, note)

    job = contributor.post(f"/v1/questionnaires/{loaded}/run").json()
    monkeypatch.setattr(Control, "progress", stop_after_one)
    work(app)
    monkeypatch.undo()
    line = contributor.get(f"/v1/questionnaires/{loaded}").json()
    assert (line["stage"], line["waiting"]) == ("stopped", 2)
    with core.base.records.write() as connection:
        jobs.resume(connection, job["id"])
    work(app)
    history = [
        change["action"]
        for number in (1, 2, 3)
        for change in contributor.get(f"/v1/questionnaires/{loaded}/rows/{number}").json()[
            "history"
        ]
    ]
    assert history == ["answer"] * 3


def test_stop_ends_a_job_that_waits(app: FastAPI, contributor: TestClient, loaded: str) -> None:
    contributor.post(f"/v1/questionnaires/{loaded}/run")
    assert contributor.post(f"/v1/questionnaires/{loaded}/stop").json()["job"] is None
    assert work(app) == 0


def test_two_reviewers_do_not_overwrite_each_other(
    reviewer: TestClient, other: TestClient, answered: str, row: Callable[[int], dict[str, Any]]
) -> None:
    seen = row(2)
    assert reviewer.patch(
        f"/v1/questionnaires/{answered}/rows/2", json={"answer": "No."}
    ).status_code == 428  # fmt: skip
    first = edit(reviewer, answered, seen, answer="No bees.", verdict="no")
    assert (first.status_code, first.json()["state"]) == (200, "edited")
    second = edit(other, answered, seen, answer="Two hives.")
    assert second.status_code == 412
    assert row(2)["answer"] == "No bees."
    etags = {"2": seen["etag"]}
    bulk = {"numbers": [1, 2], "etags": etags, "named": True}
    approved = other.post(f"/v1/questionnaires/{answered}/rows/approve", json=bulk)
    assert approved.status_code == 412
    assert row(1)["state"] == "drafted"


def test_rows_are_submitted_assigned_approved_rejected_and_taken_back(
    contributor: TestClient,
    reviewer: TestClient,
    answered: str,
    row: Callable[[int], dict[str, Any]],
) -> None:
    def act(client: TestClient, action: str, **body: Any) -> Any:
        return client.post(f"/v1/questionnaires/{answered}/rows/{action}", json=body)

    assert act(contributor, "submit", numbers=[1]).json()["rows"][0]["state"] == "in_review"
    given = act(contributor, "assign", numbers=[1, 2], owner="Dana", due="2026-12-01").json()
    assert [one["owner"] for one in given["rows"]] == ["Dana", "Dana"]
    owned = contributor.get(f"/v1/questionnaires/{answered}/rows?owner=dana").json()
    assert owned["total"] == 2
    assert act(contributor, "approve", numbers=[1]).status_code == 403
    edit(contributor, answered, row(2), answer="No bees.", verdict="no")
    assert act(reviewer, "approve", numbers=[2], named=True).json()["rows"][0]["approver"]
    refused = edit(contributor, answered, row(2), answer="Bees.")
    assert refused.status_code == 403
    undo = f"/v1/questionnaires/{answered}/rows/2/undo"
    assert contributor.post(undo).status_code == 403
    assert reviewer.post(undo).json()["state"] == "edited"
    turned = act(reviewer, "reject", numbers=[2], why="not asked").json()
    assert turned["rows"][0]["state"] == "rejected"
    assert act(reviewer, "approve", numbers=[99], named=True).status_code == 404
    actions = [change["action"] for change in row(2)["history"]]
    assert actions == ["answer", "assign", "edit", "approve", "undo", "reject"]


def test_what_needs_a_look_is_left_out_of_a_bulk_approval(
    reviewer: TestClient, answered: str
) -> None:
    blank = reviewer.get(f"/v1/questionnaires/{answered}/rows?status=blank").json()["rows"]
    assert blank
    numbers = [one["row"] for one in blank]
    address = f"/v1/questionnaires/{answered}/rows/approve"
    done = reviewer.post(address, json={"numbers": numbers}).json()
    assert [one["row"] for one in done["left"]] == numbers
    assert reviewer.post(address, json={"numbers": numbers, "named": True}).status_code == 409


def test_a_bulk_approval_can_be_tried_first(reviewer: TestClient, answered: str) -> None:
    rows = reviewer.get(f"/v1/questionnaires/{answered}/rows").json()["rows"]
    numbers = [one["row"] for one in rows]
    address = f"/v1/questionnaires/{answered}/rows/approve"
    would = reviewer.post(address, json={"numbers": numbers, "dry_run": True}).json()
    assert {one["state"] for one in would["rows"]} == {"drafted"}
    done = reviewer.post(address, json={"numbers": numbers}).json()
    assert {one["state"] for one in done["rows"]} == {"approved"}
    assert [one["row"] for one in done["rows"]] == [one["row"] for one in would["rows"]]
    assert done["left"] == would["left"]


def test_a_row_is_asked_again_unless_a_person_decided(
    contributor: TestClient, answered: str, row: Callable[[int], dict[str, Any]]
) -> None:
    address = f"/v1/questionnaires/{answered}/rows/1/ask"
    asked = contributor.post(address).json()
    assert [change["action"] for change in asked["history"]] == ["answer", "answer"]
    edit(contributor, answered, row(1), answer="Our own words.")
    assert contributor.post(address).status_code == 409
    assert row(1)["answer"] == "Our own words."


def test_words_written_while_a_row_is_asked_stay(
    base: KnowledgeBase,
    contributor: TestClient,
    answered: str,
    row: Callable[[int], dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from kb.questionnaires.answering import Answering

    one = Answering._one

    def meanwhile(self: Answering, held: Any, past: Any) -> Any:
        found = one(self, held, past)
        edit(contributor, answered, row(1), answer="Quicker.")
        return found

    monkeypatch.setattr(Answering, "_one", meanwhile)
    contributor.post(f"/v1/questionnaires/{answered}/rows/1/ask")
    assert row(1)["answer"] == "Quicker."


def test_the_customers_own_file_goes_back(
    contributor: TestClient,
    reviewer: TestClient,
    answered: str,
    row: Callable[[int], dict[str, Any]],
) -> None:
    edit(contributor, answered, row(2), answer="=cmd", cells={"C3": "No"})
    address = f"/v1/questionnaires/{answered}/export"
    assert contributor.get(address).status_code == 403
    reviewer.post(
        f"/v1/questionnaires/{answered}/rows/approve", json={"numbers": [2], "named": True}
    )
    response = reviewer.get(f"{address}?approved=true")
    assert "customer%20form%20%28filled%29.xlsx" in response.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["Security"]
    assert sheet["C3"].value == "No"
    assert sheet["C2"].value is None
    assert all(cell.data_type != "f" for cells in sheet.iter_rows() for cell in cells)
    assert reviewer.get(f"/v1/questionnaires/{answered}").json()["exported_at"]
    assert reviewer.get(f"{address}?form=html").status_code == 422
    assert contributor.delete(f"/v1/questionnaires/{answered}").status_code == 409


@pytest.mark.parametrize("form", ["jsonl", "html", "csv", "xlsx", "md"])
def test_a_report_names_every_question(contributor: TestClient, answered: str, form: str) -> None:
    response = contributor.get(f"/v1/questionnaires/{answered}/report?form={form}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    if form == "jsonl":
        lines = [json.loads(line) for line in response.text.splitlines()]
        assert [one["question"] for one in lines] == [text for _, text in QUESTIONS]
    elif form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        assert sheet is not None
        assert sheet.max_row == len(QUESTIONS) + 1
    else:
        assert "bees on the roof" in response.text


def test_a_text_gets_a_document_of_its_own(
    app: FastAPI, contributor: TestClient, reviewer: TestClient
) -> None:
    text = b"1. Is customer data encrypted at rest?\n2. Do you keep bees?\n"
    files = {"file": ("mail.txt", text)}
    form = {"run": "true"}
    made = contributor.post("/v1/questionnaires", files=files, data=form).json()["questionnaire"]
    assert made["stage"] == "answering"
    work(app)
    response = reviewer.get(f"/v1/questionnaires/{made['id']}/export?form=md")
    assert "mail%20%28answers%29.md" in response.headers["Content-Disposition"]
    assert "bees" in response.text


def test_approved_rows_go_into_the_library(
    contributor: TestClient,
    reviewer: TestClient,
    answered: str,
    row: Callable[[int], dict[str, Any]],
) -> None:
    edit(contributor, answered, row(2), answer="We keep no bees.", verdict="no")
    reviewer.post(
        f"/v1/questionnaires/{answered}/rows/approve", json={"numbers": [2], "named": True}
    )
    address = f"/v1/questionnaires/{answered}/to-library"
    filed = reviewer.post(address, json={"numbers": [1, 2]}).json()
    assert [one["question"] for one in filed["added"]] == [QUESTIONS[1][1]]
    assert [one["row"] for one in filed["left"]] == [1]
    assert reviewer.get("/v1/library?state=approved").json()["total"] == 1


def test_one_that_nobody_worked_on_is_deleted(contributor: TestClient, loaded: str) -> None:
    assert contributor.delete(f"/v1/questionnaires/{loaded}").status_code == 204
    assert contributor.get(f"/v1/questionnaires/{loaded}").status_code == 404


def test_what_is_above_the_audience_is_not_there(
    app: FastAPI, public: TestClient, contributor: TestClient, answered: str
) -> None:
    absent = public.get("/v1/questionnaires/nothing").json()["detail"]
    base = f"/v1/questionnaires/{answered}"
    numbers = {"numbers": [1]}
    for response in (
        public.get(base),
        public.get(f"{base}/rows"),
        public.get(f"{base}/rows/1"),
        public.get(f"{base}/export"),
        public.get(f"{base}/report"),
        public.put(f"{base}/mapping", json={"sheets": []}),
        public.post(f"{base}/run"),
        public.post(f"{base}/stop"),
        public.post(f"{base}/to-library", json=numbers),
        public.patch(f"{base}/rows/1", json={"answer": "X"}, headers={"If-Match": "*"}),
        public.post(f"{base}/rows/1/undo"),
        public.post(f"{base}/rows/1/ask"),
        *(public.post(f"{base}/rows/{a}", json=numbers) for a in (
            "submit", "approve", "reject", "assign")),
        public.delete(base),
        # The first characters of an id name nothing here.
        contributor.get(base[:-4]),
    ):  # fmt: skip
        assert response.status_code == 404
        if answered in response.text:
            assert response.json()["detail"].replace(answered, "nothing") == absent
    assert public.get("/v1/questionnaires").json()["total"] == 0
    assert upload(public, audience="internal").status_code == 403


def test_a_row_on_a_document_kept_for_fewer_people_now_is_held_back(
    app: FastAPI, base: KnowledgeBase, public: TestClient, contributor: TestClient
) -> None:
    run = upload(public, audience="public").json()["questionnaire"]["id"]
    public.post(f"/v1/questionnaires/{run}/run")
    work(app)
    cited = public.get(f"/v1/questionnaires/{run}/rows/3").json()
    assert "48 hours" in json.dumps(cited)
    identity = id_of(contributor, "Trust page")
    import sqlalchemy as sa

    from kb.records.schema import documents

    with base.records.write() as connection:
        raised = sa.update(documents).where(documents.c.id == identity)
        connection.execute(raised.values(audience=Audience.INTERNAL.value))
    for address in ("rows/3", "rows", "report?form=jsonl"):
        response = public.get(f"/v1/questionnaires/{run}/{address}")
        assert response.status_code == 200
        assert "48 hours" not in response.text
    assert "48 hours" in contributor.get(f"/v1/questionnaires/{run}/rows/3").text
    approve = {"numbers": [3], "named": True}
    assert public.post(f"/v1/questionnaires/{run}/rows/approve", json=approve).status_code == 409
