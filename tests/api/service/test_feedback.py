"""What people think of answers, and what nobody could answer."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from kb.erasure import erase
from kb.knowledge_base import KnowledgeBase
from kb.records.schema import versions
from kb.values import Audience
from tests.api.service.chats import client_of, people_app
from tests.api.service.conftest import id_of, load

REST = "Is customer data encrypted at rest?"
INCIDENTS = "How soon are incidents reported to customers?"
BOUNTY = "Do you have a bug bounty programme?"


@pytest.fixture
def app(base: KnowledgeBase) -> FastAPI:
    return people_app(base)


def ask(app: FastAPI, name: str, question: str, **body: object) -> str:
    response = client_of(app, name).post("/v1/ask", json={"question": question} | body)
    assert response.status_code == 200
    return str(response.json()["record"])


def rate(app: FastAPI, name: str, record: str, **body: object) -> int:
    sent = {"record": record, "helpful": True} | body
    return client_of(app, name).post("/v1/feedback", json=sent).status_code


def listed(app: FastAPI, name: str = "rae", **params: object) -> list[dict[str, object]]:
    response = client_of(app, name).get("/v1/feedback", params=params)  # type: ignore[arg-type]
    assert response.status_code == 200
    found: list[dict[str, object]] = response.json()["feedback"]
    assert response.json()["total"] == len(found)
    return found


def test_feedback_is_kept_once_a_person_and_the_last_counts(app: FastAPI) -> None:
    record = ask(app, "ann", REST)
    assert rate(app, "ann", record) == 201
    assert rate(app, "ann", record, helpful=False, reason="outdated", comment=" Old. ") == 201
    (one,) = listed(app)
    assert (one["helpful"], one["reason"], one["comment"]) == (False, "outdated", "Old.")
    assert (one["actor"], one["question"], one["status"]) == ("service:ann", REST, "grounded")
    conversation = client_of(app, "ann").post("/v1/conversations", json={}).json()["id"]
    again = ask(app, "ann", REST, conversation=conversation)
    rate(app, "ann", again)
    shown = client_of(app, "ann").get(f"/v1/conversations/{conversation}").json()
    assert shown["turns"][0]["helpful"] is True


def test_it_is_filtered(app: FastAPI) -> None:
    first, second = ask(app, "ann", REST), ask(app, "ann", INCIDENTS)
    rate(app, "ann", first)
    rate(app, "ann", second, helpful=False, reason="wrong")
    assert [one["record"] for one in listed(app)] == [second, first]
    assert [one["record"] for one in listed(app, helpful=True)] == [first]
    assert [one["record"] for one in listed(app, reason="wrong")] == [second]
    assert listed(app, reason="unclear") == []
    assert listed(app, since="2999-01-01") == []


def test_only_of_answers_that_are_the_callers_or_shown_to_them(app: FastAPI) -> None:
    conversation = client_of(app, "ann").post("/v1/conversations", json={}).json()["id"]
    record = ask(app, "ann", REST, conversation=conversation)
    assert rate(app, "bob", record) == 404
    assert rate(app, "rae", record) == 201
    assert rate(app, "ann", "nothing") == 404
    client_of(app, "ann").patch(f"/v1/conversations/{conversation}", json={"shared": True})
    assert rate(app, "bob", record) == 201
    assert rate(app, "eve", record) == 404


def test_what_an_audience_may_not_see_does_not_count(app: FastAPI) -> None:
    rate(app, "ann", ask(app, "ann", REST))
    public = ask(app, "eve", INCIDENTS)
    rate(app, "eve", public)
    assert [one["record"] for one in listed(app, "pam")] == [public]
    assert [one["record"] for one in listed(app, audience="public")] == [public]


@pytest.mark.parametrize(
    "body",
    [
        {"reason": "ugly", "helpful": False},
        {"reason": "wrong", "helpful": True},
        {"comment": "x" * 4_001},
        {"stars": 5},
    ],
)
def test_wrong_feedback_is_refused(app: FastAPI, body: dict[str, object]) -> None:
    assert rate(app, "ann", ask(app, "ann", REST), **body) == 422


def test_a_purge_takes_the_words(app: FastAPI, base: KnowledgeBase) -> None:
    rate(app, "ann", ask(app, "ann", REST), helpful=False, comment="It quotes AES-256.")
    with base.writing("test"):
        erase(base, [id_of(client_of(app, "ann"), "Encryption Policy")])
    (one,) = listed(app)
    assert (one["comment"], one["question"], one["helpful"]) == ("", "", False)


def unanswered(app: FastAPI, name: str = "rae", **params: object) -> list[dict[str, object]]:
    response = client_of(app, name).get("/v1/unanswered", params=params)  # type: ignore[arg-type]
    assert response.status_code == 200
    found: list[dict[str, object]] = response.json()["questions"]
    assert response.json()["total"] == len(found)
    return found


def test_the_same_question_counts_as_one(app: FastAPI) -> None:
    ask(app, "ann", BOUNTY)
    ask(app, "ann", REST)
    ask(app, "eve", "do you have  a bug bounty program?")
    last = ask(app, "bob", BOUNTY)
    ask(app, "bob", "Do you sponsor a chess club?")
    first, second = unanswered(app)
    assert (first["count"], first["askers"], first["record"]) == (3, 3, last)
    assert first["audiences"] == ["public", "internal"]
    assert str(first["first_at"]) <= str(first["last_at"])
    assert second["question"] == "Do you sponsor a chess club?"


def test_a_blank_names_who_may_know(app: FastAPI, base: KnowledgeBase) -> None:
    ask(app, "ann", "Are the keys of encrypted customer data rotated?")
    (one,) = unanswered(app)
    assert one["ask"] == ""
    with base.records.write() as connection:
        connection.execute(sa.update(versions).values(owner="Head of Platform"))
    (one,) = unanswered(app)
    assert one["ask"] == "Head of Platform (owner of “Encryption Policy”)"


def test_a_follow_up_is_told_as_it_was_understood(app: FastAPI) -> None:
    ask(app, "ann", "And for backups?", history=["Do you have a bug bounty programme?"])
    (one,) = unanswered(app)
    assert one["question"] == "And for backups?"
    assert "bounty" in str(one["understood"])


def test_what_was_answered_since_is_gone_for_who_may_see_it(
    app: FastAPI, base: KnowledgeBase, tmp_path: Path
) -> None:
    ask(app, "ann", BOUNTY)
    ask(app, "eve", BOUNTY)
    page = tmp_path / "bounty.md"
    page.write_text("# Bounty\n\nWe have a bug bounty programme for researchers.\n")
    load(base, page, Audience.NDA)
    ask(app, "ann", BOUNTY, audience="nda")
    (one,) = unanswered(app)
    assert (one["count"], one["audiences"]) == (1, ["public"])
    assert len(unanswered(app, "pam")) == 1


def test_blanks_are_filtered_and_kept_apart_by_audience(app: FastAPI) -> None:
    ask(app, "ann", BOUNTY)
    ask(app, "ann", "Can you guarantee unlimited liability in the contract?")
    reasons = {str(one["reason"]) for one in unanswered(app)}
    assert len(reasons) == 2
    for reason in reasons:
        assert [one["reason"] for one in unanswered(app, reason=reason)] == [reason]
    assert unanswered(app, since="2999-01-01") == []
    assert len(unanswered(app, until="9999-12-31")) == 2
    assert unanswered(app, until="2000-01-01") == []
    assert unanswered(app, "pam") == []
    assert client_of(app, "ann").get("/v1/unanswered").status_code == 403
