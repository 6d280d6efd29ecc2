"""A store and the service over it, built step by step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.keys import Caller, Keys
from api.service.roles import Role
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records import job_leases
from kb.settings import Settings
from kb.values import AUDIENCES, Audience
from tests.noninterference.repeatable import Source, repeatable

#: Groups of every world, and audiences that have any of them.
GROUPS = "board, legal"
GROUPED = tuple(
    map(
        Audience,
        ("public:legal", "nda:legal", "internal:legal", "internal:board", "internal:board+legal"),
    )
)
EVERY = (*AUDIENCES, *GROUPED)
#: What sees everything.
TOP = Audience("internal:board+legal")


@dataclass
class World:
    """A store, its service, and the ids that the steps made, by kind."""

    base: KnowledgeBase
    clients: dict[str, TestClient]
    source: Source
    ids: dict[str, list[str]] = field(default_factory=dict)

    def made(self, kind: str, identity: str) -> str:
        """Note an id, for the requests to name."""
        known = self.ids.setdefault(kind, [])
        if identity not in known:
            known.append(identity)
        return identity

    def work(self, minute: int) -> None:
        """Do every job that waits, here and now, each with ids of its own."""
        runner = self.clients[key_of(TOP)].app.state.core.jobs  # type: ignore[attr-defined]
        while True:
            with self.base.records.write() as connection:
                job = job_leases.claim(
                    connection, runner.name, sorted(runner.handlers), runner.lease
                )
            if job is None:
                return
            self.source.at(f"job {job.id}", minute)
            runner.run(job)


@dataclass(frozen=True)
class Step:
    """Something that happened in the store before the asker came; ``audience`` says for whom it
    is. ``said`` is what a failing case prints."""

    said: str
    audience: Audience
    act: Callable[[World], None]


def key_of(audience: Audience, role: Role = Role.ADMIN) -> str:
    """The key of somebody of this audience and role."""
    return f"the-{audience.value}-{role.value}-key-of-this-test"


@contextmanager
def world(home: Path, embedder: str = "hashing", **changed: object) -> Iterator[World]:
    """An empty world with a key for every audience and role."""
    given = {"home": home, "embedder": embedder, "requests_per_minute": 0, "readers": 1}
    given |= {"groups": GROUPS}
    settings = Settings.model_validate(given | changed)
    callers = {
        key_of(audience, role): Caller(f"{audience.value}-{role.value}", audience, role)
        for audience in EVERY
        for role in Role
    }
    with (
        repeatable() as source,
        open_knowledge_base(settings) as base,
        base.writing("a test"),
    ):
        source.at("start", 0)
        app = create_app(base, Keys(callers))
        app.state.core.warm()
        clients = {
            key: TestClient(app, headers={"X-API-Key": key}, raise_server_exceptions=False)
            for key in callers
        }
        yield World(base, clients, source)


def build(into: World, steps: list[Step], sees: Audience) -> None:
    """Take the steps that ``sees`` may know of. Each makes the same ids and times whether or not
    others came before it."""
    for number, step in enumerate(steps):
        if sees.covers(step.audience):
            into.base.follow()  # else what it builds by the way takes ids
            into.source.at(f"step {number}", number)
            step.act(into)
            into.work(number)
    into.base.follow()
