"""A webhook storm: the same messages many times, in any order, at once, over restarts.

Whatever comes in whichever way, a question gets exactly one answer.
"""

import asyncio
import random
from dataclasses import dataclass
from itertools import count

import httpx
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.jobs.handlers import HANDLERS
from api.jobs.runner import Runner
from api.jobs.tickets import KIND
from api.service.core import Core
from api.tickets import outbox
from api.tickets.jira import plain
from kb.records import job_leases
from kb.records.service_schema import jobs as jobs_table
from kb.records.tickets_schema import ticket_outbox
from tests.api.tickets.conftest import Tools, core_of, drain
from tests.stubs import jira
from tests.stubs.ticketing import Fault

_KEYS = count(1)
EXAMPLES = 60
QUESTIONS = (
    "Is customer data encrypted at rest?",
    "Within how many hours are incidents reported to customers?",
    "Is customer data encrypted with AES-256?",
)


class Died(BaseException):
    """As if the process were gone."""


@dataclass(frozen=True)
class Storm:
    """How often each message comes, in which order, and what goes wrong meanwhile.

    ``copies``: for each message the times it is delivered; ``again``: whether some of them come
    under another delivery id. ``order`` shuffles. ``deaths``: where the process dies, ``before`` or
    ``after`` the comment got through. ``lost``: replies of the tool that get lost.
    """

    copies: tuple[int, ...]
    again: bool
    order: int
    deaths: tuple[str, ...]
    lost: int


storms = st.builds(
    Storm,
    copies=st.lists(st.integers(2, 20), min_size=1, max_size=3).map(tuple),
    again=st.booleans(),
    order=st.integers(0, 2**32 - 1),
    deaths=st.lists(st.sampled_from(["", "before", "after"]), max_size=2).map(tuple),
    lost=st.integers(0, 2),
)


def test_every_question_gets_exactly_one_answer(app: FastAPI, tools: Tools) -> None:
    core = core_of(app)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(storms)
    def storm_holds(storm: Storm) -> None:
        key = f"SUP-{next(_KEYS)}"
        messages = _messages(key, storm)
        tools.jira.faults[:] = [Fault(504, done=True, method="POST") for _ in range(storm.lost)]
        parts = len(storm.deaths) + 1
        taken = 0
        for number in range(parts):
            codes = loop.run(_deliver(app, messages[number::parts]))
            assert set(codes) <= {200, 202}, codes
            taken += codes.count(202)
            if number < len(storm.deaths):
                _die(core, storm.deaths[number])
        drain(core)

        assert taken == len(storm.copies)
        told = [plain(one["body"]) for one in tools.jira.comments.get(key, [])]
        assert len(told) == len(storm.copies), told
        for number in range(len(storm.copies)):
            asked = [text for text in told if f"\n{QUESTIONS[number]}\n" in text]
            assert len(asked) == 1, told

    with asyncio.Runner() as loop:
        storm_holds()


def _messages(key: str, storm: Storm) -> list[tuple[bytes, dict[str, str]]]:
    found = []
    for number, times in enumerate(storm.copies):
        if number == 0:
            payload = jira.created(key, "Security", QUESTIONS[0])
        else:
            payload = jira.commented(key, f"{number}", QUESTIONS[number])
        for copy in range(times):
            delivery = f"{key}-{number}" + (f"-{copy % 3}" if storm.again else "")
            found.append(jira.signed(payload, delivery))
    random.Random(storm.order).shuffle(found)
    return found


async def _deliver(app: FastAPI, messages: list[tuple[bytes, dict[str, str]]]) -> list[int]:
    """All of them at once."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        sent = [
            client.post("/v1/tickets/jira", content=body, headers=headers)
            for body, headers in messages
        ]
        return [response.status_code for response in await asyncio.gather(*sent)]


def _die(core: Core, moment: str) -> None:
    """Work on one job in a process that dies in it, and let its leases run out."""
    runner, real = Runner(core, HANDLERS), outbox._send

    def dying(*args: object) -> str:
        if moment == "after":
            real(*args)  # type: ignore[arg-type]
        if moment:
            raise Died
        return real(*args)  # type: ignore[arg-type]

    with core.base.records.write() as connection:
        job = job_leases.claim(connection, runner.name, [KIND], runner.lease)
    if job is None:
        return
    outbox._send = dying
    try:
        runner.run(job)
    except Died:
        pass
    finally:
        outbox._send = real
    with core.base.records.write() as connection:
        running = jobs_table.c.state == "running"
        connection.execute(jobs_table.update().where(running).values(leased_until=""))
        sending = ticket_outbox.c.state == "sending"
        connection.execute(ticket_outbox.update().where(sending).values(due_at=""))
