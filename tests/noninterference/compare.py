"""The same requests to two stores, one of which holds more than the asker may see."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from api.service.front.route_table import RouteTable
from kb.knowledge_base import KnowledgeBase
from kb.values import AUDIENCES, Audience
from tests.noninterference import requests
from tests.noninterference.calls import Call, Ids, Left, Route
from tests.noninterference.happened import Drawer
from tests.noninterference.words import QUESTIONS
from tests.noninterference.worlds import EVERY, TOP, Step, World, build, key_of, world

#: All that is taken out before two answers are compared: how long it took. Ids and times are not
#: taken out, for they are made to be the same (``repeatable``).
_SECONDS = re.compile(rb'"seconds":\s?[0-9.e-]+')
#: Said anew by the length of what was taken out.
_LENGTH = "content-length"


#: Askers of whom some documents are kept by level alone, and those of whom by groups as well.
LEVEL_ASKERS = (Audience.PUBLIC, Audience.NDA)
GROUP_ASKERS = (Audience.INTERNAL, Audience("internal:legal"), Audience("nda:legal"))
ASKERS = (*LEVEL_ASKERS, *GROUP_ASKERS)
#: Not a request: every job that waits is done.
WORK = Call("", "")


@dataclass(frozen=True)
class Reply:
    """All of an answer that a caller sees."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass
class Case:
    """A store's past and what is asked of it, drawn from a source of choices."""

    drawn: Random
    asker: Audience
    documents: int = 8
    embedder: str = "hashing"
    changed: dict[str, object] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)

    def run(self, folder: Path) -> list[str]:
        """Compare; returns what differed, a line each."""
        audiences = EVERY if self.asker in GROUP_ASKERS else AUDIENCES
        steps = Drawer(self.drawn, audiences=audiences).steps(self.documents)
        noise = self.drawn.random() < 0.5
        names = ("with", "without")
        with world(folder / names[0], self.embedder, **self.changed) as more:
            build(more, steps, TOP)
            calls = drawn_calls(more.ids, self.drawn)
            told = [self._asked(more, at, call, noise) for at, call in enumerate(calls)]
        # Under the same path, so that no path of the data folder can differ.
        (folder / names[0]).rename(folder / names[1])
        with world(folder / names[0], self.embedder, **self.changed) as less:
            build(less, steps, self.asker)
            plain = [self._asked(less, at, call, False) for at, call in enumerate(calls)]
        for (route, _), reply in zip(calls, told, strict=True):
            self.counted[" ".join(route)] += 1
            self.statuses[reply.status] += 1
        return [
            f"{self.asker.value}: {call}\n  with:    {_shown(one, other)}\n"
            f"  without: {_shown(other, one)}\n  past: {_past(steps, self.asker)}"
            for (_, call), one, other in zip(calls, told, plain, strict=True)
            if one != other
        ]

    def _asked(self, of: World, at: int, call: tuple[Route, Call], noise: bool) -> Reply:
        if noise and at % 4 == 0:
            _others_ask(of, at)
        of.source.at(f"request {at}", 10_000 + at)
        if call[1] is WORK:
            of.work(10_000 + at)
            return Reply(0, (), b"")
        return reply(of, call[1], key_of(self.asker))


def reply(of: World, call: Call, key: str) -> Reply:
    """What the holder of ``key`` gets."""
    got = of.clients[key].request(call.method, call.path, **call.options())
    body = _SECONDS.sub(b'"seconds":0', got.content)
    headers = dict(got.headers)
    if body != got.content:
        headers[_LENGTH] = str(len(body))
        headers.pop("etag", None)
    return Reply(got.status_code, tuple(sorted(headers.items())), body)


def drawn_calls(known: dict[str, list[str]], drawn: Random) -> list[tuple[Route, Call]]:
    """Requests of every route: reads in any order, then writes, then reads of what these left."""
    ids = Ids(known, drawn)

    def of(table: dict[Route, requests.Asked | Left]) -> list[tuple[Route, Call]]:
        made = [
            (route, call)
            for route, asked in table.items()
            if not isinstance(asked, Left)
            for call in asked(ids)
        ]
        drawn.shuffle(made)
        return made

    again = of(requests.READS)
    work = (("", "work"), WORK)
    writes = [*of(requests.WRITES), work]
    return [*of(requests.READS), work, *writes, *drawn.sample(again, min(60, len(again)))]


def unnamed_routes(base: KnowledgeBase) -> tuple[set[Route], set[Route]]:
    """The routes of the service that ``requests`` has no row for, and rows without a route."""
    from api.service.app import create_app
    from api.service.keys import Keys

    app = create_app(base, Keys({}))
    found = {(entry.method, entry.path) for entry in RouteTable(app).entries}
    found -= {route for route in found if route[0] == "HEAD"}
    signed = {(e.method, e.path) for e in RouteTable(app).entries if e.signed}
    rows = set(requests.READS) | set(requests.WRITES)
    return found - signed - rows, rows - found


def _others_ask(of: World, at: int) -> None:
    """Somebody who sees everything asks in between, which fills every cache."""
    of.source.at(f"other {at}", 10_000 + at)
    client = of.clients[key_of(TOP)]
    text = QUESTIONS[at % len(QUESTIONS)]
    client.post("/v1/ask", json={"question": text})
    client.post("/v1/search", json={"query": text, "k": 5})
    client.get("/v1/library/overlaps")
    client.get("/v1/documents")


def _shown(one: Reply, other: Reply) -> str:
    """Where ``one`` differs from ``other``."""
    if one.status != other.status:
        return f"{one.status} {one.body[:300]!r}"
    at = next(
        (i for i, (a, b) in enumerate(zip(one.body, other.body, strict=False)) if a != b),
        min(len(one.body), len(other.body)),
    )
    headers = set(one.headers) - set(other.headers)
    return f"{one.status} …{one.body[max(0, at - 80) : at + 120]!r} {headers or ''}"


def _past(steps: Sequence[Step], asker: Audience) -> str:
    above = [step.said for step in steps if not asker.covers(step.audience)]
    return f"above the asker: {'; '.join(above)}"
