"""Sending: once, again after failures, and given up where a person sees it."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.jobs.handlers import HANDLERS
from api.jobs.runner import Runner
from api.tickets import outbox
from api.tickets.outbox import backoff, deliver
from kb.records import ticket_outbox, tickets
from kb.ticket_settings import TicketSettings
from tests.api.tickets.conftest import Tools, core_of, drain, send
from tests.stubs import jira, servicenow, zendesk
from tests.stubs.ticketing import Fault

RECORD = "d" * 32
OPEN = {
    "jira": lambda: jira.signed(jira.created("SUP-1", "S", "Is data encrypted at rest?"), "o"),
    "zendesk": lambda: zendesk.signed(zendesk.created("7", "S", "Is data encrypted at rest?")),
    "servicenow": lambda: servicenow.signed(
        servicenow.opened(RECORD, "S", "Is data encrypted at rest?"), "o"
    ),
}
WRITES = {"jira": "POST", "zendesk": "PUT", "servicenow": "PATCH"}


def count(tools: Tools, tool: str) -> int:
    if tool == "jira":
        return len(tools.jira.comments.get("SUP-1", []))
    if tool == "zendesk":
        return len(tools.zendesk.comments.get("7", []))
    return len(tools.servicenow.journal)


def faults(tools: Tools, tool: str) -> list[Fault]:
    found: list[Fault] = getattr(tools, tool).faults
    return found


def shown(client: TestClient) -> dict[str, object]:
    (line,) = client.get("/v1/tickets").json()["tickets"]
    found: dict[str, object] = client.get(f"/v1/tickets/{line['id']}").json()
    return found


@pytest.mark.parametrize("tool", OPEN)
@pytest.mark.parametrize(
    "fault",
    [
        Fault(500),
        Fault(503, {"Retry-After": "0"}),
        Fault(429, {"Retry-After": "1"}),
        Fault(504, done=True),
    ],
    ids=["500", "503", "429", "lost reply"],
)
def test_a_failure_is_retried_and_the_comment_is_there_once(
    tool: str, fault: Fault, hooks: TestClient, app: FastAPI, client: TestClient, tools: Tools
) -> None:
    copies = [Fault(fault.status, fault.headers, fault.done, WRITES[tool]) for _ in range(2)]
    faults(tools, tool).extend(copies)
    send(hooks, tool, OPEN[tool]())

    drain(core_of(app))

    assert count(tools, tool) == 1
    (sent,) = shown(client)["deliveries"]  # type: ignore[misc]
    assert sent["state"] == "sent"
    # A lost reply leaves the second fault unused: the comment was found, not sent again.
    assert sent["attempts"] == (2 if fault.done else 3)


@pytest.mark.parametrize("tool", OPEN)
def test_a_comment_on_a_later_page_is_found(
    tool: str, hooks: TestClient, app: FastAPI, tools: Tools
) -> None:
    tools.jira.page = tools.zendesk.page = 1
    faults(tools, tool).append(Fault(504, done=True, method=WRITES[tool]))
    send(hooks, tool, OPEN[tool]())

    drain(core_of(app))

    assert count(tools, tool) == 1


@pytest.mark.parametrize("tool", OPEN)
def test_what_is_refused_is_given_up_and_shown(
    tool: str, hooks: TestClient, app: FastAPI, client: TestClient, tools: Tools
) -> None:
    faults(tools, tool).append(Fault(403, method=WRITES[tool]))
    send(hooks, tool, OPEN[tool]())
    drain(core_of(app))

    ticket = shown(client)
    (dead,) = ticket["deliveries"]  # type: ignore[misc]
    assert (dead["state"], dead["attempts"]) == ("dead", 1)
    assert "403" in dead["problem"]
    assert count(tools, tool) == 0

    assert client.post(f"/v1/tickets/{ticket['id']}/retry").status_code == 200
    drain(core_of(app))
    assert count(tools, tool) == 1


def test_after_so_many_attempts_it_is_given_up(
    hooks: TestClient, app: FastAPI, client: TestClient, tools: Tools
) -> None:
    tools.jira.faults.extend(Fault(500, method="POST") for _ in range(6))
    send(hooks, "jira", OPEN["jira"]())

    drain(core_of(app))

    (dead,) = shown(client)["deliveries"]  # type: ignore[misc]
    assert (dead["state"], dead["attempts"]) == ("dead", 6)
    assert tools.jira.faults == []


def test_the_tool_may_be_gone_while_files_are_listed(
    hooks: TestClient, app: FastAPI, tools: Tools
) -> None:
    tools.jira.faults.extend(Fault(503, method="GET") for _ in range(3))
    send(hooks, "jira", OPEN["jira"]())

    drain(core_of(app))

    assert count(tools, "jira") == 1


def test_the_wait_doubles_and_is_never_shorter_than_asked() -> None:
    settings = TicketSettings(retry_seconds=5)

    waits = [backoff(settings, attempts, None).total_seconds() for attempts in range(12)]
    assert waits[:4] == [5, 10, 20, 40]
    assert waits[-1] == 3_600
    assert backoff(settings, 0, 90.0) == timedelta(seconds=90)


def test_two_senders_never_send_the_same_effect(
    hooks: TestClient, app: FastAPI, tools: Tools
) -> None:
    core = core_of(app)
    with core.base.records.write() as connection:
        from kb.values import Audience

        ticket = tickets.ensure(connection, "jira", "SUP-1", Audience.PUBLIC)
        ticket_outbox.put(connection, "k", ticket.id, "note", {"note": "hello"})
        held = ticket_outbox.claim(connection, ticket.id, timedelta(seconds=60))
    assert held is not None

    assert deliver(core, ticket.id) == 0
    assert count(tools, "jira") == 0


@pytest.mark.parametrize("tool", OPEN)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_process_that_dies_while_it_sends_leaves_one_comment(
    tool: str,
    moment: str,
    hooks: TestClient,
    app: FastAPI,
    tools: Tools,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Died(BaseException):
        """As if the process were gone."""

    core, real = core_of(app), outbox._send

    def dying(*args: object) -> str:
        if moment == "after":
            real(*args)  # type: ignore[arg-type]
        raise Died

    send(hooks, tool, OPEN[tool]())
    monkeypatch.setattr(outbox, "_send", dying)
    with pytest.raises(Died):
        _one(core)
    monkeypatch.undo()
    with core.base.records.write() as connection:
        # The claim and the lease run out.
        from kb.records.service_schema import jobs as jobs_table
        from kb.records.tickets_schema import ticket_outbox as table

        connection.execute(table.update().values(due_at=""))
        connection.execute(jobs_table.update().values(leased_until="", due_at=""))

    drain(core)

    assert count(tools, tool) == 1


def _one(core: object) -> None:
    """One job, whose process may die in it."""
    from api.jobs.tickets import KIND
    from api.service.core import Core
    from kb.records import job_leases

    assert isinstance(core, Core)
    runner = Runner(core, HANDLERS)
    with core.base.records.write() as connection:
        job = job_leases.claim(connection, runner.name, [KIND], runner.lease)
    assert job is not None
    runner.run(job)


def test_a_purged_document_leaves_no_words_in_what_was_sent_or_waits(
    hooks: TestClient, app: FastAPI, client: TestClient, tools: Tools
) -> None:
    send(hooks, "jira", OPEN["jira"]())
    drain(core_of(app))
    core = core_of(app)
    with core.base.records.write() as connection:
        (ticket,) = tickets.listing(connection)
        (draft,) = ticket_outbox.of_ticket(connection, ticket.id)
        documents = draft.content["documents"]
        assert documents
        assert "AES-256" in str(draft.content)
        assert ticket_outbox.erase_quotes(connection, documents[0]) == 1
        (erased,) = ticket_outbox.of_ticket(connection, ticket.id)
    assert "AES-256" not in str(erased)
    assert erased.state == "sent"
    jira_approve = jira.commented("SUP-1", "5", "approve", author=jira.AGENT, public=False)
    send(hooks, "jira", jira.signed(jira_approve, "a"))
    drain(core)
    assert not any(one["jsdPublic"] for one in tools.jira.comments["SUP-1"])
