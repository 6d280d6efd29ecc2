"""``POST /v1/tickets`` for any program, and Slack's slash command."""

import hashlib
import hmac
import time
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.datastructures import Headers

from api.tickets.signatures import check_standard
from kb.knowledge_base import KnowledgeBase
from kb.records import tickets
from kb.records.service_schema import api_keys
from kb.records.tickets_schema import ticket_events
from kb.records.tickets_schema import tickets as tickets_table
from tests.api.tickets.conftest import (
    CALLBACK_SECRET,
    READER_KEY,
    SLACK_SECRET,
    Tools,
    core_of,
    drain,
)
from tests.stubs.ticketing import Fault

TEXT = "Hello, is customer data encrypted at rest? Thanks, Ann"
SECRET_QUESTION = "What is the jump host for administrators?"


def post(client: TestClient, identity: str = "T-1", **fields: Any) -> tuple[int, dict[str, Any]]:
    files = fields.pop("files", None)
    response = client.post("/v1/tickets", data={"id": identity, **fields}, files=files)
    return response.status_code, response.json()


@pytest.fixture
def inbox(tools: Tools) -> list[tuple[Headers, bytes]]:
    """What is sent to ``/callback`` of a listed host."""
    got: list[tuple[Headers, bytes]] = []
    if not any(getattr(r, "path", "") == "/callback" for r in tools.zendesk.app.routes):

        @tools.zendesk.app.post("/callback")
        async def take(request: Request) -> dict[str, bool]:
            request.app.state.inbox.append((request.headers, await request.body()))
            return {"ok": True}

    tools.zendesk.app.state.inbox = got
    return got


def test_a_ticket_is_answered_and_can_be_asked_for(crm: TestClient, app: FastAPI) -> None:
    code, ticket = post(crm, text=TEXT, subject="Security")
    assert code == 202
    assert (ticket["state"], ticket["audience"]) == ("received", "public")

    drain(core_of(app))

    found = crm.get(f"/v1/tickets/{ticket['id']}").json()
    data = found["result"]["data"]
    assert found["state"] == "answered"
    assert data["id"] == "T-1"
    assert [one["question"] for one in data["answers"]] == ["is customer data encrypted at rest?"]
    assert data["answers"][0]["citations"][0]["document"] == "Trust page"
    assert "AES-256" in data["text"]
    assert crm.get("/v1/tickets", params={"tool": "api"}).json()["total"] == 1
    assert crm.get("/v1/tickets", params={"state": "stopped"}).json()["total"] == 0


def test_the_same_ticket_is_taken_once_and_another_of_its_id_refused(
    crm: TestClient, client: TestClient, app: FastAPI
) -> None:
    first = post(crm, text=TEXT)
    again = post(crm, text=TEXT)
    other = post(crm, text="Something else?")
    someone = post(client, text="Something else?")

    assert first[1]["id"] == again[1]["id"]
    assert again[0] == 202
    assert (other[0], other[1]["type"]) == (422, "urn:vouch:problem:ticket-reused")
    assert someone[0] == 202
    assert someone[1]["id"] != first[1]["id"]
    assert drain(core_of(app)) == 2


def test_the_audience_is_never_above_the_key_and_low_unless_asked(
    crm: TestClient, client: TestClient, app: FastAPI
) -> None:
    tickets = {
        "raised": post(crm, "a", text=SECRET_QUESTION, audience="internal")[1],
        "default": post(client, "b", text=SECRET_QUESTION)[1],
        "internal": post(client, "c", text=SECRET_QUESTION, audience="internal")[1],
    }
    drain(core_of(app))

    assert tickets["raised"]["audience"] == tickets["default"]["audience"] == "public"
    assert "bastion" not in str(crm.get(f"/v1/tickets/{tickets['raised']['id']}").json())
    assert "bastion" not in str(client.get(f"/v1/tickets/{tickets['default']['id']}").json())
    internal = tickets["internal"]["id"]
    assert "bastion-7" in str(client.get(f"/v1/tickets/{internal}").json())
    hidden, absent = crm.get(f"/v1/tickets/{internal}"), crm.get("/v1/tickets/" + "0" * 32)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json()["detail"].replace(internal, "") == absent.json()["detail"].replace(
        "0" * 32, ""
    )


def test_a_reader_opens_no_tickets(app: FastAPI) -> None:
    reader = TestClient(app, headers={"X-API-Key": READER_KEY})
    assert post(reader, text=TEXT)[0] == 403
    assert reader.get("/v1/tickets").status_code == 200


def test_nobody_sees_anothers_tickets(crm: TestClient, client: TestClient, app: FastAPI) -> None:
    post(client, text=TEXT)
    ticket = post(crm, "T-2", text=TEXT)[1]

    assert crm.get("/v1/tickets").json()["total"] == 1
    assert client.get("/v1/tickets").json()["total"] == 2, "an admin sees all"
    assert client.get(f"/v1/tickets/{ticket['id']}").status_code == 200
    drain(core_of(app))


def test_a_result_is_sent_signed_and_the_same_again(
    crm: TestClient, app: FastAPI, tools: Tools, inbox: list[tuple[Headers, bytes]]
) -> None:
    tools.zendesk.faults.append(Fault(504, done=True, method="POST"))
    _, ticket = post(crm, text=TEXT, callback=f"{tools.zendesk.url}/callback")
    drain(core_of(app))

    assert len(inbox) == 2
    (headers, body), (later, same) = inbox
    identity = check_standard(headers, body, [CALLBACK_SECRET], time.time())
    assert check_standard(later, same, [CALLBACK_SECRET], time.time()) == identity
    assert body == same
    assert b'"type":"ticket.answered"' in body
    (sent,) = crm.get(f"/v1/tickets/{ticket['id']}").json()["deliveries"]
    assert (sent["kind"], sent["state"], sent["attempts"]) == ("answer", "sent", 2)


@pytest.mark.parametrize(
    "callback",
    ["https://evil.example/x", "http://hooks.example.com/", "https://u:p@hooks.example.com/",
     "https://169.254.169.254/", "http://localhost/", "x"],
)  # fmt: skip
def test_a_callback_elsewhere_is_refused_at_once(crm: TestClient, callback: str) -> None:
    code, problem = post(crm, text=TEXT, callback=callback)

    assert code == 422
    assert problem["detail"].startswith("callback: ")
    assert crm.get("/v1/tickets").json()["total"] == 0


def test_a_questionnaire_comes_back_filled(crm: TestClient, app: FastAPI) -> None:
    sheet = b"No,Question,Answer\n1,Is customer data encrypted at rest?,\n"
    sheet += f"2,{SECRET_QUESTION},\n".encode()
    _, ticket = post(crm, files=[("files", ("../v.csv", sheet, "text/csv"))])
    drain(core_of(app))

    found = crm.get(f"/v1/tickets/{ticket['id']}").json()
    filled = next(one for one in found["files"] if one["kind"] == "filled")
    assert filled["name"] == "v (filled).csv"
    response = crm.get(filled["href"])
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "AES-256" in response.text or ",Yes" in response.text
    assert "bastion" not in response.text
    assert crm.get(filled["href"][:-3] + "zzz").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [{}, {"text": "  "}, {"text": "x", "id": "a/b"}, {"text": "x", "audience": "all"},
     {"text": "x" * 50_001}],
)  # fmt: skip
def test_a_wrong_ticket_is_refused(crm: TestClient, fields: dict[str, str]) -> None:
    identity = fields.pop("id", "T-1")
    assert post(crm, identity, **fields)[0] == 422


def slack(text: str, url: str, trigger: str = "t1", **more: str) -> tuple[bytes, dict[str, str]]:
    form = {"team_id": "T1", "user_id": "U1", "command": "/vouch", "text": text,
            "response_url": url, "trigger_id": trigger, **more}  # fmt: skip
    body, at = urlencode(form).encode(), str(int(time.time()))
    digest = hmac.new(SLACK_SECRET.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256)
    return body, {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Signature": "v0=" + digest.hexdigest(),
        "X-Slack-Request-Timestamp": at,
    }


def test_a_slash_command_is_answered_to_its_sender(
    hooks: TestClient, app: FastAPI, tools: Tools, inbox: list[tuple[Headers, bytes]]
) -> None:
    url = f"{tools.zendesk.url}/callback"
    body, headers = slack("Is customer data encrypted at rest?", url)
    for _ in range(3):
        response = hooks.post("/v1/tickets/slack", content=body, headers=headers)
        assert response.status_code == 200
        assert response.json()["response_type"] == "ephemeral"
    drain(core_of(app))

    assert len(inbox) == 1
    assert b'"ephemeral"' in inbox[0][1]
    assert b"AES-256" in inbox[0][1]
    bad = {**headers, "X-Slack-Signature": "v0=" + "0" * 64}
    assert hooks.post("/v1/tickets/slack", content=body, headers=bad).status_code == 401
    body, headers = slack("", url, "t2")
    told = hooks.post("/v1/tickets/slack", content=body, headers=headers).json()["text"]
    assert "Ask a question" in told


def test_slack_cannot_be_made_to_call_elsewhere(
    hooks: TestClient, client: TestClient, app: FastAPI, base: KnowledgeBase
) -> None:
    body, headers = slack("Is customer data encrypted at rest?", "https://evil.example/x")
    hooks.post("/v1/tickets/slack", content=body, headers=headers)
    drain(core_of(app))

    (line,) = client.get("/v1/tickets").json()["tickets"]
    (dead,) = client.get(f"/v1/tickets/{line['id']}").json()["deliveries"]
    assert dead["state"] == "dead"
    assert "not on the list" in dead["problem"]


def test_the_key_of_another_caller_sees_no_slack_tickets(
    hooks: TestClient, app: FastAPI, crm: TestClient, tools: Tools
) -> None:
    body, headers = slack("Is it encrypted?", f"{tools.zendesk.url}/x")
    hooks.post("/v1/tickets/slack", content=body, headers=headers)

    assert crm.get("/v1/tickets").json()["total"] == 0


def test_a_ticket_is_its_keys_and_not_that_of_another_key_of_its_name(
    client: TestClient, app: FastAPI
) -> None:
    def key() -> tuple[str, TestClient]:
        made = client.post("/v1/keys", json={"name": "desk", "role": "contributor"}).json()
        return made["id"], TestClient(app, headers={"X-API-Key": made["token"]})

    first, one = key()
    taken = post(one, text=TEXT)[1]
    with core_of(app).base.records.write() as connection:
        connection.execute(sa.update(api_keys).values(name="helpdesk"))
    renamed = post(one, text=TEXT)[1]
    assert renamed["id"] == taken["id"]
    assert one.get(f"/v1/tickets/{taken['id']}").status_code == 200
    assert taken["external_id"] == "desk/T-1"

    _, other = key()
    code, made = post(other, text="Something else?")
    assert code == 202
    assert made["id"] != taken["id"]
    assert other.get(f"/v1/tickets/{taken['id']}").status_code == 404
    assert other.get("/v1/tickets").json()["total"] == 1
    with core_of(app).base.records.read() as connection:
        assert tickets.get(connection, taken["id"]).external_id == f"key:{first}/T-1"


def test_a_ticket_from_before_is_found_by_the_name(crm: TestClient, app: FastAPI) -> None:
    first = post(crm, text=TEXT)[1]
    with core_of(app).base.records.write() as connection:
        held = tickets.get(connection, first["id"])
        named = held.external_id.removeprefix("service:")
        told = {name: value for name, value in held.content.items() if name != "owner"}
        connection.execute(sa.update(tickets_table).values(external_id=named, content=told))
        connection.execute(sa.update(ticket_events).values(delivery=named, fact=f"{named}/created"))
    again = post(crm, text=TEXT)
    assert (again[0], again[1]["id"]) == (202, first["id"])
    assert post(crm, text="Something else?")[0] == 422
    assert crm.get(f"/v1/tickets/{first['id']}").status_code == 200
    assert crm.get("/v1/tickets").json()["total"] == 1
