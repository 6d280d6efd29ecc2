"""Webhooks: signed ones are stored once and acknowledged quickly, all others refused."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kb.knowledge_base import KnowledgeBase
from kb.records import tickets
from kb.records.service_schema import jobs
from tests.api.tickets.conftest import Tools, core_of, drain, send
from tests.stubs import jira, servicenow, zendesk

RECORD = "d" * 32
GOOD = {
    "jira": lambda: jira.signed(jira.created("SUP-1", "Security", "Is it encrypted?"), "d1"),
    "zendesk": lambda: zendesk.signed(zendesk.created("7", "Security", "Is it encrypted?")),
    "servicenow": lambda: servicenow.signed(servicenow.opened(RECORD, "S", "Is it?"), "d1"),
}
SIGNATURE = {
    "jira": "X-Hub-Signature",
    "zendesk": "X-Zendesk-Webhook-Signature",
    "servicenow": "webhook-signature",
}


def counts(base: KnowledgeBase) -> tuple[int, int]:
    with base.records.read() as connection:
        queued = connection.execute(sa.select(jobs.c.id)).all()
        return len(tickets.listing(connection)), len(queued)


@pytest.mark.parametrize("tool", GOOD)
def test_a_signed_message_is_taken_once(tool: str, hooks: TestClient, base: KnowledgeBase) -> None:
    message = GOOD[tool]()

    first, told = send(hooks, tool, message)
    second, again = send(hooks, tool, message)

    assert (first, told["taken"]) == (202, True)
    assert (second, again["taken"], again["ticket"]) == (200, False, told["ticket"])
    assert counts(base) == (1, 1)


def test_a_replay_under_another_identifier_has_no_effect(
    hooks: TestClient, base: KnowledgeBase
) -> None:
    # Jira does not sign the identifier, so it alone could not stop a replay.
    body, headers = GOOD["jira"]()
    send(hooks, "jira", (body, headers))

    code, told = send(
        hooks, "jira", (body, {**headers, "X-Atlassian-Webhook-Identifier": "another"})
    )

    assert (code, told["taken"]) == (200, False)
    assert counts(base) == (1, 1)


@pytest.mark.parametrize("tool", GOOD)
@pytest.mark.parametrize(
    "tamper", ["body", "empty", "no signature", "case", "twice", "anew", "key", "old"]
)
def test_a_tampered_message_is_refused_and_stores_nothing(
    tool: str, tamper: str, hooks: TestClient, base: KnowledgeBase, client: TestClient
) -> None:
    body, headers = GOOD[tool]()
    name = SIGNATURE[tool]
    listed = list(headers.items())
    if tamper == "body":
        body = body.replace(b"en", b"eN", 1) if tool != "servicenow" else body + b" "
    elif tamper == "empty":
        body = b""
    elif tamper == "no signature":
        listed = [(k, v) for k, v in listed if k != name]
    elif tamper == "case":
        listed = [(k, v.swapcase() if k == name else v) for k, v in listed]
    elif tamper == "twice":
        listed.append((name, headers[name]))
    elif tamper == "anew":
        body = body.replace(b": ", b":")
    elif tamper == "key":  # the service's own key is no signature
        listed = [(k, v) for k, v in listed if k != name]
        listed.append(("Authorization", str(client.headers["Authorization"])))
    elif tool == "zendesk":
        body, old = zendesk.signed(zendesk.created("7", "S", "x"), at="2020-01-01T00:00:00Z")
        listed = list(old.items())
    elif tool == "servicenow":
        body, old = servicenow.signed(servicenow.opened(RECORD, "S", "x"), "d", at=1)
        listed = list(old.items())
    else:
        listed = [(k, v) for k, v in listed if k != "X-Atlassian-Webhook-Identifier"]

    response = hooks.post(f"/v1/tickets/{tool}", content=body, headers=listed)

    assert response.status_code == 401
    problem = response.json()
    assert problem["type"] == "urn:vouch:problem:signature"
    assert "secret" in problem["detail"]
    assert jira.SECRET not in response.text
    assert counts(base) == (0, 0)


def test_every_refusal_reads_the_same(hooks: TestClient) -> None:
    body, headers = GOOD["jira"]()
    told = set()
    for changed in ({**headers, "X-Hub-Signature": "x"}, {"X-Hub-Signature": "sha256=00"}, {}):
        response = hooks.post("/v1/tickets/jira", content=body, headers=changed)
        told.add(response.json()["detail"])
    assert len(told) == 1


@pytest.mark.parametrize(
    ("tool", "message"),
    [
        ("jira", lambda: jira.signed({"webhookEvent": "jira:issue_deleted"}, "d")),
        ("jira", lambda: jira.signed({"webhookEvent": [], "issue": 7}, "d")),
        ("jira", lambda: jira.signed(jira.created("OTHER-1", "S", "Is it?"), "d")),
        ("jira", lambda: jira.signed(jira.created("../../admin-1", "S", "Is it?"), "d")),
        (
            "jira",
            lambda: jira.signed(jira.commented("SUP-1", "9", "Is it?", author=jira.ACCOUNT), "d"),
        ),
        ("zendesk", lambda: zendesk.signed({"id": "e", "type": "x", "detail": {"id": "1"}})),
        ("zendesk", lambda: zendesk.signed(zendesk.created("7/../8", "S", "Is it?"))),
        (
            "zendesk",
            lambda: zendesk.signed(zendesk.commented("7", "9", "Is it?", author=zendesk.ACCOUNT)),
        ),
        ("servicenow", lambda: servicenow.signed({"event": "opened", "table": "x;y"}, "d")),
        (
            "servicenow",
            lambda: servicenow.signed({**servicenow.opened(RECORD, "S", "?"), "table": "u"}, "d"),
        ),
        ("servicenow", lambda: servicenow.signed([1, 2], "d")),  # type: ignore[arg-type]
    ],
)
def test_what_is_not_for_us_is_acknowledged_and_left(
    tool: str, message: object, hooks: TestClient, base: KnowledgeBase
) -> None:
    code, told = send(hooks, tool, message())  # type: ignore[operator]

    assert (code, told["taken"], bool(told["why"])) == (200, False, True)
    assert counts(base) == (0, 0)


def test_a_signed_body_that_is_no_json_is_a_problem(hooks: TestClient) -> None:
    import hashlib
    import hmac

    digest = hmac.new(jira.SECRET.encode(), b"{", hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature": f"sha256={digest}", "X-Atlassian-Webhook-Identifier": "d"}

    assert hooks.post("/v1/tickets/jira", content=b"{", headers=headers).status_code == 422


def test_an_adapter_that_is_not_set_up_says_what_to_set(
    tmp_path: object, hooks: TestClient, base: KnowledgeBase
) -> None:
    from kb.ticket_settings import TicketSettings

    object.__setattr__(base.settings, "tickets", TicketSettings())
    for tool, setting in (
        ("jira", "VOUCH_TICKETS__JIRA__BASE_URL"),
        ("zendesk", "VOUCH_TICKETS__ZENDESK__SECRETS"),
        ("servicenow", "VOUCH_TICKETS__SERVICENOW__ACCOUNT"),
        ("slack", "VOUCH_TICKETS__SLACK__SECRETS"),
    ):
        response = hooks.post(f"/v1/tickets/{tool}", content=b"{}")
        assert response.status_code == 404
        assert response.json()["type"] == "urn:vouch:problem:adapter-off"
        assert setting in response.json()["detail"]


def test_it_acknowledges_while_the_tickets_before_are_being_answered(
    hooks: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, opened, ask = threading.Event(), threading.Event(), KnowledgeBase.ask

    def held(*arguments: Any, **options: Any) -> Any:
        begun.set()
        assert opened.wait(120)
        return ask(*arguments, **options)

    monkeypatch.setattr(KnowledgeBase, "ask", held)
    with TestClient(app) as running:
        try:
            for number in range(10):
                told = jira.created(f"SUP-{number + 1}", "S", "Is data encrypted at rest?", number)
                code, _ = send(running, "jira", jira.signed(told, f"d{number}"))
                assert code == 202
                if not number:
                    assert begun.wait(60)
        finally:
            opened.set()


def test_a_bearer_token_stands_for_a_signature_where_it_is_set(
    hooks: TestClient, base: KnowledgeBase, tools: Tools
) -> None:
    from pydantic import SecretStr

    own = tools.settings.servicenow.model_copy(
        update={"tokens": (SecretStr("a-token-of-24-characters"),)}
    )
    changed = tools.settings.model_copy(update={"servicenow": own})
    object.__setattr__(base.settings, "tickets", changed)
    body, headers = GOOD["servicenow"]()
    del headers["webhook-signature"]
    good = {**headers, "Authorization": "Bearer a-token-of-24-characters"}

    assert send(hooks, "servicenow", (body, {**good, "Authorization": "Bearer x"}))[0] == 401
    assert send(hooks, "servicenow", (body, headers))[0] == 401
    assert send(hooks, "servicenow", (body, good))[0] == 202


def test_chatter_gets_no_answer(hooks: TestClient, app: FastAPI, tools: Tools) -> None:
    send(hooks, "jira", jira.signed(jira.created("SUP-1", "Hello", "Thanks for everything!"), "1"))
    send(hooks, "zendesk", zendesk.signed(zendesk.created("7", "Automatic reply: x", "I am away?")))

    drain(core_of(app))

    assert tools.jira.comments == {}
    assert tools.zendesk.comments == {}
    with core_of(app).base.records.read() as connection:
        assert {one.state for one in tickets.listing(connection)} == {"quiet"}
