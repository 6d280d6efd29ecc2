"""What is asked of each route. A route that is not here fails the test: decide what to ask."""

from collections.abc import Iterator
from typing import Any

from tests.noninterference.calls import Asked, Call, Ids, Left, Route, get, send
from tests.noninterference.words import QUESTIONS, paper, sentence


def _uploads(ids: Ids) -> Iterator[Call]:
    # The same name again is a new version; it is not one of what the sender may not see.
    for name, wait in (("shared.md", "true"), ("shared.md", "true"), ("fresh.md", "false")):
        said = {"audience": ids.drawn.choice(("public", "public", "nda", "internal")), "wait": wait}
        yield Call("POST", "/v1/documents", form=said, file=(name, paper(ids.drawn)))


def _imports(ids: Ids) -> Iterator[Call]:
    rows = [f'"{ids.drawn.choice(QUESTIONS)}","{sentence(ids.drawn)}"' for _ in range(3)]
    data = "\n".join(["Question,Answer", *rows]).encode()
    for dry in ("true", "false"):
        yield Call("POST", "/v1/library/import", form={"dry_run": dry}, file=("a.csv", data))


def _tickets(ids: Ids) -> Iterator[Call]:
    for name in ("T-1", "T-2"):
        said = {"id": name, "text": ids.drawn.choice(QUESTIONS)}
        yield Call("POST", "/v1/tickets", form=said)


def _question(ids: Ids) -> str:
    return ids.drawn.choice(QUESTIONS)


def _asks(path: str) -> Asked:
    def asked(ids: Ids) -> Iterator[Call]:
        for text in ids.drawn.sample(QUESTIONS, 4):
            yield Call("POST", path, json={"question": text}, headers={"Idempotency-Key": "one"})
            yield Call("POST", path, json={"question": text})
        yield Call("POST", path, json={"question": "And tested?", "history": [_question(ids)]})

    return asked


def _searches(ids: Ids) -> Iterator[Call]:
    for text in ids.drawn.sample(QUESTIONS, 4):
        yield Call("POST", "/v1/search", json={"query": text, "k": 50})
    only = {"query": _question(ids), "documents": ids.some("document"), "in_date": True}
    yield Call("POST", "/v1/search", json=only)
    yield Call("POST", "/v1/search", json={"query": "A.5.15", "collections": ["reference"]})


def _draft(ids: Ids) -> dict[str, Any]:
    return {"question": _question(ids), "answer": sentence(ids.drawn), "audience": "public"}


def _quoting(ids: Ids) -> dict[str, Any]:
    return {
        "question": _question(ids),
        "answer": "Yes.",
        "evidence": [{"document_id": ids.one("document"), "quote": "encrypted"}],
        "audience": "public",
    }


def _jobs(ids: Ids) -> Iterator[Call]:
    for identity in ids.some("job"):
        for action in ("cancel", "resume"):
            yield Call("POST", f"/v1/jobs/{identity}/{action}")


def _questionnaires(ids: Ids) -> Iterator[Call]:
    rows = [f'"{ids.drawn.choice(QUESTIONS)}",' for _ in range(2)]
    data = "\n".join(["Question,Answer", *rows]).encode()
    yield Call("POST", "/v1/questionnaires", form={"customer": "A"}, file=("form.csv", data))


def _of_frameworks(path: str) -> Asked:
    return lambda _: (Call("GET", path.format(one)) for one in _FRAMEWORKS)


_FRAMEWORKS = ("iso27001-2022", "house-rules", "tsc-2017", "soc2", "nothing")
_FORM = "/v1/questionnaires/{questionnaire_id}"
_C, _Q = {"conversation_id": "conversation"}, {"questionnaire_id": "run"}
_PAGE: tuple[dict[str, Any], ...] = ({}, {"limit": 1}, {"limit": 2, "offset": 1})
_D, _E, _J, _T = (
    {"document_id": "document"}, {"entry_id": "entry"}, {"job_id": "job"}, {"ticket_id": "ticket"},
)  # fmt: skip
_SAID_TO_ALL = Left("the same for everybody, and reads no store")
_OWN_SECRET = Left("its senders sign it; what comes of it is a ticket and a job, compared here")

READS: dict[Route, Asked | Left] = {
    ("GET", "/v1/health"): get("/v1/health"),
    ("GET", "/v1/ready"): get("/v1/ready"),
    ("GET", "/v1/openapi.json"): _SAID_TO_ALL,
    ("GET", "/metrics"): Left(
        "figures of the whole service, for who runs it: see docs/audiences.md"
    ),
    ("GET", "/v1/me"): get("/v1/me"),
    ("GET", "/v1/keys"): get("/v1/keys", *_PAGE),
    ("GET", "/v1/people"): get("/v1/people", *_PAGE),
    ("GET", "/v1/people/{person_id}"): get("/v1/people/{person_id}", person_id="person"),
    ("GET", "/v1/documents"): get("/v1/documents", *_PAGE, {"collection": "policy"}),
    ("GET", "/v1/documents/problems"): get("/v1/documents/problems", *_PAGE),
    ("GET", "/v1/documents/{document_id}"): get(
        "/v1/documents/{document_id}", {}, {"version": 1}, {"version": 2}, **_D
    ),
    ("GET", "/v1/documents/{document_id}/text"): get(
        "/v1/documents/{document_id}/text", {}, {"start": 3, "end": 9}, {"start": 99_999}, **_D
    ),
    ("GET", "/v1/documents/{document_id}/versions"): get(
        "/v1/documents/{document_id}/versions", **_D
    ),
    ("GET", "/v1/documents/{document_id}/changes"): get(
        "/v1/documents/{document_id}/changes", {"from": 1, "to": 2}, {"from": 1, "to": 1}, **_D
    ),
    ("GET", "/v1/documents/{document_id}/outline"): get(
        "/v1/documents/{document_id}/outline", {}, {"version": 1}, **_D
    ),
    ("GET", "/v1/documents/{document_id}/passages"): get(
        "/v1/documents/{document_id}/passages", {}, {"version": 1}, **_D
    ),
    ("GET", "/v1/documents/{document_id}/page"): get(
        "/v1/documents/{document_id}/page", {"number": 1}, **_D
    ),
    ("GET", "/v1/documents/{document_id}/file"): get("/v1/documents/{document_id}/file", **_D),
    ("GET", "/v1/passages/{chunk_id}"): get("/v1/passages/{chunk_id}", chunk_id="chunk"),
    ("GET", "/v1/jobs"): get("/v1/jobs", *_PAGE, {"state": "waiting"}),
    ("GET", "/v1/jobs/{job_id}"): get("/v1/jobs/{job_id}", **_J),
    ("GET", "/v1/tickets"): get("/v1/tickets", *_PAGE, {"tool": "jira"}),
    ("GET", "/v1/tickets/{ticket_id}"): get("/v1/tickets/{ticket_id}", **_T),
    ("GET", "/v1/tickets/{ticket_id}/files/{file_id}"): get(
        "/v1/tickets/{ticket_id}/files/{file_id}", ticket_id="ticket", file_id="ticket-file"
    ),
    ("GET", "/v1/library"): get(
        "/v1/library", *_PAGE, {"text": "backups"}, {"standing": "stale"}, {"state": "retired"}
    ),
    ("GET", "/v1/library/overlaps"): get("/v1/library/overlaps", {}, {"differing": True}),
    ("GET", "/v1/library/export"): get("/v1/library/export", {}, {"format": "csv"}),
    ("GET", "/v1/library/{entry_id}"): get("/v1/library/{entry_id}", **_E),
    ("GET", "/v1/answers/{record_id}"): get("/v1/answers/{record_id}", record_id="record"),
    ("GET", "/v1/audit"): get("/v1/audit", *_PAGE, {"kind": "answer"}, {"kind": "library"}),
    ("GET", "/v1/audit/checkpoint"): get("/v1/audit/checkpoint"),
    ("GET", "/v1/audit/proof/{record_id}"): get("/v1/audit/proof/{record_id}", record_id="record"),
    ("GET", "/v1/audit/consistency"): get("/v1/audit/consistency", {"first": 1, "second": 2}),
    ("GET", "/v1/frameworks"): get("/v1/frameworks", *_PAGE),
    ("GET", "/v1/frameworks/{framework_id}/controls"): _of_frameworks("/v1/frameworks/{}/controls"),
    ("GET", "/v1/coverage/{framework_id}"): _of_frameworks("/v1/coverage/{}"),
    ("GET", "/v1/coverage/{framework_id}/applicability"): _of_frameworks(
        "/v1/coverage/{}/applicability"
    ),
    ("GET", "/v1/crosswalks"): get(
        "/v1/crosswalks", *({"from": one, "indirect": True} for one in _FRAMEWORKS)
    ),
    ("GET", "/v1/crosswalks/matrix"): get(
        "/v1/crosswalks/matrix", {"from": "iso27001-2022", "to": "tsc-2017"}
    ),
    ("GET", "/v1/conflicts"): get("/v1/conflicts", {}, {"explained": True, "topic": "backups"}),
    ("GET", "/v1/evals"): get("/v1/evals"),
    ("GET", "/v1/review-due"): get("/v1/review-due", {}, {"days": 3_650}),
    ("GET", "/v1/suggestions"): get("/v1/suggestions", {}, {"limit": 3}),
    ("GET", "/v1/settings"): get("/v1/settings"),
    ("GET", "/v1/topics"): get("/v1/topics"),
    ("POST", "/v1/topics/try"): send(
        "POST", "/v1/topics/try", lambda ids: {"question": _question(ids)}
    ),
    ("GET", "/v1/unanswered"): get("/v1/unanswered", *_PAGE),
    ("GET", "/v1/feedback"): get("/v1/feedback", *_PAGE, {"helpful": False}),
    ("GET", "/v1/conversations"): get("/v1/conversations", *_PAGE, {"text": "chat"}),
    ("GET", "/v1/conversations/{conversation_id}"): get(
        "/v1/conversations/{conversation_id}", **_C
    ),
    ("GET", "/v1/conversations/{conversation_id}/export"): get(
        "/v1/conversations/{conversation_id}/export", **_C
    ),
    ("GET", "/v1/questionnaires"): get("/v1/questionnaires", *_PAGE, {"text": "form"}),
    ("GET", "/v1/questionnaires/{questionnaire_id}"): get(f"{_FORM}", **_Q),
    ("GET", "/v1/questionnaires/{questionnaire_id}/preview"): get(f"{_FORM}/preview", **_Q),
    ("GET", "/v1/questionnaires/{questionnaire_id}/rows"): get(
        f"{_FORM}/rows", {}, {"order": "risk"}, **_Q
    ),
    ("GET", "/v1/questionnaires/{questionnaire_id}/rows/{number}"): get(f"{_FORM}/rows/1", **_Q),
    ("GET", "/v1/questionnaires/{questionnaire_id}/export"): get(f"{_FORM}/export", **_Q),
    ("GET", "/v1/questionnaires/{questionnaire_id}/report"): get(
        f"{_FORM}/report", {"format": "jsonl"}, {"format": "html"}, **_Q
    ),
    ("POST", "/v1/ask"): _asks("/v1/ask"),
    ("POST", "/v1/ask/stream"): _asks("/v1/ask/stream"),
    ("POST", "/v1/search"): _searches,
}

WRITES: dict[Route, Asked | Left] = {
    ("POST", "/v1/documents"): _uploads,
    ("PATCH", "/v1/documents/{document_id}"): send(
        "PATCH", "/v1/documents/{document_id}", lambda _: {"valid_until": "2031-01-01"}, **_D
    ),
    ("DELETE", "/v1/documents/{document_id}"): send("DELETE", "/v1/documents/{document_id}", **_D),
    ("POST", "/v1/documents/{document_id}/restore"): send(
        "POST", "/v1/documents/{document_id}/restore", **_D
    ),
    ("POST", "/v1/documents/{document_id}/purge"): send(
        "POST", "/v1/documents/{document_id}/purge", **_D
    ),
    ("PUT", "/v1/topics"): send(
        "PUT",
        "/v1/topics",
        lambda _: {"topics": [{"id": "price", "ask": "Sales", "words": ["discount*"]}]},
    ),
    ("DELETE", "/v1/topics"): send("DELETE", "/v1/topics"),
    ("POST", "/v1/jobs/{job_id}/{action}"): _jobs,
    ("POST", "/v1/feedback"): send(
        "POST", "/v1/feedback", lambda ids: {"record": ids.one("record"), "helpful": True}
    ),
    ("POST", "/v1/conversations"): send("POST", "/v1/conversations", lambda _: {"title": "mine"}),
    ("PATCH", "/v1/conversations/{conversation_id}"): send(
        "PATCH", "/v1/conversations/{conversation_id}", lambda _: {"title": "new"}, **_C
    ),
    ("DELETE", "/v1/conversations/{conversation_id}"): send(
        "DELETE", "/v1/conversations/{conversation_id}", **_C
    ),
    ("POST", "/v1/questionnaires"): _questionnaires,
    ("PUT", "/v1/questionnaires/{questionnaire_id}/mapping"): send(
        "PUT", f"{_FORM}/mapping", lambda _: {"sheets": []}, **_Q
    ),
    ("POST", "/v1/questionnaires/{questionnaire_id}/run"): send(
        "POST", f"{_FORM}/run", lambda _: {"again": True}, **_Q
    ),
    ("POST", "/v1/questionnaires/{questionnaire_id}/stop"): send("POST", f"{_FORM}/stop", **_Q),
    ("PATCH", "/v1/questionnaires/{questionnaire_id}/rows/{number}"): send(
        "PATCH", f"{_FORM}/rows/1", lambda _: {"answer": "By hand."}, **_Q
    ),
    ("POST", "/v1/questionnaires/{questionnaire_id}/rows/{number}/ask"): send(
        "POST", f"{_FORM}/rows/2/ask", **_Q
    ),
    ("POST", "/v1/questionnaires/{questionnaire_id}/rows/{number}/undo"): send(
        "POST", f"{_FORM}/rows/1/undo", **_Q
    ),
    **{
        ("POST", f"/v1/questionnaires/{{questionnaire_id}}/{last}"): send(
            "POST", f"{_FORM}/{last}", lambda _: {"numbers": [1]}, **_Q
        )
        for last in ("rows/submit", "rows/approve", "rows/reject", "rows/assign", "to-library")
    },
    ("DELETE", "/v1/questionnaires/{questionnaire_id}"): send("DELETE", _FORM, **_Q),
    ("POST", "/v1/keys"): send("POST", "/v1/keys", lambda _: {"name": "made", "audience": "nda"}),
    ("DELETE", "/v1/keys/{key_id}"): send("DELETE", "/v1/keys/{key_id}", key_id="key"),
    ("PATCH", "/v1/people/{person_id}"): send(
        "PATCH", "/v1/people/{person_id}", lambda _: {"role": "reader"}, person_id="person"
    ),
    ("POST", "/v1/tickets"): _tickets,
    ("POST", "/v1/tickets/{ticket_id}/retry"): send("POST", "/v1/tickets/{ticket_id}/retry", **_T),
    ("POST", "/v1/library"): send("POST", "/v1/library", _draft, _quoting),
    ("POST", "/v1/library/import"): _imports,
    ("POST", "/v1/library/from-answer"): send(
        "POST", "/v1/library/from-answer", lambda ids: {"record": ids.one("record")}
    ),
    ("PATCH", "/v1/library/{entry_id}"): send(
        "PATCH", "/v1/library/{entry_id}", lambda ids: {"answer": sentence(ids.drawn)}, **_E
    ),
    ("POST", "/v1/library/{entry_id}/approve"): send(
        "POST", "/v1/library/{entry_id}/approve", **_E
    ),
    ("POST", "/v1/library/{entry_id}/retire"): send("POST", "/v1/library/{entry_id}/retire", **_E),
    ("POST", "/v1/library/{entry_id}/undo"): send("POST", "/v1/library/{entry_id}/undo", **_E),
}
